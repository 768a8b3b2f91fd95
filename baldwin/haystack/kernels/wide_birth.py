"""Births of the general kernel: founders, parents in proportion to fitness, crossing, mutation, a moving target.

Rows are those of `baldwin.haystack.kernels.wide_life`. Where `packed_birth` applies, both draw the same parents.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from baldwin.haystack.kernels.model import Model
from baldwin.haystack.kernels.packed_birth import Lottery, draw, draw_again, lottery_of
from baldwin.haystack.kernels.packed_life import BATCH
from baldwin.haystack.kernels.wide_life import EXCESS_SHIFT, GENE, Rows
from baldwin.haystack.kernels.words import ONE, ZERO, Int, U, Word, below, key, word, word_at
from baldwin.haystack.randomness import Stream
from baldwin.numba_cache import helper

__all__ = ["Indices", "breed", "empty_scratch", "found_rows", "move_target", "row_words"]

Indices = npt.NDArray[np.uint32]
W64 = U(64)
MOST_REDRAWS = 1000


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
def empty_scratch(size: int) -> Indices:
    """Return room for `breed`, (4, 2 N + 1), with the tickets that never change: everybody's, worth 0."""
    scratch = np.empty((4, 2 * size + 1), np.uint32)
    for i in range(size):
        scratch[0, i], scratch[1, i] = i, 0
    return scratch


@helper
def breed(rows: Rows, children: Rows, scratch: Indices, replicate: Word, generation: Word, m: Model) -> None:
    """Draw parents, cross them, and mutate; children are born with an excess of 0.

    The first two rows of `scratch` describe 2 N tickets: those of all individuals, worth 0, and from ticket N on those
    of individuals with an excess; the others take mothers and fathers.
    """
    mothers, fathers = scratch[2], scratch[2] if m.crossover == 0 else scratch[3]
    lottery = _lottery(rows, scratch[0], scratch[1], m)
    _parents(lottery, key(m.seed, replicate, generation, U(Stream.MOTHER)), False, scratch, mothers)
    if m.crossover > 0:
        _parents(lottery, key(m.seed, replicate, generation, U(Stream.FATHER)), not m.selfing, scratch, fathers)
    crossing = key(m.seed, replicate, generation, U(Stream.CROSSOVER))
    if m.crossover != 1:
        _cross_by_loci(rows, children, crossing, mothers, fathers)
    elif m.loci <= W64:
        _cross_one_word(rows, children, crossing, mothers, fathers, m.cut_low, m.cut_count)
    else:
        _cross_at_a_point(rows, children, crossing, mothers, fathers, m.cut_low, m.cut_count)
    if m.levels > 0:
        _inherit_budgets(rows, children, key(m.seed, replicate, generation, U(Stream.BUDGET)), mothers, fathers, m)
    if m.survive.size > 0:
        _mutate(children, key(m.seed, replicate, generation, U(Stream.MUTATION)), m)


@helper
def _lottery(rows: Rows, who: Indices, worth: Indices, m: Model) -> Lottery:
    """Write the tickets of individuals with an excess, and return how parents are drawn."""
    size, last = rows.shape[0], rows.shape[1] - 1
    n, total, largest = size, ZERO, ZERO
    for i in range(size):
        excess = rows[i, last] >> EXCESS_SHIFT
        who[n], worth[n] = i, excess
        n += 1 if excess != ZERO else 0
        total += excess
        largest = max(largest, excess)
    return lottery_of(n - size, Int(total), largest, m)


@helper
def _parents(lottery: Lottery, stream: Word, another: bool, scratch: Indices, out: Indices) -> None:
    """Draw a parent of each child into `out`; with `another`, one that is not its mother.

    In rounds that run on vectors, of those who were not accepted yet.
    """
    who, worth, mothers = scratch[0], scratch[1], scratch[2]
    room = np.empty((3, BATCH), np.uint64)
    place, chance, pending = room[0], room[1], room[2]
    size = Int(lottery[0])
    for start in range(0, size, BATCH):
        count = min(BATCH, size - start)
        draw(0, start, count, stream, lottery, place, chance)
        refused, n = 0, ONE
        for b in range(count):
            out[start + b] = who[Int(place[b])]
        for b in range(count):
            pending[refused] = U(b)
            refused += 1 if chance[b] > U(worth[Int(place[b])]) else 0
        while refused > 0:
            n += ONE
            draw_again(start, pending, refused, n, stream, lottery, place, chance)
            again = 0
            for r in range(refused):
                b, ticket = pending[r], Int(place[r])
                out[start + Int(b)] = who[ticket]
                pending[again] = b
                again += 1 if chance[r] > U(worth[ticket]) else 0
            refused = again
    if another:
        for i in range(size):
            if out[i] == mothers[i]:
                out[i] = _draw_on(who, worth, lottery, word(stream, U(i)), U(mothers[i]))


@helper
def _draw_on(who: Indices, worth: Indices, lottery: Lottery, first: Word, not_this: Word) -> Word:
    """Return the parent that an individual's words lead to, drawing until one is accepted who is not `not_this`."""
    size, count, largest, floor = lottery
    n = ZERO
    for _ in range(MOST_REDRAWS):
        n += ONE
        if count > ZERO and word_at(first, n - ONE) >= floor:
            while True:
                w = word_at(first, n)
                n += ONE
                ticket = Int(size + below(w, count))
                if below(w * count, largest) < U(worth[ticket]):
                    break
            drawn = U(who[ticket])
        else:
            drawn = below(word_at(first, n), size)
            n += ONE
        if drawn != not_this:
            return drawn
    return (not_this + ONE) % size  # nobody else has a chance to speak of: the neighbour


@helper
def _cross_one_word(
    rows: Rows, children: Rows, stream: Word, mothers: Indices, fathers: Indices, cut_low: Word, cut_count: Word
) -> None:
    """Write children of up to 64 loci: those left of the cut from the mother, the others from the father."""
    for i in range(rows.shape[0]):
        a, b = Int(mothers[i]), Int(fathers[i])
        cut = cut_low + below(word(stream, U(i)), cut_count)
        mask = (ONE << cut) - ONE if cut < W64 else ~ZERO
        children[i, 0] = (rows[a, 0] & mask) | (rows[b, 0] & ~mask)
        children[i, 1] = (rows[a, 1] & mask) | (rows[b, 1] & ~mask)
        children[i, 2] = ZERO


@helper
def _cross_at_a_point(
    rows: Rows, children: Rows, stream: Word, mothers: Indices, fathers: Indices, cut_low: Word, cut_count: Word
) -> None:
    """Write children: loci left of the cut from the mother, the others from the father."""
    half, last = (rows.shape[1] - 1) // 2, rows.shape[1] - 1
    for i in range(rows.shape[0]):
        a, b = Int(mothers[i]), Int(fathers[i])
        cut = cut_low + below(word(stream, U(i)), cut_count)
        boundary = Int(cut // W64)
        for at in range(half):  # whole words first, whoever they are from
            whole = a if at < boundary else b
            children[i, at] = rows[whole, at]
            children[i, half + at] = rows[whole, half + at]
        if boundary < half:
            mask = (ONE << (cut % W64)) - ONE
            for at in (boundary, half + boundary):
                children[i, at] = (rows[a, at] & mask) | (rows[b, at] & ~mask)
        children[i, last] = ZERO


@helper
def _cross_by_loci(rows: Rows, children: Rows, stream: Word, mothers: Indices, fathers: Indices) -> None:
    """Write children: each locus from either parent with equal chances; clones where both are the same."""
    half, last = (rows.shape[1] - 1) // 2, rows.shape[1] - 1
    for i in range(rows.shape[0]):
        a, b = Int(mothers[i]), Int(fathers[i])
        first = word(stream, U(i))
        for at in range(half):
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
def move_target(rows: Rows, replicate: Word, generation: Word, moves: bool, m: Model) -> None:
    """Flip the target of newborns: at one random locus if it `moves`, then at each locus with the chance of flips."""
    if moves:
        _flip_target(rows, below(word(key(m.seed, replicate, generation, U(Stream.TARGET)), ZERO), m.loci))
    if m.flip > ZERO and generation > ZERO:
        first = word(key(m.seed, replicate, generation, U(Stream.TARGET_FLIPS)), ZERO)
        for locus in range(Int(m.loci)):
            if word_at(first, U(locus)) < m.flip:
                _flip_target(rows, U(locus))


@helper
def _flip_target(rows: Rows, locus: Word) -> None:
    """Swap correct and wrong at `locus`; plastic alleles stay."""
    half, at, bit = (rows.shape[1] - 1) // 2, Int(locus // W64), ONE << (locus % W64)
    for i in range(rows.shape[0]):
        if (rows[i, half + at] & bit) == ZERO:
            rows[i, at] ^= bit
