"""X O X^T: what neurons express, and which expressions connect (Barabasi & Barabasi 2020)."""

from __future__ import annotations

import math
from typing import Annotated, Literal, Self

from pydantic import Field

from baldwin.neural.contracts import Array, Gene
from baldwin.neural.encodings._compressed import Compressed, Encoded, Parts, Shapes, saves
from baldwin.neural.lazy_jax import jnp

__all__ = ["ExpressionRules"]


class ExpressionRules(Compressed):
    """Each matrix (a, b) is X_a O X_b^T: neurons express g factors each, and g x g rules say which factors connect.

    g (a + b) + g^2 genes for a b weights. Neurons of which there are no more than g need no factors: the rules name
    them. With `profiles` = "neuron" the matrices into and out of a layer share the factors of its neurons, as in an
    organism whose cells express one set of genes.

    Reference: Barabasi & Barabasi (2020), Neuron 105; Barabasi et al. (2023), Nature Communications 14. They normalise
    founders to the standard deviation of He's law, here to what the network's law gave.
    """

    kind: Literal["xox"] = "xox"
    factors: Annotated[int, Field(ge=1, le=4096, description="factors that a neuron can express (g)")] = 4
    profiles: Annotated[
        Literal["neuron", "tensor"],
        Field(
            description="whose factors they are: `neuron`, one set for all that leads to a neuron and from it; "
            "`tensor`, a set on each side of each tensor"
        ),
    ] = "neuron"

    def parts(self, gene: Gene, axes: tuple[str, ...]) -> Shapes:
        """Return the factors of the neurons on each side, and the rules."""
        places = self._places(gene, axes)
        if not places:
            return {}
        sides: Shapes = {name: (count, self.factors) for name, count in places if name}
        found = {**sides, f"{gene.name}.rules": tuple(min(count, self.factors) for _, count in places)}
        return found if self.profiles == "neuron" else saves(found, gene.shape)

    def _places(self, gene: Gene, axes: tuple[str, ...]) -> list[tuple[str, int]]:
        """Return, for each axis, the name of its neurons' factors ("" if they need none), and how many there are.

        [] where no axis needs any.
        """
        named = self.profiles == "neuron" and len(axes) == len(gene.shape)
        names = [
            f"factors of {axes[axis]}" if named else f"{gene.name}.factors{axis}" for axis in range(len(gene.shape))
        ]
        found = [(name if count > self.factors else "", count) for name, count in zip(names, gene.shape, strict=True)]
        return found if any(name for name, _ in found) else []

    def make(self, array: Encoded, parts: Parts) -> Array:
        """Return the product."""
        made = parts[f"{array.gene.name}.rules"]
        for axis, (name, _) in enumerate(self._places(array.gene, array.axes)):
            if name:
                made = jnp.moveaxis(jnp.tensordot(parts[name], made, (1, axis)), 0, axis) / math.sqrt(self.factors)
        return made

    @classmethod
    def tiny(cls) -> Self:
        """Return two factors, of biases too."""
        return cls(factors=2, encodes=("matrices", "vectors"))
