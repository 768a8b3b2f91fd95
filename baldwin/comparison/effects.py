"""Effect sizes of an arm against its control, with bootstrap intervals and permutation nulls of assimilation.

A replicate is the unit: what is compared are the ends of independent populations. Intervals are bias-corrected and
accelerated bootstraps (Efron 1987, J. Am. Stat. Assoc. 82:171). Where in the order of resampled differences the ends of
the interval of the difference lie, there in the order of resampled effect sizes lie the ends of that of the effect
size: the two agree on which side of 0 an effect is. An effect size needs a spread to be measured in: there is none
where the replicates of an arm are all alike, or fewer than `LEAST`, and `Effect.left_out` says which. p is the share of
ways to deal the replicates out to two arms of these sizes that set their means as far apart, or further, in either
direction (Fisher 1935): of all ways, or of random ones where there are more than `DEALS`.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from baldwin.errors import UsageError

__all__ = ["ASSIMILATION", "COLUMNS", "LEAST", "Effect", "effect", "sizes_left_out"]

Floats = npt.NDArray[np.float64]

ASSIMILATION = ("innate", "innate_share", "assimilation_index")  # whose rise is what assimilation is claimed by
RESAMPLES = 9999
DEALS = 3_000_000  # ways to deal replicates out up to which all are tried: 12 against 12 have 2,704,156
CONFIDENCE = 0.95
LEAST = 8  # replicates of an arm, below which nobody knows its spread: with 8 within a factor of two (95 %)
ROUNDING = 1e-9  # of their size, by which values that are alike may differ
FEW, ALIKE = f"fewer than {LEAST} replicates", "an arm whose replicates do not differ"
NOWHERE: Mapping[str, Any] = {}


COLUMNS = {
    "quantity": "column that is compared, at the end of each replicate",
    "arm": "what is compared",
    "control": "with what",
    "replicates_arm": "replicates of the arm whose value is a number",
    "replicates_control": "likewise, of the control",
    "mean_arm": "mean over them",
    "mean_control": "likewise",
    "median_arm": "median over them",
    "median_control": "likewise",
    "difference": "mean of the arm less mean of the control",
    "difference_low": "lower end of its 95 % interval (bootstrap, BCa where it can be)",
    "difference_high": "upper end",
    "hedges_g": "the difference in pooled standard deviations, without small-sample bias (Hedges 1981)",
    "hedges_g_low": "lower end of its 95 % interval",
    "hedges_g_high": "upper end",
    "hedges_g_left_out": "why there is no g; empty where there is one",
    "superiority": "chance that a replicate of the arm is above one of the control, ties counting half",
    "p": "two-sided permutation test, of quantities by which assimilation is claimed",
    "p_exact": "whether all deals of replicates were tried",
}
"""Column of a table of effects -> meaning; fields that were varied stand beside them."""


@dataclass(frozen=True)
class Effect:
    """What an arm is above its control in one quantity, at one point of a study."""

    quantity: str
    arm: str
    control: str
    replicates: tuple[int, int]  # whose value is a number
    means: tuple[float, float]
    medians: tuple[float, float]  # as figures show them
    difference: float  # of means
    interval: tuple[float, float]  # of the difference; NaN with fewer than two replicates in an arm
    size: float  # Hedges' g (Hedges 1981): the difference in pooled standard deviations, without small-sample bias
    size_interval: tuple[float, float]  # NaN, as g, where it is left out
    left_out: str  # why there is no g: FEW or ALIKE; "" where there is
    superiority: float  # chance that a replicate of the arm is above one of the control, ties counting half
    p: float | None  # two-sided permutation null; None for quantities by which no assimilation is claimed
    p_exact: bool | None  # whether all deals were tried
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
            "median_arm": self.medians[0],
            "median_control": self.medians[1],
            "difference": self.difference,
            "difference_low": self.interval[0],
            "difference_high": self.interval[1],
            "hedges_g": self.size,
            "hedges_g_low": self.size_interval[0],
            "hedges_g_high": self.size_interval[1],
            "hedges_g_left_out": self.left_out or None,
            "superiority": self.superiority,
            "p": self.p,
            "p_exact": self.p_exact,
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
    left_out = _left_out(a, b)
    interval, size_interval = _intervals(a, b, sized=not left_out)
    p, exact = _permuted(a, b) if quantity in ASSIMILATION else (None, None)
    return Effect(
        quantity,
        arm,
        control,
        (a.size, b.size),
        (float(a.mean()), float(b.mean())),
        (float(np.median(a)), float(np.median(b))),
        float(a.mean() - b.mean()),
        interval,
        math.nan if left_out else float(_hedges(a, b)),
        size_interval,
        left_out,
        float((a[:, None] > b).mean() + 0.5 * (a[:, None] == b).mean()),
        p,
        exact,
        dict(point),
    )


def sizes_left_out(effects: Iterable[Effect]) -> list[str]:
    """Return a sentence on effects without an effect size, and why they have none; nothing where all have one."""
    reasons = dict.fromkeys(one.left_out for one in effects if one.left_out)
    if not reasons:
        return []
    return [f"Hedges' g is a difference in standard deviations: left out (-) for {' and for '.join(reasons)}."]


def _left_out(a: Floats, b: Floats) -> str:
    """Return why there is no effect size of these replicates; "" where there is one."""
    if min(a.size, b.size) < LEAST:
        return FEW
    alike = any(np.ptp(side) <= ROUNDING * np.abs(side).max() for side in (a, b))
    return ALIKE if alike else ""


def _difference(a: Any, b: Any, axis: int = -1) -> Any:
    return np.mean(a, axis=axis) - np.mean(b, axis=axis)


def _hedges(a: Any, b: Any, axis: int = -1, resampled: bool = False) -> Any:
    """Return Hedges' g; NaN where neither side varies, as of resamples that hold one replicate throughout.

    Values that are resampled vary by 1 - 1 / n of what they were drawn from (n of them), which is made up for.
    """
    n, m = a.shape[axis], b.shape[axis]
    freedom = n + m - 2
    own = (n, m) if resampled else (n - 1, m - 1)
    spread = (own[0] * np.var(a, axis=axis, ddof=1) + own[1] * np.var(b, axis=axis, ddof=1)) / freedom
    unbiased = 1.0 - 3.0 / (4.0 * freedom - 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(spread > 0.0, _difference(a, b, axis) / np.sqrt(spread), np.nan) * unbiased


def _intervals(a: Floats, b: Floats, *, sized: bool) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the bootstrap intervals of the difference and, where it is `sized`, of Hedges' g; NaN where there is none.

    That of the difference is BCa, or has percentiles where acceleration is undefined. Resamples that do not vary have
    an effect size beyond all others; an interval that reaches them has no end, and is none.
    """
    from scipy import stats

    nothing = (math.nan, math.nan)
    if min(a.size, b.size) < 2:
        return nothing, nothing
    if np.ptp(a) == 0.0 and np.ptp(b) == 0.0:  # nothing varies
        only = float(a[0] - b[0])
        return (only, only), nothing
    for method in ("BCa", "percentile"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = stats.bootstrap(
                (a, b),
                _difference,
                n_resamples=RESAMPLES,
                confidence_level=CONFIDENCE,
                method=method,
                rng=np.random.default_rng(0),
            )
        low, high = map(float, found.confidence_interval)
        if math.isfinite(low) and math.isfinite(high):
            break
    if not sized:
        return (low, high), nothing
    rng = np.random.default_rng(0)
    first, second = (rng.choice(side, (RESAMPLES, side.size)) for side in (a, b))
    differences, sizes = _difference(first, second), np.asarray(_hedges(first, second, resampled=True))
    sizes = np.sort(np.where(np.isnan(sizes), np.copysign(np.inf, differences), sizes))
    ends = sizes[min((differences <= low).sum(), RESAMPLES - 1)], sizes[max((differences < high).sum() - 1, 0)]
    if low <= 0.0 <= high:
        ends = min(ends[0], 0.0), max(ends[1], 0.0)
    return (low, high), (float(ends[0]), float(ends[1])) if np.isfinite(ends).all() else nothing


def _permuted(a: Floats, b: Floats) -> tuple[float, bool]:
    """Return the share of deals that set means as far apart as `a` and `b` are, or further, and whether all were tried.

    Of random deals the given one is always counted (Phipson & Smyth 2010), so that p is never 0.
    """
    pool = np.concatenate([a, b])
    pool -= pool.mean()
    observed = abs(pool[: a.size].sum())  # means are as far apart as this sum is from 0: the other arm has its opposite
    least = observed - 1e-9 * np.abs(pool).sum()  # but for rounding
    if math.comb(pool.size, a.size) <= DEALS:
        return float((np.abs(_sums(pool, a.size)) >= least).mean()), True
    deals = np.random.default_rng(0).permuted(np.broadcast_to(pool, (RESAMPLES, pool.size)), axis=1)
    further = int((np.abs(deals[:, : a.size].sum(axis=1)) >= least).sum())
    return (further + 1.0) / (RESAMPLES + 1.0), False


def _sums(values: Floats, count: int) -> Floats:
    """Return the sums of all subsets of `values` that have `count` members, in no order."""
    found = {0: np.zeros(1)}  # members so far -> sums
    for place, value in enumerate(values):
        left = values.size - place - 1
        added = {size + 1: sums + value for size, sums in found.items() if size < count}
        sizes = [size for size in {*found, *added} if size + left >= count]
        found = {size: np.concatenate([one[size] for one in (found, added) if size in one]) for size in sizes}
    return found[count]
