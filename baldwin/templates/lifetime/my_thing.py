"""A way of learning: one example after another, each by one step of gradient descent."""

from typing import Annotated, ClassVar, NamedTuple

from pydantic import Field

from baldwin.neural.contracts import Event, Gene, Lifetime, Newborn, Number, Weights
from baldwin.neural.lazy_jax import jax, jnp  # JAX, which loads only when a run begins


class Learner(NamedTuple):
    """An individual in the middle of its life: all that it carries from one experience to the next."""

    newborn: Newborn  # weights and genes that it was born with
    weights: Weights  # tensor name -> values, now


class MyThing(Lifetime):
    """Sees one example at a time, and takes a step down its error; how long a step is evolves."""

    # Which tasks it can be lived in: "examples", "episodes" or "trials".
    manners: ClassVar[tuple[str, ...]] = ("examples",)
    # What a replay keeps of each experience, beside its score: name -> meaning.
    records: ClassVar[dict[str, str]] = {"weights": "weights at birth and after each example, by tensor"}

    # The fields of [lifetime]: a type, a range, a meaning and a default. `Number` may change without compiling anew.
    steps: Annotated[int, Field(ge=0, le=100_000, description="examples seen in a life (S)")] = 10
    founders_rate: Annotated[Number, Field(gt=0.0, le=10.0, description="learning rate in founders")] = 0.05
    diverged_score: Annotated[Number, Field(le=0.0, description="score of a life that left the numbers")] = -1000.0

    def genes(self, network, task):
        """Return what is inherited beside the weights: here one learning rate, which stays above 0 ("log")."""
        return (Gene("rate", initial=self.founders_rate, transform="log", meaning="learning rate"),)

    def chance(self, key, task, instance):
        """Draw what chance decides in a life: the examples to learn from, and those that it is scored on."""
        return task.support(key, instance), task.query(key, instance)

    def begin(self, newborn, world):
        """Return the learner that a newborn is."""
        return Learner(newborn, newborn.weights)

    def experience(self, learner, world, moment):
        """Return the learner after experience number `moment`, from 1, and what happened. Nothing may branch on it."""
        seen = world.chance[0]
        example = jax.tree.map(lambda rows: rows[(moment - 1) % rows.shape[0]], seen)  # after the last comes the first

        def error(weights):
            return world.task.loss(world.network.answer(weights, example.x[None]), example.y[None])

        slope, rate = jax.grad(error)(learner.weights), learner.newborn.genes["rate"]
        weights = {name: value - rate * jnp.clip(slope[name], -10.0, 10.0) for name, value in learner.weights.items()}
        after = learner._replace(weights=weights)
        return after, Event(self.score(weights, world), {"weights": weights})

    def learned(self, learner):
        """Return the weights that a learner has now."""
        return learner.weights

    def score(self, weights, world):
        """Return how good weights are, where nothing more is learned: here on examples that it has not seen."""
        asked = world.chance[1]
        return world.task.score(world.network.answer(weights, asked.x), asked.y)

    @classmethod
    def tiny(cls):
        """Return an instance small enough for a test."""
        return cls(steps=2)
