"""Augmented random search (Mania, Guy & Recht 2018)."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field

from baldwin.neural.contracts.kind import Number
from baldwin.neural.strategies._evosax import Evosax, algorithm, even
from baldwin.neural.strategies._optimiser import Optimiser, optimiser
from baldwin.neural.strategies._schedule import Decay, paced, schedule

__all__ = ["ARS"]


class ARS(Evosax):
    """Mirrored Gaussian mutations; the mean climbs the raw fitness differences of the better half of the pairs."""

    kind: Literal["ars"] = "ars"
    sigma: Annotated[Number, Field(gt=0.0, le=1e6, description="standard deviation of a mutation, in genes")] = 0.05
    sigma_final: Annotated[Number, Field(gt=0.0, le=1e6, description="the same at the end, where it decays")] = 0.05
    optimiser: Annotated[Optimiser, Field(description="how the estimated gradient becomes a step")] = "adam"
    learning_rate: Annotated[Number, Field(gt=0.0, le=1e6, description="step size of the mean")] = 0.02
    learning_rate_final: Annotated[Number, Field(ge=0.0, le=1e6, description="the same at the end")] = 0.002
    decay: Annotated[Decay, Field(description="how both go from start to end over the generations")] = "cosine"

    def refuses(self, size: int, genes: int) -> str | None:
        """Return why an odd population does not do: it draws mirrored pairs; None if it is even."""
        del genes
        return even(size)

    def paced(self) -> str | None:
        """Return what lets steps follow the length of a run, if they do."""
        return paced(self.decay, (self.sigma, self.sigma_final), (self.learning_rate, self.learning_rate_final))

    def build(self, size: int, genes: int, generations: Any) -> tuple[Any, Any]:
        """Return the evosax strategy and its parameters."""
        step = optimiser(self.optimiser, self.learning_rate, self.learning_rate_final, self.decay, generations)
        sigma = schedule(self.sigma, self.sigma_final, self.decay, generations)
        made = algorithm("ARS", size, genes, optimizer=step, std_schedule=sigma)
        return made, made.default_params

    @classmethod
    def tiny(cls) -> Self:
        """Return steps for a small test."""
        return cls(sigma=0.1, learning_rate=0.05)
