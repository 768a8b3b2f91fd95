"""Behaviour in tasks of trials, as the columns that each task defines (`SequentialTask.columns` and `behaviour`)."""

from __future__ import annotations

from typing import Any

import numpy as np

from baldwin.neural.assays.rows import rounded
from baldwin.neural.assays.subject import Before, Subject
from baldwin.neural.contracts import SequentialTask, Trace
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.lazy_jax import jnp

PLACE = 8
COLUMNS: dict[str, str] = {}  # those of the tasks
NEEDED = {"observations", "actions", "rewards", "scores", "values"}  # of what lives record


def applies(definition: NeuralDefinition) -> bool:
    """Return whether the task is one of trials, and lives record what was done step by step."""
    return isinstance(definition.task, SequentialTask) and definition.lifetime.records.keys() >= NEEDED


def measure(subject: Subject) -> dict[str, Any]:
    """Return the instances, what chance decided there, and what lives did."""
    worlds = subject.worlds
    return {"instances": worlds.instances, "chance": worlds.chances.world, "trace": trace_of(subject.record)}


def trace_of(record: dict[str, Any]) -> Trace:
    """Return what lives recorded, as `SequentialTask.behaviour` takes it."""
    return Trace(
        observations=record["observations"],
        actions=record["actions"],
        rewards=record["rewards"],
        scores=record["scores"],
        hidden=record.get("hidden", jnp.zeros((*record["scores"].shape, 0))),
        values=record["values"],
    )


def row(definition: NeuralDefinition, found: dict[str, Any], before: Before) -> dict[str, Any]:
    """Return the columns of one row: numbers, or lists of them."""
    del before
    task = definition.task
    assert isinstance(task, SequentialTask)  # `applies` has seen to it
    return as_written(task.behaviour(found["instances"], found["chance"], found["trace"]))


def as_written(columns: dict[str, Any]) -> dict[str, Any]:
    """Return what a task reports of lives as a row of a table holds it."""
    return {
        name: float(value) if np.ndim(value) == 0 else rounded(np.asarray(value, np.float64))
        for name, value in columns.items()
    }
