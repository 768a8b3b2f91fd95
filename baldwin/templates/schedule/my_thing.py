"""A schedule: how one field of a world changes over generations."""

from typing import Annotated

from pydantic import Field

from baldwin.schedules.schedule import Number, Schedule, ScheduledField


class MyThing(Schedule):
    """Good years and bad ones: in the last `bad` of every `period` generations the field has another value."""

    # The fields of [[schedule]]: a type, a range, a meaning and a default. `field` there must be.
    field: ScheduledField
    period: Annotated[int, Field(ge=2, le=1_000_000, description="generations from one good time to the next")] = 10
    bad: Annotated[int, Field(ge=1, le=1_000_000, description="of these, how many at the end are bad")] = 3
    value: Annotated[Number, Field(description="value of the field in a bad time")]

    def values(self):
        """Return own field -> value that the scheduled field can get: each is checked by the rules of that field."""
        return {"value": self.value}

    def value_at(self, generation, before, chance):
        """Return the value in a generation; `before` is what the definition says, and what holds in good times.

        It must follow from the arguments alone: generations are asked for in any order, and again. `chance` draws
        numbers of a generation, the same however often it is asked (see `baldwin/schedules/switches.py`).
        """
        return self.value if generation % self.period >= self.period - self.bad else before

    @classmethod
    def tiny(cls):
        """Return an instance small enough for a test."""
        return cls(field="fitness.trial_cost", period=4, bad=2, value=0.01)
