"""What a haystack population lives for: a needle or a landscape."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from baldwin.definition.table import Table

__all__ = ["NKLandscape", "Needle"]

Loci = Annotated[int, Field(ge=2, le=65536, description="length of the genome in loci (L)")]


class Needle(Table):
    """A needle in a haystack: one phenotype of 2^L succeeds, all others are equally bad."""

    kind: Literal["needle"] = "needle"
    loci: Loci = 20
    move_every: Annotated[
        int,
        Field(
            ge=0,
            description="each replicate's target flips at one uniformly drawn locus in generations move_every, "
            "2 move_every, ..., before their lives; 0: it never moves",
        ),
    ] = 0


class NKLandscape(Table):
    """An NK landscape: each locus contributes by its own bit and K neighbours'; rugged for large K.

    A contribution is drawn for each locus and each setting of its K + 1 bits, uniform in [0, 1); a phenotype's score
    is the mean of its L contributions.
    """

    kind: Literal["nk"] = "nk"
    loci: Annotated[int, Field(ge=2, le=64, description="number of loci (N of NK)")] = 20
    epistasis: Annotated[
        int, Field(ge=0, le=16, description="neighbours to the right, in a circle, that each contribution reads (K)")
    ] = 4
    shared: Annotated[
        bool, Field(description="true: one landscape for all replicates; false: each replicate draws its own")
    ] = False
