"""Pages of example lives: a row of panels for each generation, a column for each task instance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baldwin.plots.style import PAGE, Look, look_of_moment, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure


__all__ = ["look_after", "page", "page_legend"]


def look_after(place: int, moments: int) -> Look:
    """Return the look of what the newborn does at the `place`-th of some moments of its life."""
    return look_of_moment(place, moments)


def page(rows: int, columns: int, *, each: float) -> tuple[Figure, list[list[Axes]]]:
    """Return a figure as wide as a page, and its panels: a row for each generation, a column for each instance."""
    figure = new_figure(PAGE, 0.5 + each * rows)
    panels = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    return figure, [list(row) for row in panels]


def page_legend(figure: Figure | SubFigure, axes: Axes) -> None:
    """Explain what `axes` shows below all panels."""
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower left", ncols=3 if len(labels) > 5 else len(labels), borderpad=0.0)
