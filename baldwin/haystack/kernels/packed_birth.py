"""Births of the packed kernel: parents drawn exactly in proportion to fitness, crossing, mutation, a moving target."""

from __future__ import annotations

import numpy as np

from baldwin.haystack.kernels.model import Model
from baldwin.haystack.kernels.packed_life import EXCESS_SHIFT, Rules, Words
from baldwin.haystack.kernels.words import GOLD, ONE, ZERO, Int, U, Word, below, key, mix, word, word_at
from baldwin.haystack.randomness import Stream
from baldwin.numba_cache import helper, small

__all__ = [
    "GENOTYPE",
    "Lottery",
    "cross",
    "draw",
    "draw_again",
    "flip_target",
    "found",
    "lottery_of",
    "mutate",
    "settle",
]

Lottery = tuple[Word, Word, Word, Word]
"""N, length of the list of learners, largest excess, threshold of words that draw from the floor."""

GENOTYPE = (U(1) << EXCESS_SHIFT) - U(1)
TWO64 = 2.0**64
RARE = U(7 * 2**61)
"""From this threshold of the floor on, drawn learners, and so those refused, are few."""


@helper
def found(buffer: Words, start: int, stop: int, replicate: Word, m: Model) -> None:
    """Draw founders, one word per locus, into the first third of `buffer`."""
    founder = key(m.seed, replicate, ZERO, U(Stream.FOUNDER))
    for i in range(start, stop):
        first = word(founder, U(i))
        genotype = ZERO
        for locus in range(Int(m.loci)):
            w = word_at(first, U(locus)) >> ONE
            if w < m.founder_correct:
                genotype |= ONE << U(locus)
            elif w < m.founder_plastic:
                genotype |= ONE << (U(locus) + m.loci)
        buffer[i] = genotype


@helper
def lottery_of(size: Word, learners: int, total: int, largest: Word, m: Model) -> Lottery:
    """Return how parents are drawn, given how many there are, how many with an excess, its sum and its maximum."""
    excess, common = m.parents_unit * float(total), m.parents_floor * float(size)
    if learners == 0 or excess <= 0.0:
        return size, ZERO, largest, ZERO
    return size, U(learners), largest, U(common / (common + excess) * TWO64)


@helper
def draw(base: int, start: int, count: int, stream: Word, lottery: Lottery, place: Words, chance: Words) -> None:
    """Draw where the parents of children start ..

    Start + count - 1 are: at `place`, if `chance` is at most their excess.
    """
    size, learners, largest, floor = lottery
    for b in range(count):
        first = word(stream, U(start + b))
        from_list = first >= floor and learners > ZERO
        w = mix(first + GOLD)
        among = learners if from_list else size
        place[b] = below(w, among) + (size if from_list else U(base))
        # The low product bits are fresh: accept a learner if a uniform integer below `largest` is below its excess.
        chance[b] = below(w * among, largest) + ONE if from_list else ZERO


@helper
def draw_again(
    start: int, pending: Words, refused: int, n: Word, stream: Word, lottery: Lottery, place: Words, chance: Words
) -> None:
    """Draw the next learner, by word `n`, of those `pending` children start + b whose last one was refused."""
    size, learners, largest, _ = lottery
    for r in range(refused):
        w = mix(word(stream, U(start) + pending[r]) + GOLD * n)
        place[r] = size + below(w, learners)
        chance[r] = below(w * learners, largest) + ONE


@helper
def settle(
    buffer: Words,
    start: int,
    count: int,
    stream: Word,
    lottery: Lottery,
    place: Words,
    chance: Words,
    out: Words,
    pending: Words,
    spare: Words,
) -> None:
    """Read the parents that `draw` found into `out`, drawing again for those who are not accepted.

    In rounds, rather than child after child: whether a parent is accepted is a branch that no processor foresees.
    """
    for b in range(count):
        out[b] = buffer[place[b]]
    refused, n = 0, ONE
    if lottery[3] < RARE:
        for b in range(count):
            pending[refused] = U(b)
            refused += 1 if chance[b] > (out[b] >> EXCESS_SHIFT) else 0
    else:  # eight flags at a time are looked at, and mostly passed over
        flags = spare.view(np.uint8)
        for b in range(count):
            flags[b] = chance[b] > (out[b] >> EXCESS_SHIFT)
        flags[count:] = 0
        for eight in range((count + 7) // 8):
            if spare[eight] != ZERO:
                for b in range(8 * eight, 8 * eight + 8):
                    pending[refused] = U(b)
                    refused += flags[b]
    while refused > 0:
        n += ONE
        draw_again(start, pending, refused, n, stream, lottery, place, chance)
        again = 0
        for r in range(refused):
            b, w = pending[r], buffer[place[r]]
            out[b] = w
            pending[again] = b
            again += 1 if chance[r] > (w >> EXCESS_SHIFT) else 0
        refused = again


@helper
def cross(
    buffer: Words, target: int, start: int, count: int, stream: Word, mothers: Words, fathers: Words, rules: Rules
) -> None:
    """Write the children of drawn parents into the next population."""
    loci, full = rules.loci, (ONE << rules.loci) - ONE
    children = buffer[target + start : target + start + count]  # known to be in range, so that loops run on vectors
    if rules.crossover == 0:
        for b in range(count):
            children[b] = mothers[b] & GENOTYPE
    elif rules.crossover == 1:
        for b in range(count):
            cut = rules.cut_low + below(word(stream, U(start + b)), rules.cut_count)
            mask = (ONE << cut) - ONE
            mask |= mask << loci
            children[b] = ((mothers[b] & mask) | (fathers[b] & ~mask)) & GENOTYPE
    else:
        for b in range(count):
            mask = word(stream, U(start + b)) & full
            mask |= mask << loci
            children[b] = ((mothers[b] & mask) | (fathers[b] & ~mask)) & GENOTYPE


@helper
def mutate(buffer: Words, start: int, stop: int, first: int, stream: Word, rules: Rules, survive: Words) -> None:
    """Mutate loci independently: one word finds the next mutated locus, one more its new allele.

    The individuals at buffer[start:stop] are numbers first, first + 1, ..
    """
    loci = rules.loci
    for at in range(start, stop):
        drawn = word(stream, U(first + at - start))
        locus, n, w = ZERO, ZERO, drawn
        while w >= survive[Int(loci - locus)]:  # a locus from here on mutates: the first where survival falls to w
            low, high = ONE, loci - locus
            while low < high:
                middle = (low + high) >> ONE
                if survive[Int(middle)] <= w:
                    high = middle
                else:
                    low = middle + ONE
            locus += low - ONE
            n += ONE
            buffer[at] = _other_allele(buffer[at], locus, word_at(drawn, n) >> U(63), rules)
            locus += ONE
            if locus == loci:
                break
            n += ONE
            w = word_at(drawn, n)


@small
def _other_allele(w: Word, locus: Word, bit: Word, rules: Rules) -> Word:
    """Return `w` with another allele at `locus`: wrong, correct, plastic are 0, 1, 2, the new one old + 1 + bit."""
    correct, plastic = ONE << locus, ONE << (locus + rules.loci)
    if rules.binary:
        return w ^ correct
    old = ((w & correct) >> locus) + U(2) * ((w & plastic) >> (locus + rules.loci))
    new = (old + ONE + bit) % U(3)
    w &= ~(correct | plastic)
    return w | (correct if new == ONE else ZERO) | (plastic if new == U(2) else ZERO)


@helper
def flip_target(buffer: Words, start: int, stop: int, locus: Word, loci: Word) -> None:
    """Swap correct and wrong at `locus`; plastic alleles stay."""
    for at in range(start, stop):
        w = buffer[at]
        if ((w >> (locus + loci)) & ONE) == ZERO:
            buffer[at] = w ^ (ONE << locus)
