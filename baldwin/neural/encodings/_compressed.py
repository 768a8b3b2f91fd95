"""What compressed genomes share: which arrays are made from fewer numbers, and how founders are drawn."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal, NamedTuple

from pydantic import Field

from baldwin.neural.contracts import Array, Blueprint, Encoding, Gene, Key, Newborn, Weights
from baldwin.neural.encodings.direct import Block
from baldwin.neural.lazy_jax import jax, jnp

__all__ = ["Compressed", "Encoded", "Encodes", "Parts", "Shapes", "saves"]

Parts = dict[str, Array]
Shapes = dict[str, tuple[int, ...]]
Encodes = Literal["matrices", "vectors", "genes"]


class Encoded(NamedTuple):
    """An array of a newborn, and from which parts of the genotype it is made."""

    gene: Gene  # whose numbers are made: a tensor, or a gene of the way of life
    axes: tuple[str, ...]  # what its axes count; () if nothing is said
    parts: Shapes  # {} of an array each of whose numbers is a gene

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the array."""
        return self.gene.shape


class Compressed(Encoding):
    """Some arrays of a newborn are made from parts, which together hold fewer numbers; all else has a gene each.

    An array is linear in the last of its parts, by which founders get the scale of the network's own law. With parts
    of independent N(0, 1) numbers it has a variance near 1. A number of 1 is worth 1 / sqrt(fan_in) of its layer in any
    tensor, so that a mutation means as much everywhere, and elsewhere what the gene of a way of life declares.
    """

    inverse: ClassVar[Literal["exact", "nearest", "none"]] = "none"
    encodes: Annotated[
        tuple[Encodes, ...],
        Field(
            strict=False,
            description="what is made from fewer genes: `matrices` of weights, `vectors` (biases), and `genes` of the "
            "way of life that come in arrays, such as a learning rate per weight; all else has a gene per number",
        ),
    ] = ("matrices",)
    keeps: Annotated[
        tuple[str, ...],
        Field(
            strict=False,
            description='tensors that have a gene per number all the same, such as ["w1", "b1"]',
        ),
    ] = ()

    @abstractmethod
    def parts(self, gene: Gene, axes: tuple[str, ...]) -> Shapes:
        """Return the parts that an array is made from; {} if it is better off with a gene per number.

        Arrays that name the same part share it.
        """

    @abstractmethod
    def make(self, array: Encoded, parts: Parts) -> Array:
        """Return the numbers of an array, of its shape, in units of its scale."""

    def centred(self, array: Encoded, parts: Parts) -> Array:
        """Return the last part of a founder's array, such that its mean is 0, where the encoding can see to that."""
        del array
        return list(parts.values())[-1]

    def nearest(self, array: Encoded, change: Array) -> Array:
        """Return the change of the last part that comes nearest to a `change` of the array's numbers."""
        raise NotImplementedError(f"{self.kind} has no inverse")

    def arrays(self, blueprint: Blueprint) -> tuple[Encoded, ...]:
        """Return the arrays of a newborn in the order of the genotype: tensors, gains, genes."""
        return tuple(self._arrays(blueprint))

    def _arrays(self, blueprint: Blueprint) -> Iterator[Encoded]:
        for name, shape in blueprint.shapes.items():
            wanted = {1: "vectors", 2: "matrices"}.get(len(shape)) in self.encodes and name not in self.keeps
            scaled = Gene(name, shape, scale=1.0 / math.sqrt(blueprint.fan_in[name]))
            axes = blueprint.axes_of(scaled)
            parts = self.parts(scaled, axes) if wanted else {}
            yield Encoded(scaled, axes, parts)
        for gain in blueprint.gains:
            yield Encoded(gain, (), {})
        for gene in blueprint.genes:
            axes = blueprint.axes_of(gene)
            wanted = "genes" in self.encodes and len(gene.shape) in {1, 2}
            yield Encoded(gene, axes, self.parts(gene, axes) if wanted else {})

    def blocks(self, blueprint: Blueprint) -> dict[str, Block]:
        """Return the blocks of the genotype, in their order: parts, and arrays that have a gene per number."""
        found: dict[str, Block] = {}
        first = 0
        for array in self.arrays(blueprint):
            own = Gene(array.gene.name, array.shape)
            for part in [Gene(*part) for part in array.parts.items()] or [own]:
                if part.name not in found:
                    found[part.name] = Block(part, first)
                    first += found[part.name].size
        return found

    def size(self, blueprint: Blueprint) -> int:
        """Return the number of genes."""
        return sum(block.size for block in self.blocks(blueprint).values())

    def founder(self, key: Key, blueprint: Blueprint) -> Array:
        """Draw a founder: each tensor with the mean square that the network's own law gave it, genes as they begin.

        Parts are N(0, 1), but for the last of each array, whose scale follows. A tensor of which the law makes zeros
        is born as zeros, with parts that evolution can build on.
        """
        weights, parts_key = jax.random.split(key)
        drawn = blueprint.draw(weights)
        blocks = self.blocks(blueprint)
        keys = dict(zip(blocks, jax.random.split(parts_key, len(blocks)), strict=True))
        numbers = {name: jax.random.normal(keys[name], block.gene.shape) for name, block in blocks.items()}
        for array in self.arrays(blueprint):
            wanted = drawn[array.gene.name] / array.gene.scale if array.gene.name in drawn else jnp.zeros(array.shape)
            if not array.parts:
                numbers[array.gene.name] = wanted
                continue
            *_, last = array.parts
            parts = {name: numbers[name] for name in array.parts}
            parts[last] = self.centred(array, parts)
            square, found = jnp.mean(wanted**2), jnp.mean(self.make(array, parts) ** 2)
            numbers[last] = parts[last] * jnp.sqrt(square / jnp.where(found > 0.0, found, 1.0))
        return jnp.concatenate([numbers[name].ravel() for name in blocks])

    def develop(self, genotype: Array, blueprint: Blueprint) -> Newborn:
        """Return the newborn of a genotype."""
        numbers = {name: block.value(genotype) for name, block in self.blocks(blueprint).items()}
        values = [
            (array.gene.name, array.gene.value(self.make(array, {name: numbers[name] for name in array.parts})))
            if array.parts
            else (array.gene.name, array.gene.value(numbers[array.gene.name]))
            for array in self.arrays(blueprint)
        ]
        inherited = len(blueprint.shapes) + len(blueprint.gains)
        return Newborn(dict(values[:inherited]), dict(values[inherited:]))

    def inherit(self, newborn: Newborn, learned: Weights, blocks: tuple[str, ...], blueprint: Blueprint) -> Array:
        """Return the change of genes that comes nearest to being born with the learned weights; 0 in other blocks."""
        found = {name: jnp.zeros(block.gene.shape) for name, block in self.blocks(blueprint).items()}
        for array in self.arrays(blueprint):
            name = array.gene.name
            if name in blueprint.shapes and (not blocks or name in blocks):
                change = (learned[name] - newborn.weights[name]) / array.gene.scale
                *_, last = array.parts or {name: array.shape}
                found[last] = self.nearest(array, change) if array.parts else change
        return jnp.concatenate([part.ravel() for part in found.values()])


def saves(parts: Shapes, shape: tuple[int, ...]) -> Shapes:
    """Return the parts if they hold fewer numbers than an array of this shape, else {}."""
    return parts if sum(math.prod(part) for part in parts.values()) < math.prod(shape) else {}
