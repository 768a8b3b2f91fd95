"""Genomic bottleneck: a small network reads the labels of two neurons, and says their weight (Shuvaev et al. 2024)."""

from __future__ import annotations

import math
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field

from baldwin.neural.contracts import Array, Blueprint, Gene
from baldwin.neural.encodings._compressed import Compressed, Encoded, Parts, Shapes, saves
from baldwin.neural.encodings.cosine import cosines
from baldwin.neural.lazy_jax import jax, jnp

__all__ = ["GNetwork", "bits_of"]

Floats = np.ndarray[tuple[int, int], np.dtype[np.float32]]


class GNetwork(Compressed):
    """Each matrix is what a network with one hidden layer answers to the labels of its neurons, one g-network each.

    With b bits in the labels of both neurons, H hidden units take (b + 1) H + H + 1 genes. Labels of n neurons are
    ceil(log2 n) bits, as -1 and 1.

    Reference: Shuvaev, Lachi, Koulakov & Zador (2024), PNAS, and their code torchGB: one hidden layer of ReLU, and an
    output in units of the weights' initial standard deviation. Hidden weights begin as N(0, 0.01) there and biases as
    0, here both as N(0, 1 / (b + 1)). There the g-network is fitted to trained weights, here it evolves.
    """

    kind: Literal["g_network"] = "g_network"
    hidden: Annotated[int, Field(ge=1, le=4096, description="hidden units of each g-network (H)")] = 8
    labels: Annotated[
        Literal["gray", "binary", "waves"],
        Field(
            description="of neurons: `gray`, binary numbers of which neighbours differ in one bit; `binary`; `waves`, "
            "as many cosines along the layer, so that neighbours are born alike"
        ),
    ] = "gray"
    activation: Annotated[Literal["relu", "tanh", "sin"], Field(description="of the hidden units")] = "relu"

    def parts(self, gene: Gene, axes: tuple[str, ...]) -> Shapes:
        """Return the weights of the hidden layer, its biases in the last row, and of the output, bias last."""
        del axes
        bits = sum(bits_of(count) for count in gene.shape)
        return saves(
            {f"{gene.name}.hidden": (bits + 1, self.hidden), f"{gene.name}.output": (self.hidden + 1,)}, gene.shape
        )

    def make(self, array: Encoded, parts: Parts) -> Array:
        """Return the answers to all pairs of labels."""
        hidden, output = parts.values()
        units, row = hidden[-1], 0
        for axis, count in enumerate(array.shape):
            labels = self._labels(count)
            felt = labels @ hidden[row : row + labels.shape[1]]
            row += labels.shape[1]
            units = units + felt.reshape(*(count if one == axis else 1 for one in range(len(array.shape))), -1)
        units = _activate(self.activation, units / math.sqrt(hidden.shape[0]))
        return units @ output[:-1] / math.sqrt(self.hidden) + output[-1]

    def inner(self, blueprint: Blueprint) -> int:
        """Return the hidden units of all pairs of labels, before and after their activation."""
        made = (math.prod(array.shape) for array in self.arrays(blueprint) if array.parts)
        return 2 * self.hidden * max(made, default=0)

    def centred(self, array: Encoded, parts: Parts) -> Array:
        """Return the output with a bias that makes the mean 0."""
        *_, output = parts.values()
        return output.at[-1].add(-self.make(array, parts).mean())

    def _labels(self, count: int) -> Floats:
        """Return the labels (count, bits) of the neurons of a layer."""
        bits, number = bits_of(count), np.arange(count)
        if self.labels == "waves":
            return cosines(count, bits + 1)[:, 1:] * math.sqrt(count)
        if self.labels == "gray":
            number = number ^ (number >> 1)
        return (2.0 * ((number[:, None] >> np.arange(bits)) & 1) - 1.0).astype(np.float32)

    @classmethod
    def tiny(cls) -> Self:
        """Return one hidden unit, of biases too."""
        return cls(hidden=1, encodes=("matrices", "vectors"))


def bits_of(count: int) -> int:
    """Return how many bits tell `count` neurons apart: ceil(log2 count)."""
    return (count - 1).bit_length()


def _activate(name: str, x: Array) -> Array:
    if name == "relu":
        return jax.nn.relu(x)
    return jnp.tanh(x) if name == "tanh" else jnp.sin(x)
