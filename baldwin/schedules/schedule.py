"""The contract of a schedule: which field of a definition changes, and what it is in each generation."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from pydantic import Field

from baldwin.definition.families import Family, Kind
from baldwin.definition.table import ONE_LINE
from baldwin.schedules.chance import Chance

__all__ = [
    "SCHEDULES",
    "Choice",
    "Effect",
    "Generation",
    "History",
    "Number",
    "Path",
    "Schedule",
    "ScheduledField",
    "Shared",
    "Value",
]

Path = tuple[str, ...]

Number: TypeAlias = float | int
"""A number that a field can be; the field itself says which are legal."""
Choice: TypeAlias = bool | Annotated[str, Field(max_length=200, pattern=ONE_LINE)]
"""A value of a field that is no number."""
Value: TypeAlias = Choice | Number
"""A value of a scheduled field."""

ScheduledField = Annotated[
    str,
    Field(
        pattern=ONE_LINE,
        description='what changes, such as "lifetime.clip"; of a list also its place, from 0: "task.weights.0"',
    ),
]
Generation = Annotated[int, Field(ge=0, le=10**9)]
Shared = Annotated[bool, Field(description="true: all replicates see the same history; false: each has its own")]
History = Annotated[
    str,
    Field(
        max_length=64,
        pattern=ONE_LINE,
        description="name of a history: schedules that name the same one are drawn with the same chance, and change "
        'together; "" is a history of its own',
    ),
]
Effect = Annotated[
    Literal["set", "add", "multiply"],
    Field(
        description="what it does to the value that the definition, or an earlier schedule of the field, gives: takes "
        "its place, is added to it, or multiplies it"
    ),
]


class Schedule(Kind):
    """How one field of a world changes over generations.

    A kind is one file: its fields are the fields of `[[schedule]]`, `field` among them.
    """

    if TYPE_CHECKING:  # a field of each kind, in the place where its file has it
        field: str
    effect: Effect = "set"

    @property
    def path(self) -> Path:
        """The field that changes: its table, its name, and in a list its place."""
        return tuple(self.field.split("."))

    @property
    def by_replicate(self) -> bool:
        """Whether replicates see different values: only then is `chance` of `value_at` that of one replicate."""
        return False

    @property
    def stream(self) -> str:
        """Name of the stream of its chance, "" for one of its own."""
        return ""

    @abstractmethod
    def values(self) -> dict[str, Value]:
        """Return own field -> value of the scheduled field: its extremes, or all that it can be.

        The item of a list has its place, from 0, behind the field: `events.2.1`. Each is checked by the rules of the
        scheduled field, and an error names the own field.
        """

    def cannot_begin(self, before: Value) -> tuple[str, str] | None:
        """Return (own field, its rule and a remedy) where it cannot set out from a value; None if it can."""
        del before
        return None

    @abstractmethod
    def value_at(self, generation: int, before: Value, chance: Chance) -> Value:
        """Return the value in `generation`, where the definition, or an earlier schedule, has it at `before`.

        With the effects `add` and `multiply` it is what is added or multiplied by, and `before` is 0 or 1. A field of
        whole numbers gets the nearest one.

        The value must be a function of the arguments alone: generations are asked for in any order, and again.
        """


SCHEDULES = Family(
    "schedule",
    "baldwin.schedules",
    "baldwin.schedules.schedule:Schedule",
    besides=("calendar", "chance", "checks", "schedule", "world"),
)
