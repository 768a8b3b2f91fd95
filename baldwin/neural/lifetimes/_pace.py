"""How long a life goes on learning, where that evolves."""

from __future__ import annotations

from typing import Any

from baldwin.neural.contracts import Array
from baldwin.neural.lazy_jax import jnp

__all__ = ["awake"]


def awake(plasticity: dict[str, Any], steps: int, t: Array) -> Array | bool:
    """Return whether a life of at most `steps` experiences still learns from number `t`, counted from 1.

    `plasticity["steps"]`, if it evolves, is the share of `steps` after which a life stops learning.
    """
    return t <= jnp.round(plasticity["steps"] * steps) if "steps" in plasticity else True
