"""Who is a parent, in plain Python: `baldwin.haystack.kernels.selection`, the same words and the same individuals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from baldwin.haystack.kernels.model import TOURNAMENT, TRUNCATION, Model
from baldwin.haystack.randomness import MASK, multiply_high

__all__ = ["Candidate", "Words", "births", "draw_parent", "fittest", "survivors", "tournament"]

Words = Callable[[int], int]
"""The n-th 64-bit word that one individual draws for one purpose."""


class Candidate(Protocol):
    """Who can be drawn as a parent."""

    excess: int


C = TypeVar("C", bound=Candidate)


def survivors(parents: list[C], m: Model) -> list[C]:
    """Return those who may have offspring at all: whose fitness reached the threshold where they lived."""
    return [one for one in parents if one.excess >= int(m.parents_least)] if m.absolute else parents


def births(survivors: int, m: Model) -> int:
    """Return how many are born of survivors: as many as there is room for, and no more than they can bear."""
    if m.absolute and (m.offspring or not survivors):
        return min(int(m.size), m.offspring * survivors // 1000)
    return int(m.size)


def draw_parent(
    parents: Sequence[Candidate], words: Words, m: Model, other_than: int | None = None, among: Sequence[int] = ()
) -> int:
    """Return the index of a parent, drawn as the population selects; `among` are the `fittest`, under truncation."""
    if m.selection == TOURNAMENT:
        return tournament(parents, words, m, other_than)[0]
    if m.selection != TRUNCATION:
        return _in_proportion(parents, words, m, other_than)
    others = [i for i in among if i != other_than]
    if other_than is not None and not others:
        return (other_than + 1) % len(parents)
    return others[multiply_high(words(0), len(others))]


def _in_proportion(parents: Sequence[Candidate], words: Words, m: Model, other_than: int | None) -> int:
    """Return the index of a parent, drawn in proportion to its fitness where it lived, floor + unit * excess.

    With the chance of the floor, which all share, anyone; else one of those with an excess, each accepted with
    chance excess / largest excess.
    """
    learners = [i for i, parent in enumerate(parents) if parent.excess > 0]
    largest = max(parent.excess for parent in parents)
    common = m.parents_floor * len(parents)
    worth = m.parents_unit * float(sum(parent.excess for parent in parents))
    from_floor = int(common / (common + worth) * 2.0**64) if worth > 0.0 else MASK + 1
    n = 0
    for _ in range(1000):
        n += 1
        if words(n - 1) >= from_floor:
            while True:
                product = words(n) * len(learners)
                n += 1
                drawn = learners[product >> 64]
                if multiply_high(product % 2**64, largest) < parents[drawn].excess:
                    break
        else:
            drawn = multiply_high(words(n), len(parents))
            n += 1
        if drawn != other_than:
            return drawn
    return (drawn + 1) % len(parents)  # nobody else has a chance to speak of


def tournament(parents: Sequence[Candidate], words: Words, m: Model, other_than: int | None = None) -> tuple[int, int]:
    """Return winner and loser among entrants drawn with replacement; of equals the first wins, the last loses."""
    pool = [i for i in range(len(parents)) if i != other_than]
    entrants = [pool[multiply_high(words(n), len(pool))] for n in range(int(m.tournament_size))]
    worth = [_worth(parents[i], m) for i in entrants]
    last_lowest = len(worth) - 1 - worth[::-1].index(min(worth))
    return entrants[worth.index(max(worth))], entrants[last_lowest]


def fittest(parents: Sequence[Candidate], ranks: Callable[[int], int], m: Model) -> list[int]:
    """Return who is among the fittest under truncation; of equals at the bar, each is chosen by its own word.

    Going through the equals, each is taken with the chance that those still wanted are of those still left, which
    draws every set of them alike (Knuth's selection sampling).
    """
    if m.selection != TRUNCATION or not parents:
        return []
    worth = [_worth(parent, m) for parent in parents]
    keep = min(int(m.truncated), len(parents))
    bar = sorted(worth, reverse=True)[keep - 1]
    wanted, left = keep - sum(one > bar for one in worth), worth.count(bar)
    chosen = []
    for i, one in enumerate(worth):
        if one == bar:
            takes = multiply_high(ranks(i), left) < wanted
            wanted, left = wanted - takes, left - 1
        else:
            takes = one > bar
        if takes:
            chosen.append(i)
    return chosen


def _worth(parent: Candidate, m: Model) -> int:
    """Return what ranks a parent: nothing, where success is worth nothing."""
    return parent.excess if m.parents_unit > 0.0 else 0
