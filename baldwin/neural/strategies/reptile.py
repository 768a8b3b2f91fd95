"""Reptile (Nichol, Achiam & Schulman 2018)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field

from baldwin.neural.contracts import Array, Ascent, GenomeLives
from baldwin.neural.contracts.comparators import Follows
from baldwin.neural.contracts.kind import Number
from baldwin.neural.lazy_jax import jnp
from baldwin.neural.strategies._optimiser import Optimiser
from baldwin.neural.strategies._outer_gradient import GradientComparator
from baldwin.neural.strategies._schedule import Decay

__all__ = ["Reptile"]


class Reptile(GradientComparator):
    """The genome moves a fraction of the way to what its lives learned, on average: Lamarck without selection."""

    follows: ClassVar[Follows] = "learned"

    kind: Literal["reptile"] = "reptile"
    optimiser: Annotated[Optimiser, Field(description="how the mean learned change becomes a step")] = "sgd"
    learning_rate: Annotated[Number, Field(gt=0.0, le=1e6, description="fraction of the way (epsilon)")] = 0.1
    learning_rate_final: Annotated[Number, Field(ge=0.0, le=1e6, description="the same at the end")] = 0.0
    decay: Annotated[Decay, Field(description="how the fraction goes from start to end over the generations")] = (
        "linear"
    )

    def ascent(self, genotype: Array, lives: GenomeLives, progress: Array) -> Ascent:
        """Return the mean learned change of the genes."""
        del progress
        newborn = lives.develop(genotype)
        lived = lives.live(newborn)
        change = jnp.where(lived.diverged[:, None], 0.0, lives.change(newborn, lived.learned)).mean(axis=0)
        return Ascent(change, lives.fitness(newborn, lived), lived.diverged)

    @classmethod
    def tiny(cls) -> Self:
        """Return the defaults."""
        return cls()
