"""Textbook policies for Bernoulli bandits: indices of an arm's counts for any number of arms, policies for two."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.special import beta, betainc

from baldwin.neural.theory.gittins import discounted_indices, finite_horizon_indices
from baldwin.neural.theory.two_arms import Floats, Law, Policy, PullCounts, high, mirrored

__all__ = [
    "Index",
    "beta_ucb",
    "chance",
    "discounted_gittins",
    "exploring",
    "finite_horizon_gittins",
    "greedy",
    "index_policy",
    "net_evidence",
    "thompson",
    "thompson_dependent",
    "ucb",
    "win_stay_lose_shift",
]

Counts = npt.NDArray[np.int64]
Index = Callable[[Counts, Counts, int], Floats]  # (successes, pulls, pulls of all arms so far) -> what an arm is worth

NEVER = 1e3  # the index of an arm never pulled, to a policy that must pull each once


def greedy(successes: Counts, pulls: Counts, t: int) -> Floats:
    """Return the posterior mean under a uniform prior."""
    del t
    found: Floats = (successes + 1.0) / (pulls + 2.0)
    return found


def ucb(factor: float) -> Index:
    """Return the index mean + sqrt(factor ln t / N), t pulls so far; each arm is pulled once first.

    Reference: Auer, Cesa-Bianchi & Fischer (2002), UCB1: factor 2.
    """

    def index(successes: Counts, pulls: Counts, t: int) -> Floats:
        """Return an arm's index."""
        once = np.maximum(pulls, 1)
        found = successes / once + np.sqrt(factor * math.log(max(t, 1)) / once)
        return np.where(pulls == 0, NEVER, found)

    return index


def beta_ucb(c: float) -> Index:
    """Return the index mean + c sqrt(2 ln t / N), where each arm begins with one success and one failure.

    Reference: Duan et al. (2016), section 3.1, where c is tuned; t counts those pulls too.
    """

    def index(successes: Counts, pulls: Counts, t: int) -> Floats:
        """Return an arm's index."""
        found: Floats = (successes + 1.0) / (pulls + 2.0) + c * np.sqrt(2.0 * math.log(t + 1.0) / (pulls + 2.0))
        return found

    return index


def finite_horizon_gittins(trials: int) -> Index:
    """Return the index of `gittins.finite_horizon_indices`."""
    tables = finite_horizon_indices(trials)

    def index(successes: Counts, pulls: Counts, t: int) -> Floats:
        """Return an arm's index."""
        return tables[t][pulls, np.minimum(successes, pulls)]

    return index


def discounted_gittins(discount: float, trials: int) -> Index:
    """Return the index of `gittins.discounted_indices`."""
    table = discounted_indices(discount, trials)

    def index(successes: Counts, pulls: Counts, t: int) -> Floats:
        """Return an arm's index."""
        del t
        return table[pulls, np.minimum(successes, pulls)]

    return index


def index_policy(index: Index) -> Policy:
    """Return the policy for two arms that pulls the one of the larger index, either if they are equal."""

    def policy(layer: PullCounts) -> Floats:
        """Return the probability of arm 1."""
        t = layer.t
        first = np.round(index(np.minimum(layer.s1, layer.n1), layer.n1, t), 9)
        n2 = t - layer.n1
        other = np.round(index(np.minimum(layer.s2, n2), n2, t), 9)
        found: Floats = np.heaviside(first - other, 0.5)
        return found

    return policy


def exploring(policy: Policy, share: float) -> Policy:
    """Return the policy that pulls either of two arms in a `share` of trials, and follows `policy` in the others."""

    def either(layer: PullCounts) -> Floats:
        """Return the probability of arm 1."""
        return (1.0 - share) * policy(layer) + 0.5 * share

    return either


def chance(layer: PullCounts) -> Floats:
    """Return 1/2."""
    del layer
    return np.full((1, 1, 1), 0.5)


def _evidence(layer: PullCounts) -> Counts:
    """Return how many of the pulls speak for arm 1: its successes and the failures of arm 2."""
    return layer.s1 + layer.t - layer.n1 - layer.s2


def net_evidence(layer: PullCounts) -> Floats:
    """Return 1 where more speaks for arm 1 than for arm 2, 0 where less does, 1/2 where as much.

    It is Bayes-optimal for every symmetric law with p2 = 1 - p1: both arms give the same information, so that
    exploring is worth nothing.
    """
    found: Floats = np.heaviside((2 * _evidence(layer) - layer.t).astype(np.float64), 0.5)
    return found


def thompson_dependent(law: Law) -> Policy:
    """Return Thompson sampling (1933) where it is known that p2 = 1 - p1 and how p1 is drawn: P(p1 > p2 | counts)."""
    top = high(law)

    def policy(layer: PullCounts) -> Floats:
        """Return the probability of arm 1."""
        t = layer.t
        a = np.arange(t + 1.0)
        if top is None:
            known = np.asarray(betainc(t - a + 1.0, a + 1.0, 0.5), np.float64)  # P(1 - p1 < 1/2)
        else:
            known = 1.0 / (1.0 + (top / (1.0 - top)) ** (t - 2.0 * a))
        found: Floats = known[np.clip(_evidence(layer), 0, t)]
        return found

    return policy


def thompson() -> Policy:
    """Return Thompson sampling (1933) with independent uniform priors: P(Beta > Beta), exactly. Layers come in order.

    Adding 1 to d in P(Beta(a, b) > Beta(c, d)) adds k / d, adding it to c takes k / c away, where k = B(a + c, b + d) /
    (B(a, b) B(c, d)) (Cook 2005); so each layer follows from the last.
    """
    last = np.full((1, 1, 1), 0.5)

    def policy(layer: PullCounts) -> Floats:
        """Return the probability of arm 1."""
        nonlocal last
        if layer.t == 0:
            last = np.full((1, 1, 1), 0.5)
            return last
        t = layer.t - 1
        before = mirrored(last, t, 1.0 - last[-1]) if t % 2 else last
        h = before.shape[0]
        n1, s1 = np.arange(h)[:, None, None], np.arange(h)[None, :, None]
        s2 = np.arange(t + 1)[None, None, :]
        f1, f2 = np.maximum(n1 - s1, 0), np.maximum(t - n1 - s2, 0)
        both = np.arange(h + t)
        joint = beta(both + 2.0, np.maximum(t - both, 0) + 2.0)[s1 + s2]
        k = joint / (beta(s1 + 1.0, f1 + 1.0) * beta(s2 + 1.0, f2 + 1.0))
        found = np.zeros((h, h, t + 2))
        found[:, :, :-1] = before + k / (f2 + 1.0)
        plane = np.arange(h)
        top = t - plane  # all pulls of arm 2 won, and one more
        found[plane, :, top + 1] = before[plane, :, top] - k[plane, :, top] / (top[:, None] + 1.0)
        found[(s1 > n1) | (np.arange(t + 2) > t + 1 - n1)] = 0.0
        last = found
        return found

    return policy


def win_stay_lose_shift(law: Law, trials: int) -> Floats:
    """Return minus the expected regret, (T,), of the policy that stays after a reward and shifts after none.

    It looks at the last pull alone, so its path is a Markov chain for
    each (p1, p2); uniform laws are integrated over by Gauss's rule, which is exact for such polynomials.
    """
    top = high(law)
    if top is not None:
        p1, p2, weight = np.array([top]), np.array([1.0 - top]), np.ones(1)
    else:
        nodes, measure = np.polynomial.legendre.leggauss(min(trials, 100) // 2 + 4)
        x, w = 0.25 * (nodes + 1.0), 0.25 * measure  # p2 in 0 .. 1/2
        if law == "uniform":
            p1, p2, weight = 1.0 - x, x, 2.0 * w
        else:  # p2 = share of p1 < p1, with density 2 p1
            first, first_weight = 0.5 * (nodes + 1.0), 0.5 * measure
            p1 = np.repeat(first, nodes.size)
            p2 = p1 * np.tile(first, nodes.size)
            weight = 2.0 * p1 * np.outer(first_weight, first_weight).ravel()
    better, found = np.full(p1.size, 0.5), np.zeros(trials)
    for t in range(trials):
        found[t] = -float(weight @ ((1.0 - better) * (p1 - p2)))
        better = better * p1 + (1.0 - better) * (1.0 - p2)
    return found
