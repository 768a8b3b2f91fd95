"""CR-FM-NES (Nomura & Ono 2022)."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field

from baldwin.neural.contracts.kind import Number
from baldwin.neural.strategies._evosax import Evosax, algorithm, even

__all__ = ["CRFMNES"]


class CRFMNES(Evosax):
    """A natural evolution strategy with a diagonal and one direction of covariance, for many genes."""

    kind: Literal["cr_fm_nes"] = "cr_fm_nes"
    sigma: Annotated[Number, Field(gt=0.0, le=1e6, description="initial step size, in genes")] = 0.05

    def refuses(self, size: int, genes: int) -> str | None:
        """Return why an odd population does not do: it draws mirrored pairs; None if it is even."""
        del genes
        return even(size)

    def build(self, size: int, genes: int, generations: Any) -> tuple[Any, Any]:
        """Return the evosax strategy and its parameters."""
        made = algorithm("CR_FM_NES", size, genes)
        return made, made.default_params.replace(std_init=self.sigma)

    @classmethod
    def tiny(cls) -> Self:
        """Return steps for a small test."""
        return cls(sigma=0.3)
