"""Innate against learned ability at the end of every cell of a study; above the diagonal lies what learning adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from baldwin.figures.studies.cells import Cells
from baldwin.plots.style import COLUMN, THEORY, legend, look_of_run, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["NEEDS", "ORDER", "applies", "draw"]

ORDER = 30
NEEDS = "a study whose cells were assayed"
MARKS = "osD^v<>Pp*"


def applies(cells: Cells) -> bool:
    """Return whether both abilities are known."""
    return {"innate", "learned"} <= set(cells.quantities)


def draw(cells: Cells, quantity: str) -> Figure:
    """Return the figure, one column wide: a mark for each cell."""
    del quantity
    pairs = list(zip(cells.quantities["innate"], cells.quantities["learned"], cells.arm, strict=True))
    figure = new_figure(COLUMN, 3.6)
    axes = figure.add_subplot()
    known = np.array([value for a, b, _ in pairs for value in (a, b) if value is not None])
    ends = [float(known.min()), float(known.max())]
    axes.plot(
        ends, ends, color=THEORY.colour, linestyle=THEORY.line, linewidth=THEORY.width, label="nothing is learned"
    )
    for arm, name in enumerate(cells.arms):
        points = [(a, b) for a, b, own in pairs if own == arm and a is not None and b is not None]
        if points:
            x, y = zip(*points, strict=True)
            look = look_of_run(arm)
            mark = MARKS[arm % len(MARKS)]
            axes.plot(x, y, linestyle="none", marker=mark, color=look.colour, alpha=0.8, label=name.replace("_", " "))
    axes.set_xlabel("innate score at the end")
    axes.set_ylabel("learned score at the end")
    legend(axes, "a mark for each cell: median over replicates", columns=2)
    return figure
