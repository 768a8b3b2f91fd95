"""A haystack: what genomes of 0, 1 and ? are worth, once learning has filled in the question marks."""

from typing import Annotated

from pydantic import Field

from baldwin.haystack.contracts import ScoredTask


class MyThing(ScoredTask):
    """The fewer ones the better, but all ones are best: a trap for evolution that climbs step by step."""

    # The fields of [task]: a type, a range, a meaning and a default. `loci` there must be.
    loci: Annotated[int, Field(ge=2, le=512, description="length of the genome in loci")] = 8
    bait: Annotated[float, Field(ge=0.0, lt=1.0, description="score of no ones at all; all ones score 1")] = 0.5

    def score(self, phenotypes):
        """Return a number from 0 to 1 for each row of phenotypes, booleans of NumPy (n, loci), True where it is 1.

        It must depend on the phenotype and on the fields above alone: no chance, nothing remembered.
        """
        ones = phenotypes.mean(axis=1)
        return self.bait * (1.0 - ones) + (1.0 - self.bait * (1.0 - ones)) * (ones == 1.0)

    @classmethod
    def tiny(cls):
        """Return an instance small enough for a test."""
        return cls(loci=4)
