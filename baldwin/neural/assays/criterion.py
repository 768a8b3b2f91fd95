"""How long lives take to a criterion, where fitness counts those that reach it."""

from __future__ import annotations

from typing import Any

import numpy as np

from baldwin.neural.assays.subject import Before, Subject
from baldwin.neural.contracts import Array
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.lazy_jax import jnp

PLACE = 6
COLUMNS = {
    "steps_to_criterion": "median lifetime step at which lives reach fitness.criterion; NaN if most never do",
}


def applies(definition: NeuralDefinition) -> bool:
    """Return whether success is what counts, in lives whose first score is that of birth."""
    return definition.fitness.statistic == "success" and definition.lifetime.shows_birth


def measure(subject: Subject) -> dict[str, Array]:
    """Return the median step at which lives reach the criterion; infinite if most never do."""
    reached = subject.lives.scores >= subject.definition.fitness.criterion
    first = jnp.where(reached.any(axis=1), jnp.argmax(reached, axis=1), jnp.inf)
    return {"median": jnp.median(first)}


def row(definition: NeuralDefinition, found: dict[str, Any], before: Before) -> dict[str, Any]:
    """Return the column of one row."""
    del definition, before
    median = float(found["median"])
    return {"steps_to_criterion": median if np.isfinite(median) else float("nan")}
