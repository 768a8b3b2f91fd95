"""The kernel of a steady state: N births a generation, one after the other, a child in the place of one of the living.

Rows are those of `baldwin.haystack.kernels.wide_life`; since records show who lives after N births, whenever they were
born, each row keeps whether its own life succeeded (SUCCEEDED, a bit above the budget gene).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import prange

from baldwin.haystack.kernels.model import LOSER, SUMS, TOURNAMENT, WORST, Model
from baldwin.haystack.kernels.selection import NOBODY, Indices, candidates, empty_scratch, parent, tournament
from baldwin.haystack.kernels.wide import fixed
from baldwin.haystack.kernels.wide_birth import bear, found_rows, move_target
from baldwin.haystack.kernels.wide_life import EXCESS_SHIFT, GENE, SUCCEEDED, Integers, Rows, live, survey
from baldwin.haystack.kernels.words import GOLD, LOWER, ONE, UPPER, ZERO, Int, U, Word, below, key, word
from baldwin.haystack.randomness import Stream
from baldwin.numba_cache import helper, parallel_entry

__all__ = ["evolve_steady"]

SUCCESSES, TRIALS = SUMS.index("successes"), SUMS.index("trials")


@parallel_entry
def evolve_steady(
    rows: Rows,
    sides: Integers,
    alive: npt.NDArray[np.bool_],
    born: int,
    moves: npt.NDArray[np.bool_],
    stop_fixed: bool,
    m: Model,
    sums: Integers,
    histograms: Integers,
) -> None:
    """Evolve every living replicate in place; arguments and shapes as for `wide.evolve_wide`.

    Founders come to lie at the other side, and stay there: one row of the side that is left holds each newborn.
    """
    for r in prange(rows.shape[0]):
        scratch = empty_scratch(rows.shape[2])
        lives, kinds = np.zeros(sums.shape[2], np.int64), np.zeros(histograms.shape[2:], np.int64)
        for g in range(sums.shape[1]):
            if not alive[r]:
                break
            generation = U(born + g)
            lives[:] = 0
            if generation == ZERO:
                living = rows[r, 1 - sides[r]]
                if not m.given:
                    found_rows(living, U(r), False, m)
                move_target(living, U(r), generation, moves[g], False, m)
                for i in range(living.shape[0]):
                    _live(living[i : i + 1], U(r), generation, U(i), m, lives, kinds)
                sides[r] = 1 - sides[r]
            else:
                living = rows[r, sides[r]]
                move_target(living, U(r), generation, moves[g], False, m)
                newborn = rows[r, 1 - sides[r], :1]
                for b in range(living.shape[0]):
                    _renew(living, newborn, scratch, U(r), generation, U(b), m, lives, kinds)
            _account(living, m, sums[r, g], histograms[r, g])
            sums[r, g, TRIALS] = lives[TRIALS]
            if stop_fixed and fixed(living, m):
                alive[r] = False


@helper
def _live(
    newborn: Rows, replicate: Word, generation: Word, number: Word, m: Model, lives: Integers, kinds: Integers
) -> None:
    """Let individual `number` of a generation live, alone in its array, and keep whether it succeeded."""
    before, last, shift = lives[SUCCESSES], newborn.shape[1] - 1, GOLD * number
    life = key(m.seed, replicate, generation, U(Stream.LIFE)) + shift
    writing = key(m.seed, replicate, generation, U(Stream.WRITE_BACK)) + shift
    live(newborn, life, writing, m, lives, kinds)
    if lives[SUCCESSES] > before:
        newborn[0, last] |= SUCCEEDED


@helper
def _renew(
    living: Rows,
    newborn: Rows,
    scratch: Indices,
    replicate: Word,
    generation: Word,
    number: Word,
    m: Model,
    lives: Integers,
    kinds: Integers,
) -> None:
    """Draw parents for birth `number` of a generation; the child lives, and takes the place of one of the living."""
    lottery = candidates(living, scratch, replicate, generation, number, m)
    first = word(key(m.seed, replicate, generation, U(Stream.MOTHER)), number)
    loser = ZERO
    if m.selection == TOURNAMENT:
        mother, loser = tournament(living, first, NOBODY, m)
    else:
        mother = parent(living, lottery, scratch, first, NOBODY, m)
    father = mother
    if m.crossover > 0:
        fathering = word(key(m.seed, replicate, generation, U(Stream.FATHER)), number)
        father = parent(living, lottery, scratch, fathering, NOBODY if m.selfing else mother, m)
    scratch[2, 0], scratch[3, 0] = mother, father
    bear(living, newborn, scratch[2, :1], scratch[3, :1], replicate, generation, number, m)
    _live(newborn, replicate, generation, number, m, lives, kinds)
    place = loser
    if m.replaces != LOSER:
        place = _replaced(living, word(key(m.seed, replicate, generation, U(Stream.REPLACED)), number), m)
    for at in range(living.shape[1]):
        living[Int(place), at] = newborn[0, at]


@helper
def _replaced(living: Rows, first: Word, m: Model) -> Word:
    """Return whose place a child takes: anyone's, or that of one of the least fit, drawn among equals."""
    size, last = living.shape[0], living.shape[1] - 1
    if m.replaces != WORST or m.parents_unit == 0.0:
        return below(first, U(size))
    lowest, equals = living[0, last] >> EXCESS_SHIFT, ZERO
    for i in range(size):
        excess = living[i, last] >> EXCESS_SHIFT
        if excess < lowest:
            lowest, equals = excess, ZERO
        equals += ONE if excess == lowest else ZERO
    left = below(first, equals)
    for i in range(size):
        if (living[i, last] >> EXCESS_SHIFT) == lowest:
            if left == ZERO:
                return U(i)
            left -= ONE
    return ZERO


@helper
def _account(living: Rows, m: Model, sums: Integers, histogram: Integers) -> None:
    """Add up those living, whenever they were born; trials are left to those who spent them."""
    size, last, rich = living.shape[0], living.shape[1] - 1, m.largest_gene + 1
    room = np.empty((2, size), np.uint32)
    plastic_loci, competent = room[0], room[1]
    survey(living, m.loci, plastic_loci, competent, sums)
    for i in range(size):
        gene, excess = living[i, last] & GENE, living[i, last] >> EXCESS_SHIFT
        able = competent[i] > 0
        counts = (
            U(able),
            U((living[i, last] & SUCCEEDED) != ZERO),
            U(able and plastic_loci[i] == 0),
            ZERO,
            excess,
            ZERO,
            (excess * excess) & LOWER,
            gene,
            (excess * excess) >> UPPER,
        )
        for k in range(len(counts)):
            sums[2 + k] += Int(counts[k])
        sums[7] = max(sums[7], Int(excess))
        histogram[(0 if able else rich) + Int(gene), plastic_loci[i]] += 1
