"""An NK landscape, rugged for large K."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from baldwin.haystack.contracts import Task

__all__ = ["NKLandscape"]


class NKLandscape(Task):
    """An NK landscape: each locus contributes by its own bit and K neighbours'; rugged for large K.

    A contribution is drawn for each locus and each setting of its K + 1 bits, uniform in [0, 1); a phenotype's score
    is the mean of its L contributions.
    """

    usual: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "encoding": {"kind": "flagged"},
        "lifetime": {"kind": "hill_climb"},
        "fitness": {"kind": "lifetime_mean"},
    }

    kind: Literal["nk"] = "nk"
    loci: Annotated[int, Field(ge=2, le=64, description="number of loci (N of NK)")] = 20
    epistasis: Annotated[
        int, Field(ge=0, le=16, description="neighbours to the right, in a circle, that each contribution reads (K)")
    ] = 4
    shared: Annotated[
        bool, Field(description="true: one landscape for all replicates; false: each replicate draws its own")
    ] = False

    @classmethod
    def tiny(cls) -> NKLandscape:
        """Return a landscape of three loci."""
        return cls(loci=3, epistasis=1)
