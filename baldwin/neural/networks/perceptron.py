"""Feed-forward networks: their tensors, and what they answer."""

from __future__ import annotations

import itertools
import math
from typing import Annotated, Literal, Self

from pydantic import Field

from baldwin.neural.contracts import (
    Activity,
    Array,
    Gene,
    Key,
    Network,
    Number,
    Sense,
    State,
    Stepped,
    Synapses,
    Weights,
)
from baldwin.neural.contracts.networks import bias
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.networks._activations import Activation, activate

__all__ = ["Perceptron", "layer_of"]

Width = Annotated[int, Field(ge=1, le=65536)]


class Perceptron(Network):
    """A multi-layer perceptron: tensors w1 (inputs, width), b1 (width,), w2, b2, ..., linear at the output."""

    kind: Literal["perceptron"] = "perceptron"
    hidden: Annotated[
        tuple[Width, ...],
        Field(strict=False, max_length=32, description="width of each hidden layer; [] is a linear map"),
    ] = (40, 40)
    activation: Annotated[
        Activation,
        Field(description="of the hidden layers"),
    ] = "relu"
    bias: Annotated[bool, Field(description="whether layers have biases")] = True
    initial: Annotated[
        Literal["he", "glorot", "normal", "uniform", "zeros", "spread", "broad"],
        Field(
            description="law of the founders' weights: `he` N(0, 2/fan_in), `glorot` N(0, 2/(fan_in + fan_out)), "
            "`normal` N(0, initial_scale^2), `uniform` U(-initial_scale, initial_scale) for weights and biases "
            "alike, `spread` as `he`, with first-layer biases such that the units' thresholds are spread over "
            "inputs in -initial_range .. initial_range, `broad` N(0, 1) for the first layer's weights and biases, then "
            "N(0, 2/fan_in), and N(0, 1/fan_in) at the output. Biases are 0 unless said otherwise"
        ),
    ] = "he"
    initial_scale: Annotated[Number, Field(ge=0.0, le=1e6, description="of `normal` and `uniform`")] = 1.0
    initial_range: Annotated[Number, Field(gt=0.0, le=1e6, description="of `spread`, in units of the inputs")] = 5.0
    output_scale: Annotated[
        bool, Field(description="whether a gain on the network's output evolves, as exp(gene) from 1")
    ] = False

    senses: Annotated[
        tuple[Sense, ...],
        Field(
            strict=False,
            description="what is sensed beside the observation in tasks of trials: the last `action` (one-hot), the "
            "last `reward`, `reward_action`, `trial`, `termination`, as a recurrent network senses them",
        ),
    ] = ()

    def shapes(self, inputs: int, outputs: int) -> dict[str, tuple[int, ...]]:
        """Return tensor name -> shape, from the input to the output."""
        widths = (self.width(inputs, outputs), *self.hidden, outputs)
        found: dict[str, tuple[int, ...]] = {}
        for layer, (before, after) in enumerate(itertools.pairwise(widths), start=1):
            found[f"w{layer}"] = (before, after)
            if self.bias:
                found[f"b{layer}"] = (after,)
        return found

    def fan_in(self, tensor: str, inputs: int, outputs: int) -> int:
        """Return the width of the layer before the tensor's."""
        return (self.width(inputs, outputs), *self.hidden, outputs)[layer_of(tensor) - 1]

    @property
    def layers(self) -> int:
        """Number of weight layers."""
        return len(self.hidden) + 1

    @property
    def head(self) -> tuple[str, ...]:
        """The last layer."""
        return (f"w{self.layers}", f"b{self.layers}") if self.bias else (f"w{self.layers}",)

    def axes(self, tensor: str) -> tuple[str, ...]:
        """Return from which layer to which: an answer is activation(x w1 + b1) w2 + b2, and so on."""
        layer = layer_of(tensor)
        before = "inputs" if layer == 1 else f"units of layer {layer - 1}"
        after = "outputs" if layer == self.layers else f"units of layer {layer}"
        return (before, after) if tensor[0] == "w" else (after,)

    def draw(self, key: Key, inputs: int, outputs: int) -> Weights:
        """Draw the tensors of one founder."""
        shapes = self.shapes(inputs, outputs)
        keys = dict(zip(shapes, jax.random.split(key, len(shapes)), strict=True))
        drawn = {name: self._draw(keys[name], name, shapes[name]) for name in shapes}
        if self.initial == "spread" and self.bias:
            thresholds = self.initial_range * jax.random.uniform(keys["b1"], shapes["w1"], minval=-1.0, maxval=1.0)
            drawn["b1"] = -jnp.sum(thresholds * drawn["w1"], axis=0)
        return drawn

    def _draw(self, key: Key, name: str, shape: tuple[int, ...]) -> Array:
        if self.initial == "uniform":
            return self.initial_scale * jax.random.uniform(key, shape, minval=-1.0, maxval=1.0)
        if self.initial == "broad" and layer_of(name) == 1:
            return jax.random.normal(key, shape)
        if self.initial == "zeros" or name[0] == "b":
            return jnp.zeros(shape)
        scale: float | Array
        feeding = max(shape[0], 1)  # a network that sees nothing has biases alone
        if self.initial == "glorot":
            scale = math.sqrt(2.0 / (feeding + shape[1]))
        elif self.initial == "normal":
            scale = self.initial_scale
        elif self.initial == "broad" and layer_of(name) == self.layers:
            scale = math.sqrt(1.0 / feeding)
        else:
            scale = math.sqrt(2.0 / feeding)
        return scale * jax.random.normal(key, shape)

    def inner(self, inputs: int) -> int:
        """Return the units of the hidden layers."""
        del inputs
        return sum(self.hidden)

    def gains(self) -> tuple[Gene, ...]:
        """Return the gain on the output, where it evolves."""
        meaning = "factor of the network's output"
        return (Gene("gain", initial=1.0, transform="log", meaning=meaning),) if self.output_scale else ()

    def sensed(self) -> tuple[Sense, ...]:
        """Return what is sensed beside the observation."""
        return self.senses

    def bias_of(self, tensor: str) -> str | None:
        """Return the biases of the layer."""
        return f"b{layer_of(tensor)}" if self.bias else None

    @property
    def remembers(self) -> bool:
        """False: each answer depends on its input alone."""
        return False

    def start(self, weights: Weights) -> tuple[()]:
        """Return (): nothing is carried from step to step."""
        del weights
        return ()

    def step(self, weights: Weights, state: State, x: Array) -> Stepped:
        """Return the answer to one input, and the values of all units."""
        activity: Activity = {}
        for layer in range(1, self.layers + 1):
            before, x = x, self._layer(weights, layer, x)
            activity[f"w{layer}"] = Synapses(before, x)
            if self.bias:
                activity[f"b{layer}"] = bias(x)
        return Stepped(state, self._scaled(weights, x), jnp.zeros(()), activity)

    def answer(self, weights: Weights, x: Array) -> Array:
        """Return the outputs (.., outputs) for inputs (.., inputs)."""
        for layer in range(1, self.layers + 1):
            x = self._layer(weights, layer, x)
        return self._scaled(weights, x)

    def _layer(self, weights: Weights, layer: int, x: Array) -> Array:
        """Return the values of a layer's units."""
        x = x @ weights[f"w{layer}"]
        if self.bias:
            x = x + weights[f"b{layer}"]
        return activate(self.activation, x) if layer < self.layers else x

    def _scaled(self, weights: Weights, x: Array) -> Array:
        return x * weights["gain"] if self.output_scale else x

    @classmethod
    def tiny(cls) -> Self:
        """Return one hidden layer of four units."""
        return cls(hidden=(4,), activation="tanh", initial="glorot")


def layer_of(tensor: str) -> int:
    """Return the layer, from 1, that a tensor such as `w2` belongs to."""
    return int(tensor[1:])
