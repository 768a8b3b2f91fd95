"""Cycle: a number goes up and down, again and again."""

from __future__ import annotations

import math
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from baldwin.schedules.chance import Chance
from baldwin.schedules.schedule import Number, Schedule, ScheduledField, Value

__all__ = ["Cycle"]


class Cycle(Schedule):
    """A number goes up and down between two values, again and again."""

    kind: Literal["cycle"] = "cycle"
    field: ScheduledField
    period: Annotated[float, Field(ge=1.0, le=1e9, description="generations from one rise to the next")]
    low: Annotated[Number, Field(description="lowest value")]
    high: Annotated[Number, Field(description="highest value; the amplitude is (high - low) / 2")]
    wave: Annotated[
        Literal["sine", "square", "triangle"],
        Field(
            description="sine: smoothly; triangle: evenly, both from the middle upwards; square: high for half a "
            "period, then low for the other half"
        ),
    ] = "sine"
    phase: Annotated[float, Field(ge=0.0, lt=1.0, description="share of a period that lies behind it at first")] = 0.0
    begin: Annotated[int, Field(ge=0, le=10**9, description="generation in which it sets in; 0 is the founders")] = 0

    @model_validator(mode="after")
    def _low_is_below_high(self) -> Self:
        if self.low > self.high:
            raise ValueError(
                f"low = {self.low:g}: must not be above high = {self.high:g}. Exchange them, and set phase = 0.5 to "
                "begin with the fall"
            )
        return self

    def values(self) -> dict[str, Value]:
        """Return the extremes."""
        return {"low": self.low, "high": self.high}

    def value_at(self, generation: int, before: Value, chance: Chance) -> Value:
        """Return the value at its moment of a period."""
        del chance
        if generation < self.begin:
            return before
        turn = ((generation - self.begin) / self.period + self.phase) % 1.0
        if self.wave == "square":
            return self.high if turn < 0.5 else self.low
        triangle = 1.0 - 4.0 * abs((turn + 0.25) % 1.0 - 0.5)
        height = triangle if self.wave == "triangle" else math.sin(2.0 * math.pi * turn)  # -1 to 1
        value = self.low + (self.high - self.low) * (1.0 + height) / 2.0
        return min(max(value, self.low), self.high)  # whatever the last bit is rounded to

    @classmethod
    def tiny(cls) -> Self:
        """Return a short cycle."""
        return cls(field="fitness.step_cost", period=8.0, low=0.0, high=0.5)
