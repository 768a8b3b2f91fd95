"""When a lifetime of independent guesses first succeeds: exact integer tables of a truncated geometric law.

With q plastic loci a guess is right with probability p = h^q (h = 1/2 for a fair coin), so the trial of first success is
T ~ Geometric(p), lost if T > G. One 64-bit word draws T from Walker's (1977) alias table, in Vose's (1991) construction,
with integer weights that sum to 2^64: no logarithm, hence the same T on every platform.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from baldwin.haystack.words import ONE

__all__ = ["alias_row", "cell_bits", "trial_tables"]

TWO64 = 2.0**64


def cell_bits(trials: int) -> int:
    """Return m, the least number of index bits with room for the G + 1 outcomes: 2^m >= G + 1."""
    return max(1, int(trials).bit_length())


def trial_tables(loci: int, trials: int, hit_probability: float) -> npt.NDArray[np.uint64]:
    """Return alias tables for q = 0 .. Q plastic loci, with Q <= `loci` the last that can be seen to succeed.

    Shapes: (Q + 1, 2^m) uint64, m = cell_bits(trials). A cell holds a threshold in its high 64 - m bits and an alias outcome in its low
    m bits; a word picks the cell with its high m bits and is compared by its low 64 - m bits. Outcome j < G is success on
    trial j + 1, outcome G is failure. Beyond Q a guess succeeds with a chance below 2^-63,
    which is taken for none.
    """
    m = cell_bits(trials)
    rows = []
    p = 1.0
    for _ in range(loci + 1):
        if p * TWO64 < 2.0:
            break
        rows.append(alias_row(p, trials, m))
        p *= hit_probability
    return np.array(rows, dtype=np.uint64)


def alias_row(p: float, trials: int, m: int) -> npt.NDArray[np.uint64]:
    """Return the alias table (2^m,) uint64 of min(Geometric(p), G + 1), G = `trials`; see `trial_tables`."""
    cells = 1 << m
    if p >= 1.0:  # the first guess is right: every word, whatever its cell, is outcome 0
        return np.zeros(cells, dtype=np.uint64)
    # Survival by repeated multiplication, not pow: equal bits on every platform. The factor keeps rounding, at most G
    # half-ulps, from pushing the sum past 2^64; failure takes the rest, so that the sum is exact.
    survival = np.cumprod(np.concatenate([[1.0 - trials * 2.0**-52], np.full(trials - 1, 1.0 - p)]))
    weights = np.zeros(cells, dtype=np.uint64)
    weights[:trials] = np.floor(p * survival * TWO64).astype(np.uint64)
    weights[trials] = (1 << 64) - int(np.sum(weights, dtype=np.uint64))
    return _alias(weights, np.uint64(m))


@njit(cache=True)  # type: ignore[untyped-decorator]
def _alias(weights: npt.NDArray[np.uint64], m: np.uint64) -> npt.NDArray[np.uint64]:
    """Pair each cell that is too light with a donor that is heavy enough (Vose 1991), in exact integers."""
    cells = weights.size
    capacity = ONE << (np.uint64(64) - m)
    row = np.empty(cells, np.uint64)
    small, large = np.empty(cells, np.int64), np.empty(cells, np.int64)
    num_small = num_large = 0
    for j in range(cells):
        row[j] = ((capacity - ONE) << m) | np.uint64(j)  # full: itself, whatever the word
        if weights[j] < capacity:
            small[num_small] = j
            num_small += 1
        else:
            large[num_large] = j
            num_large += 1
    while num_small > 0 and num_large > 0:
        num_small -= 1
        j, donor = small[num_small], large[num_large - 1]
        row[j] = (weights[j] << m) | np.uint64(donor)
        weights[donor] -= capacity - weights[j]
        if weights[donor] < capacity:
            num_large -= 1
            small[num_small] = donor
            num_small += 1
    return row
