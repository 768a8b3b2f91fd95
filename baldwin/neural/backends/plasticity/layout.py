"""Where weights, coefficients and values of units lie: the numbers that tell a kernel the shape of a network.

Lives of an individual lie side by side, `LANES` in a vector: what one instruction does, it does in so many lives. A
layer's `sources` are what feeds it: what is carried from the step before, inputs or units, and a 1 where it has biases.
Values of all sources and of the answer have a place each, in this order; weights lie by unit, then by source.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum, auto
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["ACTIVATIONS", "FIELDS", "At", "Fed", "Layer", "ones", "plan"]

ACTIVATIONS = ("identity", "relu", "tanh")


class Fed(NamedTuple):
    """One layer of a network."""

    carried: int  # numbers of the step before among its sources, which come first
    fed: int  # sources, without these and the 1 of biases
    bias: bool
    units: int

    @property
    def sources(self) -> int:
        """All of its sources."""
        return self.carried + self.fed + self.bias


class At(IntEnum):
    """Places in a layout, of what all layers share."""

    INDIVIDUALS = 0
    LIVES = auto()
    TILES = auto()  # vectors of lives
    INPUTS = auto()
    CARRIED = auto()  # units of the first layer that feed it in the next step; 0 if none do
    LAYERS = auto()
    ACTIVATION = auto()  # of hidden layers: place in ACTIVATIONS
    PLACES = auto()  # values of one step
    WEIGHTS = auto()
    OUTPUTS = auto()
    FEEDING = auto()  # values before the last layer that are asked for; 0 if nobody asks
    TABLE = auto()  # rows of `Layer`, from here on


class Layer(IntEnum):
    """What a layout holds of each layer."""

    FIRST = 0  # place of its first source
    SOURCES = auto()
    UNITS = auto()
    INTO = auto()  # place of its first unit
    W = auto()  # place of its first weight


FIELDS = len(Layer)


def plan(
    layers: Sequence[Fed], *, individuals: int, lives: int, lanes: int, activation: int, feeding: bool
) -> npt.NDArray[np.int64]:
    """Return the layout of a network's lives."""
    rows: list[int] = []
    first = weights = 0
    for number, layer in enumerate(layers):
        after = first + layer.sources
        into = after + (layers[number + 1].carried if number + 1 < len(layers) else 0)
        rows += [first, layer.sources, layer.units, into, weights]
        weights += layer.units * layer.sources
        first = after
    last = layers[-1]
    shared = {
        At.INDIVIDUALS: individuals,
        At.LIVES: lives,
        At.TILES: -(-lives // lanes),
        At.INPUTS: layers[0].fed,
        At.CARRIED: layers[0].carried,
        At.LAYERS: len(layers),
        At.ACTIVATION: activation,
        At.PLACES: first + last.units,
        At.WEIGHTS: weights,
        At.OUTPUTS: last.units,
        At.FEEDING: last.fed if feeding else 0,
    }
    return np.array([*(shared[place] for place in list(At)[: At.TABLE]), *rows], np.int64)


def ones(layers: Sequence[Fed]) -> npt.NDArray[np.float32]:
    """Return the values before a life: 1 where biases come from, 0 elsewhere."""
    found: list[float] = []
    for layer in layers:
        found += [0.0] * (layer.carried + layer.fed) + [1.0] * layer.bias
    return np.array(found + [0.0] * layers[-1].units, np.float32)
