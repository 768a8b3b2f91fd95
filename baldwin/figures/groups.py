"""Replicates one by one: thin lines, where a median and a band would say what no replicate does.

Outcomes of an evolution are often of two kinds: some replicates took off, the others have not. A median then lies on
either side, whichever has one replicate more, and most of the band is empty. So replicates are said to lie apart, in
two groups, where half of the band or more is a gap without any of them, with a tenth of the replicates, two at least,
on either side of it. By chance that happens to values of one normal distribution in 3 % of samples of 9, in 1 % of 12,
and less in larger ones (of exponential values: 9 %, 6 %). A curve lies apart that does so at its last place, or at one
in ten of its places.

Its replicates are drawn as thin lines, without a median and without a band. Up to `FEW` replicates, whose band would
span all of them, are drawn as thin lines in any case, with their median.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["APART", "BAND", "FEW", "MOST", "drawn_one_by_one", "in_two_groups", "lie_apart"]

Floats = npt.NDArray[np.float64]

BAND = (0.05, 0.95)
FEW = 8  # replicates, up to which each has its line
MOST = 40  # lines of a curve; of more replicates so many, evenly in the order of their last values
EMPTY = 0.5  # of the band, that a gap between two groups takes
SIDE = 0.1  # of the replicates, two at least, on either side of it
PLACES = 0.1  # of a curve
APART = "thin lines alone: replicates lie in two groups"


def in_two_groups(values: Floats) -> npt.NDArray[np.bool_]:
    """Return for each row of `values` (n, replicates) whether its finite ones lie in two groups; False of `FEW`."""
    values = np.atleast_2d(values)
    found = np.zeros(values.shape[0], np.bool_)
    finite = np.isfinite(values).all(axis=1)
    found[finite] = _split(values[finite])
    for row in np.flatnonzero(~finite):
        found[row] = _split(values[row][np.isfinite(values[row])][None])[0]
    return found


def _split(values: Floats) -> npt.NDArray[np.bool_]:
    """Return which rows of finite `values` lie in two groups."""
    count = values.shape[1]
    if count <= FEW or not values.shape[0]:
        return np.zeros(values.shape[0], np.bool_)
    ordered = np.sort(values, axis=1)
    side = max(2, int(np.ceil(SIDE * count)))
    gaps = np.diff(ordered, axis=1)[:, side - 1 : count - side]
    low, high = np.quantile(ordered, BAND, axis=1)
    widest = gaps.max(axis=1)
    return np.asarray((widest > 0.0) & (widest >= EMPTY * (high - low)))


def lie_apart(grid: Floats) -> bool:
    """Return whether replicates lie in two groups at the last place of `grid` (n, replicates), or at one in ten."""
    if grid.shape[1] <= FEW or not grid.shape[0]:
        return False
    found = in_two_groups(grid)
    return bool(found[-1] or found.mean() >= PLACES)


def drawn_one_by_one(grid: Floats) -> tuple[Floats | None, bool]:
    """Return the lines (k, n) to draw of `grid` (n, replicates), None where a band is, and whether they lie apart."""
    replicates = grid.shape[1]
    apart = lie_apart(grid)
    if replicates < 2 or grid.shape[0] < 2 or not (apart or replicates <= FEW):
        return None, False
    if replicates <= MOST:
        return grid.T, apart
    order = np.argsort(grid[-1], kind="stable")
    return grid.T[order[np.linspace(0, replicates - 1, MOST).round().astype(int)]], apart
