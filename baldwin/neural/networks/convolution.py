"""Convolutional networks: few weights, shared by all places of an image (Fukushima 1980; LeCun et al. 1989)."""

from __future__ import annotations

import math
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field

from baldwin.neural.contracts import Activity, Array, Key, Network, Number, State, Stepped, Synapses, Weights
from baldwin.neural.contracts.networks import bias
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.networks._activations import Activation, activate

__all__ = ["Convolution"]

Filters = Annotated[int, Field(ge=1, le=4096)]


class _Layer(NamedTuple):
    """A layer of filters, each over all maps below it."""

    number: int  # from 1
    below: int  # maps, each of `side` x `side`
    side: int
    filters: int
    filtered: int  # side of a map after the filters
    pooled: int  # side of a map after pooling


class Convolution(Network):
    """Filters that are the same at all places of a square image: tensors k1 (size, size, 1, filters), b1, k2, ...

    After each layer's filters come the activation and the pooling, which leaves off what no whole block covers. Without
    a dense layer the last maps are the answer, row by row, with all maps of a place together: an embedding of few
    genes. With one, w_out (features, outputs) and b_out (outputs,) lead from there to the answer.
    """

    kind: Literal["convolution"] = "convolution"
    filters: Annotated[
        tuple[Filters, ...], Field(strict=False, min_length=1, max_length=8, description="filters of each layer")
    ] = (4,)
    size: Annotated[int, Field(ge=1, le=64, description="side of a filter [pixels]")] = 3
    stride: Annotated[int, Field(ge=1, le=64, description="pixels from one place of a filter to the next")] = 1
    padding: Annotated[
        Literal["valid", "same"],
        Field(
            description="`valid`: filters stay within the image; `same`: it is surrounded by zeros, and keeps its side"
        ),
    ] = "valid"
    pool: Annotated[
        int, Field(ge=1, le=64, description="side of the blocks that pooling makes one number of; 1: none")
    ] = 2
    pooling: Annotated[
        Literal["max", "mean"], Field(description="what pooling makes of a block: its largest number, or its mean")
    ] = "max"
    activation: Annotated[Activation, Field(description="of the filters")] = "relu"
    bias: Annotated[bool, Field(description="whether filters have biases, and the dense layer")] = True
    dense: Annotated[
        bool, Field(description="whether a dense layer leads from the last maps to the answer; false: they are it")
    ] = False
    initial: Annotated[
        Literal["he", "normal", "zeros", "centre"],
        Field(
            description="law of the founders' weights: `he` N(0, 2/fan_in), `normal` N(0, initial_scale^2), `centre` 1 "
            "at the middle of each filter, which so lets the image pass, and `he` in the dense layer. Biases are 0"
        ),
    ] = "he"
    initial_scale: Annotated[Number, Field(ge=0.0, le=1e6, description="of `normal`")] = 1.0

    def refuses(self, inputs: int, outputs: int) -> list[tuple[str, str]]:
        """Return that inputs are no square image, or too small for so many layers, or that no answer comes of them."""
        if math.isqrt(inputs) ** 2 != inputs:
            rule = f'reads square images, and {inputs} inputs are none. Use "perceptron"'
            return [("network.kind", rule)]
        for layer in self._layers(inputs):
            if layer.pooled < 1:
                rule = f"nothing is left of an image of {math.isqrt(inputs)} x {math.isqrt(inputs)} in layer "
                return [("network.filters", f"{rule}{layer.number}. Set fewer layers, or smaller filters and blocks")]
        own = self.answer_width(inputs)
        if own not in (None, outputs):
            return [("network.dense", f"maps give {own} numbers, and {outputs} are wanted. Set it to true")]
        return []

    def answer_width(self, inputs: int) -> int | None:
        """Return how many numbers the last maps are, where they are the answer."""
        return None if self.dense else self._features(inputs)

    def shapes(self, inputs: int, outputs: int) -> dict[str, tuple[int, ...]]:
        """Return tensor name -> shape, from the input to the output."""
        found: dict[str, tuple[int, ...]] = {}
        for layer in self._layers(inputs):
            found[f"k{layer.number}"] = (self.size, self.size, layer.below, layer.filters)
            if self.bias:
                found[f"b{layer.number}"] = (layer.filters,)
        if self.dense:
            found["w_out"] = (self._features(inputs), outputs)
            if self.bias:
                found["b_out"] = (outputs,)
        return found

    def fan_in(self, tensor: str, inputs: int, outputs: int) -> int:
        """Return the pixels that a filter sees, of all maps below it; or the numbers that the dense layer does."""
        if tensor in self.head:
            return self._features(inputs)
        return self.size**2 * self._layers(inputs)[int(tensor[1:]) - 1].below

    @property
    def head(self) -> tuple[str, ...]:
        """The dense layer, if there is one."""
        return (("w_out", "b_out") if self.bias else ("w_out",)) if self.dense else ()

    def axes(self, tensor: str) -> tuple[str, ...]:
        """Return what the axes of a tensor count: a filter is not turned over (a cross-correlation)."""
        if tensor in self.head:
            return ("features", "outputs") if tensor == "w_out" else ("outputs",)
        number = int(tensor[1:])
        below = "colours" if number == 1 else f"filters of layer {number - 1}"
        after = f"filters of layer {number}"
        return ("rows", "columns", below, after) if tensor[0] == "k" else (after,)

    def draw(self, key: Key, inputs: int, outputs: int) -> Weights:
        """Draw the tensors of one founder."""
        shapes = self.shapes(inputs, outputs)
        keys = dict(zip(shapes, jax.random.split(key, len(shapes)), strict=True))
        return {name: self._draw(keys[name], name, shape) for name, shape in shapes.items()}

    def _draw(self, key: Key, name: str, shape: tuple[int, ...]) -> Array:
        if name[0] == "b" or self.initial == "zeros":
            return jnp.zeros(shape)
        if self.initial == "normal":
            return self.initial_scale * jax.random.normal(key, shape)
        if self.initial == "centre" and name[0] == "k":
            middle = (self.size - 1) // 2
            return jnp.zeros(shape).at[middle, middle].set(1.0 / shape[2])
        return math.sqrt(2.0 / math.prod(shape[:-1])) * jax.random.normal(key, shape)

    def inner(self, inputs: int) -> int:
        """Return the numbers of all maps, and of the patches of the image that filters see."""
        return sum(
            layer.filtered**2 * (self.size**2 * layer.below + layer.filters) + layer.pooled**2 * layer.filters
            for layer in self._layers(inputs)
        )

    @property
    def local(self) -> bool:
        """False: what a filter sees and says differs from place to place."""
        return False

    @property
    def remembers(self) -> bool:
        """False: each answer depends on its input alone."""
        return False

    def start(self, weights: Weights) -> tuple[()]:
        """Return (): nothing is carried from step to step."""
        del weights
        return ()

    def step(self, weights: Weights, state: State, x: Array) -> Stepped:
        """Return the answer to one image, and the values before and after the dense layer."""
        features = self._maps(weights, x)
        answer = self._answered(weights, features)
        activity: Activity = {"w_out": Synapses(features, answer), "b_out": bias(answer)}
        return Stepped(state, answer, jnp.zeros(()), {name: activity[name] for name in self.head})

    def answer(self, weights: Weights, x: Array) -> Array:
        """Return the answers (.., outputs) to images (.., pixels by rows)."""
        return self._answered(weights, self._maps(weights, x))

    def _maps(self, weights: Weights, x: Array) -> Array:
        """Return the last maps (.., features): rows, columns, filters."""
        layers = self._layers(x.shape[-1])
        maps = x.reshape(*x.shape[:-1], layers[0].side, layers[0].side, 1)
        for layer in layers:
            kernel = weights[f"k{layer.number}"]
            maps = self._patches(maps, layer) @ kernel.reshape(-1, layer.filters)
            if self.bias:
                maps = maps + weights[f"b{layer.number}"]
            maps = self._pooled(activate(self.activation, maps), layer)
        return maps.reshape(*x.shape[:-1], -1)

    def _patches(self, maps: Array, layer: _Layer) -> Array:
        """Return what a filter sees at each place: (.., rows, columns, size x size x maps below)."""
        if self.padding == "same":
            before = (self.size - 1) // 2
            around = (before, self.size - 1 - before)
            maps = jnp.pad(maps, [(0, 0)] * (maps.ndim - 3) + [around, around, (0, 0)])
        reach = (layer.filtered - 1) * self.stride + 1
        places = [(row, column) for row in range(self.size) for column in range(self.size)]
        return jnp.concatenate(
            [maps[..., r : r + reach : self.stride, c : c + reach : self.stride, :] for r, c in places], axis=-1
        )

    def _pooled(self, maps: Array, layer: _Layer) -> Array:
        if self.pool == 1:
            return maps
        whole = layer.pooled * self.pool
        blocks = maps[..., :whole, :whole, :].reshape(
            *maps.shape[:-3], layer.pooled, self.pool, layer.pooled, self.pool, layer.filters
        )
        pooled: Array = blocks.max(axis=(-4, -2)) if self.pooling == "max" else blocks.mean(axis=(-4, -2))
        return pooled

    def _answered(self, weights: Weights, features: Array) -> Array:
        if not self.dense:
            return features
        answer = features @ weights["w_out"]
        return answer + weights["b_out"] if self.bias else answer

    def _layers(self, inputs: int) -> tuple[_Layer, ...]:
        """Return the layers over a square image of so many pixels."""
        found, below, side = [], 1, math.isqrt(inputs)
        for number, filters in enumerate(self.filters, start=1):
            room = side if self.padding == "same" else side - self.size + 1
            filtered = max(0, -(-room // self.stride))
            found.append(_Layer(number, below, side, filters, filtered, filtered // self.pool))
            below, side = filters, filtered // self.pool
        return tuple(found)

    def _features(self, inputs: int) -> int:
        """Return how many numbers the last maps are."""
        last = self._layers(inputs)[-1]
        return last.pooled**2 * last.filters

    @classmethod
    def tiny(cls) -> Self:
        """Return two filters, and a dense layer, which fits any task of images."""
        return cls(filters=(2,), dense=True)
