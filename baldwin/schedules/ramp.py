"""Ramp: between two generations, a number goes evenly from one value to another."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from baldwin.schedules.chance import Chance
from baldwin.schedules.schedule import Number, Schedule, ScheduledField, Value

__all__ = ["Ramp"]


class Ramp(Schedule):
    """Between two generations, a number goes evenly from one value to another, and stays there."""

    kind: Literal["ramp"] = "ramp"
    field: ScheduledField
    begin: Annotated[int, Field(ge=0, le=10**9, description="generation in which it leaves the first value")]
    end: Annotated[int, Field(ge=1, le=10**9, description="first generation with the last value")]
    initial: Annotated[
        Number | None, Field(description="value in generation `begin`; left out: what it is there without the ramp")
    ] = None
    value: Annotated[Number, Field(description="value from generation `end` on")]

    @model_validator(mode="after")
    def _takes_time(self) -> Self:
        if self.end <= self.begin:
            raise ValueError(
                f"end = {self.end}: must be later than begin = {self.begin}. For a change at once use "
                f'kind = "step" with at = {self.begin}'
            )
        return self

    def values(self) -> dict[str, Value]:
        """Return both ends."""
        return {"value": self.value} if self.initial is None else {"initial": self.initial, "value": self.value}

    def value_at(self, generation: int, before: Value, chance: Chance) -> Value:
        """Return the value on the straight line between both ends."""
        del chance
        if generation >= self.end:
            return self.value
        if generation < self.begin:
            return before
        start = float(before if self.initial is None else self.initial)
        return start + (self.value - start) * (generation - self.begin) / (self.end - self.begin)

    @classmethod
    def tiny(cls) -> Self:
        """Return a short ramp."""
        return cls(field="fitness.step_cost", begin=2, end=6, value=0.5)
