"""How a direction becomes a step: the optimisers of optax, by name."""

from __future__ import annotations

from typing import Any, Literal

from baldwin.neural.lazy_jax import optax
from baldwin.neural.strategies._schedule import Decay, schedule

__all__ = ["Optimiser", "optimiser"]

Optimiser = Literal["adam", "sgd", "momentum", "rmsprop"]


def optimiser(name: Optimiser, start: Any, final: Any, decay: Decay, generations: Any, weight_decay: Any = None) -> Any:
    """Return an optax optimiser (which descends) whose step size goes from `start` to `final`."""
    rate = schedule(start, final, decay, generations)
    if name == "adam":
        return optax.adam(rate) if weight_decay is None else optax.adamw(rate, weight_decay=weight_decay)
    parts = [] if weight_decay is None else [optax.add_decayed_weights(weight_decay)]
    step = optax.rmsprop(rate) if name == "rmsprop" else optax.sgd(rate, momentum=0.9 if name == "momentum" else None)
    return optax.chain(*parts, step)
