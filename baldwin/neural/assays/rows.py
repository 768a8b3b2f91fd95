"""Rows of the tables that a neural run leaves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from baldwin.engine import Columns, Record
from baldwin.neural.assays.state import Remembered, behaviour_columns, life_columns
from baldwin.neural.assays.weights import Examined
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.evolution.generation import Summary

__all__ = ["assay_row", "example_columns", "generation_rows", "join"]


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
        "lives": lived * definition.fitness.lives,
        "lifetime_steps": lived * definition.fitness.lives * steps,
        "fitness_mean": column("fitness_mean").astype(np.float64),
        "fitness_sd": column("fitness_sd").astype(np.float64),
        "fitness_max": column("fitness_max").astype(np.float64),
        "diverged": column("diverged").astype(np.int64),
        "not_finite": column("not_finite").astype(np.int64),
    }


def assay_row(
    definition: NeuralDefinition,
    generation: int,
    replicate: int,
    now: Examined | Remembered,
    founders_innate: float,
    moved: Any,
    change_before: Any,
) -> dict[str, Any]:
    """Return one row of the table of assays.

    Args:
        definition: of the run.
        generation: that is assayed.
        replicate: its number.
        now: what the assay found.
        founders_innate: innate ability in generation 0.
        moved: (G,) how the centre moved since the last assay.
        change_before: (G,) the mean learned change of genes at the last assay.
    """
    innate, learned, steps = float(now.innate), float(now.learned), definition.experiences
    gained = learned - founders_innate
    noise = 1e-6 * (abs(learned) + abs(founders_innate))  # rounding errors of single precision are no ability
    share = float(np.clip((innate - founders_innate) / gained, 0.0, 1.0)) if gained > noise else float("nan")
    row: dict[str, Any] = {
        "generation": generation,
        "replicate": replicate,
        "innate": innate,
        "learned": learned,
        "learning_gain": learned - innate,
        "innate_share": share,
        "learned_median": float(now.learned_median),
        "innate_sd": float(now.spread[0]),
        "learned_sd": float(now.spread[1]),
        "curve": _rounded(now.curve),
    }
    best = definition.task.oracle()
    if best is not None:
        row["gap_closed"] = (learned - innate) / (best - innate) if best > innate else float("nan")
    if definition.assays.mutants:
        row["innate_canalisation"], row["learned_canalisation"] = (float(cost) for cost in now.canalisation)
    if now.individuals_innate.size:
        row["hiding_index"] = _hiding(now.individuals_innate, now.individuals_learned)
        row["individuals_innate"] = _rounded(now.individuals_innate)
        row["individuals_learned"] = _rounded(now.individuals_learned)
    if isinstance(now, Remembered):
        row["lifetime_mean"] = float(np.mean(now.curve))
        row |= {
            name: _rounded(value) if isinstance(value, np.ndarray) else value
            for name, value in behaviour_columns(definition, now).items()
        }
        return row | (example_columns(life_columns(definition, now)) if definition.assays.examples else {})
    row["lifetime_mean"] = float(np.mean(now.curve[1 : steps + 1])) if steps else innate
    row["following"] = _cosine(moved, change_before)
    return row | _of_weights(definition, now)


def _of_weights(definition: NeuralDefinition, now: Examined) -> dict[str, Any]:
    """Return what learning does to weights, and the genes that say how."""
    row: dict[str, Any] = {
        "specificity": float(now.specificity),
        "diverged_share": float(now.diverged),
        "drift": float(now.drift),
        "predictability": float(now.predictability),
        "drift_by_tensor": _rounded(now.drift_by_tensor),
    }
    if definition.fitness.statistic == "success":
        median = float(now.steps_to_criterion)
        row["steps_to_criterion"] = median if np.isfinite(median) else float("nan")
    if now.rates.size:
        row["rates"] = _rounded(now.rates)
    if getattr(definition.encoding, "rate", None) == "parameter":
        row["rates_gini"], row["rates_silent"] = _rounded(now.rates_gini), _rounded(now.rates_silent)
    if not np.isnan(now.momentum):
        row["momentum"] = float(now.momentum)
    if not np.isnan(now.active_steps):
        row["active_steps"] = float(now.active_steps)
    return row


def example_columns(drawn: dict[str, Any]) -> Columns:
    """Return columns of examples with the four digits that a picture needs; whole numbers stay such."""
    return {
        name: np.asarray(values, np.int64) if np.asarray(values).dtype.kind == "i" else _rounded(values, 4)
        for name, values in drawn.items()
    }


def _rounded(values: Any, digits: int = 7) -> Any:
    """Return values with so many digits; a 32-bit float has seven."""
    wide = np.asarray(values, np.float64)
    return np.array([float(f"{one:.{digits}g}") for one in wide])


def _cosine(a: Any, b: Any) -> float:
    """Return the cosine between two vectors, NaN if one has no direction."""
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    length = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / length if length > 0.0 else float("nan")


def _hiding(innate: Any, learned: Any) -> float:
    """Return 1 - Cov(learned, innate) / Var(innate) over individuals; NaN where all are born alike."""
    innate, learned = np.asarray(innate, np.float64), np.asarray(learned, np.float64)
    spread = float(innate.var())
    if spread == 0.0:
        return float("nan")
    return 1.0 - float(((learned - learned.mean()) * (innate - innate.mean())).mean()) / spread
