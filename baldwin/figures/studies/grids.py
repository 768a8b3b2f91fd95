"""What the fields of a map hold: of several cells the median, of their replicates the phase of most, and words."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from baldwin.figures.series import Floats
from baldwin.figures.studies.cells import Cells, VariedField

__all__ = ["grid_of", "many", "phase_grids", "pooling_note", "range_grids"]

T = TypeVar("T")


def many(cells: Cells) -> list[VariedField]:
    """Return the axes on which cells differ."""
    return [axis for axis in cells.axes if len(axis.labels) > 1]


def _fields(
    cells: Cells, across: VariedField, up: VariedField, values: Sequence[T | None], arm: int
) -> dict[tuple[int, int], list[T]]:
    """Return what is known of the cells at each place (up, across)."""
    found: dict[tuple[int, int], list[T]] = {}
    for x, y, value, own in zip(across.places, up.places, values, cells.arm, strict=True):
        if x is not None and y is not None and value is not None and own == arm:
            found.setdefault((y, x), []).append(value)
    return found


def grid_of(cells: Cells, across: VariedField, up: VariedField, values: Sequence[float | None], arm: int) -> Floats:
    """Return medians over the cells at each place (up, across), NaN where there is none."""
    grid = np.full((len(up.labels), len(across.labels)), np.nan)
    for place, here in _fields(cells, across, up, values, arm).items():
        grid[place] = statistics.median(here)
    return grid


def range_grids(
    cells: Cells, across: VariedField, up: VariedField, name: str, arm: int
) -> tuple[Floats, Floats] | None:
    """Return the ends of the interval over replicates at each place (up, across), NaN where there is none.

    Of several cells they are the lowest and the highest of theirs.

    None of a quantity that is not recorded of replicates, and where no place has several.
    """
    if name not in cells.ranges:
        return None
    low, high = np.full((2, len(up.labels), len(across.labels)), np.nan)
    for place, here in _fields(cells, across, up, cells.ranges[name], arm).items():
        low[place], high[place] = min(one[0] for one in here), max(one[1] for one in here)
    return (low, high) if (high > low).any() else None


def phase_grids(cells: Cells, across: VariedField, up: VariedField, arm: int) -> tuple[Floats, Floats]:
    """Return the phase of most replicates at each place, and their share; NaN where none is known.

    Of phases that are as frequent it is the first, which claims least.
    """
    phases, shares = np.full((2, len(up.labels), len(across.labels)), np.nan)
    known = [own or None for own in cells.phases]
    for place, here in _fields(cells, across, up, known, arm).items():
        counts = Counter(phase for own in here for phase in own)
        phases[place] = min(counts, key=lambda phase: (-counts[phase], phase))
        shares[place] = max(counts.values()) / counts.total()
    return phases, shares


def pooling_note(cells: Cells, across: VariedField, up: VariedField, arms: Sequence[int]) -> str:
    """Return how many cells a field of a map stands for, and what they differ in; nothing where it is one each."""
    counts = [len(here) for arm in arms for here in _fields(cells, across, up, cells.ended, arm).values()]
    if max(counts, default=1) == 1:
        return ""
    least, most = min(counts), max(counts)
    others = ", ".join(axis.field for axis in many(cells) if axis not in (across, up))
    number = f"{most}" if least == most else f"{least} to {most}"
    return f"median over {number} cells" + (f" at other values of {others}" if others else " with values near by")
