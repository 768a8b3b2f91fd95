"""Weights as products of two thin matrices: a compressed genome that knows no gene's meaning."""

import math
from typing import Annotated, Literal

from pydantic import Field

from baldwin.neural.contracts import Encoding, Gene, Newborn
from baldwin.neural.encodings.direct import Block
from baldwin.neural.lazy_jax import jax, jnp


class LowRank(Encoding):
    """Each matrix is a product of two of rank `rank`; vectors and genes are as they are."""

    kind: Literal["low_rank"] = "low_rank"
    rank: Annotated[int, Field(ge=1, le=64, description="columns of each factor")] = 2

    def _blocks(self, blueprint):
        found, first = [], 0
        for name, shape in blueprint.shapes.items():
            parts = [(name, shape)]
            if len(shape) == 2:
                parts = [(f"{name}.left", (shape[0], self.rank)), (f"{name}.right", (self.rank, shape[1]))]
            for part, size in parts:
                found.append(Block(Gene(part, size), first))
                first += math.prod(size)
        for gene in (*blueprint.gains, *blueprint.genes):
            found.append(Block(gene, first))
            first += found[-1].size
        return found

    def size(self, blueprint):
        return sum(block.size for block in self._blocks(blueprint))

    def founder(self, key, blueprint):
        parts = []
        for number, block in enumerate(self._blocks(blueprint)):
            factor = "." in block.gene.name and block.gene.name.partition(".")[0] in blueprint.shapes
            draw = jax.random.normal(jax.random.fold_in(key, number), (block.size,))
            parts.append(draw / math.sqrt(block.gene.shape[0]) if factor else jnp.zeros(block.size))
        return jnp.concatenate(parts)

    def develop(self, genotype, blueprint):
        values = {block.gene.name: block.value(genotype) for block in self._blocks(blueprint)}
        weights = {
            name: values[f"{name}.left"] @ values[f"{name}.right"] if len(shape) == 2 else values[name]
            for name, shape in blueprint.shapes.items()
        }
        gains = {gene.name: values[gene.name] for gene in blueprint.gains}
        return Newborn({**weights, **gains}, {gene.name: values[gene.name] for gene in blueprint.genes})

    def inherit(self, newborn, learned, blocks, blueprint):
        return jnp.zeros(self.size(blueprint))

    @classmethod
    def tiny(cls):
        return cls(rank=1)
