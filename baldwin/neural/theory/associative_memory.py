"""Associations that are drawn anew: who eliminates wrong actions, told of the reversals or not, and measures of lives.

A mapping gives each stimulus one right action, every one as likely, whatever those of the others; stimuli come at
random. So a failure tells of its own stimulus alone, and that this action is not its right one: nothing beats trying
those that are left, and keeping what was rewarded.
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.stats import binom

from baldwin.neural.theory.reference_policy import Floats

__all__ = ["AFTER", "LAST", "Around", "Life", "around_reversals", "by_age", "mappings", "told", "told_around", "untold"]

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

LAST, AFTER = 5, 4  # trials that count before a reversal or the end of a life, and after a reversal
LIVES, SEED = 4000, 5


class Life(NamedTuple):
    """What is fixed before a life: its trials, and when the mapping is drawn anew."""

    stimuli: int
    actions: int
    trials: int
    reversals: tuple[int, ...]  # the first trial, from 0, of each mapping but the first, if it comes early
    spread: int  # how many trials later it comes at most; each delay is as likely
    childhood: int  # trials under another mapping, which do not count


class Around(NamedTuple):
    """Share of correct choices around reversals, over all lives; NaN where there is none."""

    before: float  # in the last trials before a reversal
    after: float  # in the first trials after it
    end: float  # in the last trials of a life


def by_age(stimuli: int, actions: int, trials: int) -> Floats:
    """Return, exactly, how often one who eliminates is right (T,) so many trials after the mapping was drawn.

    A stimulus that was met m times, m < k, has its action found with probability m / k, and is else right with
    probability 1 / (k - m): (m + 1) / k in all. m is binomial, with probability 1 / n at each trial.
    """
    age = np.arange(trials)[:, None]
    met = np.arange(max(actions - 1, 1))[None]
    weights = binom.pmf(met, age, 1.0 / stimuli)
    missing = 1.0 - (met + 1.0) / actions
    return np.asarray(1.0 - (weights * missing).sum(axis=1), np.float64)


def told(life: Life) -> Floats:
    """Return, exactly, how often one who eliminates is right in each trial (T,), told when the mapping is drawn anew.

    Nobody does better. Trials of childhood score 0.
    """
    right = by_age(life.stimuli, life.actions, life.trials)
    trial = np.arange(life.trials)
    began = np.zeros((life.trials, life.trials))  # [t, s]: chance that the mapping of trial t was drawn at s
    began[:, life.childhood] = 1.0
    for first in life.reversals:
        delays = (trial >= first) & (trial <= first + life.spread)
        here = np.where(delays[None] & (trial[None] <= trial[:, None]), 1.0 / (life.spread + 1), 0.0)
        began = began * (1.0 - here.sum(axis=1, keepdims=True)) + here
    age = trial[:, None] - trial[None]
    found: Floats = np.where(age >= 0, began * right[np.maximum(age, 0)], 0.0).sum(axis=1)
    found[: life.childhood] = 0.0
    return found


def told_around(life: Life) -> Around:
    """Return what `around_reversals` finds, on average, in lives of one who is told: exactly."""
    right = by_age(life.stimuli, life.actions, life.trials)
    delays = range(life.spread + 1)
    starts = [(life.childhood,), *(tuple(first + d for d in delays) for first in life.reversals), (life.trials,)]
    before, after = np.zeros(2), np.zeros(2)
    end = np.zeros(2)
    for number, (begins, ends) in enumerate(itertools.pairwise(starts)):
        weight = 1.0 / (len(begins) * len(ends))
        for length in (b - a for a in begins for b in ends):
            late, early = right[max(length - LAST, 0) : length], right[: min(AFTER, length)]
            if number:
                after += weight * np.array([early.sum(), early.size])
            if number < len(life.reversals):
                before += weight * np.array([late.sum(), late.size])
            else:
                end += weight * np.array([late.sum(), late.size])
    return Around(*(float(one[0] / one[1]) if one[1] else float("nan") for one in (before, after, end)))


def around_reversals(correct: npt.NDArray[np.generic], mapping: Ints) -> Around:
    """Return how often choices are right around reversals.

    Args:
        correct: whether they are (N, T).
        mapping: number of the mapping that holds in the trial (N, T), from 0; below 0 in childhood.
    """
    trials = correct.shape[1]
    trial = np.arange(trials)[None]
    first = np.ones(correct.shape, bool)
    first[:, 1:] = mapping[:, 1:] != mapping[:, :-1]
    began = np.maximum.accumulate(np.where(first, trial, 0), axis=1)
    last = np.ones(correct.shape, bool)
    last[:, :-1] = first[:, 1:]
    ends = np.minimum.accumulate(np.where(last, trial, trials)[:, ::-1], axis=1)[:, ::-1]
    counts = mapping >= 0
    late, final = counts & (ends - trial < LAST), mapping == mapping[:, -1:]
    return Around(
        _share(correct, late & ~final),
        _share(correct, counts & (trial - began < AFTER) & (mapping > 0)),
        _share(correct, late & final),
    )


def _share(correct: npt.NDArray[np.generic], where: Bools) -> float:
    return float(correct[where].mean()) if where.any() else float("nan")


def untold(life: Life, lives: int = LIVES, seed: int = SEED) -> tuple[Bools, Ints]:
    """Return lives of one who eliminates, and must find out that the mapping has changed.

    Where nothing is left that could be right, all mappings must have been drawn anew: everything is forgotten, but that
    this action has just failed.

    Returns:
        correct (lives, T), and the number of the mapping (lives, T), below 0 in childhood.
    """
    draw = np.random.default_rng(seed)
    n, k, each = life.stimuli, life.actions, np.arange(lives)
    stimulus = draw.integers(0, n, (lives, life.trials))
    mapping = mappings(life, draw.integers(0, life.spread + 1, (lives, len(life.reversals))))
    rights = draw.integers(0, k, (lives, len(life.reversals) + 2, n))
    right = rights[each[:, None], mapping + 1, stimulus]
    left = np.ones((lives, n, k), bool)  # what may still be right
    correct = np.zeros((lives, life.trials), bool)
    for t in range(life.trials):
        s = stimulus[:, t]
        action = np.argmax(left[each, s] * (draw.random((lives, k)) + 1.0), axis=1)
        won = action == right[:, t]
        correct[:, t] = won
        left[each[won], s[won]] = False
        left[each, s, action] = won
        changed = ~left[each, s].any(axis=1)
        left[changed] = True
        left[each[changed], s[changed], action[changed]] = False
    return correct, mapping


def mappings(life: Life, delays: npt.NDArray[np.integer]) -> Ints:
    """Return which mapping holds in each trial (N, T), given by how much each reversal is late (N, R)."""
    first = np.asarray(life.reversals, np.int64)[None] + delays
    trial = np.arange(life.trials)
    found: Ints = (trial[None, :, None] >= first[:, None, :]).sum(axis=2) - (trial < life.childhood)[None]
    return found
