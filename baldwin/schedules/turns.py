"""Turns: a field takes listed values in turn, each for as long."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field

from baldwin.schedules.chance import Chance
from baldwin.schedules.schedule import Schedule, ScheduledField, Value

__all__ = ["Turns"]


class Turns(Schedule):
    """A field takes listed values in turn, each for as many generations, and then begins again."""

    kind: Literal["turns"] = "turns"
    field: ScheduledField
    listed: Annotated[
        tuple[Value, ...], Field(strict=False, min_length=2, description="the values, the first of them first")
    ]
    length: Annotated[int, Field(ge=1, le=10**9, description="generations for which each value stays")]
    begin: Annotated[int, Field(ge=0, le=10**9, description="first generation with the first value; 0: founders")] = 0

    def values(self) -> dict[str, Value]:
        """Return the listed values."""
        return {f"listed.{place}": value for place, value in enumerate(self.listed)}

    def value_at(self, generation: int, before: Value, chance: Chance) -> Value:
        """Return the value whose turn it is."""
        del chance
        if generation < self.begin:
            return before
        return self.listed[(generation - self.begin) // self.length % len(self.listed)]

    @classmethod
    def tiny(cls) -> Self:
        """Return turns of two generations."""
        return cls(field="fitness.step_cost", listed=(0.0, 0.5, 0.25), length=2)
