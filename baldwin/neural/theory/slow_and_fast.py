"""What can be earned where one part of the world stays for life and another is new in each episode: exactly."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from baldwin.neural.theory.reference_policy import ORACLE, ReferencePolicy, constant, from_lives

__all__ = ["Bounds", "bounds", "over_episodes", "policies", "told"]

Floats = npt.NDArray[np.float64]
ROOT = math.sqrt(2.0 / math.pi)  # E|z| of a standard normal number z


class Bounds(NamedTuple):
    """Mean score in each trial of each episode, (sequences, episodes, T), of three who know the laws of the world.

    Each row is exact for one sequence of contexts; the mean over sequences has the standard error that they show.
    """

    both: Floats  # who remembers everything
    within: Floats  # who remembers what happened in the present episode alone
    across: Floats  # who acts on earlier episodes alone


def told(*sizes: float) -> float:
    """Return what one earns in a trial who is told parts of these standard deviations."""
    return ROOT * math.hypot(*sizes)


def bounds(
    contexts: int, slow: float, fast: float, noise: float, trials: int, episodes: int, sequences: int = 100
) -> Bounds:
    """Return what Bayesian observers earn, who choose the arm that they expect to pay more.

    What an arm pays in context c is d_c + e or its opposite, with noise: whichever is chosen, the same is learned. So
    the posterior is Gaussian with variances that depend on the contexts alone (Kalman 1960), the best choice is the
    sign of the posterior mean m, and it earns E|m| = sqrt(2/pi) sd(m), where sd(m)^2 is by how much the variance of
    d_c + e has fallen.
    """
    rng = np.random.default_rng(0)
    found = Bounds(*(np.zeros((sequences, episodes, trials)) for _ in range(3)))
    for row in range(sequences):
        seen = rng.integers(contexts, size=(episodes, trials))
        life = _prior(contexts, slow, fast)
        for episode in range(episodes):
            known = life.copy()  # at the end of the episode before
            alone = _prior(contexts, slow, fast)
            for trial, context in enumerate(seen[episode]):
                point = np.zeros(contexts + 1)
                point[[context, contexts]] = 1.0
                whole = slow**2 + fast**2
                found.both[row, episode, trial] = _earned(whole - float(point @ life @ point))
                found.within[row, episode, trial] = _earned(whole - float(point @ alone @ point))
                found.across[row, episode, trial] = _earned(slow**2 - known[context, context])
                life, alone = (_updated(one, point, noise) for one in (life, alone))
            life[contexts], life[:, contexts] = 0.0, 0.0
            life[contexts, contexts] = fast**2
    return found


def policies(contexts: int, slow: float, fast: float, noise: float, trials: int) -> tuple[ReferencePolicy, ...]:
    """Return how reference policies score in a life of one episode, the best first."""
    best = bounds(contexts, slow, fast, noise, trials, 1).both[:, 0]
    return (
        constant(ORACLE, told(slow, fast), trials),
        constant("told what stays", told(slow), trials),
        constant("told what is new", told(fast), trials),
        from_lives("Bayes-optimal", best),
        constant("chance", 0.0, trials),
    )


def over_episodes(
    contexts: int, slow: float, fast: float, noise: float, trials: int, episodes: int
) -> tuple[ReferencePolicy, ...]:
    """Return what the three observers earn in each episode of a life, and chance."""
    found = bounds(contexts, slow, fast, noise, trials, episodes, sequences=30)
    names = {
        "both": "all episodes remembered",
        "across": "earlier episodes alone",
        "within": "one episode alone",
    }
    each = (from_lives(name, getattr(found, of).mean(axis=2)) for of, name in names.items())
    return (*each, constant("chance", 0.0, episodes))


def _prior(contexts: int, slow: float, fast: float) -> Floats:
    """Return the covariance of (d_1, .., d_n, e) before anything is known."""
    return np.diag(np.append(np.full(contexts, slow**2), fast**2))


def _updated(covariance: Floats, point: Floats, noise: float) -> Floats:
    """Return the covariance after d_c + e has been seen once, with noise."""
    gain = covariance @ point
    spread = float(point @ gain) + noise**2
    return covariance - np.outer(gain, gain) / spread if spread > 0.0 else covariance


def _earned(fallen: float) -> float:
    return ROOT * math.sqrt(max(fallen, 0.0))
