"""Drift: a number walks at random between two bounds."""

from __future__ import annotations

from statistics import NormalDist
from typing import Annotated, Literal, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from baldwin.definition.problems import shown
from baldwin.schedules._walk import walked
from baldwin.schedules.chance import Chance
from baldwin.schedules.schedule import History, Number, Schedule, ScheduledField, Shared, Value

__all__ = ["Drift"]


class Drift(Schedule):
    """A number walks at random by normal steps, and is thrown back by two bounds."""

    kind: Literal["drift"] = "drift"
    field: ScheduledField
    sd: Annotated[float, Field(ge=0.0, le=1e9, description="standard deviation of the step of one generation")]
    low: Annotated[Number, Field(description="lower bound, which reflects")]
    high: Annotated[Number, Field(description="upper bound, which reflects")]
    initial: Annotated[
        Number | None, Field(description="value in generation `begin`; left out: what it is without the drift")
    ] = None
    begin: Annotated[int, Field(ge=0, le=10**9, description="generation in which it sets out; 0 is the founders")] = 0
    shared: Shared = False
    history: History = ""

    @model_validator(mode="after")
    def _bounds_leave_room(self) -> Self:
        if not self.low < self.high:
            raise ValueError(f"low = {self.low:g}: must be below high = {self.high:g}. Exchange them, or widen them")
        if self.initial is not None and not self.low <= self.initial <= self.high:
            raise ValueError(
                f"initial = {self.initial:g}: must lie between low = {self.low:g} and high = {self.high:g}. "
                "Move it, or widen the bounds"
            )
        return self

    @property
    def by_replicate(self) -> bool:
        """Whether replicates see different values."""
        return not self.shared

    @property
    def stream(self) -> str:
        """Name of the stream of its chance."""
        return self.history

    def values(self) -> dict[str, Value]:
        """Return the bounds."""
        return {"low": self.low, "high": self.high}

    def cannot_begin(self, before: Value) -> tuple[str, str] | None:
        """Return the bound that leaves out where the walk begins."""
        if self.initial is not None or self.low <= float(before) <= self.high:
            return None
        below = float(before) < self.low
        rule = f"must not be {'above' if below else 'below'} {shown(before)}, where the walk begins"
        return "low" if below else "high", f"{rule}. Widen the bounds, or set initial to begin elsewhere"

    def value_at(self, generation: int, before: Value, chance: Chance) -> Value:
        """Return where the walk has come to; what lies beyond a bound is reflected, as often as it must."""
        if generation < self.begin:
            return before
        start = float(before if self.initial is None else self.initial)
        far = start + self.sd * walked(_normals, chance, self.begin, generation)
        width = self.high - self.low
        folded = abs((far - self.low + width) % (2.0 * width) - width)
        return min(self.low + folded, self.high)  # whatever the last bit is rounded to

    @classmethod
    def tiny(cls) -> Self:
        """Return a walk within narrow bounds."""
        return cls(field="fitness.step_cost", sd=0.2, low=0.0, high=0.5, initial=0.0)


def _normals(chance: Chance, block: int) -> npt.NDArray[np.float64]:
    """Return standard normal numbers of the generations of a block."""
    inverse = NormalDist().inv_cdf
    return np.array([inverse(one) for one in chance.uniforms(block)])
