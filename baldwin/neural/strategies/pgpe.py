"""Parameter-exploring policy gradients (Sehnke et al. 2010)."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field

from baldwin.neural.contracts.kind import Number
from baldwin.neural.strategies._evosax import Evosax, algorithm, even
from baldwin.neural.strategies._optimiser import Optimiser, optimiser
from baldwin.neural.strategies._schedule import Decay, paced

__all__ = ["PGPE"]


class PGPE(Evosax):
    """Mirrored Gaussian mutations of a mean, with a standard deviation of its own for every gene."""

    kind: Literal["pgpe"] = "pgpe"
    sigma: Annotated[
        Number, Field(gt=0.0, le=1e6, description="standard deviation of the first mutations, in genes")
    ] = 0.05
    sigma_rate: Annotated[Number, Field(ge=0.0, le=10.0, description="step size of the standard deviations")] = 0.1
    optimiser: Annotated[Optimiser, Field(description="how the estimated gradient becomes a step")] = "adam"
    learning_rate: Annotated[Number, Field(gt=0.0, le=1e6, description="step size of the mean")] = 0.02
    learning_rate_final: Annotated[Number, Field(ge=0.0, le=1e6, description="the same at the end")] = 0.002
    decay: Annotated[Decay, Field(description="how it goes from start to end over the generations")] = "cosine"

    def refuses(self, size: int, genes: int) -> str | None:
        """Return why an odd population does not do: it draws mirrored pairs; None if it is even."""
        del genes
        return even(size)

    def paced(self) -> str | None:
        """Return what lets steps follow the length of a run, if they do."""
        return paced(self.decay, (self.learning_rate, self.learning_rate_final))

    def build(self, size: int, genes: int, generations: Any) -> tuple[Any, Any]:
        """Return the evosax strategy and its parameters."""
        step = optimiser(self.optimiser, self.learning_rate, self.learning_rate_final, self.decay, generations)
        made = algorithm("PGPE", size, genes, optimizer=step)
        return made, made.default_params.replace(std_init=self.sigma, std_lr=self.sigma_rate)

    @classmethod
    def tiny(cls) -> Self:
        """Return steps for a small test."""
        return cls(sigma=0.1, learning_rate=0.05)
