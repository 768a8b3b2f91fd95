"""The cells of a study as the page wants them."""

from __future__ import annotations

import numpy as np

from baldwin.figures.studies.cells import PHASES, Cells, plain
from baldwin.report.payload import Table, numbers

__all__ = ["phases_of", "rows_of"]


def rows_of(cells: Cells) -> Table:
    """Return one row per cell: arm, value `v<i>`, label `a<i>` and rank `r<i>` on axis i, and every quantity."""
    found: Table = {"cell": list(cells.ended), "arm": list(cells.arm), "armed": [cells.arms[i] for i in cells.arm]}
    values = [cells.study.cells[i].values for i in cells.ended]
    for i, axis in enumerate(cells.axes):
        found[f"v{i}"] = [plain(one[axis.field]) if axis.field in one else None for one in values]
        found[f"a{i}"] = [None if place is None else axis.labels[place] for place in axis.places]
        found[f"r{i}"] = list(axis.places)
    found |= {
        name: numbers(np.array([np.nan if one is None else one for one in shown]))
        for name, shown in cells.quantities.items()
    }
    for name, ranges in cells.ranges.items():
        for end, place in (("low", 0), ("high", 1)):
            found[f"{end}_{name}"] = numbers(np.array([np.nan if one is None else one[place] for one in ranges]), 3)
    return found


def phases_of(cells: Cells) -> Table:
    """Return one row per replicate of each cell: the arm, label and rank on each axis, and the phase it ended in."""
    whole = rows_of(cells)
    names = [name for name in whole if name == "arm" or name[1:].isdigit()]
    counts = [len(own) for own in cells.phases]
    found: Table = {
        name: [value for value, count in zip(whole[name], counts, strict=True) for _ in range(count)] for name in names
    }
    return {**found, "phase": [PHASES[place] for own in cells.phases for place in own]}
