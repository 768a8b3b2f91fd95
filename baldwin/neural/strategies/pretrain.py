"""Pretraining on all tasks (the baseline of Finn et al. 2017, table 2)."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from baldwin.neural.contracts import Array, Ascent, GenomeLives, LifeHistory
from baldwin.neural.contracts.comparators import Follows
from baldwin.neural.lazy_jax import jax
from baldwin.neural.strategies._outer_gradient import GradientComparator

__all__ = ["Pretrain"]


class Pretrain(GradientComparator):
    """The gradient of the score at birth: one network for all instances, which learning then fine-tunes."""

    follows: ClassVar[Follows] = "birth"
    through_lives: ClassVar[bool] = False

    kind: Literal["pretrain"] = "pretrain"

    def ascent(self, genotype: Array, lives: GenomeLives, progress: Array) -> Ascent:
        """Return the gradient of the mean score at birth."""
        del progress

        def born(genotype: Array) -> tuple[Array, LifeHistory]:
            lived = lives.live(lives.develop(genotype))
            return lived.scores[:, 0].mean(), lived

        (score, lived), gradient = jax.value_and_grad(born, has_aux=True)(genotype)
        return Ascent(gradient, score, lived.diverged)

    @classmethod
    def tiny(cls) -> Self:
        """Return a large outer step."""
        return cls(learning_rate=0.05)
