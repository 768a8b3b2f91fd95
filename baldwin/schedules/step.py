"""Step: from one generation on, a field has another value."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field

from baldwin.schedules.chance import Chance
from baldwin.schedules.schedule import Schedule, ScheduledField, Value

__all__ = ["Step"]


class Step(Schedule):
    """From one generation on, a field has another value."""

    kind: Literal["step"] = "step"
    field: ScheduledField
    at: Annotated[int, Field(ge=0, le=10**9, description="first generation with the new value; 0 is the founders")]
    value: Annotated[Value, Field(description="value of the field from that generation on")]

    def values(self) -> dict[str, Value]:
        """Return the new value."""
        return {"value": self.value}

    def value_at(self, generation: int, before: Value, chance: Chance) -> Value:
        """Return the new value from generation `at` on."""
        del chance
        return self.value if generation >= self.at else before

    @classmethod
    def tiny(cls) -> Self:
        """Return a step in an early generation."""
        return cls(field="fitness.step_cost", at=2, value=0.5)
