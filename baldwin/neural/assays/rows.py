"""Rows of the tables that a neural run leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from baldwin.engine import Columns, Record
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.evolution.generation import Summary

__all__ = ["generation_rows", "individuals_until", "join", "rounded"]


def join(records: Sequence[Record]) -> Record:
    """Return the records of successive generations as one."""
    return Record(_join([one.generations for one in records]), _join([one.assays for one in records if one.assays]))


def _join(tables: Sequence[Columns]) -> Columns:
    return {name: np.concatenate([table[name] for table in tables]) for name in tables[0]} if tables else {}


def individuals_until(definition: NeuralDefinition, generation: int) -> int:
    """Return how many individuals a replicate has evaluated up to a generation, where as many live in each."""
    born = (generation + 1 - definition.first_generation) * definition.strategy.individuals(definition.population.size)
    return born + definition.founders.spent.get("individuals", 0)


def generation_rows(
    definition: NeuralDefinition, first: int, summaries: Mapping[int, Summary], before: npt.NDArray[np.int64]
) -> tuple[Columns, npt.NDArray[np.int64]]:
    """Return the rows of generations `first`, .., and how many individuals (R,) have been evaluated at their end.

    Args:
        definition: of the population.
        first: generation.
        summaries: of each replicate that lived, by its number; some may end before the others.
        before: (R,) individuals that had been evaluated before.
    """
    evaluated = before.copy()
    parts: dict[str, list[Any]] = {name: [] for name in ("generation", "replicate", "individuals")}
    for number, rows in summaries.items():
        count = rows.fitness_mean.size
        each = definition.strategy.individuals(definition.population.size)
        living = np.full(count, each) if rows.living is None else np.asarray(rows.living, np.int64)
        parts["generation"].append(np.arange(first, first + count))
        parts["replicate"].append(np.full(count, number))
        parts["individuals"].append(before[number] + np.cumsum(living))
        evaluated[number] = parts["individuals"][-1][-1]
    whole = {name: np.concatenate(values).astype(np.int64) for name, values in parts.items()}
    order = np.lexsort((whole["replicate"], whole["generation"]))

    def column(name: str, kind: type[np.generic]) -> Any:
        return np.concatenate([getattr(one, name) for one in summaries.values()]).astype(kind)[order]

    generation, replicate, individuals = (values[order] for values in whole.values())
    steps = 0 if definition.inheritance.kind == "darwinian" else definition.later_scores
    spent = definition.founders.spent  # in the run that a branch goes on from, which may have counted otherwise
    lives = (individuals - spent.get("individuals", 0)) * definition.sampling.lives
    table: Columns = {
        "generation": generation,
        "replicate": replicate,
        "individuals": individuals,
        "lives": lives + spent.get("lives", 0),
        "lifetime_steps": lives * steps + spent.get("lifetime_steps", 0),
        "fitness_mean": column("fitness_mean", np.float64),
        "fitness_sd": column("fitness_sd", np.float64),
        "fitness_max": column("fitness_max", np.float64),
        "diverged": column("diverged", np.int64),
        "not_finite": column("not_finite", np.int64),
    }
    if definition.survival.given:
        table |= {name: column(name, np.int64) for name in ("living", "survivors")}
    return table, evaluated


def rounded(values: Any, digits: int = 7) -> Any:
    """Return values with so many digits; a 32-bit float has seven."""
    wide = np.asarray(values, np.float64)
    return np.array([float(f"{one:.{digits}g}") for one in wide])
