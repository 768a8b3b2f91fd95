"""First-order MAML (Finn et al. 2017, section 5.2)."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from baldwin.neural.contracts import Array, Ascent, GenomeLives
from baldwin.neural.contracts.comparators import Follows
from baldwin.neural.lazy_jax import jax
from baldwin.neural.strategies._outer_gradient import GradientComparator, kept_by_lives

__all__ = ["FirstOrderMAML"]


class FirstOrderMAML(GradientComparator):
    """As `maml`, but what was learned counts as a constant shift of the weights: no second derivatives."""

    follows: ClassVar[Follows] = "end"

    kind: Literal["fomaml"] = "fomaml"

    def ascent(self, genotype: Array, lives: GenomeLives, progress: Array) -> Ascent:
        """Return the gradient of the score at the end, with what was learned as a constant shift of the weights."""
        del progress
        newborn = lives.develop(genotype)
        lived = lives.live(newborn)
        shift = {name: lived.learned[name] - value for name, value in newborn.weights.items()}
        shift = kept_by_lives(lived.diverged, shift)
        gradient = jax.grad(lambda moved: lives.shifted_score(lives.develop(moved).weights, shift))(genotype)
        return Ascent(gradient, lives.fitness(newborn, lived), lived.diverged)

    @classmethod
    def tiny(cls) -> Self:
        """Return a large outer step."""
        return cls(learning_rate=0.05)
