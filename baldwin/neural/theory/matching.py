"""Two baited arms (dynamic matching): the optimum for known chances, policies that learn, measures of choices.

An arm that has not been chosen for n trials pays with chance 1 - (1 - p)^(n + 1): once there, a reward waits.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from baldwin.decoding import partial_rank_correlations
from baldwin.regression import logistic

__all__ = [
    "BANDS",
    "alternating",
    "bayes_greedy",
    "best_matching",
    "bets",
    "chance_of_left",
    "coding",
    "guessing",
    "income_matching",
    "kernels",
    "knowing_greedy",
    "planned",
    "slope",
]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

BANDS = {"training": (0, 2, 4), "held_out": (1, 3), "all": (0, 1, 2, 3, 4)}  # fifths of the total that p(left) lies in
POINTS = 20  # of a band in exact means: midpoints, as what is averaged is smooth
LIVES = 4000
MEMORIES = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0)  # time constants [trials] of which matching takes the best
LAGS = 15


@cache
def bets(bands: str, total: float) -> Floats:
    """Return chances of baiting (n, 2) that stand for all, evenly: left in the bands, right the rest of `total`."""
    within = (np.arange(POINTS) + 0.5) / POINTS
    left = total / len(BANDS["all"]) * np.concatenate([fifth + within for fifth in BANDS[bands]])
    return np.stack([left, total - left], axis=1)


@cache
def planned(bands: str, total: float, trials: int) -> Floats:
    """Return the best scores (T,) where both chances are known, by dynamic programming over past choices.

    What matters is which arm was chosen last, and for how many trials the other has waited: exact, but for the mean
    over 20 chances in each band.
    """
    p = bets(bands, total)[:, :, None]  # (n, arm, waited)
    waited = np.arange(1, trials + 1)
    again = np.broadcast_to(p, (len(p), 2, trials))  # the arm that was chosen last
    other = 1.0 - (1.0 - p[:, ::-1]) ** (waited + 1.0)
    value = np.zeros((len(p), 2, trials))  # of what remains, by the arm chosen last and how long the other has waited
    changes = np.zeros((trials, len(p), 2, trials), dtype=bool)
    for t in range(trials - 1, 0, -1):
        longer = np.concatenate([value[:, :, 1:], value[:, :, -1:]], axis=2)
        keep, change = again + longer, other + value[:, ::-1, :1]
        changes[t] = change > keep
        value = np.maximum(keep, change)
    each = np.arange(len(p))
    start = p[:, :, 0] + value[:, :, 0]  # after the first trial the other has waited for one
    last = start.argmax(axis=1)
    scores = np.zeros((len(p), trials))
    scores[:, 0] = p[each, last, 0]
    wait = np.zeros(len(p), dtype=np.int64)
    for t in range(1, trials):
        to_other = changes[t, each, last, wait]
        scores[:, t] = np.where(to_other, other[each, last, wait], p[each, last, 0])
        last = np.where(to_other, 1 - last, last)
        wait = np.where(to_other, 0, np.minimum(wait + 1, trials - 1))
    mean: Floats = scores.mean(axis=0)
    return mean


@cache
def knowing_greedy(bands: str, total: float, trials: int) -> Floats:
    """Return the scores (T,) of the greedy policy where both chances are known: the arm that is likelier to pay now."""
    p = bets(bands, total)
    n, each = np.zeros(p.shape), np.arange(len(p))
    scores = np.zeros((len(p), trials))
    for t in range(trials):
        chance = 1.0 - (1.0 - p) ** (n + 1.0)
        chosen = chance.argmax(axis=1)
        scores[:, t] = chance[each, chosen]
        n += 1.0
        n[each, chosen] = 0.0
    mean: Floats = scores.mean(axis=0)
    return mean


@cache
def alternating(bands: str, total: float, trials: int) -> Floats:
    """Return the scores (T,) of taking the arms in turn.

    Nobody does better without learning: between its choices an arm waits for g trials, and then pays with a chance that
    is concave in g and, on average over lives, the same for both arms; so gaps should be equal.
    """
    p = bets(bands, total)
    scores = np.full(trials, float((1.0 - (1.0 - p) ** 2).mean()))
    scores[0] = float(p.mean())
    return scores


@cache
def guessing(bands: str, total: float, trials: int) -> Floats:
    """Return the scores (T,) of choices by the toss of a coin, exactly: E[(1 - p)^(n + 1)] is followed."""
    p = bets(bands, total)
    empty, scores = 1.0 - p, np.zeros(trials)
    for t in range(trials):
        scores[t] = 1.0 - empty.mean()
        empty = (1.0 - p) * (0.5 + 0.5 * empty)  # chosen: n = 0; not chosen: n + 1
    return scores


def _drawn(bands: str, total: float, lives: int, draw: np.random.Generator) -> Floats:
    """Return chances of baiting (lives, 2)."""
    fifth = np.array(BANDS[bands])[draw.integers(0, len(BANDS[bands]), lives)]
    left = total / len(BANDS["all"]) * (fifth + draw.random(lives))
    return np.stack([left, total - left], axis=1)


@cache
def bayes_greedy(bands: str, total: float, trials: int, lives: int = LIVES, seed: int = 3) -> Floats:
    """Return the scores (lives, T) of a Bayes filter of p(left) that takes the arm that is likelier to pay now.

    It does not plan and does not explore; a policy that does could earn more.
    """
    draw = np.random.default_rng(seed)
    p, each = _drawn(bands, total, lives, draw), np.arange(lives)
    grid = bets(bands, total)
    belief = np.full((lives, len(grid)), 1.0 / len(grid))
    n, scores = np.zeros((lives, 2), dtype=np.int64), np.zeros((lives, trials))
    pays = 1.0 - (1.0 - grid[None]) ** (np.arange(trials)[:, None, None] + 1.0)  # (n, grid, arm)
    for t in range(trials):
        expected = np.stack([(belief * pays[n[:, arm], :, arm]).sum(axis=1) for arm in (0, 1)], axis=1)
        chosen = (expected + 1e-9 * draw.random((lives, 2))).argmax(axis=1)
        scores[:, t] = 1.0 - (1.0 - p[each, chosen]) ** (n[each, chosen] + 1.0)
        likely = pays[n[each, chosen], :, chosen]
        belief *= np.where((draw.random(lives) < scores[:, t])[:, None], likely, 1.0 - likely)
        belief /= belief.sum(axis=1, keepdims=True)
        n += 1
        n[each, chosen] = 0
    return scores


@cache
def income_matching(
    memory: float, bands: str, total: float, trials: int, lives: int = LIVES, seed: int = 4
) -> tuple[Floats, Bools, Bools]:
    """Return scores, whether left was chosen, and whether it paid, (lives, T) each, of local matching.

    Either arm is chosen with the chance that is its share of recent income, which fades by exp(-1 / memory) a trial
    (Sugrue, Corrado & Newsome 2004; Lau & Glimcher 2005). Both incomes begin at 0.1, so that no arm is given up before
    it was tried.
    """
    draw = np.random.default_rng(seed)
    p, each = _drawn(bands, total, lives, draw), np.arange(lives)
    income, n = np.full((lives, 2), 0.1), np.zeros((lives, 2))
    scores, left, paid = np.zeros((lives, trials)), np.zeros((lives, trials), bool), np.zeros((lives, trials), bool)
    keep = float(np.exp(-1.0 / memory))
    for t in range(trials):
        left[:, t] = draw.random(lives) * income.sum(axis=1) < income[:, 0]
        chosen = 1 - left[:, t].astype(np.int64)
        scores[:, t] = 1.0 - (1.0 - p[each, chosen]) ** (n[each, chosen] + 1.0)
        paid[:, t] = draw.random(lives) < scores[:, t]
        income = keep * income + 1e-6  # never quite 0: shares stay defined
        income[each, chosen] += (1.0 - keep) * paid[:, t]
        n += 1.0
        n[each, chosen] = 0.0
    return scores, left, paid


@cache
def best_matching(bands: str, total: float, trials: int) -> float:
    """Return the memory [trials] with which local matching earns most, of 1, 2, 4, .., 128."""
    means = [income_matching(memory, bands, total, trials, 1000, 5)[0].mean() for memory in MEMORIES]
    return MEMORIES[int(np.argmax(means))]


def slope(left: Bools, paid: Bools) -> float:
    """Return the slope, across lives, of log2 (choices of left / right) on log2 (rewards from left / right).

    Over the last two thirds of the trials (Tsutsui et al. 2016). Lives in which one of the four counts is 0 are left
    out; NaN if fewer than three remain, or all of them have the same rewards.

    Args:
        left: whether left was chosen (N, T).
        paid: whether the choice paid (N, T).
    """
    late = slice(left.shape[1] // 3, None)
    chosen, rewarded = left[:, late], paid[:, late]
    counts = [chosen, ~chosen, chosen & rewarded, ~chosen & rewarded]
    c_left, c_right, r_left, r_right = (one.sum(axis=1).astype(float) for one in counts)
    kept = (c_left > 0) & (c_right > 0) & (r_left > 0) & (r_right > 0)
    if kept.sum() < 3:
        return float("nan")
    x, y = np.log2(r_left[kept] / r_right[kept]), np.log2(c_left[kept] / c_right[kept])
    x = x - x.mean()
    return float(x @ y / (x @ x)) if x @ x > 1e-12 else float("nan")


def kernels(left: Bools, paid: Bools, lags: int = LAGS, most: int = 30_000) -> tuple[Floats, Floats]:
    """Return what past rewards and past choices, at lags 1, 2, .., add to the log odds of left, (lags,) each.

    Logistic regression of choices in the last two thirds of the trials, on rewards (+1 from left, -1 from right) and
    choices (+1 left, -1 right), with an intercept (Lau & Glimcher 2005). Of the first lives, as many as make `most`
    choices. NaN where lives are too short.
    """
    trials = left.shape[1]
    first = max(trials // 3, lags)
    rows = trials - first
    if rows < 1 or not len(left):
        return np.full(lags, np.nan), np.full(lags, np.nan)
    lives = max(1, most // rows)
    chosen = np.where(left[:lives], 1.0, -1.0)
    reward = chosen * paid[:lives]
    past = [one[:, first - lag : trials - lag].ravel() for one in (reward, chosen) for lag in range(1, lags + 1)]
    x = np.stack([*past, np.ones(past[0].size)], axis=1)
    weights = logistic(x, (chosen[:, first:] > 0.0).ravel().astype(float))
    return weights[:lags], weights[lags : 2 * lags]


def chance_of_left(left: Bools, p: Floats) -> Floats:
    """Return the chance (N, T) that left pays in each trial, given what was chosen before; p (N, 2) are of baiting."""
    empty, found = np.ones(len(left)), np.zeros(left.shape)
    for t in range(left.shape[1]):
        empty = empty * (1.0 - p[:, 0])
        found[:, t] = 1.0 - empty
        empty = np.where(left[:, t], 1.0, empty)
    return found


def coding(hidden: Floats, left: Bools, paid: Bools, value: Floats, most: int = 20_000) -> Floats:
    """Return how closely units follow the last action, the last reward, their product, and what left is worth, (4,).

    Means over units of |Spearman's partial correlation| with each, the other three held fixed, over the last two thirds
    of the trials (Wang et al. 2018, figure 2e, by the method that its text names). Of the first lives, as many as have
    `most` trials. NaN where units never change.

    Args:
        hidden: units (N, T, u), after a trial is seen and before its outcome is.
        left: whether left was chosen (N, T).
        paid: whether the choice paid (N, T).
        value: what left is worth (N, T).
    """
    trials = left.shape[1]
    first = max(trials // 3, 1)
    if trials - first < 1 or not len(left):
        return np.full(4, np.nan)
    lives = max(1, most // (trials - first))
    before = slice(first - 1, trials - 1)
    action, reward = np.where(left[:lives, before], 1.0, -1.0).ravel(), paid[:lives, before].ravel().astype(float)
    predictors = np.stack([action, reward, action * reward, value[:lives, first:].ravel()], axis=1)
    units = hidden[:lives, first:].reshape(len(predictors), -1)
    found = np.abs(partial_rank_correlations(units, predictors))
    return np.array([row[~np.isnan(row)].mean() if (~np.isnan(row)).any() else np.nan for row in found])
