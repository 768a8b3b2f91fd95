"""What a haystack task is: the class that all kinds derive from, and the fields that several have."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Annotated, Any, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from baldwin.definition.families import Family, Kind

__all__ = ["TASKS", "FlipRate", "Floats", "Loci", "MoveEvery", "MovingTask", "ScoredTask", "Task", "is_scored"]

Floats = npt.NDArray[np.float64]

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


class ScoredTask(MovingTask):
    """A task that gives every phenotype a score; derive your own from it, and give it a `score`.

    With the encodings `ternary` and `binary`, lives guess their plastic loci afresh in each trial and keep the best
    phenotype so far (`literal`); with `flagged` they flip one plastic bit at a time (`hill_climb`).
    """

    loci: Loci = 20
    move_every: MoveEvery = 0
    flip_rate: FlipRate = 0.0

    @abstractmethod
    def score(self, phenotypes: npt.NDArray[np.bool_]) -> Floats:
        """Return what phenotypes are worth, each a number from 0 to 1; at 1 nothing is left to be found.

        A score depends on the phenotype and on the fields of the task, on nothing else: no chance, nothing remembered.

        Shapes:    phenotypes (n, loci), True where a locus is 1, or right: the same, since the target is 1 at all loci
                   as long as it has not moved, and genomes are told relative to it; scores (n,).
        """

    @classmethod
    def tiny(cls) -> Self:
        """Return an instance small enough for a test; a task of many loci by default overrides it."""
        return cls.model_validate({})


def is_scored(task: Task) -> bool:
    """Return whether lives try phenotypes for their scores; also of one in a file of the user's own that is not run."""
    return isinstance(task, ScoredTask) or task.own_code is not None


TASKS = Family("task", "baldwin.haystack.tasks", "baldwin.haystack.contracts:Task")
