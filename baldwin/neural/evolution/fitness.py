"""Fitness: what selection makes of an individual's lives, and whether it sees lives that learn."""

from __future__ import annotations

from baldwin.neural.contracts import Array, LifeHistory, Newborn
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.lazy_jax import jnp

__all__ = ["fitness_of", "selected"]


def selected(definition: NeuralDefinition) -> NeuralDefinition:
    """Return the definition whose lives selection reads: without learning under Darwinian inheritance."""
    if definition.inheritance.kind != "darwinian":
        return definition
    return definition.model_copy(update={"lifetime": definition.lifetime.still()})


def fitness_of(definition: NeuralDefinition, newborn: Newborn, lives: LifeHistory) -> Array:
    """Return what selection makes of an individual's lives: scores (T, n) become fitness ()."""
    rule, lifetime, task = definition.fitness, definition.lifetime, definition.task
    later = lives.scores.shape[1] - 1
    scores: Array
    if rule.reads == "birth" or later == 0:
        scores = lives.scores[:, 0]
    elif rule.reads == "end":
        scores = lives.scores[:, -1]
    else:
        scores = lives.scores[:, 1 if rule.reads == "mean" else 0 :].mean(axis=1)
    if rule.statistic == "mean":
        fitness = scores.mean()
    elif rule.statistic == "median":
        fitness = jnp.median(scores)
    elif rule.statistic == "worst":
        fitness = jnp.sort(scores)[: -(-scores.size // 4)].mean()
    else:
        fitness = (scores >= rule.criterion).mean()
    active = lifetime.active(newborn, task)
    fitness = fitness - rule.step_cost * (later if active is None else active)
    if rule.change_cost is not None and lives.changed is not None:
        fitness = fitness - rule.change_cost * lives.changed.mean()
    rates = lifetime.rates(newborn, definition.network)
    learning = lifetime.learning(definition.network, tuple(newborn.weights)) if later else ()
    sizes = {name: newborn.weights[name].size for name in rates if name in learning}
    if not sizes:
        return fitness
    total = sum(jnp.abs(rates[name]).mean() * size for name, size in sizes.items())
    return fitness - rule.plasticity_cost * total / sum(sizes.values())
