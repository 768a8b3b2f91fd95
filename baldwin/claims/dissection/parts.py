"""Evolved networks taken apart, as `baldwin dissect` does, with seeds as the unit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from baldwin.claims.estimates import mean_of
from baldwin.claims.populations import Networks
from baldwin.claims.quantity import Measurement
from baldwin.dissecting import ANCESTRAL, EVOLVED_RULE, EVOLVED_START, WHOLE, Dissected
from baldwin.probes import share

__all__ = ["ADDED", "Taken", "taken_apart"]

Floats = npt.NDArray[np.float64]

ADDED = "added to the founders' score"
PARTS = {"start": EVOLVED_START, "rule": EVOLVED_RULE}


@dataclass(frozen=True)
class Taken:
    """A dissection, as claims measure it."""

    found: Dissected

    def scores(self, condition: str) -> Floats:
        """Return the scores (seeds, lives) under a condition, of which higher is better."""
        return self.found.conditions[condition].scores

    def mean(self, condition: str) -> Measurement:
        """Return the mean score under a condition."""
        return mean_of(self.scores(condition).mean(axis=1))

    def less(self, condition: str, than: str = WHOLE) -> Measurement:
        """Return by how much lives score less under a condition than under another, the same lives."""
        return mean_of((self.scores(than) - self.scores(condition)).mean(axis=1))

    def share(self, part: str) -> Measurement:
        """Return what the evolved start or rule alone brings of what evolution added; NaN where it added nothing."""
        first = self.scores(ANCESTRAL).mean(axis=1)
        added, alone = (self.scores(name).mean(axis=1) - first for name in (WHOLE, PARTS[part]))
        if not added.mean() > 0.0:
            return Measurement(float("nan"))
        found = share(alone, added)
        note = ", ".join(f"{one:.3g}" for one in alone / added)
        return Measurement(found.mean, found.error, f"seeds: {note}")


def taken_apart(run: Networks, lives: int, points: int = 0) -> Taken:
    """Return the networks that evolved in a run, taken apart in so many held-out lives."""
    return Taken(run.evolved.dissect(lives, points))
