"""Two arms whose chances of paying change slowly or quickly (Behrens et al. 2007): filters and policies.

One arm or the other pays, never both; r is the chance that it is the first. What an arm would bring is drawn anew in
each trial, as a share Beta(4, 4) of 100, and shown.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import stats

from baldwin.learning_rates import rescorla_wagner

__all__ = [
    "FLIP",
    "ChancePaths",
    "bayes_filter",
    "beliefs",
    "best_fixed_rate",
    "best_rate",
    "gain",
    "knowing",
    "worlds",
]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

FLIP = 0.2  # v in a volatile time: the chance that the arms exchange their chances
BLOCK, PERIOD = 100, 25  # trials of the test layouts: of a block, and between exchanges
RATES = np.linspace(0.02, 1.0, 50)  # learning rates of which the best is taken
POINTS = 1001
KS = 9  # values of k that the filter keeps apart
LIVES = 4000


class ChancePaths(NamedTuple):
    """Chances of reward in N lives, and the times at which they are volatile."""

    chances: Floats  # (N, T) chance that the first arm pays
    volatile: Bools  # (N, T)


@cache
def _gains() -> Floats:
    """Return E[X; b X > (1 - b) Y] for b = 0, .., 1 (POINTS,): X and Y are Beta(4, 4)."""
    b = np.linspace(0.0, 1.0, POINTS)
    x = (np.arange(2000) + 0.5) / 2000.0
    density = stats.beta.pdf(x, 4, 4) / 2000.0
    ratio = np.divide(b, 1.0 - b, out=np.full(POINTS, np.inf), where=b < 1.0)
    below = np.array([stats.beta.cdf(np.minimum(x * one, 1.0), 4, 4) for one in ratio])
    found: Floats = below @ (x * density)
    return found


def gain(chance: Floats, belief: Floats) -> Floats:
    """Return what a trial is worth to one who believes that the first arm pays with chance `belief`, on average.

    The arm with the larger expected reward is chosen; its share of 100 counts with its true chance of paying.
    """
    table = _gains()
    position = np.clip(belief, 0.0, 1.0) * (POINTS - 1)
    place = np.minimum(position.astype(int), POINTS - 2)
    share = position - place
    first = table[place] * (1.0 - share) + table[place + 1] * share
    mirror = table[::-1]
    second = mirror[place] * (1.0 - share) + mirror[place + 1] * share
    worth: Floats = chance * first + (1.0 - chance) * second
    return worth


def knowing(chance: float) -> float:
    """Return what a trial is worth, on average, to one who knows that the first arm pays with `chance`."""
    return float(gain(np.array(chance), np.array(chance)))


def worlds(
    layout: str, stable: float, volatile: float, k_low: float, k_high: float, trials: int, lives: int, seed: int
) -> ChancePaths:
    """Draw how chances go in `lives` lives; fields as in the task."""
    draw = np.random.default_rng(seed)
    first = draw.random(lives) < 0.5
    if layout == "generated":
        k = np.exp(draw.uniform(k_low, k_high, lives))
        switches = draw.random((lives, trials)) < k[:, None]
        quick = (np.cumsum(switches, axis=1) + (draw.random(lives) < 0.5)[:, None]) % 2 == 1
        flips = (draw.random((lives, trials)) < FLIP) & quick
    else:
        trial = np.arange(trials)
        in_first = trial // BLOCK % 2 == 0
        row = in_first if layout == "volatile_first" else ~in_first
        quick = np.broadcast_to(row, (lives, trials))
        flips = quick & (trial % PERIOD == 0) & (trial % BLOCK > 0)
    side = (np.cumsum(flips, axis=1) + first[:, None]) % 2 == 1
    high = np.where(quick, volatile, stable)
    return ChancePaths(np.where(side, high, 1.0 - high), quick)


@cache
def _drawn(
    layout: str, stable: float, volatile: float, k_low: float, k_high: float, trials: int, lives: int, seed: int
) -> tuple[Floats, Bools]:
    """Return chances (N, T), and whether the first arm paid (N, T)."""
    chances = worlds(layout, stable, volatile, k_low, k_high, trials, lives, seed).chances
    return chances, np.random.default_rng(seed + 10**6).random(chances.shape) < chances


@cache
def bayes_filter(
    layout: str,
    stable: float,
    volatile: float,
    k_low: float,
    k_high: float,
    trials: int,
    lives: int = LIVES,
    seed: int = 1,
) -> Floats:
    """Return the scores (lives, T) of Bayes' rule under the generator, over v, r and k; magnitudes are averaged out.

    Nine values of k divide its range. As either arm's outcome tells the other's, what is learned does not depend on
    what is chosen: in worlds of the generator nobody can do better.
    """
    chances, paid = _drawn(layout, stable, volatile, k_low, k_high, trials, lives, seed)
    return gain(chances, beliefs(paid, stable, volatile, k_low, k_high))


def beliefs(paid: Bools, stable: float, volatile: float, k_low: float, k_high: float) -> Floats:
    """Return the chance (N, T) that the first arm pays as Bayes' rule has it before each trial, under the generator."""
    ks = np.exp(k_low + (k_high - k_low) * (np.arange(KS) + 0.5) / KS)
    payoff = np.array([1.0 - stable, stable, 1.0 - volatile, volatile])  # states: calm or volatile, then the side
    calm, quick = np.eye(2), np.array([[1.0 - FLIP, FLIP], [FLIP, 1.0 - FLIP]])
    move = np.zeros((KS, 4, 4))  # (from, to): first v may change, then by v the side
    for i, k in enumerate(ks):
        move[i] = np.block([[(1.0 - k) * calm, k * quick], [k * calm, (1.0 - k) * quick]])
    lives, trials = paid.shape
    belief = np.full((KS, lives, 4), 0.25 / KS)
    found = np.zeros((lives, trials))
    for t in range(trials):
        belief = belief @ move
        found[:, t] = (belief @ payoff).sum(axis=0)
        belief *= np.where(paid[:, t, None], payoff, 1.0 - payoff)
        belief /= belief.sum(axis=(0, 2))[None, :, None]
    return found


@cache
def best_rate(
    layout: str, stable: float, volatile: float, k_low: float, k_high: float, trials: int, lives: int = 1000
) -> float:
    """Return the learning rate with which the Rescorla-Wagner rule scores most, of 0.02, 0.04, .., 1."""
    chances, paid = _drawn(layout, stable, volatile, k_low, k_high, trials, lives, 2)
    means = [gain(chances, rescorla_wagner(paid, float(rate))).mean() for rate in RATES]
    return float(RATES[int(np.argmax(means))])


@cache
def best_fixed_rate(layout: str, stable: float, volatile: float, k_low: float, k_high: float, trials: int) -> Floats:
    """Return the scores (lives, T) of the Rescorla-Wagner rule with its best fixed rate.

    The worlds are others than those that the rate was chosen in.
    """
    rate = best_rate(layout, stable, volatile, k_low, k_high, trials)
    chances, paid = _drawn(layout, stable, volatile, k_low, k_high, trials, LIVES, 1)
    return gain(chances, rescorla_wagner(paid, rate))
