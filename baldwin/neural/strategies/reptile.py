"""Reptile (Nichol, Achiam & Schulman 2018)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field

from baldwin.neural.strategies._meta import Climber
from baldwin.neural.strategies._optimiser import Optimiser
from baldwin.neural.strategies._schedule import Decay

__all__ = ["Reptile"]


class Reptile(Climber):
    """The genome moves a fraction of the way to what its lives learned, on average: Lamarck without selection."""

    derivative: ClassVar[str] = "displacement"

    kind: Literal["reptile"] = "reptile"
    optimiser: Annotated[Optimiser, Field(description="how the mean learned change becomes a step")] = "sgd"
    learning_rate: Annotated[float, Field(gt=0.0, le=1e6, description="fraction of the way (epsilon)")] = 0.1
    learning_rate_final: Annotated[float, Field(ge=0.0, le=1e6, description="the same at the end")] = 0.0
    decay: Annotated[Decay, Field(description="how the fraction goes from start to end over the generations")] = (
        "linear"
    )

    @classmethod
    def tiny(cls) -> Self:
        """Return the defaults."""
        return cls()
