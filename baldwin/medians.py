"""The median over replicates, the same wherever it is printed, mapped or drawn, and how far it can be trusted."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

__all__ = ["median", "median_interval"]

TAIL = 0.025  # chance on either side of an interval


def median(values: npt.ArrayLike) -> float:
    """Return the median of values (n,); NaN where none is a number.

    NaN entries do not count. Infinite ones do, as values beyond all others: what has not happened yet is not left out.
    Where there are some, the median is an observed value: there is no point between a number and infinity.
    """
    known = np.asarray(values, np.float64)
    known = known[~np.isnan(known)]
    if not known.size:
        return math.nan
    return float(np.median(known) if np.isfinite(known).all() else np.quantile(known, 0.5, method="inverted_cdf"))


def median_interval(values: npt.ArrayLike) -> tuple[float, float]:
    """Return the 95 % interval of the median of a population whose sample is `values` (n,), whatever its law.

    Its ends are values of the sample: of those that are as far from either end, the innermost between which the median
    lies in 95 % of samples (Thompson 1936, Ann. Math. Stat. 7:122). Up to five values none are far enough apart: then
    it is the whole range, which holds the median less often. NaN where none is a number.
    """
    known = np.sort(np.asarray(values, np.float64))
    known = known[~np.isnan(known)]
    if not known.size:
        return math.nan, math.nan
    chance, rank = 0.0, 0  # that fewer than `rank` values lie below the median
    while chance + math.comb(known.size, rank) * 0.5**known.size <= TAIL:
        chance += math.comb(known.size, rank) * 0.5**known.size
        rank += 1
    place = max(rank - 1, 0)
    return float(known[place]), float(known[-1 - place])
