"""Rows of the tables that a neural run leaves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from baldwin.engine import Columns, Record
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.evolution.generation import Summary

__all__ = ["generation_rows", "join", "rounded"]


def join(records: Sequence[Record]) -> Record:
    """Return the records of successive generations as one."""
    return Record(_join([one.generations for one in records]), _join([one.assays for one in records if one.assays]))


def _join(tables: Sequence[Columns]) -> Columns:
    return {name: np.concatenate([table[name] for table in tables]) for name in tables[0]} if tables else {}


def generation_rows(definition: NeuralDefinition, first: int, summaries: Sequence[Summary], steps: int) -> Columns:
    """Return the rows of generations `first`, .. given each replicate's summary and the steps of a life."""
    replicates = len(summaries)
    count = summaries[0].fitness_mean.size
    generation = np.repeat(np.arange(first, first + count), replicates)
    lived = (generation + 1) * definition.strategy.individuals(definition.population.size)

    def column(name: str) -> Any:
        return np.stack([getattr(one, name) for one in summaries], axis=1).ravel()

    return {
        "generation": generation,
        "replicate": np.tile(np.arange(replicates), count),
        "individuals": lived,
        "lives": lived * definition.sampling.lives,
        "lifetime_steps": lived * definition.sampling.lives * steps,
        "fitness_mean": column("fitness_mean").astype(np.float64),
        "fitness_sd": column("fitness_sd").astype(np.float64),
        "fitness_max": column("fitness_max").astype(np.float64),
        "diverged": column("diverged").astype(np.int64),
        "not_finite": column("not_finite").astype(np.int64),
    }


def rounded(values: Any, digits: int = 7) -> Any:
    """Return values with so many digits; a 32-bit float has seven."""
    wide = np.asarray(values, np.float64)
    return np.array([float(f"{one:.{digits}g}") for one in wide])
