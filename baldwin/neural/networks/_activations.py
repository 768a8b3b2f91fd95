"""Activations of hidden units."""

from __future__ import annotations

from typing import Literal

from baldwin.neural.contracts import Array
from baldwin.neural.lazy_jax import jax, jnp

__all__ = ["Activation", "activate"]

Activation = Literal["relu", "tanh", "sigmoid", "silu", "gelu", "elu", "softplus", "sin", "identity"]


def activate(name: Activation, x: Array) -> Array:
    """Return the values of units that sum to `x`."""
    if name == "identity":
        return x
    if name == "tanh":
        return jnp.tanh(x)
    if name == "sin":
        return jnp.sin(x)
    activated: Array = getattr(jax.nn, name)(x)
    return activated
