"""Two arms p and 1 - p that drift: policies that know the drift or do not, and learning rates fitted to choices."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from baldwin.neural.theory.reference_policy import ReferencePolicy, from_lives
from baldwin.neural.theory.two_arms import Floats

__all__ = [
    "Fit",
    "drift",
    "fit_inverse_temperature",
    "fit_learning_rate",
    "ideal_beliefs",
    "reflected",
    "restless_reference_policies",
    "transitions",
]

LIVES, LONGEST = 4000, 1000  # simulated lives, and trials up to which they are simulated
SEED = 2016
SIGNIFICANT = 5.99  # 95 % of chi squared with two degrees of freedom
CELLS = (50, 120)  # of the ideal observer's grid: no less and no more
UCB, RESCORLA_WAGNER, INVERSE_TEMPERATURE = 1.0, 0.5, 5.0  # Wang et al. (2016), experiment 4; the last is ours

Picks = npt.NDArray[np.int64]


class Fit(NamedTuple):
    """Rescorla-Wagner learning, as fitted to choices."""

    rate: float  # alpha
    inverse_temperature: float  # beta of the softmax
    log_likelihood: float  # per choice


def reflected(x: Any) -> Any:
    """Return x folded into 0 .. 1: a free Gaussian walk, folded, has the law of one that is reflected there."""
    return 1.0 - abs(1.0 - x % 2.0)


def drift(random: np.random.Generator, sigmas: Floats, trials: int) -> Floats:
    """Draw the paths of p, (N, T), for lives of volatilities `sigmas` (N,); they start anywhere in 0 .. 1."""
    steps = random.standard_normal((sigmas.size, trials)) * sigmas[:, None]
    steps[:, 0] = random.random(sigmas.size)
    found: Floats = reflected(np.cumsum(steps, axis=1))
    return found


def transitions(sigma: float, cells: int) -> Floats:
    """Return [i, j], the chance that p goes from the middle of cell i to cell j in a trial; rows sum to 1.

    A Gaussian with its reflections, at the middles of cells: for sigma no less than half a cell its variance is right
    within 2 %.
    """
    x = (np.arange(cells) + 0.5) / cells
    found = np.zeros((cells, cells))
    reach = math.ceil(4.0 * sigma) + 1
    for k in range(-reach, reach + 1):
        for image in (x, -x):
            found += np.exp(-0.5 * np.square((2.0 * k + image[None, :] - x[:, None]) / sigma))
    spread: Floats = found / found.sum(axis=1, keepdims=True)
    return spread


def ideal_beliefs(wins: npt.NDArray[np.bool_], sigmas: tuple[float, ...]) -> Floats:
    """Return E[p | what came before] of each trial (N, T) by the Bayes filter that knows the law of the drift.

    Args:
        wins: (N, T) whether arm 1 paid, or arm 2 did not: the two tell the same, so that choices do not matter.
        sigmas: equally likely volatilities, of which a life has one.
    """
    cells = int(np.clip(math.ceil(1.0 / min(sigmas)), *CELLS))
    x = (np.arange(cells) + 0.5) / cells
    kernels = [transitions(sigma, cells) for sigma in sigmas]
    lives, trials = wins.shape
    belief = np.full((len(sigmas), lives, cells), 1.0 / (cells * len(sigmas)))  # of volatility and p, jointly
    found = np.empty((lives, trials))
    for t in range(trials):
        found[:, t] = (belief @ x).sum(axis=0)
        belief = belief * np.where(wins[:, t, None], x, 1.0 - x)
        belief = belief / belief.sum(axis=(0, 2))[None, :, None]
        belief = np.stack([one @ kernel for one, kernel in zip(belief, kernels, strict=True)])
    return found


def _lived(choose: Callable[[int], Picks], learn: Callable[[Picks, Floats], None], pays: Floats) -> Picks:
    """Return the arms (0 or 1) that a policy pulls; `pays` says where arm 1 would pay, or arm 2 would not, (N, T)."""
    found = np.empty(pays.shape, np.int64)
    for t in range(pays.shape[1]):
        found[:, t] = choose(t)
        learn(found[:, t], np.where(found[:, t] == 0, pays[:, t], 1.0 - pays[:, t]))
    return found


def _ucb(pays: Floats, random: np.random.Generator) -> Picks:
    """Pull the arm of the larger mean + sqrt(X ln t / N)."""
    lives = pays.shape[0]
    pulls, won, row = np.zeros((lives, 2)), np.zeros((lives, 2)), np.arange(lives)

    def choose(t: int) -> Picks:
        once = np.maximum(pulls, 1.0)
        index = won / once + np.sqrt(UCB * math.log(max(t, 1)) / once) + 1e3 * (pulls == 0.0)
        found: Picks = (index + 1e-9 * random.random((lives, 2))).argmax(axis=1)
        return found

    def learn(chosen: Picks, reward: Floats) -> None:
        pulls[row, chosen] += 1.0
        won[row, chosen] += reward

    return _lived(choose, learn, pays)


def _rescorla_wagner(pays: Floats, random: np.random.Generator, greedy: bool) -> Picks:
    """Move the value of the arm chosen half-way to the reward; choose the larger value, or by softmax."""
    lives = pays.shape[0]
    value, row = np.full((lives, 2), 0.5), np.arange(lives)

    def choose(t: int) -> Picks:
        del t
        ahead = value[:, 1] - value[:, 0]
        chance = np.heaviside(ahead, 0.5) if greedy else expit(INVERSE_TEMPERATURE * ahead)
        found: Picks = (random.random(lives) < chance).astype(np.int64)
        return found

    def learn(chosen: Picks, reward: Floats) -> None:
        value[row, chosen] += RESCORLA_WAGNER * (reward - value[row, chosen])

    return _lived(choose, learn, pays)


def _thompson(pays: Floats, random: np.random.Generator, sigma: float) -> Picks:
    """Sample p from a Kalman filter that takes the walk to be free and of one volatility, and noise to be Gaussian."""
    lives = pays.shape[0]
    mean, variance, found = np.full(lives, 0.5), 1.0 / 12.0, np.empty(pays.shape, np.int64)
    noise = 1.0 / 6.0  # mean of p (1 - p)
    for t in range(pays.shape[1]):
        found[:, t] = mean + math.sqrt(variance) * random.standard_normal(lives) < 0.5
        gain = variance / (variance + noise)
        mean = mean + gain * (pays[:, t] - mean)
        variance = variance * (1.0 - gain) + sigma**2
    return found


@cache
def restless_reference_policies(trials: int, sigmas: tuple[float, ...]) -> tuple[ReferencePolicy, ...]:
    """Return reference policies, the best first: minus the regret, |p1 - p2| where the worse arm is chosen, by trial.

    Simulated lives, the same for all policies, with each volatility of `sigmas` in an equal share of them; beyond
    `LONGEST` trials chance alone. The ideal observer filters on a grid, and no policy can do better: both arms tell the
    same. Thompson knows that p2 = 1 - p1 and one volatility, the root mean square of those that there are; there Wang
    et al. (2016) do not say what it knows.
    """
    last = ReferencePolicy("chance", np.full(trials, -0.25))
    if trials > LONGEST:
        return (last,)
    random = np.random.default_rng(SEED)
    lives = min(LIVES, 400_000 // trials) // len(sigmas) * len(sigmas)
    path = drift(random, np.resize(np.array(sigmas), lives), trials)
    wins = random.random(path.shape) < path
    pays = wins.astype(np.float64)
    typical = math.sqrt(sum(sigma**2 for sigma in sigmas) / len(sigmas))
    beliefs = ideal_beliefs(wins, sigmas)
    picks = {
        "UCB": _ucb(pays, random),
        "Thompson (one volatility)": _thompson(pays, random, typical),
        "Rescorla-Wagner, greedy": _rescorla_wagner(pays, random, greedy=True),
        "Rescorla-Wagner, softmax": _rescorla_wagner(pays, random, greedy=False),
    }
    policies = [from_lives(name, _scores(chosen == 0, path)) for name, chosen in picks.items()]
    policies.sort(key=lambda one: -one.scores.mean())
    ideal = np.where(np.abs(beliefs - 0.5) < 1e-9, random.random(path.shape) < 0.5, beliefs > 0.5)
    return (from_lives("ideal observer", _scores(ideal, path)), *policies, last)


def _scores(first: npt.NDArray[np.bool_], path: Floats) -> Floats:
    """Return minus the regret of choosing arm 1 where `first`."""
    found: Floats = np.where(first, path, 1.0 - path) - np.maximum(path, 1.0 - path)
    return found


def fit_learning_rate(actions: Picks, rewards: Floats) -> Fit:
    """Return the learning rate and inverse temperature that make choices (N, T) after rewards (N, T) most likely.

    Values start at 1/2; the arm chosen moves by alpha (r - value); arms are chosen by the softmax of beta times the
    values. Maximum likelihood on all lives at once: a grid of alpha, refined twice, with the best beta >= 0 for each.
    All is NaN where choices follow values no better than chance would (likelihood ratio, at 5 %), or never differ.
    """
    nothing = Fit(math.nan, math.nan, math.nan)
    if actions.size == 0 or (actions == actions.flat[0]).all():
        return nothing
    rates = np.linspace(0.02, 1.0, 18)
    for _ in range(3):
        tried = [fit_inverse_temperature(actions, rewards, float(rate)) for rate in rates]
        best = int(np.argmax([one.log_likelihood for one in tried]))
        width = float(rates[1] - rates[0])
        rates = np.linspace(max(rates[best] - width, 0.002), min(rates[best] + width, 1.0), 9)
    found = tried[best]
    ratio = 2.0 * actions.size * (found.log_likelihood + math.log(2.0))
    return found if ratio > SIGNIFICANT else nothing


def fit_inverse_temperature(actions: Picks, rewards: Floats, rate: float) -> Fit:
    """Return the fit with this learning rate: beta by Newton's method on a concave likelihood, in 0 .. 100."""
    lives, trials = actions.shape
    value, row = np.full((lives, 2), 0.5), np.arange(lives)
    ahead = np.empty((lives, trials))  # by how much the arm chosen is valued more than the other
    for t in range(trials):
        chosen = actions[:, t]
        ahead[:, t] = value[row, chosen] - value[row, 1 - chosen]
        value[row, chosen] += rate * (rewards[:, t] - value[row, chosen])
    if ahead.sum() <= 0.0:  # choices go against values, or values never differ
        return Fit(rate, 0.0, math.log(0.5))
    beta, low, high = 1.0, 0.0, 100.0
    for _ in range(60):
        miss = expit(-beta * ahead)
        slope = float((ahead * miss).sum())
        low, high = (beta, high) if slope > 0.0 else (low, beta)
        curve = float((ahead**2 * miss * (1.0 - miss)).sum())
        step = beta + slope / curve if curve > 0.0 else math.inf
        after = step if low < step < high else 0.5 * (low + high)
        if abs(after - beta) < 1e-6 * beta:
            break
        beta = after
    return Fit(rate, beta, -float(np.logaddexp(0.0, -beta * ahead).mean()))
