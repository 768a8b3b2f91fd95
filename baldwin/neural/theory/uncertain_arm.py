"""An arm that pays nothing against one of unknown mean: when it pays to learn, and how long to explore."""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

import numpy as np
from scipy.integrate import simpson
from scipy.special import ndtr, ndtri

from baldwin.neural.theory.reference_policy import ReferencePolicy, from_lives
from baldwin.neural.theory.two_arms import Floats

__all__ = [
    "Optimum",
    "best_exploration",
    "explore_then_commit",
    "informed_value",
    "optimum",
    "uncertain_arm_reference_policies",
    "worth_of_trying",
]

POINTS, REACH = 1201, 7.0  # grid of posterior means, to so many of their standard deviations on each side
FEWER = 301  # points where only a value is wanted: it is off by some 1e-5 of `prior_sd` T
COARSEST = 1000.0  # the finest gaps are no finer than for this part of that standard deviation
NODES = 24  # of Gauss's rule for a step of the posterior mean, within WIDTH of its standard deviations
WIDTH = 6.0
LIVES = 20_000
LONGEST = 500  # trials up to which all this is worked out


class Optimum(NamedTuple):
    """The best that can be expected of a life."""

    value: float  # return of a life
    thresholds: Floats  # (T,) pull while the posterior mean is above this, t pulls so far
    scores: Floats  # (T,) expected score of each trial


def informed_value(mean: float, spread: float) -> float:
    """Return E[max(0, x)] of x normal: what the better arm pays if x is known."""
    if spread <= 0.0:
        return max(0.0, mean)
    z = mean / spread
    return float(mean * ndtr(z) + spread * math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi))


def explore_then_commit(trials: int, mean: float, prior_sd: float, noise_sd: float) -> Floats:
    """Return J(n), n = 0 .. T (T + 1,): the return of pulling the risky arm n times, then whichever looks better.

    J(n) = n m0 + (T - n) E[max(0, posterior mean)], whose standard deviation is S = prior_sd^2 / sqrt(prior_sd^2 +
    noise_sd^2 / n).
    """
    found = np.full(trials + 1, trials * max(0.0, mean))
    for n in range(1, trials + 1):
        spread = prior_sd**2 / math.sqrt(prior_sd**2 + noise_sd**2 / n)
        found[n] = n * mean + (trials - n) * informed_value(mean, spread)
    return found


def best_exploration(trials: int, mean: float, prior_sd: float, noise_sd: float) -> int:
    """Return n*, the n that maximises J(n): 0 where it does not pay to learn."""
    return int(explore_then_commit(trials, mean, prior_sd, noise_sd).argmax())


class _Grid:
    """Posterior means x = fine sinh(u), u evenly spaced, and Gauss's rule for what follows a step from each of them.

    It is finest around 0, where arms are alike: there values have a bend, as wide as the last steps of the mean.
    """

    def __init__(self, mean: float, spread: float, finest: float, points: int = POINTS) -> None:
        self.fine = max(finest, spread / COARSEST)
        low, high = np.arcsinh((mean + spread * np.array([-REACH, REACH])) / self.fine)
        self.count = points
        self.u = np.linspace(low, high, points)
        self.gap = float(self.u[1] - self.u[0])
        self.points = self.fine * np.sinh(self.u)
        self.nodes, self.weights = np.polynomial.legendre.leggauss(NODES)

    def read(self, values: Floats, x: Floats) -> Floats:
        """Return smooth `values` (points,) at `x`, interpolated by cubics (Catmull & Rom 1974)."""
        at = np.clip((np.arcsinh(x / self.fine) - self.u[0]) / self.gap, 1.0, self.count - 2.001)
        low = at.astype(np.int64)
        u = at - low
        a, b, c, d = (values[low + k] for k in (-1, 0, 1, 2))
        found: Floats = b + 0.5 * u * (c - a + u * (2.0 * a - 5.0 * b + 4.0 * c - d + u * (3.0 * (b - c) + d - a)))
        return found

    def above(self, values: Floats, floor: float, spread: float) -> Floats:
        """Return the integral of values(x) N(x; point, spread^2) over x > floor, for each point."""
        low = np.maximum(self.points - WIDTH * spread, floor)
        half = 0.5 * np.maximum(self.points + WIDTH * spread - low, 0.0)[:, None]
        x = low[:, None] + half * (self.nodes + 1.0)
        density = np.exp(-0.5 * ((x - self.points[:, None]) / spread) ** 2) / (spread * math.sqrt(2.0 * math.pi))
        found: Floats = (half * density * self.read(values, x)) @ self.weights
        return found

    def first_moment(self, density: Floats, floor: float) -> float:
        """Return the integral of x density(x) over x > floor, by Simpson's rule."""
        low = max(float(np.arcsinh(floor / self.fine)), float(self.u[0]))
        if low >= self.u[-1]:
            return 0.0
        u = np.linspace(low, float(self.u[-1]), 2 * self.count + 1)
        x = self.fine * np.sinh(u)
        return float(simpson(x * self.read(density, x) * self.fine * np.cosh(u), x=u))


def _steps(trials: int, prior_sd: float, noise_sd: float) -> Floats:
    """Return the standard deviations by which pull n + 1 moves the posterior mean, n = 0 .. T - 1."""
    variance = 1.0 / (1.0 / prior_sd**2 + np.arange(trials + 1) / noise_sd**2)
    found: Floats = variance[:-1] / np.sqrt(variance[:-1] + noise_sd**2)
    return found


@cache
def optimum(trials: int, mean: float, prior_sd: float, noise_sd: float) -> Optimum:
    """Return the exact optimum of a life: a one-armed bandit, by backward induction over the posterior mean.

    Who has once preferred the safe arm learns nothing more, and stays with it: the risky arm is pulled while the
    posterior mean is above a threshold that rises to 0 in the last trial. Accurate to some 1e-5 of `prior_sd` T.

    Reference: Bradt, Johnson & Karlin (1956); Lange & Sprekeler (2020) for the question.
    """
    steps = _steps(trials, prior_sd, noise_sd)
    grid = _grid(trials, mean, prior_sd, noise_sd, POINTS)
    first_pull, thresholds = _induction(grid, steps)
    value = max(0.0, float(grid.read(first_pull, np.array([mean]))[0]))
    scores = np.zeros(trials)
    if mean > thresholds[0] or mean > 0.0:
        scores[0] = mean
        first = float(steps[0])
        density = np.exp(-0.5 * ((grid.points - mean) / first) ** 2) / (first * math.sqrt(2.0 * math.pi))
        for n in range(1, trials):
            scores[n] = grid.first_moment(density, float(thresholds[n]))
            density = grid.above(density, float(thresholds[n]), float(steps[n]))
    return Optimum(value, thresholds, scores)


@cache
def worth_of_trying(trials: int, mean: float, prior_sd: float, noise_sd: float) -> float:
    """Return what the best who try the risky arm earn in a life, less what the best earn who do not learn.

    Who tries pulls first, and goes on while that pays. Below 0 it is best never to try; where the risky arm is the
    better one on average it is never below 0, as who does not learn pulls it too.
    """
    grid = _grid(trials, mean, prior_sd, noise_sd, FEWER)
    first_pull, _ = _induction(grid, _steps(trials, prior_sd, noise_sd))
    return float(grid.read(first_pull, np.array([mean]))[0]) - trials * max(0.0, mean)


def _grid(trials: int, mean: float, prior_sd: float, noise_sd: float, points: int) -> _Grid:
    """Return a grid that holds the posterior means of a life."""
    spread = prior_sd**2 / math.sqrt(prior_sd**2 + noise_sd**2 / trials)  # of the posterior mean after all pulls
    return _Grid(mean, spread, float(_steps(trials, prior_sd, noise_sd)[-1]), points)


def _induction(grid: _Grid, steps: Floats) -> tuple[Floats, Floats]:
    """Return what the first pull is worth at each posterior mean, with all that follows it, and thresholds (T,)."""
    go_on, thresholds = grid.points.copy(), np.zeros(steps.size)  # the last trial: a pull is worth its mean
    for n in range(steps.size - 2, -1, -1):
        go_on = grid.points + grid.above(go_on, thresholds[n + 1], float(steps[n]))
        thresholds[n] = _root(grid.points, go_on)
    return go_on, thresholds


def _root(x: Floats, rising: Floats) -> float:
    """Return where `rising` crosses 0; infinity if nowhere, minus infinity if it is above 0 everywhere."""
    above = rising > 0.0
    if above.all():
        return -math.inf
    if not above.any():
        return math.inf
    k = int(above.argmax())
    return float(x[k] - (x[k] - x[k - 1]) * rising[k] / (rising[k] - rising[k - 1]))


def _simulated(trials: int, mean: float, prior_sd: float, noise_sd: float, thompson: bool) -> Floats:
    """Return the scores of lives (lives, T) that pull the arm of the larger posterior mean, or sample (Thompson).

    Their arms are spread evenly over the prior, which makes standard errors smaller than those of independent lives.
    """
    random = np.random.default_rng(2020)
    lives = max(500, min(LIVES, 4_000_000 // trials))
    means = mean + prior_sd * ndtri((random.permutation(lives) + 0.5) / lives)
    precision = np.full(lives, 1.0 / prior_sd**2)
    belief = np.full(lives, mean)
    scores = np.zeros((lives, trials))
    for t in range(trials):
        noise, draw = random.standard_normal((2, lives))
        pull = belief + (draw / np.sqrt(precision) if thompson else 0.0) > 0.0
        felt = means + noise_sd * noise
        scores[:, t] = np.where(pull, means, 0.0)
        after = precision + pull / noise_sd**2
        belief = (belief * precision + pull * felt / noise_sd**2) / after
        precision = after
    return scores


@cache
def uncertain_arm_reference_policies(
    trials: int, mean: float, prior_sd: float, noise_sd: float
) -> tuple[ReferencePolicy, ...]:
    """Return the expected score of reference policies in each trial, the best first; in `LONGEST` trials at most.

    Beyond that only the policies that do not learn.
    """
    policies = [
        ReferencePolicy("never risky", np.zeros(trials)),
        ReferencePolicy("always risky", np.full(trials, float(mean))),
    ]
    if trials <= LONGEST:
        n = best_exploration(trials, mean, prior_sd, noise_sd)
        spread = prior_sd**2 / math.sqrt(prior_sd**2 + noise_sd**2 / n) if n else 0.0
        commit = np.where(np.arange(trials) < n, mean, informed_value(mean, spread))
        policies = [
            ReferencePolicy("Bayes-optimal", optimum(trials, mean, prior_sd, noise_sd).scores),
            ReferencePolicy(f"explore then commit (n = {n})", commit),
            *policies,
            from_lives("Thompson", _simulated(trials, mean, prior_sd, noise_sd, thompson=True)),
        ]
        if mean > 0.0:
            policies.append(from_lives("greedy", _simulated(trials, mean, prior_sd, noise_sd, thompson=False)))
    policies.sort(key=lambda one: (one.name != "Bayes-optimal", -round(float(one.scores.mean()), 9)))
    return (*policies, ReferencePolicy("chance", np.full(trials, 0.5 * mean)))
