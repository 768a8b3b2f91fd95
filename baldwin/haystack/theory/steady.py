"""Two kinds of clones in a steady state, exactly: the Markov chain of their numbers, one birth after the other.

One kind has fitness r times that of the other. Each birth draws a mother among the N living; her child takes the place
of one of them. Drawn in proportion to fitness, with anyone replaced, this is the process of Moran (1958).
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from baldwin.haystack.theory.composition import Floats
from baldwin.haystack.theory.selection import tournament_chances, truncation_chances

__all__ = ["births_chain", "moran_fixation", "steady_absorption"]


def moran_fixation(r: float, size: int, copies: int = 1) -> float:
    """Return the chance (1 - r^-i) / (1 - r^-N) that i copies of fitness r take over N individuals; i / N for r = 1.

    Reference: Moran (1958), Proceedings of the Cambridge Philosophical Society 54, 60.
    """
    if r <= 0.0 or not 0 <= copies <= size:
        raise ValueError(f"r = {r:g} must be above 0, and copies = {copies} lie in 0..{size}")
    if r == 1.0:
        return copies / size
    return float(np.expm1(-copies * np.log(r)) / np.expm1(-size * np.log(r)))


def births_chain(
    r: float,
    size: int,
    *,
    selection: Literal["proportional", "tournament", "truncation"] = "proportional",
    replaces: Literal["random", "worst", "loser"] = "random",
    entrants: int = 2,
    kept: int = 1,
) -> Floats:
    """Return the chances from 0..N copies of the kind with fitness r to 0..N copies, by one birth: (N + 1, N + 1).

    Args:      r: fitness, where the other kind has 1, > 0; size: N; entrants: of a tournament; kept: the fittest who
               may be parents under truncation.
    """
    copies = np.arange(size + 1)
    fitness = [np.where(np.arange(size) < i, r, 1.0) for i in copies]
    share = copies / size
    if replaces == "loser":
        up, down = _winner_and_loser(r, share, entrants)
    else:
        if selection == "tournament":
            chances = [tournament_chances(one, entrants) for one in fitness]
        elif selection == "truncation":
            chances = [truncation_chances(one, kept) for one in fitness]
        else:
            chances = [one / one.sum() for one in fitness]
        mother = np.array([one[:i].sum() for i, one in zip(copies, chances, strict=True)])
        leaves = share
        if replaces == "worst" and r != 1.0:  # one of the less fit kind, as long as there are any
            leaves = (copies == size).astype(float) if r > 1.0 else (copies > 0).astype(float)
        up, down = mother * (1.0 - leaves), (1.0 - mother) * leaves
    return np.diag(1.0 - up - down) + np.diag(up[:-1], 1) + np.diag(down[1:], -1)


def _winner_and_loser(r: float, share: Floats, entrants: int) -> tuple[Floats, Floats]:
    """Return the chances that a tournament's winner and loser are of this kind and the other, and the reverse."""
    if r == 1.0:  # the first entrant wins and the last one loses
        either = share * (1.0 - share) if entrants > 1 else np.zeros_like(share)
        return either, either
    both = 1.0 - share**entrants - (1.0 - share) ** entrants
    return (both, np.zeros_like(both)) if r > 1.0 else (np.zeros_like(both), both)


def steady_absorption(chain: Floats, copies: int) -> tuple[float, float]:
    """Return the chance that `copies` take over, and the mean number of births until they have, or are lost."""
    size = len(chain) - 1
    if copies in (0, size):
        return float(copies > 0), 0.0
    inner = np.eye(size - 1) - chain[1:-1, 1:-1]
    solved = np.linalg.solve(inner, np.stack([chain[1:-1, -1], np.ones(size - 1)], axis=1))
    return float(solved[copies - 1, 0]), float(solved[copies - 1, 1])
