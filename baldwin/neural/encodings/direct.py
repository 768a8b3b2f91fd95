"""Direct encoding: every weight of the newborn is a gene, and so is all else that it inherits."""

from __future__ import annotations

import math
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field

from baldwin.neural.contracts import Array, Blueprint, Encoding, Gene, Key, Newborn, Weights
from baldwin.neural.lazy_jax import jnp

__all__ = ["Block", "Direct"]


class Block(NamedTuple):
    """Numbers first .. first + size of a genotype, which make one tensor or one gene."""

    gene: Gene
    first: int

    @property
    def size(self) -> int:
        """How many numbers of the genotype it takes."""
        return math.prod(self.gene.shape)

    def value(self, genotype: Array) -> Array:
        """Return what the genotype makes of it."""
        return self.gene.value(genotype[self.first : self.first + self.size].reshape(self.gene.shape))


class Direct(Encoding):
    """One gene per weight, and one per number that the way of life inherits.

    A mutation of size 1 changes a weight by its tensor's scale, and any other gene by the scale that it declares.
    """

    kind: Literal["direct"] = "direct"
    weight_scale: Annotated[
        Literal["unit", "fan_in"],
        Field(description="what a gene of size 1 is worth: `unit` 1, `fan_in` 1 / sqrt(fan_in) of its layer"),
    ] = "unit"

    def blocks(self, blueprint: Blueprint) -> tuple[Block, ...]:
        """Return the blocks in the order of the genotype: tensors, gains, genes."""
        fan_in = self.weight_scale == "fan_in"
        tensors = [
            Gene(name, shape, scale=1.0 / math.sqrt(blueprint.fan_in[name]) if fan_in else 1.0)
            for name, shape in blueprint.shapes.items()
        ]
        found, first = [], 0
        for gene in (*tensors, *blueprint.gains, *blueprint.genes):
            found.append(Block(gene, first))
            first += found[-1].size
        return tuple(found)

    def size(self, blueprint: Blueprint) -> int:
        """Return the number of genes."""
        last = self.blocks(blueprint)[-1]
        return last.first + last.size

    def founder(self, key: Key, blueprint: Blueprint) -> Array:
        """Draw a founder: weights by the network's law, every gene at its initial value."""
        drawn = blueprint.draw(key)
        parts = [
            (drawn[block.gene.name] / block.gene.scale).ravel()
            if block.gene.name in blueprint.shapes
            else jnp.zeros(block.size)
            for block in self.blocks(blueprint)
        ]
        return jnp.concatenate(parts)

    def develop(self, genotype: Array, blueprint: Blueprint) -> Newborn:
        """Return the newborn of a genotype."""
        inherited = len(blueprint.shapes) + len(blueprint.gains)
        values = [(block.gene.name, block.value(genotype)) for block in self.blocks(blueprint)]
        return Newborn(dict(values[:inherited]), dict(values[inherited:]))

    def inherit(self, newborn: Newborn, learned: Weights, blocks: tuple[str, ...], blueprint: Blueprint) -> Array:
        """Return the change of genes that would make a newborn be born with the learned weights; 0 in other blocks."""
        parts = []
        for block in self.blocks(blueprint):
            name = block.gene.name
            if name not in blueprint.shapes or (blocks and name not in blocks):
                parts.append(jnp.zeros(block.size))
            else:
                parts.append(((learned[name] - newborn.weights[name]) / block.gene.scale).ravel())
        return jnp.concatenate(parts)

    @classmethod
    def tiny(cls) -> Self:
        """Return the defaults."""
        return cls()
