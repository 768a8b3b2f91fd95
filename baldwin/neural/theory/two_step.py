"""The two-step task of one choice a trial: its ideal observer, a model-free learner, and measures of choices.

Kinds of trial, in this order everywhere: rewarded common, rewarded rare, unrewarded common, unrewarded rare.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import expit

from baldwin.regression import logistic, mean_where

__all__ = [
    "KINDS",
    "Player",
    "beliefs",
    "indices",
    "lag_weights",
    "model_free",
    "model_free_values",
    "observer",
    "stay_probabilities",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

KINDS = ("rewarded common", "rewarded rare", "unrewarded common", "unrewarded rare")
GRID = 8001  # beliefs; an odd number, so that a half is one of them
TIE = 1e-9
LIVES = 20_000


class Player(NamedTuple):
    """How a policy plays the task."""

    scores: Floats  # (T,) exact, or (lives, T) simulated: chance of reward of what is chosen
    stay: Floats  # (4,) chance of choosing the same again after each kind of trial


def stay_probabilities(actions: Ints, common: Bools, rewarded: Bools) -> Floats:
    """Return how often lives chose the same again after each kind of trial (4,); NaN after kinds that never came.

    Args:
        actions: first-stage actions (N, T).
        common: whether the transition was the common one (N, T).
        rewarded: whether the trial paid (N, T).
    """
    same = actions[:, 1:] == actions[:, :-1]
    before = _kinds(common, rewarded)[:, :-1]
    return np.array([mean_where(same, before == kind) for kind in range(4)])


def indices(stay: Floats) -> tuple[float, float]:
    """Return the model-based index (RC - RU) - (UC - UU) and the model-free one (RC + RU) - (UC + UU) (Miller 2016)."""
    return float(stay[0] - stay[1] - stay[2] + stay[3]), float(stay[0] + stay[1] - stay[2] - stay[3])


def lag_weights(actions: Ints, common: Bools, rewarded: Bools, lags: int = 5, ridge: float = 1.0) -> Floats:
    """Return how strongly trials of each kind, at each lag, speak for the action chosen in them (4 lags,).

    Logistic regression with an intercept (Miller et al. 2016; Wang et al. 2018, figure 5e). Lag 1 comes first, with its
    four kinds. All lives together; like trials are counted, not listed, so that many lives cost little. NaN where lives
    are not longer than `lags`. `ridge` as in `logistic`.
    """
    length = actions.shape[1] - lags
    if length < 1 or not len(actions):
        return np.full(4 * lags, np.nan)
    codes = 2 * _kinds(common, rewarded) + (actions == 1)
    pattern = np.zeros((len(actions), length), dtype=np.int64)
    for lag in range(lags, 0, -1):
        pattern = 8 * pattern + codes[:, lags - lag : lags - lag + length]
    patterns, where = np.unique(pattern.ravel(), return_inverse=True)
    first = (actions[:, lags:] == 0).ravel()
    x = np.zeros((len(patterns), 4 * lags + 1))
    x[:, -1] = 1.0
    for lag in range(lags):
        code = patterns // 8**lag % 8  # lag 1 was added last, so it is the lowest digit
        x[np.arange(len(x)), 4 * lag + code // 2] = np.where(code % 2 == 0, 1.0, -1.0)
    counts = np.bincount(where, minlength=len(x)).astype(float)
    return logistic(x, np.bincount(where, first, len(x)).astype(float), counts, ridge)[:-1]


def beliefs(reached: Ints, rewarded: Bools, high: float, low: float, flip: float) -> Floats:
    """Return the ideal observer's P(the first second state is the better) before each trial, (N, T).

    Args:
        reached: the second state that was reached, 0 or 1, (N, T).
        rewarded: whether the trial paid (N, T).
        high, low, flip: of the task.
    """
    belief, found = np.full(len(reached), 0.5), np.zeros(reached.shape)
    for t in range(reached.shape[1]):
        found[:, t] = belief
        first, second = (np.where(reached[:, t] == state, high, low) for state in (0, 1))
        if_first, if_second = (np.where(rewarded[:, t], one, 1.0 - one) for one in (first, second))
        seen = belief * if_first + (1.0 - belief) * if_second
        after = np.divide(belief * if_first, seen, out=belief.copy(), where=seen > 0.0)
        belief = after * (1.0 - flip) + (1.0 - after) * flip
    return found


def model_free_values(actions: Ints, reached: Ints, rewarded: Bools, rate: float) -> tuple[Floats, Floats]:
    """Return what a learner without a model expects of the action chosen, and of the second state reached, (N, T) each.

    Each action and each second state is worth V <- V + rate (r - V), from V = 1/2: TD(1), which never asks how it came
    where it was paid.
    """
    each, values = np.arange(len(actions)), np.full((2, len(actions), 2), 0.5)
    found = np.zeros((2, *actions.shape))
    for t in range(actions.shape[1]):
        for kind, met in enumerate((actions[:, t], reached[:, t])):
            found[kind, :, t] = values[kind, each, met]
            values[kind, each, met] += rate * (rewarded[:, t] - values[kind, each, met])
    return found[0], found[1]


def _kinds(common: Bools, rewarded: Bools) -> Ints:
    return 2 * (~rewarded).astype(np.int64) + (~common).astype(np.int64)


@cache
def observer(p_common: float, high: float, low: float, flip: float, trials: int) -> Player:
    """Return how the ideal observer plays: Bayes' rule on which second state is the better, then the better action.

    The belief b = P(the first state is the better) follows b <- b (1 - flip) + (1 - b) flip before each trial, and the
    likelihood of what was seen after it; ties are broken at random. Its law is carried from trial to trial on 8001
    points, mass between two of them shared by both: exact to about 1e-5. With high + low = 1 what is learned does not
    depend on what is chosen, so that nobody can do better; otherwise exploring might pay a little more.

    Returns:
        scores (T,), and stay probabilities over all trials of a life; NaN for those that cannot come.
    """
    b = np.linspace(0.0, 1.0, GRID)
    now = _policy(b, p_common)
    good, bad = p_common * high + (1.0 - p_common) * low, p_common * low + (1.0 - p_common) * high
    worth = now * (b * good + (1.0 - b) * bad) + (1.0 - now) * (b * bad + (1.0 - b) * good)
    came, stayed, move = np.zeros((GRID, 4)), np.zeros((GRID, 4)), sparse.csr_array((GRID, GRID))
    rows = np.arange(GRID)
    for action, state, paid in np.ndindex(2, 2, 2):
        if_first, if_second = (high, low) if state == 0 else (low, high)
        if paid == 0:
            if_first, if_second = 1.0 - if_first, 1.0 - if_second
        seen = b * if_first + (1.0 - b) * if_second
        reached = p_common if state == action else 1.0 - p_common
        weight = (now if action == 0 else 1.0 - now) * reached * seen
        after = np.divide(b * if_first, seen, out=b.copy(), where=seen > 0.0)
        after = after * (1.0 - flip) + (1.0 - after) * flip
        again = _policy(after, p_common)
        kind = 2 * (1 - paid) + (state != action)
        came[:, kind] += weight
        stayed[:, kind] += weight * (again if action == 0 else 1.0 - again)
        place = np.minimum((after * (GRID - 1)).astype(int), GRID - 2)
        share = after * (GRID - 1) - place
        for column, part in ((place, 1.0 - share), (place + 1, share)):
            move = move + sparse.csr_array((weight * part, (column, rows)), shape=(GRID, GRID))
    law = np.zeros(GRID)
    law[GRID // 2] = 1.0
    scores, total, same = np.zeros(trials), np.zeros(4), np.zeros(4)
    for t in range(trials):
        scores[t] = law @ worth
        if t < trials - 1:
            total += law @ came
            same += law @ stayed
            law = np.asarray(move @ law)
    return Player(scores, np.divide(same, total, out=np.full(4, np.nan), where=total > 0.0))


def _policy(b: Floats, p_common: float) -> Floats:
    """Return the chance of the action that mostly leads to the first state, given the belief that it is the better."""
    if p_common == 0.5:
        return np.full_like(b, 0.5)
    first = np.where(np.abs(b - 0.5) < TIE, 0.5, b > 0.5)
    return first if p_common > 0.5 else 1.0 - first


@cache
def model_free(
    alpha: float,
    beta: float,
    p_common: float,
    high: float,
    low: float,
    flip: float,
    trials: int,
    lives: int = LIVES,
    seed: int = 0,
) -> Player:
    """Return how TD(1) plays, simulated: Q(a) <- Q(a) + alpha (r - Q(a)) from Q = 0, softmax with inverse temperature.

    It never asks how it came where it was paid, so that it stays after any reward.

    Returns:
        scores (lives, T), and stay probabilities over all trials of all lives.
    """
    draw = np.random.default_rng(seed)
    shape = (lives, trials)
    flips = draw.random(shape) < flip
    flips[:, 0] = draw.random(lives) < 0.5
    better = np.cumsum(flips, axis=1) % 2
    common, uniform, choice = draw.random(shape) < p_common, draw.random(shape), draw.random(shape)
    actions, rewarded = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=bool)
    q, each = np.zeros((lives, 2)), np.arange(lives)
    for t in range(trials):
        a = (choice[:, t] < expit(beta * (q[:, 1] - q[:, 0]))).astype(np.int64)
        state = np.where(common[:, t], a, 1 - a)
        r = uniform[:, t] < np.where(state == better[:, t], high, low)
        q[each, a] += alpha * (r - q[each, a])
        actions[:, t], rewarded[:, t] = a, r
    good, bad = p_common * high + (1.0 - p_common) * low, p_common * low + (1.0 - p_common) * high
    return Player(np.where(actions == better, good, bad), stay_probabilities(actions, common, rewarded))
