"""T-mazes whose rich arm moves: the law of its moves, systematic search, and who knows that law; plain NumPy.

A switch before trip t moves the rich arm to one of the others, each as likely. How many there are in a life is drawn
first (each number of a range as likely), then when they come.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from baldwin.neural.theory.reference_policy import Floats

__all__ = [
    "Law",
    "hazards",
    "observe_and_choose",
    "rich_arms",
    "search",
    "searching",
    "since_switch",
    "two_arms_known_law",
    "windows",
]

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

LIVES, FEWEST, SEED = 1000, 50, 3  # simulated lives
WORK = 5e7  # how many numbers all their beliefs may come to, with more than the fewest lives
SHOWN = 6  # trips after a switch


class Law(NamedTuple):
    """When the rich arm moves."""

    arms: int
    trials: int  # trips of a life
    fewest: int
    most: int  # switches of a life
    spread: bool  # each in a window of its own, evenly spread; else at any trip but the first
    jitter: float  # half the width of a window, in units of the distance between two


def windows(trials: int, switches: int, jitter: float) -> list[tuple[int, int]]:
    """Return the first and the last trip before which each switch may come, where they are spread evenly.

    Switch j of S is due before trip j T / (S + 1), and comes at most `jitter` T / (S + 1) trips from there, each trip
    as likely; at the nearest trip where there is none so near. With jitter below 1/2 windows do not overlap.
    """
    gap = trials / (switches + 1)
    found = []
    for number in range(1, switches + 1):
        due, reach = number * gap, jitter * gap + 1e-9
        first, last = math.ceil(due - reach), math.floor(due + reach)
        found.append((first, last) if first <= last else (math.floor(due + 0.5), math.floor(due + 0.5)))
    return found


def hazards(law: Law, switches: int) -> Floats:
    """Return the chance (T, S + 1) of a switch before trip t after j of S switches came; before trip 0 there is none.

    S distinct trips, all choices of them as likely: (S - j) / (T - t). In windows: 1 / (trips left of the window of
    switch j + 1), while it is open.
    """
    trip, count = np.arange(law.trials)[:, None], np.arange(switches + 1)[None]
    if not law.spread:
        found = np.clip((switches - count) / (law.trials - trip), 0.0, 1.0)
        found[0] = 0.0
        return np.asarray(found, np.float64)
    found = np.zeros((law.trials, switches + 1))
    for number, (first, last) in enumerate(windows(law.trials, switches, law.jitter)):
        trips = np.arange(first, last + 1)
        found[trips, number] = 1.0 / (last - trips + 1)
    return found


def searching(law: Law, visited: int | None = None) -> Floats:
    """Return, exactly, how often systematic search finds the rich arm in each trip (T,).

    It stays where it was rich, and goes to the next arm, in a fixed order round all of them, where it was not. What
    counts is how many arms ahead the rich one is, 0 to arms - 1. Of `visited` arms it never goes to the others.
    """
    found, count = np.zeros(law.trials), law.arms if visited is None else visited
    others = (1.0 - np.eye(law.arms)) / (law.arms - 1)
    for switches in range(law.fewest, law.most + 1):
        hazard = hazards(law, switches)
        ahead = np.zeros((switches + 1, law.arms))  # [switches so far, arms ahead]; from `count` on: never visited
        ahead[0] = 1.0 / law.arms
        for t in range(law.trials):
            moved = hazard[t, :, None] * ahead
            ahead = ahead - moved
            ahead[1:] += moved[:-1] @ others
            found[t] += ahead[:, 0].sum()
            missed = ahead[:, 1:count].copy()
            ahead[:, 1:count] = 0.0
            ahead[:, : count - 1] += missed
    return found / (law.most - law.fewest + 1)


def two_arms_known_law(law: Law) -> Floats | None:
    """Return, exactly, how often one who knows the law finds the rich one of two arms in each trip (T,).

    Every trip tells where it is, whatever is chosen: nothing is better than to choose what is likelier. None where the
    number of switches to come depends on when those before it came, not only on how many there were.
    """
    if law.arms != 2 or (law.spread and law.fewest < law.most):
        return None
    numbers = range(law.fewest, law.most + 1)
    chance = [hazards(law, number) for number in numbers]
    reached = [np.eye(1, number + 1)[0] / len(numbers) for number in numbers]  # [S][j]: chance of S, and j so far
    found = np.zeros(law.trials)
    for t in range(law.trials):
        moving = [hazard[t] * law_of for hazard, law_of in zip(chance, reached, strict=True)]
        for count in range(law.most + 1):
            moves = sum(one[count] for one in moving if one.size > count)
            stays = sum(one[count] for one in reached if one.size > count) - moves
            found[t] += max(moves, stays) if t else 0.5 * (moves + stays)
        for law_of, moved in zip(reached, moving, strict=True):
            law_of -= moved
            law_of[1:] += moved[:-1]
    return found


def rich_arms(law: Law, lives: int, seed: int = SEED) -> Ints:
    """Draw the rich arm in each trip (lives, T)."""
    draw = np.random.default_rng(seed)
    number = draw.integers(law.fewest, law.most + 1, lives)
    arm, count = draw.integers(0, law.arms, lives), np.zeros(lives, np.int64)
    chance = np.zeros((law.most + 1, law.trials, law.most + 1))
    for switches in range(law.fewest, law.most + 1):
        chance[switches, :, : switches + 1] = hazards(law, switches)
    found = np.zeros((lives, law.trials), np.int64)
    for t in range(law.trials):
        moves = draw.random(lives) < chance[number, t, count]
        count += moves
        arm = np.where(moves, (arm + draw.integers(1, law.arms, lives)) % law.arms, arm)
        found[:, t] = arm
    return found


def search(rich: Ints, arms: int) -> Ints:
    """Return the arms (lives, T) that systematic search visits, from arm 0."""
    found = np.zeros(rich.shape, np.int64)
    for t in range(1, rich.shape[1]):
        missed = found[:, t - 1] != rich[:, t - 1]
        found[:, t] = (found[:, t - 1] + missed) % arms
    return found


@lru_cache(maxsize=8)
def observe_and_choose(law: Law) -> tuple[Ints, Ints]:
    """Return the rich arms (lives, T) of simulated lives, and what one chooses who knows the law and is greedy.

    A Bayes filter over the switches of the life, those that came, and the rich arm; the likeliest arm is chosen.
    """
    numbers = range(law.fewest, law.most + 1)
    size = len(numbers) * (law.most + 1) * law.arms * law.trials
    lives = int(np.clip(WORK / size, FEWEST, LIVES))
    rich = rich_arms(law, lives)
    chance = np.zeros((len(numbers), law.trials, law.most + 1))
    for row, number in enumerate(numbers):
        chance[row, :, : number + 1] = hazards(law, number)
    belief = np.zeros((lives, len(numbers), law.most + 1, law.arms))
    belief[:, :, 0] = 1.0 / (len(numbers) * law.arms)
    chosen, each = np.zeros(rich.shape, np.int64), np.arange(lives)
    for t in range(law.trials):
        moved = chance[None, :, t, :, None] * belief
        belief -= moved
        elsewhere = (moved.sum(axis=3, keepdims=True) - moved) / (law.arms - 1)
        belief[:, :, 1:] += elsewhere[:, :, :-1]
        chosen[:, t] = np.argmax(np.round(belief.sum(axis=(1, 2)), 12), axis=1)
        won = chosen[:, t] == rich[:, t]
        here = belief[each, :, :, chosen[:, t]].copy()
        belief[won] = 0.0
        belief[each, :, :, chosen[:, t]] = np.where(won[:, None, None], here, 0.0)
        belief /= belief.sum(axis=(1, 2, 3), keepdims=True)
    return rich, chosen


def since_switch(correct: npt.NDArray[np.generic], rich: Ints) -> Floats:
    """Return the share of trips to the rich arm in the first, second, .. trip (6,) after a switch; NaN where none is.

    Args:
        correct: whether trips were (N, T).
        rich: the rich arm in each trip (N, T).
    """
    trip = np.arange(rich.shape[1])[None]
    switched = np.zeros(rich.shape, bool)
    switched[:, 1:] = rich[:, 1:] != rich[:, :-1]
    last = np.maximum.accumulate(np.where(switched, trip, -1), axis=1)
    since = np.where(last >= 0, trip - last, -1)
    shares = [correct[since == number] for number in range(SHOWN)]
    return np.array([one.mean() if one.size else np.nan for one in shares])
