"""Meta-SGD (Li et al. 2017)."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from baldwin.neural.contracts import Array, Ascent, Gene, GenomeLives
from baldwin.neural.strategies._outer_gradient import GradientComparator, through_learning

__all__ = ["MetaSGD"]


class MetaSGD(GradientComparator):
    """As `maml`, with a learning rate of its own for every weight, learned beside the weights."""

    through_lives: ClassVar[bool] = True

    kind: Literal["meta_sgd"] = "meta_sgd"

    def unmet(self, genes: tuple[Gene, ...]) -> list[tuple[str, str]]:
        """Return that a learning rate for each weight is missing, where it is."""
        if any(gene.name.startswith("rate.") and gene.shape for gene in genes):
            return []
        rule = 'strategy "meta_sgd" learns other rates. Set lifetime.rate = "parameter"'
        return [("lifetime.rate", rule)]

    def ascent(self, genotype: Array, lives: GenomeLives, progress: Array) -> Ascent:
        """Return the gradient of fitness through all that is learned."""
        del progress
        return through_learning(genotype, lives)

    @classmethod
    def tiny(cls) -> Self:
        """Return a large outer step."""
        return cls(learning_rate=0.05)
