"""The mean over a life: what selection reads where `fitness.reads` is `mean` or `life`."""

from __future__ import annotations

from typing import Any

import numpy as np

from baldwin.neural.assays.subject import Before, Subject
from baldwin.neural.contracts import Array
from baldwin.neural.definition import NeuralDefinition

PLACE = 4
COLUMNS = {
    "lifetime_mean": "mean over a life of the score after each lifetime step, birth left out, same instances; in lives "
    "of trials, of all its trials"
}


def applies(definition: NeuralDefinition) -> bool:
    """Return True: every life has a mean."""
    del definition
    return True


def measure(subject: Subject) -> dict[str, Array]:
    """Return the mean score at birth and after each experience of the life that is lived."""
    return {"curve": subject.curve[:, : subject.definition.later_scores + 1].mean(axis=0)}


def row(definition: NeuralDefinition, found: dict[str, Any], before: Before) -> dict[str, Any]:
    """Return the column of one row."""
    del before
    born = int(definition.lifetime.shows_birth and found["curve"].size > 1)  # a score that no experience came before
    return {"lifetime_mean": float(np.mean(found["curve"][born:]))}
