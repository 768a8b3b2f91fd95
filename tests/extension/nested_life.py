"""A life within a life: each experience is a whole life by memory, after which weights are kept or changed back."""

from typing import Annotated, ClassVar, Literal, NamedTuple

from pydantic import Field

from baldwin.neural.contracts import Array, Environment, Event, Gene, Lifetime, Newborn
from baldwin.neural.contracts.living import live
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.lifetimes.recurrent import RecurrentLife
from baldwin.neural.theory.reference_policy import mature


class Learner(NamedTuple):
    newborn: Newborn
    weights: dict[str, Array]
    score: Array


class NestedLife(Lifetime):
    """S lives by memory, one inside each experience; between them weights climb, by a step that is inherited."""

    manners: ClassVar[tuple[str, ...]] = ("trials",)
    records: ClassVar[dict[str, str]] = {
        "weights": "weights at birth and after each inner life, by tensor: (S + 1, ..)"
    }

    kind: Literal["nested_life"] = "nested_life"
    more: Annotated[int, Field(ge=0, le=100, description="inner lives after the first (S)")] = 2

    def genes(self, network, task):
        return (Gene("step", initial=0.1, transform="log"),)

    def experiences(self, task):
        return self.more

    def still(self):
        return self.model_copy(update={"more": 0})

    def chance(self, key, task, instance):
        keys = jax.random.split(key, self.more + 1)
        return jax.vmap(lambda one: (one, RecurrentLife().chance(one, task, instance)))(keys)

    def begin(self, newborn, world):
        return Learner(newborn, newborn.weights, self._inner(newborn.weights, world, 0))

    def birth(self, learner, world):
        return Event(learner.score, {"weights": learner.weights})

    def experience(self, learner, world, moment):
        keys, _ = world.chance
        names = sorted(learner.weights)
        drawn = jax.random.split(keys[moment], len(names))
        step = learner.newborn.genes["step"]
        tried = {
            name: learner.weights[name] + step * jax.random.normal(key, learner.weights[name].shape)
            for name, key in zip(names, drawn, strict=True)
        }
        score = self._inner(tried, world, moment)
        better = score > learner.score
        weights = {name: jnp.where(better, tried[name], value) for name, value in learner.weights.items()}
        after = Learner(learner.newborn, weights, jnp.maximum(score, learner.score))
        return after, Event(after.score, {"weights": weights})

    def learned(self, learner):
        return learner.weights

    def score(self, weights, world):
        return self._inner(weights, world, 0)

    def _inner(self, weights, world, number):
        """Return the mean score at the end of an inner life, lived with its own luck."""
        _, chances = world.chance
        inner = Environment(world.network, world.task, world.instance, jax.tree.map(lambda leaf: leaf[number], chances))
        return live(RecurrentLife(), Newborn(weights, {}), inner).scores[-mature(world.task.trials) :].mean()

    @classmethod
    def tiny(cls):
        return cls(more=1)
