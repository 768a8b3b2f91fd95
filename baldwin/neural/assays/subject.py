"""The subject of an assay: one genotype, its newborn, and its lives on held-out instances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from baldwin.neural.contracts import Array, Key, LifeHistory, Newborn, Record
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.evolution.lives import Environments, live_one, live_one_fully
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.random_keys import Purpose

__all__ = ["Before", "Subject", "abilities", "curve_steps", "held_out", "mutants_of"]


class Before(NamedTuple):
    """What an assay of a genotype is compared with: founders, and the assay before."""

    founders_innate: float  # mean innate ability of founders
    moved: Any  # (G,) how the centre moved since the last assay; NaN without one
    change: Any  # (G,) mean learned change of genes at the last assay; NaN without one


@dataclass(frozen=True)
class Subject:
    """One genotype in an assay, within a compiled program; what no group of columns reads is compiled away."""

    definition: NeuralDefinition
    genotype: Array  # (G,)
    sample: Array  # (k, G) individuals of its population
    mutants: Array  # (m, G) of the genotype
    worlds: Environments  # held-out instances, T of them

    @cached_property
    def newborn(self) -> Newborn:
        """The newborn that the genotype develops into."""
        return self.definition.encoding.develop(self.genotype, self.definition.blueprint)

    @cached_property
    def lives(self) -> LifeHistory:
        """Its lives, (T, ..)."""
        return live_one(self.definition, self.newborn, self.worlds)

    @cached_property
    def record(self) -> Record:
        """Everything that happened in these lives, (T, ..)."""
        _, record = live_one_fully(self.definition, self.newborn, self.worlds)
        return record

    @cached_property
    def abilities(self) -> Array:
        """Innate and learned ability in each life, (T, 2)."""
        return _abilities(self.definition, self.newborn, self.lives, self.worlds)

    @cached_property
    def curve(self) -> Array:
        """Scores of these lives, (T, n); longer than a life where `assays.steps` says so and learning can go on."""
        d, newborn = self.definition, self.newborn
        longest = curve_steps(d, newborn, [d.assays.steps])
        if longest == d.later_scores:
            return self.lives.scores
        # As long a life, of which the first part is the life lived: what comes later changes nothing before.
        longer = d.lifetime.prolonged(newborn, longest)
        assert longer is not None  # `curve_steps` has seen to it
        lifetime, same = longer
        return live_one(d.model_copy(update={"lifetime": lifetime}), same, self.worlds).scores

    @cached_property
    def means(self) -> Array:
        """Innate and learned ability, means over these lives: (2,)."""
        d = self.definition
        if not d.lifetime.shows_birth:
            return self.abilities.mean(axis=0)
        return self.curve.mean(axis=0)[jnp.array([0, d.later_scores])]

    @cached_property
    def others(self) -> tuple[Array, Array]:
        """Innate and learned ability of the individuals (k, 2) and of the mutants (m, 2), means over lives."""
        everyone = jnp.concatenate([self.sample, self.mutants])
        measured = jnp.zeros((0, 2))
        if everyone.shape[0]:
            measured = jax.lax.map(lambda one: abilities(self.definition, one, self.worlds).mean(axis=0), everyone)
        individuals, mutants = jnp.split(measured, [self.sample.shape[0]])
        return individuals, mutants


def abilities(d: NeuralDefinition, genotype: Array, worlds: Environments) -> Array:
    """Return innate and learned ability of a genotype in each of the worlds, (T, 2)."""
    newborn = d.encoding.develop(genotype, d.blueprint)
    return _abilities(d, newborn, live_one(d, newborn, worlds), worlds)


def _abilities(d: NeuralDefinition, newborn: Newborn, lives: LifeHistory, worlds: Environments) -> Array:
    learned = d.lifetime.ability(lives.scores, d.task)
    if d.lifetime.shows_birth:
        return jnp.stack([lives.scores[:, 0], learned], axis=1)
    unlearning = d.model_copy(update={"lifetime": d.lifetime.still()})
    innate = d.lifetime.ability(live_one(unlearning, newborn, worlds).scores, d.task)
    return jnp.stack([innate, learned], axis=1)


def held_out(definition: NeuralDefinition, key: Key, count: int) -> Environments:
    """Return `count` held-out instances; they depend on the key alone, never on an evolution."""
    instances, keys = jax.random.split(jax.random.fold_in(key, Purpose.HELD_OUT))
    return Environments.of(definition, definition.task.held_out(instances, count), jax.random.split(keys, count))


def mutants_of(definition: NeuralDefinition, key: Key, genotype: Array) -> Array:
    """Return mutants (m, G) of a genotype, of the same changes in every assay."""
    shape = (definition.assays.mutants, genotype.size)
    changes = jax.random.normal(jax.random.fold_in(key, Purpose.MUTANTS), shape)
    return genotype + definition.assays.mutation * changes


def curve_steps(definition: NeuralDefinition, newborn: Newborn, asked: Sequence[int]) -> int:
    """Return the length of the lifetime curve: the longest that is asked for, where learning can simply go on."""
    steps = definition.later_scores
    longest = max(steps, *asked)
    return longest if definition.lifetime.prolonged(newborn, longest) is not None else steps
