"""Separable CMA-ES (Ros & Hansen 2008)."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field

from baldwin.neural.contracts.kind import Number
from baldwin.neural.strategies._evosax import Evosax, algorithm

__all__ = ["SepCMAES"]


class SepCMAES(Evosax):
    """CMA-ES with a diagonal covariance: time and memory linear in the number of genes."""

    kind: Literal["sep_cma_es"] = "sep_cma_es"
    sigma: Annotated[Number, Field(gt=0.0, le=1e6, description="initial step size, in genes")] = 0.05

    def build(self, size: int, genes: int, generations: Any) -> tuple[Any, Any]:
        """Return the evosax strategy and its parameters."""
        made = algorithm("Sep_CMA_ES", size, genes)
        return made, made.default_params.replace(std_init=self.sigma)

    @classmethod
    def tiny(cls) -> Self:
        """Return steps for a small test."""
        return cls(sigma=0.3)
