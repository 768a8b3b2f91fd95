"""The course of learning: scores along a life, and how much of what could be learned is learned."""

from __future__ import annotations

from typing import Any

from baldwin.neural.assays.rows import rounded
from baldwin.neural.assays.subject import Before, Subject
from baldwin.neural.contracts import Array
from baldwin.neural.definition import NeuralDefinition

PLACE = 2
COLUMNS = {
    "curve": "mean score at birth and after each lifetime step, on for assays.steps where lives are shorter; in lives "
    "of trials, mean score of each trial, from the first on",
    "gap_closed": "(learned - innate) / (oracle - innate): share of what could be learned that is learned",
}


def applies(definition: NeuralDefinition) -> bool:
    """Return True: every life has a course."""
    del definition
    return True


def measure(subject: Subject) -> dict[str, Array]:
    """Return the mean score at birth and after each experience."""
    return {"curve": subject.curve.mean(axis=0), "mean": subject.means}


def row(definition: NeuralDefinition, found: dict[str, Any], before: Before) -> dict[str, Any]:
    """Return the columns of one row."""
    del before
    columns: dict[str, Any] = {"curve": rounded(found["curve"])}
    best = definition.task.oracle()
    if best is not None:
        innate, learned = (float(value) for value in found["mean"])
        columns["gap_closed"] = (learned - innate) / (best - innate) if best > innate else float("nan")
    return columns
