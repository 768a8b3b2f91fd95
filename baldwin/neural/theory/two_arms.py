"""Two Bernoulli arms, exactly: the scores of any policy that looks at counts, and the Bayes-optimal policy.

A history of t pulls is summed up by n1 pulls of arm 1, s1 successes of it and s2 of arm 2. Everything here treats the
arms alike, so that only n1 <= t / 2 is kept: the layer of t is an array [n1, s1, s2] of (h + 1, h + 1, t + 1), h = t //
2, which holds zeros where s1 > n1 or s2 > t - n1.

A policy's weight of a history is the product of its probabilities of the pulls; summed over the histories with the same
counts it does not depend on the law of the arms, and times the likelihood of one such history it is the probability of
the counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import beta

__all__ = ["HIGH", "Law", "Policy", "PullCounts", "bayes_optimal", "best_arm", "expected_scores", "high", "mirrored"]

Floats = npt.NDArray[np.float64]
Law = str | float  # a name, or the gap |p1 - p2| of a law p1 = (1 +- gap) / 2, p2 = 1 - p1

HIGH = {"easy": 0.9, "medium": 0.75, "hard": 0.6}


class PullCounts(NamedTuple):
    """The counts after t pulls, of T in all: n1 (h + 1, 1, 1), s1 (1, h + 1, 1), s2 (1, 1, t + 1)."""

    t: int
    trials: int
    n1: npt.NDArray[np.int64]
    s1: npt.NDArray[np.int64]
    s2: npt.NDArray[np.int64]


Policy = Callable[[PullCounts], Floats]  # the probability of arm 1, of the layer's shape (or one that spreads to it)


def _layer(t: int, trials: int) -> PullCounts:
    half = np.arange(t // 2 + 1)
    return PullCounts(t, trials, half[:, None, None], half[None, :, None], np.arange(t + 1)[None, None, :])


def high(law: Law) -> float | None:
    """Return the better arm's probability of reward, None if it is no law of two points."""
    if isinstance(law, str):
        return HIGH.get(law)
    return 0.5 * (1.0 + law)


def best_arm(law: Law) -> float:
    """Return the mean probability of reward of the better arm, E[max(p1, p2)]."""
    if law == "independent":
        return 2.0 / 3.0
    found = high(law)
    return 0.75 if found is None else found


def _likelihood(law: Law, layer: PullCounts, more: int) -> Floats:
    """Return the probability of one history with the layer's counts, and a success of arm `more` (1 or 2) after it."""
    t, n1, s1, s2 = layer.t, layer.n1, layer.s1, layer.s2
    if law == "independent":
        f1, f2 = np.maximum(n1 - s1, 0), np.maximum(t - n1 - s2, 0)
        first = beta(s1 + 1.0 + (more == 1), f1 + 1.0)
        second = beta(s2 + 1.0 + (more == 2), f2 + 1.0)
        return np.asarray(first * second, np.float64)
    known = _evidence_likelihood(law, t + (more > 0))
    found: Floats = known[np.clip(s1 + t - n1 - s2, 0, t) + (more == 1)]
    return found


def _evidence_likelihood(law: Law, t: int) -> Floats:
    """Return [a], the probability of a history of t pulls, a of which speak for p1: successes of arm 1, failures of 2.

    For laws with p2 = 1 - p1, (t + 1,).
    """
    a = np.arange(t + 1.0)
    top = high(law)
    if top is not None:
        return 0.5 * (top**a * (1.0 - top) ** (t - a) + (1.0 - top) ** a * top ** (t - a))
    if law != "uniform":
        raise ValueError(f"{law!r} is no law of two arms: independent, uniform, {', '.join(HIGH)}, or a gap")
    return np.asarray(beta(a + 1.0, t - a + 1.0), np.float64)


def mirrored(layer: Floats, t: int, plane: Floats) -> Floats:
    """Return the layer of an odd t with one plane more, n1 = (t + 1) / 2: `plane`, of n1 = t // 2, with arms exchanged.

    `plane` [s1, s2] is what is true of the other arm there.
    """
    h = t // 2
    found = np.zeros((h + 2, h + 2, t + 1))
    found[:-1, :-1] = layer
    found[-1, :, : h + 1] = plane[:, : h + 2].T
    return found


def _pulled(first: Floats, second: Floats, t: int) -> Floats:
    """Return the layer of t + 1 where the layer's histories go on with a pull of arm 1, and of arm 2, won or lost.

    If t is odd `second` has the plane more that `mirrored` returns.
    """
    half = (t + 1) // 2
    found = np.zeros((half + 1, half + 1, t + 2))
    found[:, :, :-1] = second
    found[:, :, 1:] += second
    cut = first[:half, :half]
    found[1:, :-1, :-1] += cut
    found[1:, 1:, :-1] += cut
    return found


def expected_scores(policies: Sequence[Policy], laws: Sequence[Law], trials: int) -> Floats:
    """Return minus the expected regret, -E[max(p1, p2) - p of the arm chosen], exactly: (policies, laws, T).

    Time grows as T^4: some 0.1 s for each policy at T = 100.
    """
    found = np.zeros((len(policies), len(laws), trials))
    weights = [np.ones((1, 1, 1)) for _ in policies]
    for t in range(trials):
        layer = _layer(t, trials)
        times = np.full((t // 2 + 1, 1, 1), 2.0)  # each plane stands for its image too
        if t % 2 == 0:
            times[-1] = 1.0
        worth = [[(times * _likelihood(law, layer, arm)).ravel() for arm in (1, 2)] for law in laws]
        for i, policy in enumerate(policies):
            first = weights[i] * policy(layer)
            second = weights[i] - first
            for j, (one, two) in enumerate(worth):
                found[i, j, t] = first.ravel() @ one + second.ravel() @ two
            if t + 1 < trials:
                other = mirrored(second, t, first[-1]) if t % 2 else second
                weights[i] = _pulled(first, other, t)
    minus_regret: Floats = found - np.array([best_arm(law) for law in laws])[:, None]
    return minus_regret


@cache
def bayes_optimal(law: Law, trials: int) -> Policy:
    """Return the policy that scores most in T trials where arms are drawn from `law`, by backward induction.

    What it returns for a layer is 1, 0, or 1/2 where both arms are worth the same.
    """
    prefers: list[npt.NDArray[np.int8]] = []
    value = np.zeros((trials // 2 + 1, trials // 2 + 1, trials + 1))  # times the likelihood of the history
    for t in range(trials - 1, -1, -1):
        layer, h = _layer(t, trials), t // 2
        after = value if t % 2 else mirrored(value, t + 1, value[-1])
        one = _likelihood(law, layer, 1) + after[1 : h + 2, 1 : h + 2, :-1] + after[1 : h + 2, : h + 1, :-1]
        two = _likelihood(law, layer, 2) + after[: h + 1, : h + 1, 1:] + after[: h + 1, : h + 1, :-1]
        close = 1e-9 * (one + two)
        prefers.append((1 + (one - two > close) - (two - one > close)).astype(np.int8))
        value = np.maximum(one, two)
        value[(layer.s1 > layer.n1) | (layer.s2 > t - layer.n1)] = 0.0
    prefers.reverse()

    def policy(layer: PullCounts) -> Floats:
        """Return the probability of arm 1."""
        if layer.trials != trials:
            raise ValueError(f"this policy is for {trials} trials")
        return prefers[layer.t] * np.float64(0.5)

    return policy
