"""The contract of a schedule: which number of a definition changes, and what it is in each generation."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from pydantic import Field

from baldwin.definition.families import Family, Kind
from baldwin.definition.table import ONE_LINE

__all__ = ["SCHEDULES", "Number", "Path", "Schedule", "ScheduledField", "Where"]

Path = tuple[str, ...]

Where: TypeAlias = Callable[[Any, Any, Any], Any]
"""`where(condition, a, b)`: a where the condition holds, else b; `numpy.where`, `jax.numpy.where` or plain Python."""

Number: TypeAlias = float | int
"""A value of the scheduled field; the field itself says which numbers are legal."""

ScheduledField = Annotated[
    str,
    Field(
        pattern=ONE_LINE,
        description='number that changes, such as "lifetime.clip"; of a list also its place, from 0: "task.weights.0"',
    ),
]


class Schedule(Kind):
    """How one number of a world changes over generations.

    A kind is one file: its fields are the fields of `[[schedule]]`, `field` among them.
    """

    if TYPE_CHECKING:  # a field of each kind, in the place where its file has it
        field: str

    @property
    def path(self) -> Path:
        """The field that changes: its table, its name, and in a list its place."""
        return tuple(self.field.split("."))

    @abstractmethod
    def values(self) -> dict[str, Number]:
        """Return own field -> value of the scheduled field: its extremes, or all that it can be.

        Each is checked by the rules of the scheduled field, and an error names the own field.
        """

    @abstractmethod
    def value_at(self, generation: Any, before: Any, where: Where) -> Any:
        """Return the value in `generation`, where the definition, or an earlier schedule, has it at `before`.

        Called on the host with integers, and inside compiled code with a traced `generation`: only arithmetic,
        comparisons and `where`.
        """


SCHEDULES = Family(
    "schedule", "baldwin.schedules", "baldwin.schedules.schedule:Schedule", besides=("schedule", "world", "checks")
)
