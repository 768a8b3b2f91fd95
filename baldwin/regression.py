"""Logistic regression, which measures choices; what measures hidden units is `baldwin.decoding`."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import expit

__all__ = ["logistic", "mean_where"]

Floats = npt.NDArray[np.float64]

STEPS = 50  # of Newton's; ten are plenty where choices are not separated perfectly
FARTHEST = 5.0  # a step of Newton's moves no weight by more: near-separable choices would otherwise overshoot


def mean_where(values: npt.NDArray[Any], where: npt.NDArray[np.bool_]) -> float:
    """Return the mean of `values` where `where`, NaN if that is nowhere."""
    return float(values[where].mean()) if where.any() else float("nan")


def logistic(x: Floats, ones: Floats, counts: Floats | None = None, ridge: float = 1.0) -> Floats:
    """Return the weights (k,) of a logistic regression, the penalty on which is ridge / 2 times their square.

    By Newton-Raphson. The penalty keeps the weights of choices that follow without exception finite; against tens of
    thousands of choices it is slight. A column of zeros gets weight 0. An intercept is a column of ones in `x`.

    Args:
        x: predictors (n, k).
        ones: in each row, how many outcomes were 1, (n,).
        counts: outcomes in each row, (n,); one each by default.
        ridge: penalty, above 0.
    """
    total = np.ones(len(x)) if counts is None else counts
    weights = np.zeros(x.shape[1])
    penalty = ridge * np.eye(x.shape[1])
    for _ in range(STEPS):
        chance = expit(x @ weights)
        slope = x.T @ (ones - total * chance) - ridge * weights
        bend = (x * (total * chance * (1.0 - chance))[:, None]).T @ x + penalty
        step = np.linalg.solve(bend, slope)
        step *= min(1.0, FARTHEST / max(float(np.abs(step).max()), FARTHEST))
        weights = weights + step
        if np.abs(step).max() < 1e-8:
            break
    return weights
