"""Who is a parent: drawn in proportion to fitness, by tournament, or among the fittest.

Only comparisons and sums of the excess are read, so that results are exact. Where success is worth nothing
(`parents_unit` is 0) every fitness is the same, whatever the excess.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from baldwin.haystack.kernels.model import TOURNAMENT, TRUNCATION, Model
from baldwin.haystack.kernels.packed_birth import Lottery, draw, draw_again, lottery_of
from baldwin.haystack.kernels.packed_life import BATCH
from baldwin.haystack.kernels.wide_life import EXCESS_SHIFT, Rows
from baldwin.haystack.kernels.words import ONE, ZERO, Int, U, Word, below, key, word, word_at
from baldwin.haystack.randomness import Stream
from baldwin.numba_cache import helper

__all__ = ["NOBODY", "Indices", "candidates", "draw_parents", "empty_scratch", "parent", "tournament"]

Indices = npt.NDArray[np.uint32]
MOST_REDRAWS = 1000
NOBODY = U(0xFFFFFFFF)
"""In the place of an individual who must not be drawn: anyone may be."""
EXCESS_BITS = 32


@helper
def empty_scratch(size: int) -> Indices:
    """Return room for births, (4, 2 N + 1), with the tickets that never change: everybody's, worth 0."""
    scratch = np.empty((4, 2 * size + 1), np.uint32)
    for i in range(size):
        scratch[0, i], scratch[1, i] = i, 0
    return scratch


@helper
def candidates(rows: Rows, scratch: Indices, replicate: Word, generation: Word, turn: Word, m: Model) -> Lottery:
    """Write into `scratch` who can be drawn, from place N on, and return how; `turn` counts births of a generation."""
    if m.selection == TOURNAMENT:
        return U(rows.shape[0]), ZERO, ZERO, ZERO
    if m.selection == TRUNCATION:
        ranks = key(m.seed, replicate, generation, U(Stream.RANK))
        return _fittest(rows, scratch[0], scratch[1], ranks, turn, m)
    return _lottery(rows, scratch[0], scratch[1], m)


@helper
def draw_parents(
    rows: Rows, lottery: Lottery, stream: Word, another: bool, scratch: Indices, out: Indices, m: Model
) -> None:
    """Draw a parent of each child into `out`; with `another`, one that is not its mother (row 2 of `scratch`)."""
    if m.selection != TOURNAMENT and m.selection != TRUNCATION:
        _in_proportion(lottery, stream, another, scratch, out)
        return
    for i in range(out.size):
        out[i] = parent(rows, lottery, scratch, word(stream, U(i)), U(scratch[2, i]) if another else NOBODY, m)


@helper
def parent(rows: Rows, lottery: Lottery, scratch: Indices, first: Word, not_this: Word, m: Model) -> Word:
    """Return the parent that an individual's words, beginning with `first`, lead to; never `not_this`."""
    if m.selection == TOURNAMENT:
        return tournament(rows, first, not_this, m)[0]
    if m.selection == TRUNCATION:
        return _one_of_the_fittest(scratch[0], lottery, first, not_this)
    return _draw_on(scratch[0], scratch[1], lottery, first, not_this)


# -- in proportion to fitness ------------------------------------------------------------------------------------------


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
    return lottery_of(U(size), n - size, Int(total), largest, m)


@helper
def _in_proportion(lottery: Lottery, stream: Word, another: bool, scratch: Indices, out: Indices) -> None:
    """Draw a parent of each child into `out`; with `another`, one that is not its mother.

    In rounds that run on vectors, of those who were not accepted yet.
    """
    who, worth, mothers = scratch[0], scratch[1], scratch[2]
    room = np.empty((3, BATCH), np.uint64)
    place, chance, pending = room[0], room[1], room[2]
    size = out.size
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


# -- by rank -----------------------------------------------------------------------------------------------------------


@helper
def tournament(rows: Rows, first: Word, not_this: Word, m: Model) -> tuple[Word, Word]:
    """Return the winner and the loser among entrants who are drawn uniformly, with replacement, but never `not_this`.

    Of equals the first drawn wins and the last drawn loses: entrants are drawn alike, so that this favours nobody.
    """
    last, worthless = rows.shape[1] - 1, m.parents_unit == 0.0
    among = U(rows.shape[0]) - (ZERO if not_this == NOBODY else ONE)
    winner, loser, highest, lowest = ZERO, ZERO, ZERO, ZERO
    for n in range(Int(m.tournament_size)):
        drawn = below(word_at(first, U(n)), among)
        drawn += ONE if drawn >= not_this else ZERO
        excess = ZERO if worthless else rows[Int(drawn), last] >> EXCESS_SHIFT
        if n == 0 or excess > highest:
            winner, highest = drawn, excess
        if n == 0 or excess <= lowest:
            loser, lowest = drawn, excess
    return winner, loser


@helper
def _fittest(rows: Rows, who: Indices, worth: Indices, ranks: Word, turn: Word, m: Model) -> Lottery:
    """Write the fittest, in the order of their numbers, from place N on; those of equals are drawn, each by a word."""
    size, last = rows.shape[0], rows.shape[1] - 1
    keep = min(Int(m.truncated), size)
    for i in range(size):
        worth[size + i] = ZERO if m.parents_unit == 0.0 else rows[i, last] >> EXCESS_SHIFT
    bar = _largest_but(worth[size : 2 * size], keep)
    above, equal = 0, 0
    for i in range(size):
        above += 1 if worth[size + i] > bar else 0
        equal += 1 if worth[size + i] == bar else 0
    wanted, n = keep - above, size
    for i in range(size):
        chosen = worth[size + i] > bar
        if worth[size + i] == bar:
            chosen = below(word_at(word(ranks, U(i)), turn), U(equal)) < U(wanted)
            equal -= 1
            wanted -= 1 if chosen else 0
        who[n] = i
        n += 1 if chosen else 0
    return U(size), U(keep), ZERO, ZERO


@helper
def _largest_but(worth: Indices, keep: int) -> int:
    """Return the `keep`-th largest value, bit by bit from the highest: the largest that so many reach."""
    bar = 0
    for bit in range(EXCESS_BITS - 1, -1, -1):
        raised, count = bar | (1 << bit), 0
        for i in range(worth.size):
            count += 1 if worth[i] >= raised else 0
        bar = raised if count >= keep else bar
    return bar


@helper
def _one_of_the_fittest(who: Indices, lottery: Lottery, first: Word, not_this: Word) -> Word:
    """Return one of the fittest, drawn uniformly, but never `not_this`, who is one of them."""
    size, count = lottery[0], lottery[1]
    if not_this == NOBODY:
        return U(who[Int(size + below(first, count))])
    if count == ONE:
        return (not_this + ONE) % size  # there is nobody else among them: the neighbour
    drawn = Int(size + below(first, count - ONE))
    return U(who[drawn]) if U(who[drawn]) < not_this else U(who[drawn + 1])  # in the order of their numbers
