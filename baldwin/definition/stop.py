"""When replicates end before the last generation: once they are good enough, or cease to improve."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from baldwin.definition.table import ONE_LINE, Table

__all__ = ["Stop"]


class Stop(Table):
    """When a replicate ends before the last generation: each by its own records, exactly, whatever else runs.

    Assays count that come in generations 0, every, 2 every, ..; one that only the last generation has ends nothing.
    """

    of: Annotated[
        str,
        Field(
            min_length=1,
            pattern=ONE_LINE,
            description='column that is followed: of the table of generations, such as "fitness_mean", or of assays, '
            'such as "learned"; an error is followed as the score that it is the negative of',
        ),
    ] = "fitness_mean"
    better: Annotated[
        Literal["higher", "lower"],
        Field(description="which values of the column are better; a share of wrong alleles is better if lower"),
    ] = "higher"
    target: Annotated[
        float | None, Field(description="a replicate ends with the first value that is this or better; omit for none")
    ] = None
    plateau: Annotated[
        int | None,
        Field(
            ge=1,
            le=10**9,
            description="a replicate ends with the first value that comes so many generations after its last "
            "improvement, or more; omit for none",
        ),
    ] = None
    tolerance: Annotated[
        float | None,
        Field(
            ge=0.0,
            description="a value improves if it is better than the best before by more than this; omit for 0",
        ),
    ] = None

    @property
    def given(self) -> bool:
        """Whether there is a rule at all."""
        return self.target is not None or self.plateau is not None

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        if not self.given and self.model_fields_set:
            raise ValueError("says not when: set stop.target, stop.plateau or both, or leave [stop] out")
        if self.plateau is None and self.tolerance is not None:
            raise ValueError("tolerance is that of plateau: set stop.plateau too, or leave tolerance out")
        return self

    @property
    def wanted(self) -> str:
        """What the target is, in words; empty without one."""
        if self.target is None:
            return ""
        return f"{self.of} {'>=' if self.better == 'higher' else '<='} {self.target:g}"

    @property
    def patience(self) -> str:
        """What the plateau is, in words; empty without one."""
        if self.plateau is None:
            return ""
        more = f" by more than {self.tolerance:g}" if self.tolerance else ""
        return f"no better {self.of}{more} for {self.plateau:,} generations"
