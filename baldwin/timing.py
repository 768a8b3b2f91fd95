"""Measured ratios: variants in turn in one process, so that they mean something on a shared machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

__all__ = ["Clock", "Ratio", "interleaved"]

Clock = Callable[[], float]


@dataclass(frozen=True)
class Ratio:
    """One measured ratio. `bar` is what it should reach on an idle machine: at least, or at most, `bar`."""

    name: str
    ratio: float
    unit: str
    bar: float | None
    at_most: bool
    detail: str

    @property
    def holds(self) -> bool | None:
        """Whether the bar is cleared; None where there is none."""
        if self.bar is None:
            return None
        return self.ratio <= self.bar if self.at_most else self.ratio >= self.bar

    def as_json(self) -> dict[str, Any]:
        """Return the row as a JSON object."""
        return asdict(self) | {"holds": self.holds}


def interleaved(
    variants: dict[str, Callable[[], object]], rounds: int, clock: Clock = time.process_time
) -> dict[str, float]:
    """Return the median time of each variant over `rounds` rounds in which all run in turn.

    One round before is not counted.
    """
    times: dict[str, list[float]] = {name: [] for name in variants}
    for round_ in range(rounds + 1):
        for name, run in variants.items():
            start = clock()
            run()
            if round_:
                times[name].append(clock() - start)
    return {name: median(t) for name, t in times.items()}
