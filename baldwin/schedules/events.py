"""Events: in each of several generations, a field takes another value."""

from __future__ import annotations

from bisect import bisect_right
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from baldwin.schedules.chance import Chance
from baldwin.schedules.schedule import Generation, Schedule, ScheduledField, Value

__all__ = ["Events"]


class Events(Schedule):
    """In each of several generations, a field takes another value, which it keeps until the next."""

    kind: Literal["events"] = "events"
    field: ScheduledField
    events: Annotated[
        tuple[Annotated[tuple[Generation, Value], Field(strict=False)], ...],
        Field(strict=False, min_length=1, description="[generation, value] of each, in the order of time"),
    ]

    @model_validator(mode="after")
    def _in_the_order_of_time(self) -> Self:
        for (first, _), (then, _) in zip(self.events, self.events[1:], strict=False):
            if then <= first:
                raise ValueError(
                    f"events: generation {then} comes after generation {first}: each must be later than the one "
                    "before. Sort them by their generation"
                )
        return self

    def values(self) -> dict[str, Value]:
        """Return the value of each event."""
        return {f"events.{place}.1": value for place, (_, value) in enumerate(self.events)}

    def value_at(self, generation: int, before: Value, chance: Chance) -> Value:
        """Return the value of the last event up to `generation`."""
        del chance
        count = bisect_right(self.events, generation, key=lambda event: event[0])
        return self.events[count - 1][1] if count else before

    @classmethod
    def tiny(cls) -> Self:
        """Return two early events."""
        return cls(field="fitness.step_cost", events=((2, 0.5), (5, 0.25)))
