"""A graded needle: near misses are worth something."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from baldwin.haystack.contracts import FlipRate, Floats, MoveEvery, ScoredTask

__all__ = ["Graded"]


class Graded(ScoredTask):
    """A graded needle: a phenotype scores the more, the fewer of its loci differ from the target.

    One that differs at d of L loci scores (1 - d / L)^(1 / smoothness). Under `smoothness` = 1 that is the share of
    right loci; the smaller it is, the steeper the score falls; at 0 it is the needle.
    """

    kind: Literal["graded"] = "graded"
    loci: Annotated[int, Field(ge=2, le=64, description="length of the genome in loci (L)")] = 20
    smoothness: Annotated[
        float, Field(ge=0.0, le=1.0, description="0: only the target scores; 1: the score falls in a straight line")
    ] = 0.1
    move_every: MoveEvery = 0
    flip_rate: FlipRate = 0.0

    def by_distance(self) -> Floats:
        """Return the score of phenotypes that differ from the target at d = 0..L loci, shape (L + 1,), in 0..1."""
        right = 1.0 - np.arange(self.loci + 1) / self.loci
        with np.errstate(under="ignore"):
            scores = right ** (1.0 / self.smoothness) if self.smoothness > 0.0 else right == 1.0
        return np.asarray(scores, dtype=np.float64)

    def score(self, phenotypes: Any) -> Floats:
        """Return the score of each phenotype (n, L), True where it is as the target; shape (n,)."""
        found: Floats = self.by_distance()[self.loci - np.asarray(phenotypes).sum(axis=1)]
        return found

    @classmethod
    def tiny(cls) -> Graded:
        """Return a graded needle of three loci."""
        return cls(loci=3, smoothness=0.5)
