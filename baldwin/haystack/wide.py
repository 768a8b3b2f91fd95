"""The general kernel: genomes of any length and every variant of the needle, one row of words per individual.

A row holds ceil(L / 64) words of correct alleles, as many of plastic ones, and a last word with the budget gene (bits 0..15) and the
excess (bits 16..47) that selection reads. Where `baldwin.haystack.packed` applies, both give the same bits; `breed` is shared
with the landscapes of `baldwin.haystack.nk`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import prange

from baldwin.haystack.compiled import helper, parallel_entry
from baldwin.haystack.model import Model
from baldwin.haystack.wide_life import EXCESS_SHIFT, GENE, Integers, Rows, live
from baldwin.haystack.words import ONE, ZERO, key, multiply_high, word, word_at
from baldwin.randomness import Stream

__all__ = [
    "EXCESS_SHIFT",
    "Integers",
    "Rows",
    "breed",
    "evolve_wide",
    "fixed",
    "flip_target",
    "found_rows",
    "found_wide",
    "row_words",
]

U, I = np.uint64, np.int64
W64 = U(64)
MOST_REDRAWS = 1000
TWO64 = 2.0**64


def row_words(loci: int) -> int:
    """Return the words in one individual's row."""
    return 2 * -(-loci // 64) + 1


@helper
def found_rows(rows: Rows, replicate: np.uint64, flagged: bool, m: Model) -> None:
    """Draw founders: a word per locus, or (flagged) one for its bit and one for its plastic flag; then the budget gene."""
    founder = key(m.seed, replicate, ZERO, U(Stream.FOUNDER))
    budget = key(m.seed, replicate, ZERO, U(Stream.BUDGET_FOUNDER))
    half = (rows.shape[1] - 1) // 2
    for i in range(rows.shape[0]):
        first = word(founder, U(i))
        rows[i, :] = ZERO
        for locus in range(I(m.loci)):
            at, bit = locus // 64, ONE << (U(locus) % W64)
            w = word_at(first, U(locus)) >> ONE
            if w < m.founder_correct:
                rows[i, at] |= bit
            elif not flagged and w < m.founder_plastic:
                rows[i, half + at] |= bit
            if flagged and (word_at(first, U(locus) + m.loci) >> ONE) < m.founder_plastic:
                rows[i, half + at] |= bit
        if m.levels > 0:
            rows[i, 2 * half] = multiply_high(word(budget, U(i)), U(m.levels + 1))


@helper
def _lottery(rows: Rows, learners: npt.NDArray[np.uint32], m: Model) -> tuple[np.uint64, np.uint64, np.uint64]:
    """List the individuals with an excess; return their number, the largest excess, and the floor's threshold of words."""
    last = rows.shape[1] - 1
    n, total, largest = ZERO, ZERO, ZERO
    for i in range(rows.shape[0]):
        excess = rows[i, last] >> EXCESS_SHIFT
        learners[n] = i
        n += U(excess != ZERO)
        total += excess
        largest = max(largest, excess)
    worth, common = m.unit * float(total), m.floor * float(m.size)
    if n == ZERO or worth <= 0.0:
        return ZERO, largest, U(0xFFFFFFFFFFFFFFFF)
    return n, largest, U(common / (common + worth) * TWO64)


@helper
def breed(
    rows: Rows, children: Rows, learners: npt.NDArray[np.uint32], replicate: np.uint64, generation: np.uint64, m: Model
) -> None:
    """Draw parents, cross them, and mutate; children are born with an excess of 0. `learners` (N + 1,) is scratch."""
    half, last = (rows.shape[1] - 1) // 2, rows.shape[1] - 1
    size = m.size
    count, largest, floor = _lottery(rows, learners, m)
    mother = key(m.seed, replicate, generation, U(Stream.MOTHER))
    father = key(m.seed, replicate, generation, U(Stream.FATHER))
    crossing = key(m.seed, replicate, generation, U(Stream.CROSSOVER))
    budget = key(m.seed, replicate, generation, U(Stream.BUDGET))
    parents = 1 if m.crossover == 0 else 2
    for i in range(rows.shape[0]):
        a = b = ZERO
        for parent in range(parents):
            first = word(mother if parent == 0 else father, U(i))
            n, draws = ZERO, 0
            while True:
                w = word_at(first, n)
                n += ONE
                if count > ZERO and w >= floor:
                    while True:  # accept a learner if a uniform integer below `largest` is below its excess
                        w = word_at(first, n)
                        n += ONE
                        drawn = U(learners[multiply_high(w, count)])
                        if multiply_high(w * count, largest) < (rows[drawn, last] >> EXCESS_SHIFT):
                            break
                else:
                    drawn = multiply_high(word_at(first, n), size)
                    n += ONE
                draws += 1
                if m.selfing or parent == 0 or drawn != a:
                    break
                if draws == MOST_REDRAWS:  # nobody else has a chance to speak of: take the neighbour
                    drawn = (a + ONE) % size
                    break
            if parent == 0:
                a = b = drawn
            else:
                b = drawn
        cut = ZERO
        first = ZERO
        if m.crossover > 0:
            first = word(crossing, U(i))
            cut = m.cut_low + multiply_high(first, m.cut_count)
        for at in range(half):
            mask = ~ZERO
            if m.crossover == 1:
                start = U(64 * at)
                if cut <= start:
                    mask = ZERO
                elif cut < start + W64:
                    mask = (ONE << (cut - start)) - ONE
            elif m.crossover == 2:
                mask = word_at(first, U(at))
            children[i, at] = (rows[a, at] & mask) | (rows[b, at] & ~mask)
            children[i, half + at] = (rows[a, half + at] & mask) | (rows[b, half + at] & ~mask)
        children[i, last] = ZERO
        if m.levels > 0:
            first = word(budget, U(i))
            gene = rows[a if (first >> U(63)) == ZERO else b, last] & GENE
            if word_at(first, ONE) < m.budget_step:
                up = (word_at(first, U(2)) >> U(63)) != ZERO
                gene = min(gene + ONE, U(m.levels)) if up else gene - min(gene, ONE)
            children[i, last] = gene
    if m.survive.size > 0:
        _mutate(children, key(m.seed, replicate, generation, U(Stream.MUTATION)), m)


@helper
def _mutate(rows: Rows, stream: np.uint64, m: Model) -> None:
    """Mutate loci independently: one word finds the next mutated locus, one more its new allele.

    With twice as many survival thresholds as loci, bits and flags are loci of their own, and flip.
    """
    half, survive = (rows.shape[1] - 1) // 2, m.survive
    loci = U(survive.size - 1)
    flips = m.binary or loci > m.loci
    for i in range(rows.shape[0]):
        first = word(stream, U(i))
        locus, n, w = ZERO, ZERO, first
        while w >= survive[loci - locus]:
            low, high = ONE, loci - locus
            while low < high:
                middle = (low + high) >> ONE
                if survive[middle] <= w:
                    high = middle
                else:
                    low = middle + ONE
            locus += low - ONE
            n += ONE
            choice = word_at(first, n) >> U(63)
            place = locus if locus < m.loci else locus - m.loci
            at, bit = I(place // W64), ONE << (place % W64)
            if flips:
                rows[i, at if locus < m.loci else half + at] ^= bit
            else:  # wrong, correct, plastic are 0, 1, 2; the new allele is old + 1 + choice
                old = U((rows[i, at] & bit) != ZERO) + U(2) * U((rows[i, half + at] & bit) != ZERO)
                new = (old + ONE + choice) % U(3)
                rows[i, at] &= ~bit
                rows[i, half + at] &= ~bit
                if new == ONE:
                    rows[i, at] |= bit
                elif new == U(2):
                    rows[i, half + at] |= bit
            locus += ONE
            if locus == loci:
                break
            n += ONE
            w = word_at(first, n)


@helper
def flip_target(rows: Rows, locus: np.uint64) -> None:
    """Swap correct and wrong at `locus`; plastic alleles stay."""
    half, at, bit = (rows.shape[1] - 1) // 2, I(locus // W64), ONE << (locus % W64)
    for i in range(rows.shape[0]):
        if (rows[i, half + at] & bit) == ZERO:
            rows[i, at] ^= bit


@helper
def fixed(rows: Rows, m: Model) -> bool:
    """Return whether all genotypes are the same, budget genes included, with nothing left that could be written back."""
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
def _lives(
    rows: Rows, replicate: np.uint64, generation: np.uint64, m: Model, sums: Integers, histogram: Integers
) -> None:
    """Let one generation live."""
    life = key(m.seed, replicate, generation, U(Stream.LIFE))
    writing = key(m.seed, replicate, generation, U(Stream.WRITE_BACK))
    live(rows, life, writing, m, sums, histogram)


@parallel_entry
def found_wide(
    rows: Rows, alive: npt.NDArray[np.bool_], stop_fixed: bool, m: Model, sums: Integers, histograms: Integers
) -> None:
    """Fill each replicate with founders who have lived; clear `alive` (R,) of those that are fixed if `stop_fixed`.

    Shapes: rows (R, 2, N, words), sums (R, S), histograms (R, H, L + 1) as in SUMS.
    """
    for r in prange(rows.shape[0]):
        found_rows(rows[r, 0], U(r), False, m)
        _lives(rows[r, 0], U(r), ZERO, m, sums[r], histograms[r])
        if stop_fixed and fixed(rows[r, 0], m):
            alive[r] = False


@parallel_entry
def evolve_wide(
    rows: Rows,
    sides: Integers,
    alive: npt.NDArray[np.bool_],
    born: int,
    stop_fixed: bool,
    m: Model,
    sums: Integers,
    histograms: Integers,
) -> None:
    """Evolve every living replicate in place, replicates in parallel; arguments as for `packed.evolve_many`.

    Shapes: rows (R, 2, N, words); sides (R,) 0 or 1; alive (R,); sums (R, generations, S); histograms (R, generations, H, L + 1).
    """
    for r in prange(rows.shape[0]):
        learners = np.empty(rows.shape[2] + 1, np.uint32)
        for g in range(sums.shape[1]):
            if not alive[r]:
                break
            side = sides[r]
            children, generation = rows[r, 1 - side], U(born + g)
            breed(rows[r, side], children, learners, U(r), generation, m)
            if m.move_every > 0 and generation % U(m.move_every) == ZERO:
                moved = word(key(m.seed, U(r), generation, U(Stream.TARGET)), ZERO)
                flip_target(children, multiply_high(moved, m.loci))
            _lives(children, U(r), generation, m, sums[r, g], histograms[r, g])
            sides[r] = 1 - side
            if stop_fixed and fixed(children, m):
                alive[r] = False
