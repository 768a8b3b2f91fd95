"""Model-agnostic meta-learning (Finn, Abbeel & Levine 2017, algorithm 1)."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from baldwin.neural.contracts import Array, Ascent, GenomeLives
from baldwin.neural.strategies._outer_gradient import GradientComparator, through_learning

__all__ = ["MAML"]


class MAML(GradientComparator):
    """The gradient of what a life achieves, through all of its learning steps (second derivatives included)."""

    through_lives: ClassVar[bool] = True

    kind: Literal["maml"] = "maml"

    def ascent(self, genotype: Array, lives: GenomeLives, progress: Array) -> Ascent:
        """Return the gradient of fitness through all that is learned."""
        del progress
        return through_learning(genotype, lives)

    @classmethod
    def tiny(cls) -> Self:
        """Return a large outer step."""
        return cls(learning_rate=0.05)
