"""JAX, loaded when it is first used, so that a file with a kind can be listed and plotted on a machine without it.

`from baldwin.neural.lazy_jax import jax, jnp` is all that a kind's file has to write.
"""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import jax as jax
    import jax.numpy as jnp
    import optax as optax

__all__ = ["jax", "jnp", "optax"]


class _Later(ModuleType):
    """Stands for a module until one of its names is asked for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what inspection asks of any module must not load it
            raise AttributeError(name)
        value = getattr(importlib.import_module(self.__name__), name)
        setattr(self, name, value)
        return value


if not TYPE_CHECKING:
    jax, jnp, optax = _Later("jax"), _Later("jax.numpy"), _Later("optax")
