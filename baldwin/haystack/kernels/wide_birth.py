"""Births of the general kernel: founders, crossing, mutation, a moving target; parents are drawn in `selection`.

Rows are those of `baldwin.haystack.kernels.wide_life`. Where `packed_birth` applies, both draw the same parents.
"""

from __future__ import annotations

from baldwin.haystack.kernels.model import Model
from baldwin.haystack.kernels.selection import Indices, candidates, draw_parents
from baldwin.haystack.kernels.wide_life import GENE, Rows
from baldwin.haystack.kernels.words import GOLD, ONE, ZERO, Int, U, Word, below, key, word, word_at
from baldwin.haystack.randomness import Stream
from baldwin.numba_cache import helper

__all__ = ["bear", "breed", "found_rows", "move_target", "row_words"]

W64 = U(64)


def row_words(loci: int) -> int:
    """Return the words in one individual's row."""
    return 2 * -(-loci // 64) + 1


@helper
def found_rows(rows: Rows, replicate: Word, flagged: bool, m: Model) -> None:
    """Draw founders: a word per locus, or (flagged) one for its bit and one for its plastic flag.

    Then the budget gene, or the type of learner. An exact number of plastic loci is drawn by selection sampling, with a
    word more for each.
    """
    founder = key(m.seed, replicate, ZERO, U(Stream.FOUNDER))
    budget = key(m.seed, replicate, ZERO, U(Stream.BUDGET_FOUNDER))
    kinds = key(m.seed, replicate, ZERO, U(Stream.TYPE_FOUNDER))
    half = (rows.shape[1] - 1) // 2
    for i in range(rows.shape[0]):
        first = word(founder, U(i))
        rows[i, :] = ZERO
        wanted = m.founder_plastic_loci
        for locus in range(Int(m.loci)):
            at, bit = locus // 64, ONE << (U(locus) % W64)
            w = word_at(first, U(locus)) >> ONE
            if wanted > ZERO and below(word_at(first, m.loci + U(locus)), m.loci - U(locus)) < wanted:
                rows[i, half + at] |= bit
                wanted -= ONE
            elif w < m.founder_correct:
                rows[i, at] |= bit
            elif not flagged and w < m.founder_plastic:
                rows[i, half + at] |= bit
            if flagged and (word_at(first, U(locus) + m.loci) >> ONE) < m.founder_plastic:
                rows[i, half + at] |= bit
        if m.levels > 0:
            rows[i, 2 * half] = below(word(budget, U(i)), U(m.levels + 1))
        if m.types:
            w = word(kinds, U(i)) >> ONE
            rows[i, 2 * half] = U(w >= m.type_founder[0]) + U(w >= m.type_founder[1])


@helper
def breed(rows: Rows, children: Rows, scratch: Indices, replicate: Word, generation: Word, m: Model) -> None:
    """Draw parents, cross them, and mutate; children are born with an excess of 0.

    The first two rows of `scratch` describe 2 N tickets: those of all individuals, worth 0, and from ticket N on those
    of individuals who are drawn by their fitness; the others take mothers and fathers.
    """
    born = children.shape[0]
    mothers, fathers = scratch[2, :born], scratch[2, :born] if m.crossover == 0 else scratch[3, :born]
    lottery = candidates(rows, scratch, replicate, generation, ZERO, m)
    draw_parents(rows, lottery, key(m.seed, replicate, generation, U(Stream.MOTHER)), False, scratch, mothers, m)
    if m.crossover > 0:
        fathering = key(m.seed, replicate, generation, U(Stream.FATHER))
        another = not m.selfing and rows.shape[0] > 1  # a lone survivor is both
        draw_parents(rows, lottery, fathering, another, scratch, fathers, m)
    bear(rows, children, mothers, fathers, replicate, generation, ZERO, m)


@helper
def bear(
    rows: Rows,
    children: Rows,
    mothers: Indices,
    fathers: Indices,
    replicate: Word,
    generation: Word,
    first: Word,
    m: Model,
) -> None:
    """Write the children of these parents, numbers `first`, `first` + 1, .. of a generation, and mutate them."""
    before = GOLD * first  # words of individual i of the stream that begins there are those of individual first + i
    crossing = key(m.seed, replicate, generation, U(Stream.CROSSOVER)) + before
    if m.crossover != 1:
        _cross_by_loci(rows, children, crossing, mothers, fathers)
    elif m.loci <= W64:
        _cross_one_word(rows, children, crossing, mothers, fathers, m.cut_low, m.cut_count)
    else:
        _cross_at_a_point(rows, children, crossing, mothers, fathers, m.cut_low, m.cut_count)
    if m.levels > 0:
        passing = key(m.seed, replicate, generation, U(Stream.BUDGET)) + before
        _inherit_budgets(rows, children, passing, mothers, fathers, m)
    if m.types:
        passing = key(m.seed, replicate, generation, U(Stream.TYPE)) + before
        _inherit_types(rows, children, passing, mothers, fathers, m)
    if m.survive.size > 0:
        _mutate(children, key(m.seed, replicate, generation, U(Stream.MUTATION)) + before, m)


@helper
def _cross_one_word(
    rows: Rows, children: Rows, stream: Word, mothers: Indices, fathers: Indices, cut_low: Word, cut_count: Word
) -> None:
    """Write children of up to 64 loci: those left of the cut from the mother, the others from the father."""
    for i in range(children.shape[0]):
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
    for i in range(children.shape[0]):
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
    for i in range(children.shape[0]):
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
    for i in range(children.shape[0]):
        first = word(stream, U(i))
        gene = rows[Int(mothers[i] if (first >> U(63)) == ZERO else fathers[i]), last] & GENE
        if word_at(first, ONE) < m.budget_step:
            up = (word_at(first, U(2)) >> U(63)) != ZERO
            gene = min(gene + ONE, U(m.levels)) if up else gene - min(gene, ONE)
        children[i, last] = gene


@helper
def _inherit_types(rows: Rows, children: Rows, stream: Word, mothers: Indices, fathers: Indices, m: Model) -> None:
    """Make each child a learner of either parent's type, which now and then becomes one of the other two."""
    last = rows.shape[1] - 1
    for i in range(children.shape[0]):
        first = word(stream, U(i))
        kind = rows[Int(mothers[i] if (first >> U(63)) == ZERO else fathers[i]), last] & GENE
        if word_at(first, ONE) < m.type_mutation:
            kind = (kind + ONE + (word_at(first, U(2)) >> U(63))) % U(3)
        children[i, last] = kind


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
def move_target(rows: Rows, replicate: Word, generation: Word, moves: bool, flagged: bool, m: Model) -> None:
    """Flip the target of newborns: at one random locus if it `moves`, then at each locus with the chance of flips.

    Plastic alleles stay; of `flagged` genomes all bits flip.
    """
    if moves:
        _flip_target(rows, below(word(key(m.seed, replicate, generation, U(Stream.TARGET)), ZERO), m.loci), flagged)
    if m.flip > ZERO and generation > ZERO:
        first = word(key(m.seed, replicate, generation, U(Stream.TARGET_FLIPS)), ZERO)
        for locus in range(Int(m.loci)):
            if word_at(first, U(locus)) < m.flip:
                _flip_target(rows, U(locus), flagged)


@helper
def _flip_target(rows: Rows, locus: Word, flagged: bool) -> None:
    """Swap correct and wrong at `locus`; plastic alleles stay, flagged bits do not."""
    half, at, bit = (rows.shape[1] - 1) // 2, Int(locus // W64), ONE << (locus % W64)
    for i in range(rows.shape[0]):
        if flagged or (rows[i, half + at] & bit) == ZERO:
            rows[i, at] ^= bit
