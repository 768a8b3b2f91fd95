"""Random keys of the neural wing: seed -> replicate -> generation -> purpose, by counters.

JAX's Threefry keys are functions of what they are folded with, so nothing is ever drawn "next".
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Final

import numpy as np

from baldwin.neural.contracts import Key
from baldwin.neural.lazy_jax import jax, jnp

__all__ = ["SCHEME", "Purpose", "replicate_key", "seed_key"]

SCHEME: Final = "threefry2x32-1"


class Purpose(IntEnum):
    """What a key is for. Numbers are part of the scheme: append, never change."""

    FOUNDERS = 1
    START = 2
    ASK = 3
    TELL = 4
    INSTANCES = 5
    LIVES = 6
    HELD_OUT = 7
    MUTANTS = 8


def seed_key(seed: int) -> Key:
    """Return the key of a seed, 0 .. 2^63 - 1; all its bits count."""
    words = np.array([seed >> 32, seed & 0xFFFFFFFF], dtype=np.uint32)
    key: Key = jax.random.wrap_key_data(jnp.asarray(words), impl="threefry2x32")
    return key


def replicate_key(seed: Key, replicate: Any) -> Key:
    """Return the key of one replicate; replicate -1, folded as 2^32 - 1, is for what all replicates share."""
    return jax.random.fold_in(seed, np.uint32(replicate & 0xFFFFFFFF))
