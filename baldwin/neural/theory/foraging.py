"""Foraging among foods and poisons: the exact optimum, and who tastes each type by itself; plain NumPy.

A bite tells all that there is to know about the meaning of its type at that moment, so that what one knows is how long
ago one bit and what it was. Where all meanings change together they are one unknown, met in every trial; where each has
a meaning of its own, each type is one, met in one of so many trials, and what one does to one is nothing to others.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from baldwin.neural.theory.reference_policy import Floats

__all__ = ["Eaten", "World", "optimal", "tasting"]

TIE = 1e-12


class World(NamedTuple):
    """What there is to eat."""

    types: int
    trials: int  # objects met in a life
    nutrition: float  # reward of a nutritious one
    poison: float  # loss by a poisonous one
    flip: float  # chance before each trial but the first that a meaning changes
    together: bool  # whether all meanings are one


class Eaten(NamedTuple):
    """Chance in each trial (T,) that what is met is nutritious and eaten, and that it is poisonous and eaten."""

    good: Floats
    bad: Floats

    def scores(self, world: World) -> Floats:
        """Return the mean reward of each trial (T,)."""
        return world.nutrition * self.good - world.poison * self.bad


@lru_cache(maxsize=8)
def optimal(world: World) -> Eaten:
    """Return what the Bayes-optimal forager eats, by backward induction: exactly. Where it is all one it leaves.

    Beliefs are the chance that the unknown is as at its last bite, (1 + (1 - 2 flip)^d) / 2 after d trials, or 1/2.
    """
    trials = world.trials
    kept = 0.5 + 0.5 * (1.0 - 2.0 * world.flip) ** np.arange(1, trials + 1)
    belief = np.concatenate([[0.5], kept, 1.0 - kept])  # that it is +: nothing known; + d trials ago; - d trials ago
    plus, minus = 1, trials + 1  # where what a bite has just told begins
    after = np.arange(belief.size) + 1
    after[[0, trials, 2 * trials]] = 0, trials, 2 * trials
    met = 1.0 if world.together else 1.0 / world.types
    share = -(-world.types // 2) / world.types if world.together else 1.0  # of objects that are nutritious if it is +
    gain = [belief * world.nutrition - (1.0 - belief) * world.poison]
    gain.append((1.0 - belief) * world.nutrition - belief * world.poison)
    eats = np.zeros((trials, 2, belief.size), bool)
    value = np.zeros(belief.size)
    for t in range(trials - 1, -1, -1):
        leave, told = value[after], belief * value[plus] + (1.0 - belief) * value[minus]
        best = []
        for sign in (0, 1):
            eats[t, sign] = gain[sign] + told > leave + TIE
            best.append(np.where(eats[t, sign], gain[sign] + told, leave))
        value = (1.0 - met) * leave + met * (share * best[0] + (1.0 - share) * best[1])
    state = np.zeros(belief.size)
    state[0] = 1.0
    good, bad = np.zeros(trials), np.zeros(trials)
    for t in range(trials):
        ways = [state * met * part * eats[t, sign] for sign, part in ((0, share), (1, 1.0 - share))]
        is_plus, is_minus = ((ways[0] + ways[1]) @ one for one in (belief, 1.0 - belief))
        good[t] = ways[0] @ belief + ways[1] @ (1.0 - belief)
        bad[t] = ways[0] @ (1.0 - belief) + ways[1] @ belief
        later = np.zeros(belief.size)
        np.add.at(later, after, state - ways[0] - ways[1])
        later[[plus, minus]] += is_plus, is_minus
        state = later
    units = 1 if world.together else world.types
    return Eaten(units * good, units * bad)


def tasting(world: World) -> Eaten:
    """Return what one eats who tastes each type where it is met first, and eats it as long as it was good: exactly."""
    met, flip = 1.0 / world.types, world.flip
    untasted, trusted_good, trusted_bad = 1.0, 0.0, 0.0  # of one type; the rest is never eaten again
    good, bad = np.zeros(world.trials), np.zeros(world.trials)
    for t in range(world.trials):
        if t:
            trusted_good, trusted_bad = (
                (1.0 - flip) * trusted_good + flip * trusted_bad,
                (1.0 - flip) * trusted_bad + flip * trusted_good,
            )
        good[t] = met * (0.5 * untasted + trusted_good)
        bad[t] = met * (0.5 * untasted + trusted_bad)
        trusted_good += 0.5 * met * untasted
        trusted_bad *= 1.0 - met
        untasted *= 1.0 - met
    return Eaten(world.types * good, world.types * bad)
