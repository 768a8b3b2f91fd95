"""A generation of a comparator: one genome takes a step along a gradient that its lives give."""

from __future__ import annotations

from dataclasses import dataclass

from baldwin.neural.contracts import (
    Array,
    Comparator,
    Environment,
    Instance,
    LifeHistory,
    Newborn,
    Record,
    State,
    Task,
    Weights,
)
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.evolution.fitness import fitness_of, selected
from baldwin.neural.evolution.lives import Environments, Lived, live_one, live_one_fully
from baldwin.neural.lazy_jax import jax, jnp

__all__ = ["climb"]


@dataclass(frozen=True)
class _Lives:
    """See `baldwin.neural.contracts.Lives`."""

    definition: NeuralDefinition
    worlds: Environments

    @property
    def task(self) -> Task:
        return self.definition.task

    def develop(self, genotype: Array) -> Newborn:
        return self.definition.encoding.develop(genotype, self.definition.blueprint)

    def live(self, newborn: Newborn) -> LifeHistory:
        return live_one(self.definition, newborn, self.worlds)

    def live_fully(self, newborn: Newborn) -> tuple[LifeHistory, Record]:
        return live_one_fully(self.definition, newborn, self.worlds)

    def fitness(self, newborn: Newborn, lives: LifeHistory) -> Array:
        return fitness_of(self.definition, newborn, lives)

    def shifted_score(self, weights: Weights, shift: Weights) -> Array:
        d = self.definition

        def score(chance: object, shift: Weights, instance: Instance) -> Array:
            moved = {name: value + shift[name] for name, value in weights.items()}
            return d.lifetime.score(moved, Environment(d.network, d.task, instance, chance))

        found: Array = jax.vmap(score)(self.worlds.chances, shift, self.worlds.instances).mean()
        return found

    def change(self, newborn: Newborn, learned: Weights) -> Array:
        d = self.definition
        found: Array = jax.vmap(lambda one: d.encoding.inherit(newborn, one, (), d.blueprint))(learned)
        return found


def climb(
    definition: NeuralDefinition, strategy: Comparator, state: State, worlds: Environments, generation: Array
) -> tuple[State, Array, Lived]:
    """Return the comparator's state after one step, its genome (1, G), and the results of its lives in `worlds`."""
    genotype = strategy.centre(state)
    progress = jnp.clip(generation / jnp.maximum(state["generations"], 1.0), 0.0, 1.0)
    ascent = strategy.ascent(genotype, _Lives(selected(definition), worlds), progress)
    lived = Lived(ascent.fitness[None], ascent.diverged.sum()[None], jnp.zeros((1, 0)))
    return strategy.climb(state, ascent.gradient), genotype[None], lived
