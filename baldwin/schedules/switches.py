"""Switches: at random moments, a field changes to another of several values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field

from baldwin.schedules._walk import walked
from baldwin.schedules.chance import Chance
from baldwin.schedules.schedule import History, Schedule, ScheduledField, Shared, Value

__all__ = ["Switches"]


class Switches(Schedule):
    """At random moments, a field changes to another of several values, each as likely."""

    kind: Literal["switches"] = "switches"
    field: ScheduledField
    listed: Annotated[
        tuple[Value, ...],
        Field(strict=False, min_length=2, max_length=1000, description="the values, the first of them first"),
    ]
    rate: Annotated[
        float, Field(ge=0.0, le=1.0, description="chance of a switch in each generation after `begin`, independently")
    ]
    begin: Annotated[int, Field(ge=0, le=10**9, description="first generation with the first value; 0: founders")] = 0
    shared: Shared = False
    history: History = ""

    @property
    def by_replicate(self) -> bool:
        """Whether replicates see different values."""
        return not self.shared

    @property
    def stream(self) -> str:
        """Name of the stream of its chance."""
        return self.history

    def values(self) -> dict[str, Value]:
        """Return the listed values."""
        return {f"listed.{place}": value for place, value in enumerate(self.listed)}

    def value_at(self, generation: int, before: Value, chance: Chance) -> Value:
        """Return the value that the last switch up to `generation` left."""
        if generation < self.begin:
            return before
        steps = walked(_Steps(self.rate, len(self.listed)), chance, self.begin, generation)
        return self.listed[int(steps) % len(self.listed)]

    @classmethod
    def tiny(cls) -> Self:
        """Return switches that come every few generations."""
        return cls(field="fitness.step_cost", listed=(0.0, 0.5, 0.25), rate=0.3)


@dataclass(frozen=True)
class _Steps:
    """How many places of the list each generation moves on: 0 without a switch, else 1 to count - 1."""

    rate: float
    count: int

    def __call__(self, chance: Chance, block: int) -> npt.NDArray[np.float64]:
        which = 1 + np.floor(chance.uniforms(block, 1) * (self.count - 1))
        return np.where(chance.uniforms(block) < self.rate, which, 0.0)
