"""Numbers that change over an evolution of known length."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Literal

from baldwin.neural.contracts import Array
from baldwin.neural.lazy_jax import jnp

__all__ = ["Decay", "paced", "schedule"]

Decay = Literal["constant", "linear", "cosine"]


def paced(decay: Decay, *ranges: tuple[Any, Any]) -> str | None:
    """Return the field that lets numbers change with the length of a run, if any of the `ranges` (start, end) does."""
    return "decay" if decay != "constant" and any(start != final for start, final in ranges) else None


def schedule(start: Any, final: Any, decay: Decay, generations: Any) -> Callable[[Any], Array]:
    """Return a function of the generation that goes from `start` to `final` at the last of `generations`."""

    def value(count: Any) -> Array:
        if decay == "constant":
            return jnp.asarray(start, jnp.float32)
        progress = jnp.clip(count / jnp.maximum(generations, 1), 0.0, 1.0)
        left = 1.0 - progress if decay == "linear" else (1.0 + jnp.cos(math.pi * progress)) / 2.0
        return jnp.asarray(final + (start - final) * left, jnp.float32)

    return value
