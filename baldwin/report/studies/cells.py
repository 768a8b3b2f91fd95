"""The cells of a study as the page wants them."""

from __future__ import annotations

import numpy as np

from baldwin.plots.studies.cells import PHASES, Cells
from baldwin.report.payload import Table, numbers

__all__ = ["rows_of"]


def rows_of(cells: Cells) -> Table:
    """Return one row per cell: arm, `a<i>` and `r<i>` of axis i (label and rank), every quantity, and the phase."""
    found: Table = {"cell": list(cells.ended), "arm": list(cells.arm), "armed": [cells.arms[i] for i in cells.arm]}
    for i, axis in enumerate(cells.axes):
        found[f"a{i}"] = [None if place is None else axis.labels[place] for place in axis.places]
        found[f"r{i}"] = list(axis.places)
    found |= {
        name: numbers(np.array([np.nan if one is None else one for one in values]))
        for name, values in cells.quantities.items()
    }
    found["phase"] = [None if place is None else PHASES[place] for place in cells.phases]
    return found
