"""The landscape kernel: bits with plastic flags, climbing an NK landscape in life (after Suzuki & Arita 2007).

Rows are those of `baldwin.haystack.kernels.wide`: a word of bits, a word of flags, a word with the excess.
Contributions are 32-bit integers, so that scores are exact sums: score = sum / (L 2^32), in [0, 1).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import prange

from baldwin.haystack.kernels.births import next_generation
from baldwin.haystack.kernels.model import Model
from baldwin.haystack.kernels.selection import empty_scratch
from baldwin.haystack.kernels.survivors import close_generation
from baldwin.haystack.kernels.wide import fixed
from baldwin.haystack.kernels.wide_life import EXCESS_SHIFT, Integers, Rows
from baldwin.haystack.kernels.words import (
    LOWER,
    ONE,
    UPPER,
    ZERO,
    Int,
    U,
    Word,
    key,
    multiply_high,
    popcount,
    word,
    word_at,
)
from baldwin.haystack.randomness import Stream
from baldwin.numba_cache import entry, helper, inlined, parallel_entry

__all__ = ["NK_SUMS", "Climb", "draw_landscapes", "evolve_nk"]

LIFE = U(Stream.LIFE)
SCORE_SHIFT = U(8)

NK_SUMS = (
    "plastic",
    "trials",
    "excess",
    "largest",
    "squares",
    "kept",
    "born",
    "learned",
    "hamming",
    "squares_high",
    "living",
    "survivors",
)
"""Integers that a generation leaves of each population; scores in units of 2^8 of the contributions' sum."""
LIVING = NK_SUMS.index("living")

Landscapes = npt.NDArray[np.uint32]


class Climb(NamedTuple):
    """What the landscape's lives need beside `Model`."""

    steps: np.uint64  # trials in one life; 0: no learning
    change_cost: float
    exponent: int


@entry
def draw_landscapes(count: int, loci: int, cells: int, seed: Word) -> Landscapes:
    """Return independent landscapes (count, L, 2^(K + 1)) uint32.

    Cell j of locus i is read where its K + 1 bits spell j.
    """
    landscapes = np.empty((count, loci, cells), np.uint32)
    for r in range(count):
        stream = key(seed, U(r), ZERO, U(Stream.LANDSCAPE))
        for i in range(loci):
            for j in range(cells):
                landscapes[r, i, j] = word(stream, U(i * cells + j)) >> U(32)
    return landscapes


@inlined
def _window(bits: Word, locus: int, loci: int, cell_mask: Word) -> Word:
    """Return the cell that `locus` reads: bits locus, locus + 1, .. in a circle, the first lowest."""
    return ((bits >> U(locus)) | (bits << U(loci - locus) if locus > 0 else ZERO)) & cell_mask


@helper
def _score(bits: Word, landscape: npt.NDArray[np.uint32]) -> Word:
    loci, cell_mask = landscape.shape[0], U(landscape.shape[1] - 1)
    total = ZERO
    for i in range(loci):
        total += U(landscape[i, _window(bits, i, loci, cell_mask)])
    return total


@helper
def _climb(
    bits: Word,
    flags: Word,
    first: Word,
    climb: Climb,
    landscape: npt.NDArray[np.uint32],
    flagged: npt.NDArray[np.int64],
) -> tuple[Word, Word, Word, Word]:
    """Live one life.

    Return the adult's bits and score, the sum of scores over birth and all trials, and changes kept.
    """
    loci, reach, cell_mask = landscape.shape[0], U(landscape.shape[1]), U(landscape.shape[1] - 1)
    score = _score(bits, landscape)
    total, kept, q = score, ZERO, 0
    for locus in range(loci):
        if (flags >> U(locus)) & ONE:
            flagged[q] = locus
            q += 1
    if q == 0:
        return bits, score, score * (climb.steps + ONE), ZERO
    for t in range(climb.steps):
        locus = flagged[multiply_high(word_at(first, U(t)), U(q))]
        changed = bits ^ (ONE << U(locus))
        trial = score
        for back in range(64):  # the loci whose contributions read this bit
            if (reach >> U(back + 1)) == ZERO:
                break
            i = locus - back
            if i < 0:
                i += loci
            trial += U(landscape[i, _window(changed, i, loci, cell_mask)])
            trial -= U(landscape[i, _window(bits, i, loci, cell_mask)])
        if trial >= score:
            bits, score = changed, trial
            kept += ONE
        total += score
    return bits, score, total, kept


@helper
def _live(
    rows: Rows,
    replicate: Word,
    generation: Word,
    climb: Climb,
    landscape: npt.NDArray[np.uint32],
    m: Model,
    sums: Integers,
) -> None:
    """Let individuals live: write their excess, and what is written back; add to `sums` (see NK_SUMS)."""
    life = key(m.seed, replicate, generation, LIFE)
    writing = key(m.seed, replicate, generation, U(Stream.WRITE_BACK))
    flagged = np.empty(64, np.int64)
    full = float(landscape.shape[0]) * 4294967296.0
    for i in range(rows.shape[0]):
        bits, flags = rows[i, 0], rows[i, 1]
        adult, _, total, kept = _climb(bits, flags, word(life, U(i)), climb, landscape, flagged)
        fitness = float(total) / (float(climb.steps + ONE) * full) - climb.change_cost * float(kept)
        fitness = max(fitness, 0.0)
        powered = fitness
        for _ in range(climb.exponent - 1):
            powered *= fitness
        excess = U(powered / m.unit + 0.5)
        rows[i, 2] = excess << EXCESS_SHIFT
        if m.write_back > ZERO:
            first, changed = word(writing, U(i)), bits ^ adult
            for locus in range(landscape.shape[0]):
                if (changed >> U(locus)) & ONE and (word_at(first, U(locus)) >> ONE) < m.write_back:
                    rows[i, 0] ^= ONE << U(locus)
        sums[0] += Int(popcount(flags))
        sums[1] += Int(climb.steps) if flags != ZERO and climb.steps > ZERO else 1
        sums[2] += Int(excess)
        sums[3] = max(sums[3], Int(excess))
        sums[4] += Int((excess * excess) & LOWER)
        sums[9] += Int((excess * excess) >> UPPER)
        sums[5] += Int(kept)


@helper
def _assay(
    rows: Rows,
    replicate: Word,
    generation: Word,
    climb: Climb,
    landscape: npt.NDArray[np.uint32],
    m: Model,
    sums: Integers,
) -> None:
    """Measure scores at birth and after a life of its own, drawn from a stream that evolution never reads."""
    stream = key(m.seed, replicate, generation, U(Stream.ASSAY))
    flagged = np.empty(64, np.int64)
    for i in range(rows.shape[0]):
        adult, score, _, _ = _climb(rows[i, 0], rows[i, 1], word(stream, U(i)), climb, landscape, flagged)
        sums[6] += Int(_score(rows[i, 0], landscape) >> SCORE_SHIFT)
        sums[7] += Int(score >> SCORE_SHIFT)
        sums[8] += Int(popcount(adult ^ rows[i, 0]))


@parallel_entry
def evolve_nk(
    rows: Rows,
    landscapes: Landscapes,
    sides: Integers,
    alive: npt.NDArray[np.bool_],
    living: Integers,
    born: int,
    stop_fixed: bool,
    assay_every: int,
    climb: Climb,
    m: Model,
    sums: Integers,
) -> None:
    """Evolve every living replicate in place.

    Arguments as for `wide.evolve_wide`, and a landscape each (or one for all).
    """
    for r in prange(rows.shape[0]):
        landscape = landscapes[Int(r) % landscapes.shape[0]]
        scratch = empty_scratch(rows.shape[2])
        for g in range(sums.shape[1]):
            if not alive[r]:
                break
            room, parents, generation = rows[r, 1 - sides[r]], rows[r, sides[r]], U(born + g)
            children = next_generation(parents, room, living[r : r + 1], U(r), generation, True, m, scratch)
            if assay_every > 0 and (born + g) % assay_every == 0:
                _assay(children, U(r), generation, climb, landscape, m, sums[r, g])
            _live(children, U(r), generation, climb, landscape, m, sums[r, g])
            sides[r] = 1 - sides[r]
            if m.absolute:
                alive[r] = close_generation(room, living[r], m, sums[r, g, LIVING:])
            if alive[r] and stop_fixed and fixed(children, m):
                alive[r] = False
