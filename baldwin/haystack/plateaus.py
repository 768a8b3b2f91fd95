"""Genomes that all have equal fitness: what is the most they can have, and what usually helps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from baldwin.engine import Columns
from baldwin.haystack.ability import worth_of
from baldwin.haystack.definition import (
    AllOrNone,
    Binary,
    Flagged,
    Graded,
    HaystackDefinition,
    LifetimeMean,
    Needle,
    NKLandscape,
    NoLearning,
)
from baldwin.haystack.theory.graded import graded_fitness

__all__ = ["best_fitness", "when_alike"]

MUTATION = "strategy.mutation_rate above 0, as nothing new comes without"


def best_fitness(definition: HaystackDefinition, row: Mapping[str, Any], assays: Columns) -> float | None:
    """Return the highest fitness that the world of `definition` allows for; None on a landscape too large to search."""
    if isinstance(definition.task, Needle):
        return float(worth_of(definition).learned.max())
    if isinstance(definition.task, Graded):
        worth = graded_fitness(definition)
        return None if worth is None else float(worth.max())
    if not isinstance(definition.fitness, LifetimeMean) or "optimum" not in assays:
        return None
    optimum = float(assays["optimum"][assays["replicate"] == row["replicate"]][0])
    return optimum**definition.fitness.selection_exponent if np.isfinite(optimum) else None


def when_alike(definition: HaystackDefinition, row: Mapping[str, Any], solved: bool) -> tuple[str, ...]:
    """Return what usually helps where no genome is worth more than others, some words each, given a row of the table.

    Where the task is solved, that is what would let learned become innate.
    """
    still = definition.strategy.mutation_rate == 0.0
    if not isinstance(definition.task, Needle):
        return () if solved else _climbing(definition, still)
    if solved:
        if isinstance(definition.fitness, AllOrNone) and row.get("plastic", 0.0) > 0.0:
            return ('fitness.kind = "time_remaining", under which those who learn less are faster and worth more',)
        return ()
    mutation = (MUTATION,) if still else ()
    if row.get("successes", 0.0) > 0.0:
        return mutation
    if isinstance(definition.encoding, Binary) or isinstance(definition.lifetime, NoLearning):
        other = 'encoding.kind = "ternary" and ' if isinstance(definition.encoding, Binary) else ""
        learning = f'learning ({other}lifetime.kind = "geometric"), since a needle has no slope that leads to it'
        return (learning, "fewer loci (task.loci)", "more individuals (population.size)", *mutation)
    if row.get("competent", 0.0) > 0.0:
        return ("more trials in a life (lifetime.trials)", "fewer loci (task.loci)")
    return (
        "fewer wrong alleles among founders (encoding.wrong), as no genome that has one can find the needle",
        "fewer loci (task.loci)",
        "more individuals (population.size)",
        *mutation,
    )


def _climbing(definition: HaystackDefinition, still: bool) -> tuple[str, ...]:
    """Return what helps where all sit on one peak of what scores."""
    way = "hill_climb" if isinstance(definition.encoding, Flagged) else "literal"
    learning = f'learning (lifetime.kind = "{way}"), by which neighbours of a higher peak are worth more'
    return (
        *((MUTATION,) if still else ()),
        *((learning,) if isinstance(definition.lifetime, NoLearning) else ()),
        "more individuals (population.size)",
        *(("fewer neighbours (task.epistasis)",) if isinstance(definition.task, NKLandscape) else ()),
    )
