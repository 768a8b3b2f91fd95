"""Births of the general kernel: founders, parents in proportion to fitness, crossing, mutation, a moving target.

Rows are those of `baldwin.haystack.wide_life`. Where `packed_birth` applies, both draw the same parents.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from baldwin.haystack.compiled import helper
from baldwin.haystack.model import Model
from baldwin.haystack.wide_life import EXCESS_SHIFT, GENE, Rows
from baldwin.haystack.words import GOLD, ONE, ZERO, Int, U, Word, below, key, mix, word, word_at
from baldwin.randomness import Stream

__all__ = ["Indices", "breed", "flip_target", "found_rows", "row_words"]

Indices = npt.NDArray[np.uint32]
Lottery = tuple[Word, Word, Word]
"""Length of the list of learners, largest excess, threshold of words that draw from the floor."""

W64 = U(64)
MOST_REDRAWS = 1000
TWO64 = 2.0**64


def row_words(loci: int) -> int:
    """Return the words in one individual's row."""
    return 2 * -(-loci // 64) + 1


@helper
def found_rows(rows: Rows, replicate: Word, flagged: bool, m: Model) -> None:
    """Draw founders: a word per locus, or (flagged) one for its bit and one for its plastic flag.

    Then the budget gene.
    """
    founder = key(m.seed, replicate, ZERO, U(Stream.FOUNDER))
    budget = key(m.seed, replicate, ZERO, U(Stream.BUDGET_FOUNDER))
    half = (rows.shape[1] - 1) // 2
    for i in range(rows.shape[0]):
        first = word(founder, U(i))
        rows[i, :] = ZERO
        for locus in range(Int(m.loci)):
            at, bit = locus // 64, ONE << (U(locus) % W64)
            w = word_at(first, U(locus)) >> ONE
            if w < m.founder_correct:
                rows[i, at] |= bit
            elif not flagged and w < m.founder_plastic:
                rows[i, half + at] |= bit
            if flagged and (word_at(first, U(locus) + m.loci) >> ONE) < m.founder_plastic:
                rows[i, half + at] |= bit
        if m.levels > 0:
            rows[i, 2 * half] = below(word(budget, U(i)), U(m.levels + 1))


@helper
def breed(rows: Rows, children: Rows, scratch: Indices, replicate: Word, generation: Word, m: Model) -> None:
    """Draw parents, cross them, and mutate; children are born with an excess of 0. `scratch` is (3, N + 1)."""
    learners, mothers = scratch[0], scratch[1]
    fathers = scratch[2] if m.crossover > 0 else mothers
    lottery = _lottery(rows, learners, m)
    _parents(rows, learners, lottery, key(m.seed, replicate, generation, U(Stream.MOTHER)), mothers, False, mothers)
    if m.crossover > 0:
        father = key(m.seed, replicate, generation, U(Stream.FATHER))
        _parents(rows, learners, lottery, father, mothers, not m.selfing, fathers)
    crossing = key(m.seed, replicate, generation, U(Stream.CROSSOVER))
    _cross(rows, children, crossing, mothers, fathers, (m.crossover, m.cut_low, m.cut_count))
    if m.levels > 0:
        _inherit_budgets(rows, children, key(m.seed, replicate, generation, U(Stream.BUDGET)), mothers, fathers, m)
    if m.survive.size > 0:
        _mutate(children, key(m.seed, replicate, generation, U(Stream.MUTATION)), m)


@helper
def _lottery(rows: Rows, learners: Indices, m: Model) -> Lottery:
    """List the individuals with an excess, and return how parents are drawn."""
    last, n, total, largest = rows.shape[1] - 1, 0, ZERO, ZERO
    for i in range(rows.shape[0]):
        excess = rows[i, last] >> EXCESS_SHIFT
        learners[n] = i
        n += 1 if excess != ZERO else 0
        total += excess
        largest = max(largest, excess)
    worth, common = m.unit * float(total), m.floor * float(m.size)
    if n == 0 or worth <= 0.0:
        return ZERO, largest, ZERO
    return U(n), largest, U(common / (common + worth) * TWO64)


@helper
def _parents(
    rows: Rows, learners: Indices, lottery: Lottery, stream: Word, mothers: Indices, another: bool, out: Indices
) -> None:
    """Draw a parent of each child into `out`; with `another`, one that is not its mother."""
    last, size = rows.shape[1] - 1, U(rows.shape[0])
    count, largest, floor = lottery
    for i in range(rows.shape[0]):
        first = word(stream, U(i))
        from_list = count > ZERO and first >= floor
        w = mix(first + GOLD)
        place = below(w, count if from_list else size)
        drawn = U(learners[Int(place)]) if from_list else place
        # The low product bits are fresh: accept a learner if a uniform integer below `largest` is below its excess.
        refused = from_list and below(w * count, largest) >= (rows[Int(drawn), last] >> EXCESS_SHIFT)
        if refused or (another and drawn == U(mothers[i])):
            drawn = _draw_on(rows, learners, lottery, first, U(mothers[i]) if another else size)
        out[i] = drawn


@helper
def _draw_on(rows: Rows, learners: Indices, lottery: Lottery, first: Word, not_this: Word) -> Word:
    """Return the parent that an individual's words lead to, drawing until one is accepted who is not `not_this`."""
    last, size, n = rows.shape[1] - 1, U(rows.shape[0]), ZERO
    count, largest, floor = lottery
    for _ in range(MOST_REDRAWS):
        n += ONE
        if count > ZERO and word_at(first, n - ONE) >= floor:
            while True:
                w = word_at(first, n)
                n += ONE
                drawn = U(learners[Int(below(w, count))])
                if below(w * count, largest) < (rows[Int(drawn), last] >> EXCESS_SHIFT):
                    break
        else:
            drawn = below(word_at(first, n), size)
            n += ONE
        if drawn != not_this:
            return drawn
    return (not_this + ONE) % size  # nobody else has a chance to speak of: the neighbour


@helper
def _cross(
    rows: Rows, children: Rows, stream: Word, mothers: Indices, fathers: Indices, rule: tuple[int, Word, Word]
) -> None:
    """Write children: one point, left of the cut from the mother; uniform, each locus from either; or her clones."""
    half, last = (rows.shape[1] - 1) // 2, rows.shape[1] - 1
    crossover, cut_low, cut_count = rule
    for i in range(rows.shape[0]):
        a, b = Int(mothers[i]), Int(fathers[i])
        first = word(stream, U(i))
        cut = Int(cut_low + below(first, cut_count))
        for at in range(half):
            mask = ~ZERO
            if crossover == 1:
                left = min(max(cut - 64 * at, 0), 64)  # loci of this word that are the mother's
                mask = ~ZERO >> U(64 - left) if left > 0 else ZERO
            elif crossover == 2:
                mask = word_at(first, U(at))
            children[i, at] = (rows[a, at] & mask) | (rows[b, at] & ~mask)
            children[i, half + at] = (rows[a, half + at] & mask) | (rows[b, half + at] & ~mask)
        children[i, last] = ZERO


@helper
def _inherit_budgets(rows: Rows, children: Rows, stream: Word, mothers: Indices, fathers: Indices, m: Model) -> None:
    """Give each child either parent's budget gene, which now and then moves by one within 0..levels."""
    last = rows.shape[1] - 1
    for i in range(rows.shape[0]):
        first = word(stream, U(i))
        gene = rows[Int(mothers[i] if (first >> U(63)) == ZERO else fathers[i]), last] & GENE
        if word_at(first, ONE) < m.budget_step:
            up = (word_at(first, U(2)) >> U(63)) != ZERO
            gene = min(gene + ONE, U(m.levels)) if up else gene - min(gene, ONE)
        children[i, last] = gene


@helper
def _mutate(rows: Rows, stream: Word, m: Model) -> None:
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
            at, bit = Int(place // W64), ONE << (place % W64)
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
def flip_target(rows: Rows, locus: Word) -> None:
    """Swap correct and wrong at `locus`; plastic alleles stay."""
    half, at, bit = (rows.shape[1] - 1) // 2, Int(locus // W64), ONE << (locus % W64)
    for i in range(rows.shape[0]):
        if (rows[i, half + at] & bit) == ZERO:
            rows[i, at] ^= bit
