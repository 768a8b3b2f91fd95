"""Effect sizes of an arm against its control, with bootstrap intervals and permutation nulls of assimilation.

A replicate is the unit: what is compared are the ends of independent populations. Intervals are bias-corrected and
accelerated bootstraps (Efron 1987, J. Am. Stat. Assoc. 82:171); p is the share of ways to deal the replicates out to
two arms of these sizes that set them as far apart, or further (Fisher 1935).
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from baldwin.errors import UsageError

__all__ = ["ASSIMILATION", "Effect", "Reached", "effect", "reached"]

Floats = npt.NDArray[np.float64]

ASSIMILATION = ("innate", "innate_share", "assimilation_index")  # whose rise is what assimilation is claimed by
RESAMPLES = 9999
CONFIDENCE = 0.95
NOWHERE: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Reached:
    """In how many replicates innate ability reached what was learned before, and when."""

    count: int
    replicates: int
    waiting: float  # median generations after learned ability did; NaN if none did

    def __str__(self) -> str:
        """Return it in words."""
        when = f", {self.waiting:g} generations after (median)" if self.count else ""
        return f"{self.count} of {self.replicates} replicates{when}"


@dataclass(frozen=True)
class Effect:
    """What an arm is above its control in one quantity, at one point of a study."""

    quantity: str
    arm: str
    control: str
    replicates: tuple[int, int]  # whose value is a number
    means: tuple[float, float]
    difference: float
    interval: tuple[float, float]  # of the difference; NaN with fewer than two replicates in an arm
    size: float  # Hedges' g (Hedges 1981): the difference in pooled standard deviations, without small-sample bias
    size_interval: tuple[float, float]
    superiority: float  # chance that a replicate of the arm is above one of the control, ties counting half
    p: float | None  # two-sided permutation null; None for quantities by which no assimilation is claimed
    point: Mapping[str, Any] = field(default_factory=dict)  # field -> value, where the arm was varied

    def row(self) -> dict[str, Any]:
        """Return it as a row of a table; what is no number is None."""
        values = {
            "quantity": self.quantity,
            "arm": self.arm,
            "control": self.control,
            **self.point,
            "replicates_arm": self.replicates[0],
            "replicates_control": self.replicates[1],
            "mean_arm": self.means[0],
            "mean_control": self.means[1],
            "difference": self.difference,
            "difference_low": self.interval[0],
            "difference_high": self.interval[1],
            "hedges_g": self.size,
            "hedges_g_low": self.size_interval[0],
            "hedges_g_high": self.size_interval[1],
            "superiority": self.superiority,
            "p": self.p,
        }
        return {
            name: None if isinstance(one, float) and not math.isfinite(one) else one for name, one in values.items()
        }


def effect(
    quantity: str, arm: str, control: str, first: Any, second: Any, point: Mapping[str, Any] = NOWHERE
) -> Effect:
    """Return what `first` (n,) is above `second` (m,): values of independent replicates, those that are none left out.

    Raises:
        UsageError: one of them holds no number.
    """
    a, b = (np.asarray([one for one in side if one is not None], np.float64) for side in (first, second))
    a, b = a[np.isfinite(a)], b[np.isfinite(b)]
    if not a.size or not b.size:
        raise UsageError(f"{quantity}: {arm if not a.size else control} has no number to compare.")
    return Effect(
        quantity,
        arm,
        control,
        (a.size, b.size),
        (float(a.mean()), float(b.mean())),
        float(a.mean() - b.mean()),
        _interval(a, b, _difference),
        float(_hedges(a, b)),
        _interval(a, b, _hedges),
        float((a[:, None] > b).mean() + 0.5 * (a[:, None] == b).mean()),
        _permuted(a, b) if quantity in ASSIMILATION else None,
        dict(point),
    )


def _difference(a: Any, b: Any, axis: int = -1) -> Any:
    return np.mean(a, axis=axis) - np.mean(b, axis=axis)


def _hedges(a: Any, b: Any, axis: int = -1) -> Any:
    """Return Hedges' g; NaN where neither side varies."""
    n, m = a.shape[axis], b.shape[axis]
    freedom = n + m - 2
    if freedom < 1:
        return np.nan
    spread = ((n - 1) * _variance(a, axis) + (m - 1) * _variance(b, axis)) / freedom
    unbiased = 1.0 - 3.0 / (4.0 * freedom - 1.0) if freedom > 1 else 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(spread > 0.0, _difference(a, b, axis) / np.sqrt(spread), np.nan) * unbiased


def _variance(a: Any, axis: int) -> Any:
    return np.var(a, axis=axis, ddof=1) if a.shape[axis] > 1 else np.zeros(np.mean(a, axis=axis).shape)


def _interval(a: Floats, b: Floats, statistic: Any) -> tuple[float, float]:
    """Return the bootstrap interval of a statistic: BCa, or percentiles where acceleration is undefined.

    Resamples without variation have no effect size. They do not count; if they are more than half, there is no
    interval.
    """
    from scipy import stats

    if min(a.size, b.size) < 2:
        return math.nan, math.nan
    if np.ptp(a) == 0.0 and np.ptp(b) == 0.0:  # nothing varies
        only = float(statistic(a, b))
        return only, only
    for method in ("BCa", "percentile"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = stats.bootstrap(
                (a, b),
                statistic,
                n_resamples=RESAMPLES,
                confidence_level=CONFIDENCE,
                method=method,
                rng=np.random.default_rng(0),
            )
        ends = found.confidence_interval
        if np.isfinite([ends.low, ends.high]).all():
            return float(ends.low), float(ends.high)
    known = found.bootstrap_distribution[np.isfinite(found.bootstrap_distribution)]
    if known.size < RESAMPLES / 2:
        return math.nan, math.nan
    low, high = np.quantile(known, [(1.0 - CONFIDENCE) / 2.0, (1.0 + CONFIDENCE) / 2.0])
    return float(low), float(high)


def _permuted(a: Floats, b: Floats) -> float:
    """Return the two-sided p of the difference of means; exact where there are few ways to deal replicates out."""
    from scipy import stats

    if min(a.size, b.size) < 2:
        return math.nan
    found = stats.permutation_test(
        (a, b), _difference, vectorized=True, n_resamples=RESAMPLES, rng=np.random.default_rng(0)
    )
    return float(found.pvalue)


def reached(lags: Any) -> Reached:
    """Return in how many replicates innate ability reached what was learned before; `lags` is `assimilation_lag`."""
    values = np.asarray([math.nan if one is None else one for one in lags], np.float64)
    there = values[np.isfinite(values)]
    return Reached(there.size, values.size, float(np.median(there)) if there.size else math.nan)
