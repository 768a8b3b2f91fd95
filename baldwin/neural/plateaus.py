"""Networks that all have equal fitness: what is the most they can have, and what usually helps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from baldwin.neural.definition import Fitness, NeuralDefinition
from baldwin.neural.facts import Facts

__all__ = ["best_fitness", "when_alike"]

FEW = 32  # lives; with more, one life the more hardly tells individuals apart


def best_fitness(definition: NeuralDefinition, facts: Facts) -> float | None:
    """Return the highest fitness that the world of `definition` allows for: that of the best policy which is known.

    The worst lives of an individual cannot be better than its mean. None where nothing is known, or where the costs of
    lives depend on what evolves.
    """
    fitness = definition.fitness
    if fitness.step_cost or fitness.plasticity_cost or fitness.change_cost is not None:
        return None
    if fitness.statistic == "success":
        return 1.0
    if fitness.statistic == "median":  # which may be above what lives can expect
        return None
    policies = facts.policies if facts.trials else {}  # of other tasks they are no optima
    best = next((_read(fitness, scores) for scores in policies.values()), facts.oracle)
    return 0.0 if best is None and facts.error else best


def _read(fitness: Fitness, scores: Sequence[float]) -> float:
    """Return what selection reads of a life with these scores, as `fitness.reads` says."""
    values = np.asarray(scores, dtype=np.float64)
    of_life = {"birth": values[:1], "end": values[-1:], "mean": values[1:] if values.size > 1 else values}
    return float(of_life.get(fitness.reads, values).mean())


def when_alike(definition: NeuralDefinition, facts: Facts, row: Mapping[str, Any], solved: bool) -> tuple[str, ...]:
    """Return what usually helps where no network has more than others, some words each, given a row of the table."""
    if solved:
        return ()
    fitness, words = definition.fitness, []
    if fitness.statistic == "success" and row["fitness_mean"] <= 0.0:
        words.append(
            f"a lower fitness.criterion (now {fitness.criterion:g}), which no life reaches, or "
            'fitness.statistic = "mean", which tells failures apart'
        )
    elif fitness.statistic in ("median", "worst"):
        words.append('fitness.statistic = "mean", which counts a rare success')
    if facts.when_alike:
        words.append(facts.when_alike)
    if isinstance(sigma := getattr(definition.strategy, "sigma", None), float):
        words.append(f"larger mutations (strategy.sigma, now {sigma:g})")
    if definition.sampling.lives < FEW:
        words.append(f"more lives for each individual (sampling.lives, now {definition.sampling.lives})")
    return tuple(words)
