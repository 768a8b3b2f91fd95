"""What a cell of a study has in a quantity, and how far that can be trusted: a number and its interval.

Of most quantities it is the median, with the interval that holds the median of all populations like these in 95 % of
samples. Whether replicates came to a criterion has a share, with Wilson's interval; how long they waited for it the
Kaplan-Meier median: `baldwin.reaching`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from baldwin.medians import median, median_interval
from baldwin.presentation import Criterion
from baldwin.reaching import PREFIXES, from_columns

__all__ = ["OPEN", "UNCERTAIN", "Spread", "said_of", "spread_of"]

OPEN = 0.25  # of the range of a map's colours, beyond which an interval leaves open which colour is right
UNCERTAIN = "○: that interval spans more than a quarter of the colours"


class Spread(NamedTuple):
    """A number over the replicates of a cell, and the ends of its 95 % interval; infinite ends are open."""

    value: float
    low: float
    high: float
    replicates: int


def said_of(name: str) -> str:
    """Return what the numbers of a quantity are."""
    if name.startswith(PREFIXES[0]):
        return "share of replicates, and its 95 % interval (Wilson)"
    if name.startswith(PREFIXES[1]):
        return "median wait (Kaplan-Meier), and its 95 % interval"
    return "median over replicates, and its 95 % interval (up to 5: from the lowest to the highest)"


def spread_of(name: str, rows: Sequence[Mapping[str, Any]]) -> Spread | None:
    """Return what the replicates of a cell, a row each, have in a quantity; None where no number is known."""
    for prefix in PREFIXES:
        if name.startswith(prefix):
            criterion = name.removeprefix(prefix)
            columns = {one + criterion: [row.get(one + criterion) for row in rows] for one in PREFIXES}
            waits = from_columns(columns, {criterion: Criterion(criterion, "", "", 0.0)})[criterion]
            if not waits.replicates:
                return None
            found = waits.share() if prefix == PREFIXES[0] else (waits.median, *waits.median_interval)
            return Spread(*found, waits.replicates)
    known = [float(row[name]) for row in rows if isinstance(row.get(name), int | float) and not math.isnan(row[name])]
    return Spread(median(known), *median_interval(known), len(known)) if known else None
