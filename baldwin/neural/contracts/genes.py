"""What is inherited beside the weights of a network, and what a newborn is made of."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from baldwin.neural.contracts.kind import Array, Key, Weights
from baldwin.neural.lazy_jax import jax, jnp

__all__ = ["Blueprint", "Gene", "Genes", "Newborn"]

Genes = dict[str, Array]  # name of a gene -> its value in a newborn, of the gene's shape

Transform = Literal["linear", "log", "logistic"]


class Gene(NamedTuple):
    """A number, or an array of numbers, that is inherited; 0 in the genotype stands for `initial`.

    With g the numbers in the genotype, the value in a newborn is

    linear    initial + scale g
    log       initial exp(scale g)
    logistic  1 / (1 + exp(-scale g)), from 1/2; `initial` is not read

    so that a mutation of size 1 changes the value by `scale`, on the scale of the transform.
    """

    name: str
    shape: tuple[int, ...] = ()
    initial: Any = 0.0  # a number, which may be traced
    scale: Any = 1.0
    transform: Transform = "linear"
    meaning: str = ""  # of its value in a newborn, for those who read it without this program

    def value(self, numbers: Array) -> Array:
        """Return its value in a newborn, given the numbers in the genotype, of its shape."""
        scaled: Any = self.scale * numbers
        if self.transform == "logistic":
            scaled = jax.nn.sigmoid(scaled)
        elif self.transform == "log":
            scaled = self.initial * jnp.exp(scaled)
        else:
            scaled = self.initial + scaled
        made: Array = scaled
        return made


class Newborn(NamedTuple):
    """What an individual is born with. Its weights and its genes can be taken from different genomes."""

    weights: Weights
    genes: Genes  # what its way of life declared, by name


class Blueprint(NamedTuple):
    """What an encoding has to make of a genotype, whatever it means."""

    shapes: Mapping[str, tuple[int, ...]]  # of the network's tensors, from the input to the output
    fan_in: Mapping[str, int]  # how many numbers flow into each unit that a tensor leads to
    gains: tuple[Gene, ...]  # born with the network beside its tensors: they end up among the weights
    genes: tuple[Gene, ...]  # that the way of life declares
    draw: Callable[[Key], Weights]  # draws the tensors of one founder
    axes: Mapping[str, tuple[str, ...]] = MappingProxyType({})  # of tensors: what their axes count, where that is said

    @property
    def numbers(self) -> int:
        """How many numbers a newborn has: weights, gains, and genes of its way of life."""
        shapes = (*self.shapes.values(), *(gene.shape for gene in (*self.gains, *self.genes)))
        return sum(math.prod(shape) for shape in shapes)

    def axes_of(self, gene: Gene) -> tuple[str, ...]:
        """Return what the axes of a tensor, or of a gene per weight of it (`rate.w1`), count; () if not said."""
        tensor = gene.name if gene.name in self.shapes else gene.name.partition(".")[2]
        return self.axes.get(tensor, ()) if self.shapes.get(tensor) == gene.shape else ()
