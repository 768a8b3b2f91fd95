"""Linear regression whose optimal lifetime is known exactly."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from baldwin.neural.contracts import TRACED, Array, Batch, Key, Network, Number, SupervisedTask
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.networks.perceptron import Perceptron
from baldwin.neural.theory.linear import residual, worth_at_price

if TYPE_CHECKING:
    from baldwin.neural.definition import NeuralDefinition

__all__ = ["Linear"]

Scale = Annotated[Number, Field(ge=0.0, le=1e6)]


class Linear(SupervisedTask):
    """A linear map that differs from world to world, learned from noisy examples: the life whose optimum is exact.

    Coordinate j of the map is drawn from N(means_j, scales_j^2). The network must be a linear map without bias. A life
    learns on half the mean squared error, and is scored by minus the squared distance of its weights from the map.
    """

    score_name = "minus squared distance to the true map"
    error_name = "squared distance to the true map"
    usual: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "network": {"kind": "perceptron", "hidden": [], "bias": False},
    }

    kind: Literal["linear"] = "linear"
    shots: Annotated[int, Field(ge=1, le=10**4, description="examples to learn from (K)")] = 10
    scales: Annotated[
        tuple[Scale, ...],
        Field(
            strict=False, min_length=1, max_length=4096, description="how much each coordinate varies over worlds (s)"
        ),
    ] = (0.0, 0.0, 0.1, 0.3, 0.5, 1.0, 1.0, 2.0)
    means: Annotated[
        tuple[float, ...],
        TRACED,
        Field(strict=False, max_length=4096, description="mean of each coordinate over worlds (mu); [] is all 0"),
    ] = ()
    noise: Annotated[Number, Field(ge=0.0, le=1e6, description="standard deviation of the noise on targets")] = 0.5

    @model_validator(mode="after")
    def _as_many_means(self) -> Self:
        if self.means and len(self.means) != len(self.scales):
            raise ValueError(
                f"means: has {len(self.means)} coordinates and scales {len(self.scales)}. Give as many, or means = []"
            )
        return self

    @property
    def inputs(self) -> int:
        """One input per coordinate."""
        return len(self.scales)

    @property
    def outputs(self) -> int:
        """One output, y."""
        return 1

    def refuses(self, network: Network) -> str | None:
        """Return why a network that is no linear map does not do, None if it is one."""
        if not isinstance(network, Perceptron):
            return 'task "linear" is lived by a linear map. Use "perceptron", with hidden = [] and bias = false'
        if not network.hidden and not network.bias:
            return None
        return 'task "linear" is lived by a linear map. Set network.hidden = [] and network.bias = false'

    def sample(self, key: Key) -> Array:
        """Draw the map (d,) of one world."""
        mean = jnp.asarray(self.means) if self.means else 0.0
        return mean + jnp.asarray(self.scales) * jax.random.normal(key, (self.inputs,))

    def support(self, key: Key, instance: Array) -> Batch:
        """Draw the noisy examples that a life learns from."""
        inputs, noise = jax.random.split(key)
        x = jax.random.normal(inputs, (self.shots, self.inputs))
        y = x @ instance + self.noise * jax.random.normal(noise, (self.shots,))
        return Batch(x, y[:, None])

    def query(self, key: Key, instance: Array) -> Batch:
        """Return sqrt(d) times the axes: the mean squared error on them is the squared distance of the weights."""
        del key
        axes = math.sqrt(self.inputs) * jnp.eye(self.inputs)
        return Batch(axes, (axes @ instance)[:, None])

    def loss(self, answers: Array, targets: Array) -> Array:
        """Return half the mean squared error."""
        return 0.5 * jnp.mean((answers - targets) ** 2)

    def squared_errors(self) -> tuple[float, float]:
        """Return 1/2 and 1: learning descends half of what is scored."""
        return 0.5, 1.0

    def innate_ceiling(self) -> float:
        """Return minus the sum of variances: the best newborn is the mean world."""
        return -sum(scale**2 for scale in self.scales)

    def oracle(self) -> float:
        """Return 0: the map itself makes no error."""
        return 0.0

    def one_step_optimum(self) -> float:
        """Return the highest mean score after one step, with the best newborn and the best learning rates."""
        return -residual(self.scales, self.shots, self.noise)

    def worth_of_learning(self, definition: NeuralDefinition) -> float | None:
        """Return what one step, with a learning rate of its own for each coordinate, is worth at the price it has.

        `fitness.plasticity_cost` is paid for the mean |rate|, which is a price on each |rate| of that over d.
        """
        from baldwin.neural.lifetimes.gradient import Gradient

        life, fitness = definition.lifetime, definition.fitness
        if not isinstance(life, Gradient) or (life.steps, life.rate, life.evolves) != (1, "parameter", ()):
            return None
        if fitness.reads not in ("end", "mean") or fitness.statistic != "mean" or fitness.change_cost:
            return None
        return worth_at_price(self.scales, self.shots, self.noise, fitness.plasticity_cost / self.inputs)

    @property
    def examples(self) -> tuple[int, int]:
        """Examples to learn from; the score is exact."""
        return self.shots, 1

    @classmethod
    def tiny(cls) -> Self:
        """Return two coordinates, one of which never varies."""
        return cls(shots=3, scales=(0.0, 1.0), noise=0.1)
