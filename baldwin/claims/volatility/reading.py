"""Choices in stable and volatile blocks of reference policies, for `baldwin.learning_rates`."""

from __future__ import annotations

from functools import cache

import numpy as np

from baldwin.learning_rates import Choices, rescorla_wagner
from baldwin.neural.theory.volatility import beliefs, worlds

__all__ = ["ORDERS", "believing", "world"]

ORDERS = ("stable_first", "volatile_first")
STABLE, SURE, K_LOW, K_HIGH, VOLATILE = 0.75, 1.0, -4.5, -3.5, 0.8  # generator; and chance in volatile blocks of a test
LIVES, TRIALS = 500, 200


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
