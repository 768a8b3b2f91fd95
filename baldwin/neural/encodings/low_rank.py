"""Low rank: each matrix of weights is a product of two thin ones."""

from __future__ import annotations

import math
from typing import Annotated, Literal, Self

from pydantic import Field

from baldwin.neural.contracts import Array, Gene
from baldwin.neural.encodings._compressed import Compressed, Encoded, Parts, Shapes, saves

__all__ = ["LowRank"]


class LowRank(Compressed):
    """Each matrix (a, b) is L R / sqrt(rank), with L (a, rank) and R (rank, b): rank (a + b) genes for a b weights.

    A matrix that this would not shorten has a gene per weight.
    """

    kind: Literal["low_rank"] = "low_rank"
    encodes: Annotated[
        tuple[Literal["matrices", "genes"], ...],
        Field(
            strict=False,
            description="what is made from fewer genes: `matrices` of weights, and `genes` of the way of life that "
            "come as matrices, such as a learning rate per weight; all else has a gene per number",
        ),
    ] = ("matrices",)
    rank: Annotated[int, Field(ge=1, le=4096, description="columns of L, and rows of R")] = 2

    def parts(self, gene: Gene, axes: tuple[str, ...]) -> Shapes:
        """Return the two factors of a matrix."""
        del axes
        if len(gene.shape) != 2:
            return {}
        before, after = gene.shape
        return saves({f"{gene.name}.left": (before, self.rank), f"{gene.name}.right": (self.rank, after)}, gene.shape)

    def make(self, array: Encoded, parts: Parts) -> Array:
        """Return the product."""
        left, right = parts.values()
        return left @ right / math.sqrt(self.rank)

    @classmethod
    def tiny(cls) -> Self:
        """Return a rank of one."""
        return cls(rank=1)
