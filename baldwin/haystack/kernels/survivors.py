"""Absolute selection: who survives, how many are born of them, and how they lie in memory.

A generation of n individuals lies in the first n rows; those behind are copies of them, which nothing reads as alive.
"""

from __future__ import annotations

from baldwin.haystack.kernels.model import Model
from baldwin.haystack.kernels.selection import Indices
from baldwin.haystack.kernels.wide_life import EXCESS_SHIFT, Integers, Rows
from baldwin.haystack.kernels.words import Int, Word
from baldwin.numba_cache import helper

__all__ = ["born_of", "close_generation", "gather_survivors"]


@helper
def gather_survivors(rows: Rows, least: Word, scratch: Indices) -> int:
    """Move the survivors to the front, in their order, and return their number; `scratch` has their tickets anew."""
    last, found = rows.shape[1] - 1, 0
    for i in range(rows.shape[0]):
        if rows[i, last] >> EXCESS_SHIFT >= least:
            for at in range(rows.shape[1]):
                rows[found, at] = rows[i, at]
            scratch[0, found], scratch[1, found] = found, 0
            found += 1
    return found


@helper
def born_of(survivors: int, m: Model) -> int:
    """Return how many are born: as many as there is room for, and no more than survivors can bear."""
    born: int = Int(m.size) if survivors > 0 else 0
    if m.offspring > 0:
        born = min(born, m.offspring * survivors // 1000)
    return born


@helper
def close_generation(rows: Rows, living: int, m: Model, counts: Integers) -> bool:
    """Count who lived and who survives into the first two of `counts`; return whether anybody will be born of them."""
    last, survivors = rows.shape[1] - 1, 0
    for i in range(living):
        survivors += 1 if rows[i, last] >> EXCESS_SHIFT >= m.least else 0
    counts[0], counts[1] = living, survivors
    for i in range(living, rows.shape[0]):
        for at in range(rows.shape[1]):
            rows[i, at] = rows[i % living, at]
    return born_of(survivors, m) > 0
