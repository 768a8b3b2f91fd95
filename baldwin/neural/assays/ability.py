"""Innate and learned ability: the same lives at birth and at their end."""

from __future__ import annotations

from typing import Any

import numpy as np

from baldwin.neural.assays.subject import Before, Subject
from baldwin.neural.contracts import Array
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.lazy_jax import jnp

PLACE = 1
COLUMNS = {
    "innate": "score at birth of the population's centre, mean over held-out instances",
    "learned": "score of the same newborns at the end of life, same instances and examples",
    "learning_gain": "learned - innate",
    "innate_share": "(innate - founders' innate) / (learned - founders' innate), clipped to 0..1; "
    "NaN where learned is no higher",
    "learned_median": "median over held-out instances of the score at the end of life",
    "innate_sd": "standard deviation over held-out instances of the score at birth",
    "learned_sd": "standard deviation over held-out instances of the score at the end of life",
}


def applies(definition: NeuralDefinition) -> bool:
    """Return True: every life has an ability."""
    del definition
    return True


def measure(subject: Subject) -> dict[str, Array]:
    """Return means and standard deviations (2,) over lives, innate and learned, and the learned median."""
    d, both = subject.definition, subject.abilities
    learned = subject.curve[:, d.experiences] if d.lifetime.shows_birth else both[:, 1]
    return {"mean": subject.means, "spread": both.std(axis=0), "median": jnp.median(learned)}


def row(definition: NeuralDefinition, found: dict[str, Any], before: Before) -> dict[str, Any]:
    """Return the columns of one row."""
    del definition
    innate, learned = (float(value) for value in found["mean"])
    gained = learned - before.founders_innate
    noise = 1e-6 * (abs(learned) + abs(before.founders_innate))  # rounding errors of single precision are no ability
    share = (innate - before.founders_innate) / gained if gained > noise else float("nan")
    return {
        "innate": innate,
        "learned": learned,
        "learning_gain": learned - innate,
        "innate_share": float(np.clip(share, 0.0, 1.0)),
        "learned_median": float(found["median"]),
        "innate_sd": float(found["spread"][0]),
        "learned_sd": float(found["spread"][1]),
    }
