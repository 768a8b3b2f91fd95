"""Point navigation in the plane (Finn, Abbeel & Levine 2017, section 5.3)."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field

from baldwin.neural.contracts import TRACED, Array, InteractiveTask, Key, Number, Transition
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.theory.navigation import stay_put, walk_to_goal, wandering_gain

__all__ = ["Navigation", "Point"]


class Point(NamedTuple):
    """Where the point is (2,), and how many steps it has taken ()."""

    position: Array
    time: Array


class Navigation(InteractiveTask):
    """A point walks to a goal that it cannot see: only rewards, minus the squared distance, tell where it is.

    The goal is uniform in a square around the start. An action is a velocity, clipped to `speed` in each coordinate;
    after a step the reward is minus the squared distance to the goal. An episode ends within `reach` of the goal, or
    after `horizon` steps.
    """

    kind: Literal["navigation"] = "navigation"
    goal_range: Annotated[
        Number,
        Field(gt=0.0, le=1e3, description="goals lie in -goal_range .. goal_range; 0.5 in MAML's code, 1 in ES-MAML's"),
    ] = 0.5
    speed: Annotated[Number, Field(gt=0.0, le=1e3, description="largest step in each coordinate")] = 0.1
    reach: Annotated[
        Number,
        Field(
            ge=0.0, le=1e3, description="distance at which the goal is reached; 0.01 as in MAML, 0.1 in ES-MAML's code"
        ),
    ] = 0.01
    wall: Annotated[
        float | None,
        TRACED,
        Field(gt=0.0, le=1e6, description="positions are clipped to -wall .. wall, 1 in ES-MAML; omit for open ground"),
    ] = None
    limit: Annotated[int, Field(ge=1, le=10**5, description="steps of an episode at most (H)")] = 100

    @property
    def inputs(self) -> int:
        """The position, two numbers."""
        return 2

    @property
    def outputs(self) -> int:
        """The velocity, two numbers."""
        return 2

    @property
    def horizon(self) -> int:
        """Steps of an episode at most."""
        return self.limit

    def sample(self, key: Key) -> Array:
        """Draw a goal (2,)."""
        return self.goal_range * jax.random.uniform(key, (2,), minval=-1.0, maxval=1.0)

    def reset(self, key: Key, instance: Array) -> tuple[Point, Array]:
        """Return the point at the origin."""
        del key, instance
        position = jnp.zeros(2)
        return Point(position, jnp.zeros((), jnp.int32)), position

    def step(self, key: Key, state: Point, action: Array, instance: Array) -> Transition:
        """Return the point one step further."""
        del key
        position = state.position + jnp.clip(action, -self.speed, self.speed)
        if self.wall is not None:
            position = jnp.clip(position, -self.wall, self.wall)
        square = jnp.sum((position - instance) ** 2)
        return Transition(Point(position, state.time + 1), position, -square, square <= self.reach**2)

    def picture(self, instance: Array, observations: Array) -> tuple[Array, Array]:
        """Return the positions, and the goal."""
        return observations, instance[None]

    def innate_ceiling(self) -> float | None:
        """Return the mean return of staying at the origin, the centre of all goals.

        Without ends of episodes no other path is as near to the goals on average. What a path could gain by ending
        episodes on its way is bounded (`wandering_gain`); None where the bound is more than a thousandth.
        """
        stay = stay_put(self.goal_range, self.limit, min(self.reach, self.goal_range))
        return stay if wandering_gain(self.goal_range, self.limit, self.reach) <= -1e-3 * stay else None

    def oracle(self) -> float | None:
        """Return the mean return of walking straight to the goal; None where it is not known in closed form."""
        if self.reach > self.speed or (self.wall is not None and self.wall < self.goal_range):
            return None
        return walk_to_goal(self.goal_range, self.limit, self.speed, self.reach)

    @classmethod
    def tiny(cls) -> Self:
        """Return an episode of four steps."""
        return cls(limit=4)
