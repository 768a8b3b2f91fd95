"""Innate and learned ability: the same lives at birth and at their end."""

from __future__ import annotations

import math
from typing import Any

from baldwin.assimilation import innate_share
from baldwin.neural.assays.subject import Before, Subject
from baldwin.neural.contracts import Array
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.lazy_jax import jnp

PLACE = 1
COLUMNS = {
    "innate": "score at birth of the population's centre, mean over held-out instances; in lives of trials, mean score "
    "of a trial in the last tenth of the same life without learning: no memory, no sight of what was done",
    "learned": "score of the same newborns at the end of life, same instances and examples; in lives of trials, mean "
    "score of a trial in the last tenth",
    "learning_gain": "learned - innate",
    "innate_share": "(innate - R) / (learned - R), R = founders_innate, clipped to 0..1: the inborn share of what was "
    "gained since the founders, learned before or not; NaN where learned is no higher than R, and without learning",
    "founders_innate": "R: innate ability, as above, mean of 16 founders of the replicate",
    "learned_median": "learned ability, median over held-out instances",
    "innate_sd": "innate ability, standard deviation over held-out instances (divisor N)",
    "learned_sd": "learned ability, standard deviation over held-out instances (divisor N)",
}


def applies(definition: NeuralDefinition) -> bool:
    """Return True: every life has an ability."""
    del definition
    return True


def measure(subject: Subject) -> dict[str, Array]:
    """Return means and standard deviations (2,) over lives, innate and learned, and the learned median."""
    d, both = subject.definition, subject.abilities
    learned = subject.curve[:, d.later_scores] if d.lifetime.shows_birth else both[:, 1]
    return {"mean": subject.means, "spread": both.std(axis=0), "median": jnp.median(learned)}


def row(definition: NeuralDefinition, found: dict[str, Any], before: Before) -> dict[str, Any]:
    """Return the columns of one row."""
    innate, learned = (float(value) for value in found["mean"])
    noise = 1e-6 * (abs(learned) + abs(before.founders_innate))  # rounding errors of single precision are no ability
    least = noise if definition.learns else math.inf  # what was never learned cannot have become innate
    return {
        "innate": innate,
        "learned": learned,
        "learning_gain": learned - innate,
        "innate_share": float(innate_share(innate, learned, before.founders_innate, least=least)),
        "founders_innate": before.founders_innate,
        "learned_median": float(found["median"]),
        "innate_sd": float(found["spread"][0]),
        "learned_sd": float(found["spread"][1]),
    }
