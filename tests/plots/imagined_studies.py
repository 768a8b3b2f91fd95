"""Studies that nobody computed: their cells in memory only."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace
from typing import Any

from baldwin.figures.studies.cells import Cells, axis_of
from baldwin.study.reading import StudyCell

__all__ = ["imagined"]


def imagined(values: dict[str, list[Any]], definition: Any = None, most: int = 6, **columns: list[Any]) -> Cells:
    """Return cells of one arm that nobody computed, a grid over `values`; `phases`, or a quantity, are columns.

    Phases are those of each cell's replicates, or of its only one. The runs of all cells have the same `definition`.
    """
    points = [dict(zip(values, point, strict=True)) for point in product(*values.values())]
    made = [StudyCell(i, i, "main", point, f"x/{i}", 1) for i, point in enumerate(points)]
    run = None if definition is None else SimpleNamespace(definition=definition)
    study = SimpleNamespace(axes=tuple(values), arms=("main",), controls=(), cells=made, run=lambda cell: run)
    found = Cells(study)
    phases = [one if isinstance(one, tuple) else (one,) for one in columns.pop("phases", [()] * len(made))]
    axes = tuple(axis_of(name, [point[name] for point in points], most) for name in values)
    known = {"ended": list(range(len(made))), "arm": [0] * len(made), "axes": axes, "phases": phases, "ranges": {}}
    found.__dict__.update(known, quantities=columns)
    return found
