"""Regressions that measure choices and hidden units: logistic, and partial rank correlations."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import expit
from scipy.stats import rankdata

__all__ = ["logistic", "mean_where", "partial_rank_correlations"]

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


def partial_rank_correlations(units: Floats, predictors: Floats) -> Floats:
    """Return Spearman's partial correlation (k, u) of each unit with each predictor, the other predictors held fixed.

    NaN for units or predictors that never change, or that the other predictors determine completely.

    Args:
        units: (n, u).
        predictors: (n, k).
    """
    shape = (predictors.shape[1], units.shape[1])
    found: Floats = np.full(shape, np.nan)
    if len(units) <= predictors.shape[1] + 2:
        return found
    z, u = (_standard(rankdata(values, axis=0)) for values in (predictors, units))
    varies, lives = (z != 0.0).any(axis=0), (u != 0.0).any(axis=0)
    z, u = z[:, varies], u[:, lives]
    if not z.size or not u.size:
        return found
    among = z.T @ z / len(z)
    if np.linalg.cond(among) > 1e10:
        return found
    inverse = np.linalg.inv(among)
    shared = z.T @ u / len(z)
    slopes = inverse @ shared
    unexplained = np.maximum(1.0 - (shared * slopes).sum(axis=0), 0.0)
    spread = np.sqrt(slopes**2 + unexplained * np.diag(inverse)[:, None])
    partial = np.divide(slopes, spread, out=np.zeros_like(slopes), where=spread > 0.0)
    found[np.ix_(varies, lives)] = partial
    return found


def _standard(ranks: Floats) -> Floats:
    """Return columns with mean 0 and variance 1, or 0 where they never change."""
    centred = ranks - ranks.mean(axis=0)
    spread = centred.std(axis=0)
    scaled: Floats = np.divide(centred, spread, out=np.zeros_like(centred), where=spread > 1e-9)
    return scaled
