"""Where everything lies: the numbers that tell a kernel the shapes of its lives, and places in its workspace.

A workspace is one flat float32 array. A tensor is kept there with rows padded to whole vectors; the last layer's is
kept transposed, a row for each output. Places of tensors count from the start of a set of parameters, of which there
are several: as born, as they are now, their rates, gradients and moments.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from enum import IntEnum, auto
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["ACTIVATIONS", "FIELDS", "OPTIMISERS", "READS", "At", "Layer", "layout"]

ACTIVATIONS = ("identity", "relu", "tanh")
OPTIMISERS = ("sgd", "momentum", "adam")
READS = ("birth", "end", "mean", "life")
CHUNK = 32  # query examples that are answered together, so that what they activate stays near


class At(IntEnum):
    """Places in a layout, of what all layers share."""

    INDIVIDUALS = 0
    LIVES = auto()
    SUPPORT = auto()  # examples
    QUERY = auto()
    STEPS = auto()
    LAYERS = auto()
    ACTIVATION = auto()  # place in ACTIVATIONS
    OPTIMISER = auto()  # place in OPTIMISERS
    READS = auto()  # which scores anybody reads: place in READS
    OWN = auto()  # whether each individual lives in worlds of its own
    LEARNED = auto()  # whether anybody reads what was learned
    LOWEST = auto()  # first layer that learns; beyond the last if none does
    WHOLE = auto()  # whether everything learns from there on
    BIAS = auto()
    WEIGHTS = auto()  # numbers in all tensors
    PARAMETERS = auto()  # the same, padded
    SPACE = auto()  # numbers in a workspace
    INPUTS = auto()
    OUTPUTS = auto()
    WIDEST = auto()  # padded width of the widest layer
    ZEROS = auto()  # places in a workspace, from here on
    ONE = auto()
    BORN = auto()
    NOW = auto()
    RATE = auto()
    GRADIENT = auto()
    FIRST = auto()
    SECOND = auto()
    ERROR = auto()  # (support, padded outputs)
    DELTA = auto()  # (support, widest), and another
    OTHER = auto()
    ANSWER = auto()  # (CHUNK, widest), and another
    BELOW = auto()
    TABLE = auto()  # where the layers begin


class Layer(IntEnum):
    """Places in a layout, of one layer."""

    INPUTS = 0
    INPUT_STEP = auto()  # padded
    OUTPUTS = auto()
    OUTPUT_STEP = auto()
    W = auto()  # place in a set of parameters
    B = auto()
    LEARNS_W = auto()
    LEARNS_B = auto()
    INCOMING = auto()  # (support, inputs) what comes in from the support examples
    TURNED = auto()  # the tensor transposed, as it is now
    TURNED_BORN = auto()


FIELDS = len(Layer)


class _Space:
    """Hands out places, one after the other."""

    def __init__(self) -> None:
        self.size = 0

    def take(self, count: int) -> int:
        place = self.size
        self.size += count
        return place


def layout(widths: Sequence[int], learns: Mapping[str, bool], lanes: int, **shared: Any) -> npt.NDArray[np.int64]:
    """Return the layout of lives.

    Args:
        widths: of inputs, each hidden layer, outputs.
        learns: tensor name -> whether it learns; the names are those of all tensors.
        lanes: numbers in a vector.
        **shared: the first members of `At`, in small letters, down to `learned`.
    """

    def padded(width: int) -> int:
        return -(-width // lanes) * lanes

    layers = len(widths) - 1
    found = np.zeros(At.TABLE + layers * FIELDS, np.int64)
    for name, value in shared.items():
        found[At[name.upper()]] = value
    bias = "b1" in learns
    support, widest = int(found[At.SUPPORT]), max(map(padded, widths))
    table = found[At.TABLE :].reshape(layers, FIELDS)
    parameters, space = _Space(), _Space()
    for number, row in enumerate(table, start=1):
        inputs, outputs = widths[number - 1], widths[number]
        row[Layer.INPUTS], row[Layer.INPUT_STEP] = inputs, padded(inputs)
        row[Layer.OUTPUTS], row[Layer.OUTPUT_STEP] = outputs, padded(outputs)
        turned = 1 < number < layers
        rows = outputs if number == layers else padded(inputs) if turned else inputs
        shape = rows, padded(inputs if number == layers else outputs)
        row[Layer.W], row[Layer.B] = parameters.take(shape[0] * shape[1]), parameters.take(padded(outputs))
        row[Layer.LEARNS_W], row[Layer.LEARNS_B] = learns[f"w{number}"], bias and learns[f"b{number}"]
        row[Layer.INCOMING] = space.take(support * padded(inputs))
        for place in (Layer.TURNED, Layer.TURNED_BORN):
            row[place] = space.take(shape[0] * shape[1] if turned else 0)
    learning = [n for n, row in enumerate(table, start=1) if row[Layer.LEARNS_W] or row[Layer.LEARNS_B]]
    found[At.LOWEST], found[At.BIAS] = min(learning, default=layers + 1), bias
    tensors = [
        row[flag] for row in table[found[At.LOWEST] - 1 :] for flag in (Layer.LEARNS_W, Layer.LEARNS_B)[: 1 + bias]
    ]
    found[At.WHOLE] = all(tensors)
    found[At.LAYERS], found[At.INPUTS], found[At.OUTPUTS] = layers, widths[0], widths[-1]
    found[At.WEIGHTS] = sum(a * b + (b if bias else 0) for a, b in itertools.pairwise(widths))
    found[At.PARAMETERS], found[At.WIDEST] = parameters.size, widest
    sizes = {At.ZEROS: widest, At.ONE: lanes, At.ERROR: support * padded(widths[-1])}
    sizes |= dict.fromkeys((At.BORN, At.NOW, At.RATE, At.GRADIENT), parameters.size)
    moments = (0, 1, 2)[found[At.OPTIMISER]]
    sizes |= {At.FIRST: parameters.size * (moments > 0), At.SECOND: parameters.size * (moments > 1)}
    sizes |= dict.fromkeys((At.DELTA, At.OTHER), support * widest)
    sizes |= dict.fromkeys((At.ANSWER, At.BELOW), CHUNK * widest)
    for member, size in sizes.items():
        found[member] = space.take(size)
    found[At.SPACE] = space.size
    return found
