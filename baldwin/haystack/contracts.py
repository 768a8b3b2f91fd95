"""What a haystack task is: the class that all kinds derive from, and the fields that several have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from baldwin.definition.families import Family, Kind

__all__ = ["TASKS", "FlipRate", "Loci", "MoveEvery", "MovingTask", "Task"]

Loci = Annotated[int, Field(ge=2, le=65536, description="length of the genome in loci (L)")]
MoveEvery = Annotated[
    int,
    Field(
        ge=0,
        description="each replicate's target flips at one uniformly drawn locus in generations move_every, "
        "2 move_every, ..., before their lives; 0: it never moves",
    ),
]
FlipRate = Annotated[
    float,
    Field(
        ge=0.0,
        le=1.0,
        description="chance that each locus of each replicate's target flips, independently, before the lives of each "
        "generation from 1 on",
    ),
]


class Task(Kind):
    """What a phenotype of `loci` bits is worth."""

    if TYPE_CHECKING:  # a field of each kind, in the place where its file has it
        loci: int


class MovingTask(Task):
    """A task with one target phenotype in each replicate, which may move.

    Alleles are stored relative to the target: where it flips, what was correct is wrong from then on, and the reverse.
    """

    if TYPE_CHECKING:
        move_every: int
        flip_rate: float

    @model_serializer(mode="wrap")
    def _only_flips_that_happen(self, serialised: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out a flip rate of 0, so that a population without flips is named as it was before there were any."""
        fields: dict[str, Any] = serialised(self)
        if not self.flip_rate:
            fields.pop("flip_rate", None)
        return fields


TASKS = Family("task", "baldwin.haystack.tasks", "baldwin.haystack.contracts:Task")
