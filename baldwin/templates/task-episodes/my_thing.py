"""A task of episodes: walk along a line to a goal that may lie on either side, and cannot be seen."""

from typing import Annotated

from pydantic import Field

from baldwin.neural.contracts import InteractiveTask, Number, Transition
from baldwin.neural.lazy_jax import jax, jnp  # JAX, which loads only when a run begins


class MyThing(InteractiveTask):
    """A goal on one of two sides: a life of several episodes finds out which, and walks there."""

    # The fields of [task]: a type, a range, a meaning and a default. `Number` may change without compiling anew.
    speed: Annotated[Number, Field(gt=0.0, le=10.0, description="longest step; the goal is 1 away")] = 0.2
    limit: Annotated[int, Field(ge=1, le=10_000, description="steps of an episode (H)")] = 10

    @property
    def inputs(self):
        """Width of an observation."""
        return 1

    @property
    def outputs(self):
        """Width of an action."""
        return 1

    @property
    def horizon(self):
        """Steps of an episode at most."""
        return self.limit

    def sample(self, key):
        """Draw one instance, what is new in a life: the goal. Random numbers of JAX come from keys."""
        return jnp.where(jax.random.bernoulli(key), 1.0, -1.0)

    def reset(self, key, instance):
        """Return the world at the start of an episode, and what is seen of it (inputs,)."""
        place = jnp.zeros(1)
        return place, place

    def step(self, key, state, action, instance):
        """Return the world after an action, what is seen, the reward, and whether the episode is over."""
        place = state + jnp.clip(action, -self.speed, self.speed)
        distance = jnp.abs(place - instance)[0]
        return Transition(place, place, -distance, jnp.zeros((), bool))

    # From here on everything is optional: how well it can be done, the sum of rewards of an episode.

    def innate_ceiling(self):
        """Return the best mean return without learning: between both goals each step costs 1, wherever one is."""
        return -1.0 * self.limit

    def oracle(self):
        """Return the return of walking straight to the goal."""
        return -sum(max(0.0, 1.0 - self.speed * step) for step in range(1, self.limit + 1))

    @classmethod
    def tiny(cls):
        """Return an instance small enough for a test."""
        return cls(limit=3)
