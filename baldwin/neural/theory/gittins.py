"""Gittins indices of a Bernoulli arm of unknown probability: what a sure arm would have to pay to be as good."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

__all__ = ["discounted_indices", "finite_horizon_indices", "posterior_means"]

Floats = npt.NDArray[np.float64]

GRID = 200  # sure payments between 0 and 1; indices are interpolated between them
DEPTH = 750  # pulls more after which an arm is taken to be known: enough for a discount of 0.99


def posterior_means(pulls: int) -> Floats:
    """Return [n, s] = (s + 1) / (n + 2), the mean of a uniform prior's posterior, (pulls + 1, pulls + 1)."""
    n = np.arange(pulls + 1)[:, None]
    return (np.minimum(np.arange(pulls + 1), n) + 1.0) / (n + 2.0)


def _crossing(gain: Floats, payments: Floats) -> Floats:
    """Return where `gain` (.., G), convex and falling along `payments` (G,), crosses 0.

    It is interpolated linearly, which overestimates an index by no more than O(1 / G^2).
    """
    last = np.clip((gain >= 0.0).sum(axis=-1) - 1, 0, payments.size - 2)[..., None]
    above = np.take_along_axis(gain, last, axis=-1)[..., 0]
    below = np.take_along_axis(gain, last + 1, axis=-1)[..., 0]
    found: Floats = payments[last[..., 0]] + (payments[1] - payments[0]) * above / (above - below)
    return found


@cache
def finite_horizon_indices(trials: int) -> tuple[Floats, ...]:
    """Return indices for each trial t: [n, s] (t + 1, t + 1), n pulls of the arm so far and s successes (s <= n).

    The index is the sure payment per trial at which retiring for the T - t trials that are left, or pulling at least
    once more, are worth the same; the prior is uniform. In the last trial it is the posterior mean.

    Reference: Gittins (1979), with a finite horizon as in Niño-Mora (2011); backward induction for a grid of payments.
    """
    payments = np.linspace(0.0, 1.0, GRID + 1)
    means = posterior_means(trials)
    value = np.zeros((trials + 1, trials + 1, payments.size))  # [n, s, payment], nothing left to pull
    found = []
    for left in range(1, trials + 1):
        size = trials - left + 1
        p = means[:size, :size, None]
        go_on = p * (1.0 + value[1 : size + 1, 1 : size + 1]) + (1.0 - p) * value[1 : size + 1, :size]
        retire = left * payments
        found.append(_crossing(go_on - retire, payments) if left > 1 else means[:size, :size])
        value = np.maximum(go_on, retire)
    return tuple(found[::-1])


@cache
def discounted_indices(discount: float, pulls: int) -> Floats:
    """Return indices [n, s] (pulls + 1, pulls + 1) after n pulls of the arm with s successes (s <= n), uniform prior.

    Reference: Gittins (1979); backward induction for a grid of payments, arms being known after `DEPTH` pulls more.
    """
    payments = np.linspace(0.0, 1.0, GRID + 1)
    depth = pulls + max(1, min(DEPTH, int(10.0 / (1.0 - discount))))
    s = np.arange(depth + 1)[:, None]
    retire = payments / (1.0 - discount)
    value = np.maximum((s + 1.0) / (depth + 2.0) / (1.0 - discount), retire)  # [s, payment]
    found = np.zeros((pulls + 1, pulls + 1))
    for n in range(depth - 1, -1, -1):
        p = (s[: n + 1] + 1.0) / (n + 2.0)
        go_on = p * (1.0 + discount * value[1:]) + (1.0 - p) * (discount * value[:-1])
        if n <= pulls:
            found[n, : n + 1] = _crossing(go_on - retire, payments)
        value = np.maximum(go_on, retire)
    return found
