"""Pulse: in every n-th generation a number has another value."""

from typing import Annotated, Literal

from pydantic import Field

from baldwin.schedules.schedule import Number, Schedule, ScheduledField


class Pulse(Schedule):
    """In every n-th generation, a number has another value."""

    kind: Literal["pulse"] = "pulse"
    field: ScheduledField
    every: Annotated[int, Field(ge=1, le=1000, description="generations from one pulse to the next")]
    value: Annotated[Number, Field(description="value of the field in a pulse")]

    def values(self):
        return {"value": self.value}

    def value_at(self, generation, before, chance):
        return self.value if generation % self.every == 0 else before

    @classmethod
    def tiny(cls):
        return cls(field="fitness.step_cost", every=2, value=0.5)
