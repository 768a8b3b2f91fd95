"""The general kernel: genomes of any length and every variant of the needle, one row of words per individual.

Lives are in `wide_life`, births in `wide_birth`, which the landscapes of `baldwin.haystack.kernels.nk` share. Where
`baldwin.haystack.kernels.packed` applies, both kernels give the same bits.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import prange

from baldwin.haystack.kernels.births import next_generation
from baldwin.haystack.kernels.model import SUMS, Model
from baldwin.haystack.kernels.selection import empty_scratch
from baldwin.haystack.kernels.survivors import close_generation
from baldwin.haystack.kernels.wide_birth import move_target
from baldwin.haystack.kernels.wide_life import GENE, Integers, Rows, live
from baldwin.haystack.kernels.words import ZERO, U, Word, key
from baldwin.haystack.randomness import Stream
from baldwin.numba_cache import helper, parallel_entry

__all__ = ["evolve_wide", "fixed"]

LIVING = SUMS.index("living")


@helper
def fixed(rows: Rows, m: Model) -> bool:
    """Return whether all genotypes and budget genes are the same, with nothing left that could be written back."""
    last = rows.shape[1] - 1
    if m.write_back > ZERO:
        for at in range(last // 2, last):
            if rows[0, at] != ZERO:
                return False
    for i in range(1, rows.shape[0]):
        if (rows[i, last] & GENE) != (rows[0, last] & GENE):
            return False
        for at in range(last):
            if rows[i, at] != rows[0, at]:
                return False
    return True


@helper
def _lives(rows: Rows, replicate: Word, generation: Word, m: Model, sums: Integers, histogram: Integers) -> None:
    """Let one generation live."""
    life = key(m.seed, replicate, generation, U(Stream.LIFE))
    writing = key(m.seed, replicate, generation, U(Stream.WRITE_BACK))
    live(rows, life, writing, m, sums, histogram)


@parallel_entry
def evolve_wide(
    rows: Rows,
    sides: Integers,
    alive: npt.NDArray[np.bool_],
    living: Integers,
    born: int,
    moves: npt.NDArray[np.bool_],
    stop_fixed: bool,
    m: Model,
    sums: Integers,
    histograms: Integers,
) -> None:
    """Evolve every living replicate in place, replicates in parallel; arguments as for `packed.evolve_many`.

    Shapes: rows (R, 2, N, words); sides (R,) 0 or 1; alive, living (R,); sums (R, generations, S); histograms (R,
    generations, H, L + 1). `living` individuals of a generation come first.
    """
    for r in prange(rows.shape[0]):
        scratch = empty_scratch(rows.shape[2])
        for g in range(sums.shape[1]):
            if not alive[r]:
                break
            side = sides[r]
            room, parents, generation = rows[r, 1 - side], rows[r, side], U(born + g)
            children = next_generation(parents, room, living[r : r + 1], U(r), generation, False, m, scratch)
            move_target(children, U(r), generation, moves[g], False, m)
            _lives(children, U(r), generation, m, sums[r, g], histograms[r, g])
            sides[r] = 1 - side
            if m.absolute:
                alive[r] = close_generation(room, living[r], m, sums[r, g, LIVING:])
            if alive[r] and stop_fixed and fixed(children, m):
                alive[r] = False
