"""How many replicates of an arm came to a criterion, and how soon, against its control."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from baldwin.presentation import Criterion
from baldwin.reaching import Waits, from_columns
from baldwin.survival import log_rank

__all__ = ["Outcome", "outcome", "outcomes"]

NOWHERE: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Outcome:
    """Who came to a criterion in an arm and in its control, at one point of a study."""

    name: str  # of the criterion
    arm: str
    control: str
    waits: tuple[Waits, Waits]  # of the arm, and of the control
    difference: float  # of the shares that came to it
    interval: tuple[float, float]  # of the difference, 95 %
    p: float  # log-rank, two-sided: whether they wait alike; NaN where no replicate of either came to it
    point: Mapping[str, Any] = field(default_factory=dict)  # field -> value, where the arm was varied

    def row(self) -> dict[str, Any]:
        """Return it as a row of a table; what is no finite number is None."""
        sides = [one.row() for one in self.waits]
        found = {"outcome": self.name, "criterion": sides[0].pop("criterion"), "arm": self.arm, "control": self.control}
        sides[1].pop("criterion")
        found |= dict(self.point)
        for side, values in zip(("arm", "control"), sides, strict=True):
            found |= {f"{name}_{side}": value for name, value in values.items()}
        found |= {"difference": self.difference, "difference_low": self.interval[0]}
        found |= {"difference_high": self.interval[1], "p_log_rank": self.p if math.isfinite(self.p) else None}
        return found


def outcome(
    name: str, arm: str, control: str, first: Waits, second: Waits, point: Mapping[str, Any] = NOWHERE
) -> Outcome:
    """Return who came to a criterion in an arm and in its control, each with replicates that were watched.

    The interval of the difference joins those of the two shares, as Newcombe (1998, Statist. Med. 17:873, method 10).
    """
    (a, a_low, a_high), (b, b_low, b_high) = first.share(), second.share()
    low, high = a - b - math.hypot(a - a_low, b_high - b), a - b + math.hypot(a_high - a, b - b_low)
    known = [(times, came) for one in (first, second) for times, came in [one.known]]
    p = log_rank(*known[0], *known[1]).p if first.count + second.count else math.nan
    return Outcome(name, arm, control, (first, second), a - b, (max(low, -1.0), min(high, 1.0)), p, dict(point))


def outcomes(
    arm: str,
    control: str,
    columns: tuple[Mapping[str, Sequence[Any]], Mapping[str, Sequence[Any]]],
    criteria: Mapping[str, Criterion],
    point: Mapping[str, Any] = NOWHERE,
) -> Iterator[Outcome]:
    """Yield the outcomes that the columns of an arm and of its control can tell, criterion by criterion."""
    first, second = (from_columns(one, criteria) for one in columns)
    for name in criteria:
        if name in first and name in second and first[name].replicates and second[name].replicates:
            yield outcome(name, arm, control, first[name], second[name], point)
