"""The share of right answers, in tasks of classes: after each experience, whichever of both is scored."""

from __future__ import annotations

from typing import Any

from baldwin.neural.assays.rows import rounded
from baldwin.neural.assays.subject import Before, Subject
from baldwin.neural.contracts import Array, ClassificationTask
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.lazy_jax import jax

PLACE = 10
COLUMNS = {
    "accuracy": "share of queries that are answered right at birth and after each lifetime step (or shot remembered), "
    "mean over held-out instances; ties count as a draw does",
}


def applies(definition: NeuralDefinition) -> bool:
    """Return whether the task is one of classes, and lives record what they answer."""
    recorded = definition.lifetime.records.keys()
    return isinstance(definition.task, ClassificationTask) and recorded >= {"answers", "targets"}


def measure(subject: Subject) -> dict[str, Array]:
    """Return the share of right answers (S + 1,), mean over lives."""
    task, record = subject.definition.task, subject.record
    assert isinstance(task, ClassificationTask)  # `applies` has seen to it
    each = jax.vmap(jax.vmap(task.accuracy))(record["answers"], record["targets"])
    return {"accuracy": each.mean(axis=0)}


def row(definition: NeuralDefinition, found: dict[str, Any], before: Before) -> dict[str, Any]:
    """Return the column of one row."""
    del definition, before
    return {"accuracy": rounded(found["accuracy"])}
