"""Learning rates fitted to choices in stable and volatile blocks: of networks, and of reference policies."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import log_expit

from baldwin.claims.lives import Lives
from baldwin.claims.measures import Floats
from baldwin.neural.theory.volatility import beliefs, fitted_rates, rescorla_wagner, worlds

__all__ = ["ORDERS", "Choices", "Rates", "believing", "of_lives", "pooled", "shuffled", "singly", "split", "world"]

ORDERS = ("stable_first", "volatile_first")
RATES = np.linspace(0.04, 1.0, 25)
SHARPNESS = (0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)  # inverse temperatures that are tried
WINDOW = 10  # trials
STABLE, SURE, K_LOW, K_HIGH, VOLATILE = 0.75, 1.0, -4.5, -3.5, 0.8  # generator; and chance in volatile blocks of a test
LIVES, TRIALS = 500, 200

Bools = npt.NDArray[np.bool_]


class Choices(NamedTuple):
    """Choices of lives, and what was shown to them."""

    first: Bools  # (N, T) whether the first arm was chosen
    paid: Bools  # (N, T) whether the first arm paid, or would have
    shown: Floats  # (N, T, 2) magnitudes
    volatile: Bools  # (N, T)


class Rates(NamedTuple):
    """Mean learning rates."""

    stable: float
    volatile: float

    @property
    def ratio(self) -> float:
        """Return volatile over stable."""
        return self.volatile / self.stable


def of_lives(one: Lives) -> Choices:
    """Return the choices made in the lives of a network."""
    drawn = one.chances
    paid = np.asarray(drawn.luck) < np.asarray(drawn.chance)
    return Choices(one.actions == 0, paid, np.asarray(drawn.shown, np.float64), np.asarray(drawn.volatile, np.bool_))


@cache
def world(order: str) -> Choices:
    """Return lives of a test without choices; `first` is False everywhere."""
    draw = np.random.default_rng(2007)
    made = worlds(order, STABLE, VOLATILE, K_LOW, K_HIGH, TRIALS, LIVES, 2007)
    paid = draw.random(made.chances.shape) < made.chances
    return Choices(np.zeros_like(paid), paid, draw.beta(4.0, 4.0, (*paid.shape, 2)), made.volatile)


def believing(order: str, rate: float | None = None) -> Choices:
    """Return the choices of Bayes' filter, or of Rescorla and Wagner's rule of a `rate`: what is worth more, as shown.

    The filter believes in the generator that lives evolve in: volatile times are sure.
    """
    lives = world(order)
    bayes = rate is None
    chance = beliefs(lives.paid, STABLE, SURE, K_LOW, K_HIGH) if bayes else rescorla_wagner(lives.paid, rate or 0.0)
    return lives._replace(first=chance * lives.shown[..., 0] > (1.0 - chance) * lives.shown[..., 1])


def shuffled(choices: Choices) -> Choices:
    """Return these lives with the choices of the life before in the place of their own."""
    return choices._replace(first=np.roll(choices.first, 1, axis=0))


def split(choices: Choices, batches: int) -> list[Choices]:
    """Return as many batches of equally many lives."""
    return [Choices(*parts) for parts in zip(*(np.split(array, batches) for array in choices), strict=True)]


def pooled(choices: Choices) -> Rates:
    """Return the rates of many lives read together; see `fitted_rates`."""
    first, paid, shown, volatile = choices
    return Rates(*fitted_rates(first, paid, shown, volatile))


def singly(choices: Choices) -> Rates:
    """Return the mean of rates read from each ten choices of each life by themselves, as Wang et al. (2018) did.

    Ten choices tell little, and what they tell falls anywhere in 0 .. 1: a mean of such readings is drawn to the
    middle, and ratios towards 1. Of rates that are as likely, the lowest.
    """
    first, paid, shown, volatile = choices
    sign = np.where(first, 1.0, -1.0)
    quick = _windowed(volatile.astype(np.float64))
    highest, found = np.full(quick.shape, -np.inf), np.zeros(quick.shape)
    for rate in RATES:
        value = rescorla_wagner(paid, float(rate))
        odds = sign * (value * shown[..., 0] - (1.0 - value) * shown[..., 1])
        for beta in SHARPNESS:
            likely = _windowed(log_expit(beta * odds))
            better = likely > highest + 1e-9
            highest[better], found[better] = likely[better], rate
    return Rates(float(found[quick < 0.5].mean()), float(found[quick > WINDOW - 0.5].mean()))


def _windowed(values: Floats) -> Floats:
    """Return sums (N, W) over each run of ten trials."""
    total = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
    sums: Floats = total[:, WINDOW:] - total[:, :-WINDOW]
    return sums
