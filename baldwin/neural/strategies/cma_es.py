"""CMA-ES (Hansen & Ostermeier 2001)."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field

from baldwin.neural.contracts.kind import Number
from baldwin.neural.strategies._evosax import Evosax, algorithm

__all__ = ["CMAES"]


MOST_GENES = 2000  # above it a generation takes seconds, and the covariance 16 MB or more


class CMAES(Evosax):
    """A Gaussian whose whole covariance adapts: for genomes of up to some hundred genes."""

    kind: Literal["cma_es"] = "cma_es"
    sigma: Annotated[Number, Field(gt=0.0, le=1e6, description="initial step size, in genes")] = 0.05

    def matrices(self, size: int) -> int:
        """Return 8: a covariance, its root, and what a generation makes of them."""
        del size
        return 8

    def refuses(self, size: int, genes: int) -> str | None:
        """Return why the covariance of so many genes is too large, None if it is not."""
        del size
        if genes <= MOST_GENES:
            return None
        return f'holds a covariance of {genes} x {genes} genes, at most {MOST_GENES}. Use "sep_cma_es" or "open_es"'

    def build(self, size: int, genes: int, generations: Any) -> tuple[Any, Any]:
        """Return the evosax strategy and its parameters."""
        made = algorithm("CMA_ES", size, genes)
        return made, made.default_params.replace(std_init=self.sigma)

    @classmethod
    def tiny(cls) -> Self:
        """Return steps for a small test."""
        return cls(sigma=0.3)
