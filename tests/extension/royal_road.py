"""Royal road: blocks of loci count when they are complete (Mitchell, Forrest & Holland 1992)."""

from typing import Annotated, Literal

from pydantic import Field

from baldwin.haystack.contracts import ScoredTask


class RoyalRoad(ScoredTask):
    """Scores the share of blocks whose loci are all 1."""

    kind: Literal["royal_road"] = "royal_road"
    loci: Annotated[int, Field(ge=2, le=512, description="length of the genome in loci")] = 16
    block: Annotated[int, Field(ge=1, le=512, description="loci of a block")] = 4
    step: Annotated[float, Field(ge=0.0, le=1.0, description="what a block is worth of which all but one are 1")] = 0.0

    def score(self, phenotypes):
        blocks = phenotypes.reshape(len(phenotypes), -1, self.block).sum(axis=2)
        return ((blocks == self.block) + self.step * (blocks == self.block - 1)).mean(axis=1)

    @classmethod
    def tiny(cls):
        return cls(loci=4, block=2)
