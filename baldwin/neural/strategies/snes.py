"""Separable natural evolution strategy (Schaul, Glasmachers & Schmidhuber 2011)."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field

from baldwin.neural.contracts.kind import Number
from baldwin.neural.strategies._evosax import Evosax, algorithm

__all__ = ["SNES"]


class SNES(Evosax):
    """A Gaussian with a standard deviation of its own for every gene follows the natural gradient of ranks."""

    kind: Literal["snes"] = "snes"
    sigma: Annotated[
        Number, Field(gt=0.0, le=1e6, description="standard deviation of the first mutations, in genes")
    ] = 0.05

    def build(self, size: int, genes: int, generations: Any) -> tuple[Any, Any]:
        """Return the evosax strategy and its parameters."""
        made = algorithm("SNES", size, genes)
        return made, made.default_params.replace(std_init=self.sigma)

    @classmethod
    def tiny(cls) -> Self:
        """Return steps for a small test."""
        return cls(sigma=0.3)
