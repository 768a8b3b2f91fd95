"""The kernel of the graded needle: lives that guess, and keep the best phenotype so far.

Rows are those of `baldwin.haystack.kernels.wide`, of at most 64 loci: a word of correct alleles, one of plastic ones,
and one with budget gene and excess. Scores are integers, of which SCORE_UNITS are the score 1, so that sums are exact.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import prange

from baldwin.haystack.kernels.births import next_generation
from baldwin.haystack.kernels.model import EXPECTED, SUMS, Model
from baldwin.haystack.kernels.selection import empty_scratch
from baldwin.haystack.kernels.survivors import close_generation
from baldwin.haystack.kernels.wide import fixed
from baldwin.haystack.kernels.wide_birth import move_target
from baldwin.haystack.kernels.wide_life import EXCESS_SHIFT, GENE, Integers, Rows
from baldwin.haystack.kernels.words import LOWER, ONE, UPPER, ZERO, Int, U, Word, key, popcount, word, word_at
from baldwin.haystack.randomness import Stream
from baldwin.numba_cache import helper, parallel_entry

__all__ = ["GRADED_SUMS", "SCORE_UNITS", "Guessing", "evolve_graded"]

SCORE_UNITS = 2**32
GRADED_SUMS = (*SUMS, "born", "grown")
"""What a generation leaves of each population: beside SUMS, expected scores at birth and at the end of life."""

LIVING, BORN, GROWN = (GRADED_SUMS.index(name) for name in ("living", "born", "grown"))
W64 = U(64)


class Guessing(NamedTuple):
    """What the lives of a graded needle need beside `Model`; tables by wrong and plastic loci, [w, q]."""

    counted: np.uint64  # first trials whose best score counts; 0: only the best of all does
    counted_innate: np.uint64  # the same for who has no plastic locus
    scores: npt.NDArray[np.uint64]  # by distance from the target, (L + 1,)
    born: npt.NDArray[np.uint64]  # expected score of one guess, (L + 1, L + 1)
    grown: npt.NDArray[np.uint64]  # expected score of the best guess of a life, by budget gene, (H, L + 1, L + 1)
    excess: npt.NDArray[np.uint32]  # of EXPECTED lives, (L + 1, L + 1)


@helper
def _guess(first: Word, trial: Word, plastic: Word, m: Model) -> Word:
    """Return a phenotype's plastic loci as trial 0, 1, .. guesses them, right ones set: fair coins have a word each.

    Other hit probabilities have one for each trial and locus.
    """
    if m.hit_probability == 0.5:
        return word_at(first, trial) & plastic
    guess = ZERO
    for locus in range(Int(m.loci)):
        bit = ONE << U(locus)
        if (plastic & bit) != ZERO and word_at(first, trial * m.loci + U(locus)) < m.hit_threshold:
            guess |= bit
    return guess


@helper
def _try(
    plastic: Word, wrong: Word, first: Word, limit: Word, rules: Guessing, m: Model
) -> tuple[Word, Word, Word, Word]:
    """Live one life of up to `limit` trials.

    Return the sum of the best score so far over the trials that count, the best score, the loci that are right in the
    guess that reached it first, and the trial that found the target, 0 if none did.
    """
    scores = rules.scores
    q = popcount(plastic)
    if q == ZERO:
        return rules.counted_innate * scores[wrong], scores[wrong], ZERO, ONE if wrong == ZERO else ZERO
    best, kept, total, trial, nearest = ZERO, ZERO, ZERO, ZERO, wrong + q + ONE
    while trial < limit and nearest > wrong:  # no guess is better than all right
        guess = _guess(first, trial, plastic, m)
        distance = wrong + q - popcount(guess)
        nearest = min(nearest, distance)
        if trial == ZERO or scores[distance] > best:
            best, kept = scores[distance], guess
        if trial < rules.counted:
            total += best
        trial += ONE
    if trial < rules.counted:  # it is kept to the end
        total += (rules.counted - trial) * best
    return total, best, kept, trial if nearest == ZERO else ZERO


@helper
def _excess(credit: Word, q: Word, gene: Word, used: Word, competent: bool, m: Model) -> Word:
    """Return what selection reads of a life."""
    fitness: Any = 1.0 + m.bonus * (float(credit) / 4294967296.0)
    if competent or m.price_everyone:
        fitness *= m.plasticity_price[q]
    fitness *= m.upkeep_price[gene]
    fitness -= m.trial_cost * float(used)
    return U((max(fitness, 0.0) - m.floor) / m.unit + 0.5) if m.unit > 0.0 else ZERO


@helper
def _live(
    rows: Rows, replicate: Word, generation: Word, rules: Guessing, m: Model, sums: Integers, histogram: Integers
) -> None:
    """Let individuals live: write their excess, and what is written back; add to `sums` (see GRADED_SUMS)."""
    life = key(m.seed, replicate, generation, U(Stream.LIFE))
    writing = key(m.seed, replicate, generation, U(Stream.WRITE_BACK))
    tail = ~ZERO >> (W64 - m.loci)
    for i in range(rows.shape[0]):
        right, plastic, gene = rows[i, 0], rows[i, 1], rows[i, 2] & GENE
        q, wrong = popcount(plastic), popcount(~(right | plastic) & tail)
        limit = m.trials if m.levels == 0 else ONE << gene
        found, used, kept = ZERO, ONE if q == ZERO else limit, ZERO
        if m.learner == EXPECTED:
            excess = U(rules.excess[wrong, q])
            used = ZERO if wrong == ZERO else used
        else:
            held, best, kept, found = _try(plastic, wrong, word(life, U(i)), limit, rules, m)
            used = found if found > ZERO else used
            excess = _excess(held if m.timed else best, q, gene, used, wrong == ZERO, m)
        rows[i, 2] = gene | (excess << EXCESS_SHIFT)
        if m.write_back > ZERO:
            first = word(writing, U(i))
            for locus in range(Int(m.loci)):
                bit = ONE << U(locus)
                if (plastic & bit) != ZERO and (word_at(first, U(locus)) >> ONE) < m.write_back:
                    rows[i, 1] ^= bit
                    rows[i, 0] |= kept & bit
        histogram[(0 if wrong == ZERO else m.levels + 1) + Int(gene), q] += 1
        sums[0] += Int(popcount(right))
        sums[1] += Int(q)
        sums[2] += 1 if wrong == ZERO else 0
        sums[3] += 1 if found > ZERO else 0
        sums[4] += 1 if wrong == ZERO and q == ZERO else 0
        sums[5] += Int(used)
        sums[6] += Int(excess)
        sums[7] = max(sums[7], Int(excess))
        sums[8] += Int((excess * excess) & LOWER)
        sums[9] += Int(gene)
        sums[10] += Int((excess * excess) >> UPPER)
        sums[BORN] += Int(rules.born[wrong, q])
        sums[GROWN] += Int(rules.grown[gene, wrong, q])


@parallel_entry
def evolve_graded(
    rows: Rows,
    sides: Integers,
    alive: npt.NDArray[np.bool_],
    living: Integers,
    born: int,
    moves: npt.NDArray[np.bool_],
    stop_fixed: bool,
    rules: Guessing,
    m: Model,
    sums: Integers,
    histograms: Integers,
) -> None:
    """Evolve every living replicate in place; arguments as for `wide.evolve_wide`, and the rules of its lives."""
    for r in prange(rows.shape[0]):
        scratch = empty_scratch(rows.shape[2])
        for g in range(sums.shape[1]):
            if not alive[r]:
                break
            room, parents, generation = rows[r, 1 - sides[r]], rows[r, sides[r]], U(born + g)
            children = next_generation(parents, room, living[r : r + 1], U(r), generation, False, m, scratch)
            move_target(children, U(r), generation, moves[g], False, m)
            _live(children, U(r), generation, rules, m, sums[r, g], histograms[r, g])
            sides[r] = 1 - sides[r]
            if m.absolute:
                alive[r] = close_generation(room, living[r], m, sums[r, g, LIVING:])
            if alive[r] and stop_fixed and fixed(children, m):
                alive[r] = False
