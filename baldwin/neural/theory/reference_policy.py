"""Reference policies: how the exact optimum, textbook policies and chance score in a task of trials."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["INNATE", "ORACLE", "ReferencePolicy", "constant", "from_lives", "mature"]

Floats = npt.NDArray[np.float64]

INNATE, ORACLE = "innate ceiling", "oracle"  # what bounds of scores are called wherever they are shown


def mature(trials: int) -> int:
    """Return how many of a life's last trials its end is measured in: a tenth of them, rounded up."""
    return -(-trials // 10)


class ReferencePolicy(NamedTuple):
    """How one policy scores: its mean score in each trial of a life (T,), in the task's own units."""

    name: str
    scores: Floats
    errors: Floats | None = None  # standard errors (T,) of the scores where lives were simulated; None if exact
    error_of_mean: float | None = None  # standard error of the mean over a life, likewise

    @property
    def exact(self) -> bool:
        """Whether the scores are exact, not estimated from simulated lives."""
        return self.errors is None

    @property
    def end(self) -> float:
        """Mean score at the end of a life, as ability is measured."""
        return float(self.scores[-mature(self.scores.size) :].mean())


def constant(name: str, score: float, trials: int) -> ReferencePolicy:
    """Return a policy that scores the same, exactly, in each of `trials` trials."""
    return ReferencePolicy(name, np.full(trials, float(score)))


def from_lives(name: str, scores: Floats) -> ReferencePolicy:
    """Return a policy, with standard errors, from its `scores` (lives, T) in independent lives."""
    lives = scores.shape[0]
    root = np.sqrt(lives)
    return ReferencePolicy(
        name,
        scores.mean(axis=0),
        scores.std(axis=0, ddof=1) / root,
        float(scores.mean(axis=1).std(ddof=1) / root),
    )
