"""Learning rates that choices between two arms tell: Rescorla and Wagner's rule, fitted by maximum likelihood.

One arm or the other pays, never both, so that an outcome tells the same of either, whichever was chosen.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import log_expit

__all__ = ["Choices", "Rates", "fitted_rates", "pooled", "rescorla_wagner", "shuffled", "singly", "split"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

FITTED = np.linspace(0.04, 1.0, 25)  # learning rates that are tried
SHARPNESS = (0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)  # inverse temperatures that are tried
WINDOW = 10  # trials that are read at a time


class Choices(NamedTuple):
    """Choices in N lives of T trials, and what was shown to them."""

    first: Bools  # (N, T) whether the first arm was chosen
    paid: Bools  # (N, T) whether the first arm paid, or would have
    shown: Floats  # (N, T, 2) what either arm would bring
    volatile: Bools  # (N, T) whether time is volatile


class Rates(NamedTuple):
    """Mean learning rates; NaN where nothing tells them."""

    stable: float
    volatile: float

    @property
    def ratio(self) -> float:
        """Return volatile over stable."""
        return self.volatile / self.stable


def shuffled(choices: Choices) -> Choices:
    """Return these lives with the choices of the life before in the place of their own."""
    return choices._replace(first=np.roll(choices.first, 1, axis=0))


def split(choices: Choices, batches: int) -> list[Choices]:
    """Return as many batches of equally many lives."""
    return [Choices(*parts) for parts in zip(*(np.split(array, batches) for array in choices), strict=True)]


def rescorla_wagner(paid: Bools, alpha: float) -> Floats:
    """Return the chance (N, T) that the first arm pays as V <- V + alpha (paid - V) has it before each trial."""
    found = np.zeros(paid.shape)
    value = np.full(len(paid), 0.5)
    for t in range(paid.shape[1]):
        found[:, t] = value
        value = value + alpha * (paid[:, t] - value)
    return found


def pooled(choices: Choices) -> Rates:
    """Return the rates of many lives read together; see `fitted_rates`."""
    first, paid, shown, volatile = choices
    return Rates(*fitted_rates(first, paid, shown, volatile))


def fitted_rates(
    chose_first: Bools, paid: Bools, shown: Floats, volatile: Bools, window: int = WINDOW
) -> tuple[float, float]:
    """Return the learning rates (stable, volatile) with which the Rescorla-Wagner rule makes choices most likely.

    Log odds of the first arm are beta (V m1 - (1 - V) m2), with magnitudes m. In each window of trials rate and beta
    are those most likely for the choices in it, while all trials before it shape V (Wang et al. 2018). Departure:
    the lives whose window lies in one kind of time are read together, not each by itself, as ten choices of one life
    are too few. The rates of windows are averaged, each with the number of its lives. NaN where no window is, or where
    choices do not distinguish one rate from another.

    Args:
        chose_first: (N, T).
        paid: whether the first arm paid, or would have (N, T).
        shown: magnitudes of the arms (N, T, 2), shares of 100.
        volatile: (N, T).
        window: trials of a window.
    """
    trials = chose_first.shape[1]
    if trials < window:
        return float("nan"), float("nan")
    quick = _windowed(volatile.astype(float), window)
    within = np.stack([quick < 0.5, quick > window - 0.5])  # (2, N, W): wholly stable, wholly volatile
    sign = np.where(chose_first, 1.0, -1.0)
    likely = np.zeros((2, len(FITTED), len(SHARPNESS), within.shape[2]))
    for i, rate in enumerate(FITTED):
        value = rescorla_wagner(paid, float(rate))
        odds = sign * (value * shown[..., 0] - (1.0 - value) * shown[..., 1])
        for j, beta in enumerate(SHARPNESS):
            each = _windowed(log_expit(beta * odds), window)
            likely[:, i, j] = np.einsum("knw,nw->kw", within, each)
    over = likely.max(axis=2)  # (2, rates, W)
    count = within.sum(axis=1).astype(float)
    separate = (over.max(axis=1) - over.min(axis=1) > 1e-6) & (count > 0.0)
    rates = FITTED[over.argmax(axis=1)]
    weight = (count * separate).sum(axis=1)
    mean = np.divide((rates * count * separate).sum(axis=1), weight, out=np.full(2, np.nan), where=weight > 0.0)
    return float(mean[0]), float(mean[1])


def singly(choices: Choices) -> Rates:
    """Return the mean of rates read from each ten choices of each life by themselves, as Wang et al. (2018) did.

    Ten choices tell little, and what they tell falls anywhere in 0 .. 1: a mean of such readings is drawn to the
    middle, and ratios towards 1. Of rates that are as likely, the lowest. NaN where no ten trials are of one kind.
    """
    first, paid, shown, volatile = choices
    if first.shape[1] < WINDOW:
        return Rates(float("nan"), float("nan"))
    sign = np.where(first, 1.0, -1.0)
    quick = _windowed(volatile.astype(np.float64), WINDOW)
    highest, found = np.full(quick.shape, -np.inf), np.zeros(quick.shape)
    for rate in FITTED:
        value = rescorla_wagner(paid, float(rate))
        odds = sign * (value * shown[..., 0] - (1.0 - value) * shown[..., 1])
        for beta in SHARPNESS:
            likely = _windowed(log_expit(beta * odds), WINDOW)
            better = likely > highest + 1e-9
            highest[better], found[better] = likely[better], rate
    return Rates(_mean(found, quick < 0.5), _mean(found, quick > WINDOW - 0.5))


def _mean(values: Floats, where: Bools) -> float:
    return float(values[where].mean()) if where.any() else float("nan")


def _windowed(values: Floats, window: int) -> Floats:
    """Return sums (N, W) over each run of `window` trials."""
    total = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
    sums: Floats = total[:, window:] - total[:, :-window]
    return sums
