"""When a lifetime of independent guesses first succeeds: exact integer tables of a truncated geometric law.

With q plastic loci a guess is right with probability p = h^q (h = 1/2 for a fair coin), so the trial of first success
is T ~ Geometric(p), lost if T > G. One 64-bit word draws T from Walker's (1977) alias table, in Vose's (1991)
construction, with integer weights that sum to 2^64: no logarithm, hence the same T on every platform.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from baldwin.haystack.kernels.words import ONE, ZERO, Word
from baldwin.numba_cache import entry, helper

__all__ = ["cell_bits", "trial_tables"]

TWO64 = 2.0**64


def cell_bits(trials: int) -> int:
    """Return m, the least number of index bits with room for the G + 1 outcomes: 2^m >= G + 1."""
    return max(1, int(trials).bit_length())


@lru_cache(maxsize=2)  # of a definition and one beside it: a table may have millions of cells
def trial_tables(loci: int, trials: int, hit_probability: float) -> npt.NDArray[np.uint64]:
    """Return alias tables for q = 0, 1, .. plastic loci, the last of them standing for every larger q too.

    Shapes: (Q, 2^m) uint64, m = cell_bits(trials). A cell holds a threshold in its high 64 - m bits and an alias
    outcome in its low m bits; a word picks the cell with its high m bits and is compared by its low 64 - m bits.
    Outcome j < G is success on trial j + 1, outcome G is failure. Where a guess succeeds with a chance below 2^-63,
    it is taken never to. Those asked for last are kept, and must not be written to.
    """
    chances = [1.0]  # by repeated multiplication, not pow: equal bits on every platform
    while len(chances) <= loci and chances[-1] > 0.0:
        chances.append(chances[-1] * hit_probability if chances[-1] * hit_probability * TWO64 >= 2.0 else 0.0)
    return np.asarray(_tables(np.array(chances), trials, cell_bits(trials)))


@entry
def _tables(chances: npt.NDArray[np.float64], trials: int, bits: int) -> npt.NDArray[np.uint64]:
    """Return the alias table of min(Geometric(p), G + 1) for each p of `chances`."""
    cells = 1 << bits
    tables = np.empty((chances.size, cells), np.uint64)
    weights = np.empty(cells, np.uint64)
    small, large = np.empty(cells, np.int64), np.empty(cells, np.int64)
    for q in range(chances.size):
        p = chances[q]
        if p == 1.0:  # the first guess is right: every word, whatever its cell, is outcome 0
            tables[q] = ZERO
            continue
        # The factor keeps rounding, at most G half-ulps, from pushing the sum past 2^64; failure takes the rest, so
        # that the sum is exact.
        survival, total = 1.0 - trials * 2.0**-52, ZERO
        for t in range(trials):
            weights[t] = np.uint64(p * survival * TWO64)
            total += weights[t]
            survival *= 1.0 - p
        weights[trials:] = ZERO
        if total == ZERO:
            tables[q] = np.uint64(trials)  # never: threshold 0, alias G
            continue
        weights[trials] = ZERO - total
        _alias(weights, np.uint64(bits), tables[q], small, large)
    return tables


@helper
def _alias(
    weights: npt.NDArray[np.uint64],
    bits: Word,
    row: npt.NDArray[np.uint64],
    small: npt.NDArray[np.int64],
    large: npt.NDArray[np.int64],
) -> None:
    """Pair each cell that is too light with a donor that is heavy enough (Vose 1991), in exact integers."""
    capacity = ONE << (np.uint64(64) - bits)
    num_small = num_large = 0
    for j in range(weights.size):
        row[j] = ((capacity - ONE) << bits) | np.uint64(j)  # full: itself, whatever the word
        if weights[j] < capacity:
            small[num_small] = j
            num_small += 1
        else:
            large[num_large] = j
            num_large += 1
    while num_small > 0 and num_large > 0:
        num_small -= 1
        j, donor = small[num_small], large[num_large - 1]
        row[j] = (weights[j] << bits) | np.uint64(donor)
        weights[donor] -= capacity - weights[j]
        if weights[donor] < capacity:
            num_large -= 1
            small[num_small] = donor
            num_small += 1
