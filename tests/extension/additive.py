"""Weights as sums of one number per row and one per column: a compressed genome that knows no gene's meaning."""

import math
from typing import Literal

from baldwin.neural.contracts import Encoding, Gene, Newborn
from baldwin.neural.encodings.direct import Block
from baldwin.neural.lazy_jax import jax, jnp


class Additive(Encoding):
    """Each matrix is row + column; vectors and genes are as they are."""

    inverse = "none"
    kind: Literal["additive"] = "additive"

    def _blocks(self, blueprint):
        tensors = [
            Gene(f"{name}.{axis}", (count,)) if len(shape) == 2 else Gene(name, shape)
            for name, shape in blueprint.shapes.items()
            for axis, count in enumerate(shape)
        ]
        found, first = [], 0
        for gene in (*tensors, *blueprint.gains, *blueprint.genes):
            found.append(Block(gene, first))
            first += math.prod(gene.shape)
        return found

    def size(self, blueprint):
        return sum(block.size for block in self._blocks(blueprint))

    def founder(self, key, blueprint):
        parts = []
        for number, block in enumerate(self._blocks(blueprint)):
            draw = jax.random.normal(jax.random.fold_in(key, number), (block.size,))
            parts.append(draw if block.gene.name.partition(".")[0] in blueprint.shapes else jnp.zeros(block.size))
        return jnp.concatenate(parts)

    def develop(self, genotype, blueprint):
        values = {block.gene.name: block.value(genotype) for block in self._blocks(blueprint)}
        weights = {
            name: values[f"{name}.0"][:, None] + values[f"{name}.1"] if len(shape) == 2 else values[name]
            for name, shape in blueprint.shapes.items()
        }
        gains = {gene.name: values[gene.name] for gene in blueprint.gains}
        return Newborn({**weights, **gains}, {gene.name: values[gene.name] for gene in blueprint.genes})

    def inherit(self, newborn, learned, blocks, blueprint):
        raise NotImplementedError

    @classmethod
    def tiny(cls):
        return cls()
