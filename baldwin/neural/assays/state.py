"""What the scientist reads of lives that learn by memory, on instances no life has seen.

Ability is the mean score over the last tenth of a life's trials. Innate ability is that of the same lives lived without
learning: state held at its beginning, the last action and reward out of sense. Both see the same instances and luck.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from baldwin.neural.assays.weights import held_out, mutants_of
from baldwin.neural.contracts import Array, Key, Newborn, Trace
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.evolution.lives import World, live_one
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.theory.reference_policy import mature
from baldwin.neural.traced import numbers_of, with_numbers

__all__ = ["MemoryAssay", "Remembered", "behaviour_columns", "life_columns"]

INSTANCES = 3  # whose lives are kept as examples
TRIALS = 100  # of each, at most


class Remembered(NamedTuple):
    """One genotype, examined; see the wing's columns."""

    innate: Array
    learned: Array
    learned_median: Array
    spread: Array  # (2,) standard deviation over held-out instances, of innate and learned ability
    canalisation: Array  # (2,) what a mutation costs, innate and learned; NaN if nobody asks
    curve: Array  # (T,) mean score of each trial
    individuals_innate: Array  # (k,)
    individuals_learned: Array  # (k,)
    change: Array  # (G,) NaN: learning leaves no trace in what could be inherited
    world: World  # the held-out instances, and what chance decided there
    trace: Trace  # of the genotype's lives there


class MemoryAssay:
    """Compiles the assay of one definition, whose numbers are arguments."""

    def __init__(self, definition: NeuralDefinition, instances: int | None = None) -> None:
        """Prepare an assay on `instances` held-out instances, by default as many as the definition says."""
        self.definition = definition
        self.instances = instances or definition.assays.instances
        self.numbers = numbers_of(definition)

    @cached_property
    def examine(self) -> Any:
        """Compiled (key, genotype (G,), sample (k, G), numbers) -> `Remembered`."""

        def examine(key: Key, genotype: Array, sample: Array, numbers: Any) -> Remembered:
            d = with_numbers(self.definition, numbers)
            return self._examine(d, key, genotype, sample, held_out(d, key, self.instances))

        return jax.jit(examine)

    def _examine(self, d: Any, key: Key, genotype: Array, sample: Array, world: World) -> Remembered:
        newborn = d.encoding.develop(genotype, d.network, d.task)
        trace = self._trace(d, newborn, world)
        lived = live_one(d, newborn, world).scores  # as selection reads them: none is below the lowest
        born = self._still(d, newborn, world)
        end = lived[:, -mature(d.task.trials) :].mean(axis=1)
        everyone = jnp.concatenate([sample, mutants_of(d, key, genotype)])
        measured = jnp.zeros((0, 2))
        if everyone.shape[0]:
            measured = jax.lax.map(lambda one: self._ability(d, one, world), everyone)
        individuals, mutants = jnp.split(measured, [sample.shape[0]])
        abilities = jnp.stack([born, end], axis=1)
        means = abilities.mean(axis=0)
        return Remembered(
            innate=means[0],
            learned=means[1],
            learned_median=jnp.median(end),
            spread=abilities.std(axis=0),
            canalisation=means - mutants.mean(axis=0) if mutants.shape[0] else jnp.full(2, jnp.nan),
            curve=lived.mean(axis=0),
            individuals_innate=individuals[:, 0],
            individuals_learned=individuals[:, 1],
            change=jnp.full(genotype.size, jnp.nan),
            world=world,
            trace=trace,
        )

    def _trace(self, d: Any, newborn: Newborn, world: World) -> Trace:
        found: Trace = jax.vmap(lambda fate, one: d.lifetime.trace(fate, newborn, d.network, d.task, one))(
            world.keys, world.instances
        )
        return found

    def _ability(self, d: Any, genotype: Array, world: World) -> Array:
        """Return innate and learned ability (2,) of one genotype."""
        newborn = d.encoding.develop(genotype, d.network, d.task)
        scores = live_one(d, newborn, world).scores
        learned = scores[:, -mature(d.task.trials) :].mean()
        return jnp.stack([self._still(d, newborn, world).mean(), learned])

    def _still(self, d: Any, newborn: Newborn, world: World) -> Array:
        """Return the innate ability (T,) shown in each of the lives."""
        unlearning = d.model_copy(update={"lifetime": d.lifetime.still()})
        scores = live_one(unlearning, newborn, world).scores
        return scores[:, -mature(d.task.trials) :].mean(axis=1)


def life_columns(definition: NeuralDefinition, now: Remembered) -> dict[str, Any]:
    """Return the first lives trial by trial, one after another: first choice, what was felt, and score."""
    task: Any = definition.task

    def trials(steps: Any) -> Any:
        return np.asarray(steps)[:INSTANCES].reshape(-1, task.trials, len(task.deciding))[:, :TRIALS]

    found = {
        "example_rewards": trials(now.trace.rewards).sum(axis=2).ravel(),
        "example_scores": trials(now.trace.scores).sum(axis=2).ravel(),
    }
    if task.chooses:
        first = task.deciding.index(True)
        found = {"example_choices": trials(now.trace.actions)[..., first].ravel(), **found}
    return found


def behaviour_columns(definition: NeuralDefinition, now: Remembered) -> dict[str, Any]:
    """Return what the task says of what lives did; (n,) lists, or numbers."""
    task: Any = definition.task
    found = task.behaviour(now.world.instances, now.world.keys.world, now.trace)
    return {
        name: float(value) if np.ndim(value) == 0 else np.asarray(value, np.float64) for name, value in found.items()
    }
