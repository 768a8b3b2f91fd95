"""The two-step task of Daw et al. (2011), with choices at both stages and four chances of reward that drift."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
from scipy.special import expit

__all__ = ["bayes_filter", "knowing", "model_free", "reflected", "walks"]

Floats = npt.NDArray[np.float64]
GRID = 25
LIVES = 4000


def reflected(free: Floats, low: float, high: float) -> Floats:
    """Return a free walk as seen between mirrors at `low` and `high`.

    As steps are as likely down as up, this has the law of a walk that is reflected step by step.
    """
    width = high - low
    return low + width - np.abs((free - low) % (2.0 * width) - width)


def walks(low: float, high: float, drift: float, trials: int, lives: int, draw: np.random.Generator) -> Floats:
    """Return chances of reward (lives, T, second states, actions): uniform at first, then Gaussian steps."""
    steps = drift * draw.standard_normal((lives, trials, 2, 2))
    steps[:, 0] = draw.uniform(low, high, (lives, 2, 2))
    return reflected(np.cumsum(steps, axis=1), low, high)


def knowing(p_common: float, low: float, high: float) -> float:
    """Return the chance of reward of one who always knows the four chances, exactly.

    They are uniform at all times: reflection keeps them so. Of four uniform numbers the largest is 4/5 on average, and
    the larger of the other pair is 2 x 2/3 - 4/5 = 8/15. (If p_common < 1/2 the actions swap their roles.)
    """
    mostly = max(p_common, 1.0 - p_common)
    return low + (high - low) * (0.8 * mostly + 8.0 / 15.0 * (1.0 - mostly))


@cache
def bayes_filter(
    p_common: float, low: float, high: float, drift: float, trials: int, lives: int = LIVES, seed: int = 0
) -> Floats:
    """Return the scores (lives, T) of a filter of the four chances by Bayes' rule that takes the best at both stages.

    Each chance lives on 25 cells of equal width, which is exact but for that width. It does not explore, which might
    pay a little more.
    """
    draw = np.random.default_rng(seed)
    truth = walks(low, high, drift, trials, lives, draw)
    common, uniform = draw.random((lives, trials)) < p_common, draw.random((lives, trials))
    cells = low + (high - low) * (np.arange(GRID) + 0.5) / GRID
    move = _kernel(low, high, drift)
    belief = np.full((lives, 2, 2, GRID), 1.0 / GRID)
    scores, each = np.zeros((lives, trials)), np.arange(lives)
    tiny = 1e-9 * draw.random((lives, trials, 2, 2))  # ties are broken at random
    for t in range(trials):
        expected = belief @ cells + tiny[:, t]
        best = expected.max(axis=2)
        first = (best[:, 1] > best[:, 0]).astype(int)
        if p_common < 0.5:
            first = 1 - first
        state = np.where(common[:, t], first, 1 - first)
        second = expected[each, state].argmax(axis=1)
        scores[:, t] = truth[each, t, state, second]
        paid = uniform[:, t] < scores[:, t]
        seen = belief[each, state, second] * np.where(paid[:, None], cells, 1.0 - cells)
        belief[each, state, second] = seen / seen.sum(axis=1, keepdims=True)
        belief = belief @ move
    return scores


def _kernel(low: float, high: float, drift: float) -> Floats:
    """Return the chances (from, to) of going from cell to cell in one trial, mirrors included.

    A Gaussian on the lattice of cells and of their mirror images has the right variance to many digits where a step is
    not much smaller than a cell; where it is, steps go to the neighbours, as often as makes the variance right.
    """
    step = drift * GRID / (high - low)  # in cells
    if step < 0.6:
        share = 0.5 * step**2
        move: Floats = np.eye(GRID) * (1.0 - 2.0 * share) + share * (np.eye(GRID, k=1) + np.eye(GRID, k=-1))
        move[[0, -1], [0, -1]] += share
        return move
    reach = int(np.ceil(8.0 * step / GRID)) + 1
    cell = np.arange(GRID)
    start, end = cell[:, None], cell[None, :]
    move = np.zeros((GRID, GRID))
    for image in range(-reach, reach + 1):
        for place in (end, -1 - end):  # a cell and its reflection in the lower mirror
            move += np.exp(-0.5 * ((place + 2 * GRID * image - start) / step) ** 2)
    move /= move.sum(axis=1, keepdims=True)
    return move


@cache
def model_free(
    alpha: float,
    beta: float,
    p_common: float,
    low: float,
    high: float,
    drift: float,
    trials: int,
    lives: int = LIVES,
    seed: int = 0,
) -> Floats:
    """Return the scores (lives, T) of TD(1): what a trial paid is learned, from 0, for both actions that led there."""
    draw = np.random.default_rng(seed)
    truth = walks(low, high, drift, trials, lives, draw)
    common = draw.random((lives, trials)) < p_common
    uniform, one, two = draw.random((3, lives, trials))
    q1, q2 = np.zeros((lives, 2)), np.zeros((lives, 2, 2))
    scores, each = np.zeros((lives, trials)), np.arange(lives)
    for t in range(trials):
        first = (one[:, t] < expit(beta * (q1[:, 1] - q1[:, 0]))).astype(int)
        state = np.where(common[:, t], first, 1 - first)
        second = (two[:, t] < expit(beta * (q2[each, state, 1] - q2[each, state, 0]))).astype(int)
        scores[:, t] = truth[each, t, state, second]
        paid = uniform[:, t] < scores[:, t]
        q1[each, first] += alpha * (paid - q1[each, first])
        q2[each, state, second] += alpha * (paid - q2[each, state, second])
    return scores
