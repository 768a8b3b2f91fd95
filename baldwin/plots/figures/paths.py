"""Example task instances that are acted in: the path of a newborn in the plane, before and after learning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from baldwin.figures.examples import instances_of, label_after, rows_of
from baldwin.figures.series import Floats, Series
from baldwin.figures.tables import has
from baldwin.plots.examples import look_after, page, page_legend
from baldwin.plots.style import letter

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from baldwin.plots.catalogue import Runs

__all__ = ["NEEDS", "ORDER", "applies", "data", "draw"]

ORDER = 26
NEEDS = "one run with recorded paths of a task that is acted in"

COLUMNS = ("example_path", "example_places")


def applies(runs: Runs) -> bool:
    """Return whether there is one run with paths."""
    return len(runs) == 1 and has(runs[0], "example_steps", *COLUMNS)


def data(runs: Runs) -> dict[str, Series]:
    """Return `places_` and `after_<steps>_`, each `<generation>_<instance>`, of the first replicate."""
    found, count = {}, instances_of(runs[0])
    for row in rows_of(runs[0], *COLUMNS):
        paths = row.columns["example_path"].reshape(count, len(row.steps), -1, 2)
        places = row.columns["example_places"].reshape(count, -1, 2)
        for i in range(count):
            found[f"places_{row.generation}_{i}"] = _points("goal", places[i])
            for step, path in zip(row.steps, paths[i], strict=True):
                found[f"after_{step}_{row.generation}_{i}"] = _points(label_after(step, runs[0]), path)
    return found


def _points(label: str, points: Floats) -> Series:
    nothing = np.full(len(points), np.nan)
    return Series(label, points[:, 0], points[:, 1], nothing, nothing, 1)


def draw(runs: Runs) -> Figure:
    """Return the figure, as wide as a page: a row for the founders, one for the last generation."""
    curves, rows = data(runs), rows_of(runs[0], *COLUMNS)
    figure, panels = page(len(rows), instances_of(runs[0]), each=2.2)
    for line, row in zip(panels, rows, strict=True):
        for i, axes in enumerate(line):
            here = {name: curve for name, curve in curves.items() if name.endswith(f"_{row.generation}_{i}")}
            after = [curve for name, curve in here.items() if name.startswith("after_")]
            places = here[f"places_{row.generation}_{i}"]
            for place, curve in enumerate(after):
                look = look_after(place, len(after))
                axes.plot(curve.x, curve.middle, color=look.colour, linestyle=look.line, label=curve.label)
            start = after[0]
            axes.plot(start.x[:1], start.middle[:1], "o", color="#000000", markersize=4, label="start")
            axes.plot(places.x, places.middle, "*", color="#d55e00", markersize=8, label=places.label)
            axes.set_aspect("equal", adjustable="box")
        letter(line[0], f"generation {row.generation:,}")
        line[0].set_ylabel("vertical position")
    for axes in panels[-1]:
        axes.set_xlabel("horizontal position")
    page_legend(figure, panels[0][0])
    return figure
