"""Several runs on one axis, each with its own colour and line; one legend names them below all panels."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING

from baldwin.figures.description import Figure, LevelLine
from baldwin.figures.series import Series
from baldwin.plots.drawing import draw_panel
from baldwin.plots.style import COLUMN, PAGE, letter, look_named, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

__all__ = ["draw_beside"]

HEIGHT, ROW, LINE = 0.8, 1.6, 0.15  # inches: around panels, of a row of them, and of a line of the legend


def draw_beside(figure: Figure) -> Drawing:
    """Return the figure of several runs: as wide as a page, if it has panels side by side."""
    rows, columns = len(figure.rows), len(figure.rows[0])
    names = [_named(curve.series, 100 if columns > 1 else 48) for curve in figure.panels[0].curves.values()]
    lines = sum(text.count("\n") + 1 for text in (figure.explained, *names))
    drawing = new_figure(PAGE if columns > 1 else COLUMN, HEIGHT + ROW * rows + LINE * lines)
    axes = drawing.subplots(
        rows, columns, squeeze=False, sharex="col" if rows > 1 else False, sharey="row" if rows > 1 else False
    )
    for one, panel in zip(axes.flat, figure.panels, strict=True):
        draw_panel(one, replace(panel, levels={}))
        for level in panel.levels.values():
            _mark(one, level)
        if rows > 1:
            one.label_outer()
    for one, text in zip(axes.flat, "abcdef" if axes.size > 1 else "", strict=False):
        letter(one, text)
    handles, labels = axes.flat[0].get_legend_handles_labels()  # explains the lines of all panels
    marks = [label for label in labels if label not in {one.series.label for one in figure.panels[0].curves.values()}]
    named = iter(names)
    made = drawing.legend(
        handles,
        [label if label in marks else next(named, label) for label in labels],
        title=figure.explained,
        loc="outside lower left",
        borderpad=0.0,
    )
    made.set_alignment("left")
    return drawing


def _named(curve: Series, width: int) -> str:
    """Return the name of a run and how many replicates it has, wrapped to `width` characters."""
    return textwrap.fill(f"{curve.label} ({curve.replicates} replicate{'s' if curve.replicates > 1 else ''})", width)


def _mark(axes: Axes, level: LevelLine) -> None:
    """Draw a line across for what theory knows, and name it there."""
    if axes.get_yscale() == "log" and level.value <= 0.0:
        return
    look = look_named(level.look)
    axes.axhline(level.value, color=look.colour, linestyle=look.line, linewidth=look.width, zorder=0)
    axes.annotate(
        level.label, (0.99, level.value), xytext=(0, 3), xycoords=axes.get_yaxis_transform(),
        textcoords="offset points", ha="right", va="bottom", fontsize=6.5,
    )  # fmt: skip
