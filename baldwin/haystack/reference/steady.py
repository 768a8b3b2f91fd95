"""A steady state, in plain Python: `baldwin.haystack.kernels.steady`, the same words and the same individuals."""

from __future__ import annotations

from functools import partial

from baldwin.haystack.kernels.model import LOSER, TOURNAMENT, WORST, Model
from baldwin.haystack.randomness import Stream, key, multiply_high, word
from baldwin.haystack.reference.needle import Population, born_of, live, move_target, write_back
from baldwin.haystack.reference.selection import Words, draw_parent, fittest, tournament

__all__ = ["steady_generation"]


def steady_generation(living: Population, replicate: int, born: int, m: Model, *, moves: bool = False) -> int:
    """Let N births, one after the other, change who is `living`; return the trials that the newborns used.

    The target moves before the first birth, or not. A child's parents are drawn among those living, it lives, and then
    takes the place of one of those among whom its parents were drawn.
    """

    def words(stream: Stream, i: int) -> Words:
        return partial(word, key(int(m.seed), replicate, born, stream), i)

    move_target(living, words, m, moves=moves)
    for one in living:  # what those pass on who have lived moves along
        one.germ_line = list(one.genome)
    trials = 0
    for b in range(int(m.size)):
        among = fittest(living, lambda i, b=b: words(Stream.RANK, i)(b), m)  # type: ignore[misc]
        loser = 0
        if m.selection == TOURNAMENT:
            mother, loser = tournament(living, words(Stream.MOTHER, b), m)
        else:
            mother = draw_parent(living, words(Stream.MOTHER, b), m, among=among)
        father = mother
        if m.crossover:
            another = None if m.selfing else mother
            father = draw_parent(living, words(Stream.FATHER, b), m, another, among)
        child = born_of(living[mother], living[father], partial(words, i=b), m)
        live(child, words(Stream.LIFE, b), m)
        write_back(child, words(Stream.WRITE_BACK, b), m)
        trials += child.trials
        place = loser if m.replaces == LOSER else _replaced(living, words(Stream.REPLACED, b)(0), m)
        living[place] = child
    return trials


def _replaced(living: Population, w: int, m: Model) -> int:
    """Return whose place a child takes: anyone's, or that of one of the least fit, drawn among equals."""
    lowest = min(one.excess for one in living)
    worst = m.replaces == WORST and m.parents_unit > 0.0
    places = [i for i, one in enumerate(living) if one.excess == lowest or not worst]
    return places[multiply_high(w, len(places))]
