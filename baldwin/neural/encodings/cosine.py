"""Cosine encoding: weights vary smoothly along layers, as a few cosines (Koutnik, Gomez & Schmidhuber 2010)."""

from __future__ import annotations

import math
from typing import Annotated, ClassVar, Literal, Self

import numpy as np
from pydantic import Field

from baldwin.neural.contracts import Array, Gene
from baldwin.neural.encodings._compressed import Compressed, Encoded, Parts, Shapes, saves
from baldwin.neural.lazy_jax import jnp

__all__ = ["Cosine", "cosines"]


class Cosine(Compressed):
    """Each array is a sum of cosines along its axes: k x k genes, the lowest frequencies, for a matrix.

    Neurons that lie side by side are born alike; which neuron lies where has no other meaning.

    Reference: Koutnik, Gomez & Schmidhuber (2010), GECCO, section 3: there coefficients fill the corner of low
    frequencies along its diagonals, here a square.
    """

    inverse: ClassVar[Literal["exact", "nearest", "none"]] = "nearest"
    kind: Literal["cosine"] = "cosine"
    waves: Annotated[int, Field(ge=1, le=4096, description="cosines along an axis, from the constant on (k)")] = 8

    def parts(self, gene: Gene, axes: tuple[str, ...]) -> Shapes:
        """Return the coefficients."""
        del axes
        return saves({f"{gene.name}.waves": tuple(min(count, self.waves) for count in gene.shape)}, gene.shape)

    def make(self, array: Encoded, parts: Parts) -> Array:
        """Return the sum of cosines."""
        (made,) = parts.values()
        for axis, count in enumerate(array.shape):
            waves = cosines(count, made.shape[axis]) * math.sqrt(count / made.shape[axis])
            made = jnp.moveaxis(jnp.tensordot(waves, made, (1, axis)), 0, axis)
        return made

    def nearest(self, array: Encoded, change: Array) -> Array:
        """Return the coefficients of the change, which as cosines are orthogonal are the least-squares solution."""
        for axis, count in enumerate(array.shape):
            kept = min(count, self.waves)
            waves = cosines(count, kept).T * math.sqrt(kept / count)
            change = jnp.moveaxis(jnp.tensordot(waves, change, (1, axis)), 0, axis)
        return change

    @classmethod
    def tiny(cls) -> Self:
        """Return two cosines, of biases too."""
        return cls(waves=2, encodes=("matrices", "vectors"))


def cosines(places: int, waves: int) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Return the first `waves` orthonormal cosines (places, waves) over `places`: columns of the DCT-II."""
    place, wave = np.arange(places)[:, None], np.arange(waves)[None]
    size = np.where(wave > 0, math.sqrt(2.0 / places), math.sqrt(1.0 / places))
    found: np.ndarray[tuple[int, int], np.dtype[np.float32]] = size * np.cos(np.pi * wave * (place + 0.5) / places)
    return found.astype(np.float32)
