"""Example lives by memory: what a newborn chooses, trial by trial, in three tasks new to it, and what that brings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from baldwin.figures.examples import instances_of, rows_of
from baldwin.figures.series import Floats, Series
from baldwin.figures.tables import has
from baldwin.plots.examples import page, page_legend
from baldwin.plots.style import letter

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from baldwin.plots.catalogue import Runs

__all__ = ["NEEDS", "ORDER", "applies", "data", "draw"]

ORDER = 27
NEEDS = "one run with recorded lives of a task of choices in many trials"

COLUMNS = ("example_choices", "example_rewards")
PAID, UNPAID = "choice that was rewarded (above)", "choice that was not (below)"
MARKS = (("rewarded", "#0072b2", 0.12), ("unrewarded", "#d55e00", -0.12))  # beside the choice's line


def applies(runs: Runs) -> bool:
    """Return whether there is one run with such lives."""
    return len(runs) == 1 and has(runs[0], *COLUMNS)


def data(runs: Runs) -> dict[str, Series]:
    """Return `rewarded_` and `unrewarded_<generation>_<instance>`: choices, from 1, by trial; the first replicate."""
    found = {}
    for row in rows_of(runs[0], *COLUMNS):
        for i, (choices, rewards) in enumerate(zip(*row.columns.values(), strict=True)):
            trials = np.arange(1.0, choices.size + 1.0)
            for name, label, kept in (("rewarded", PAID, rewards > 0.0), ("unrewarded", UNPAID, rewards <= 0.0)):
                found[f"{name}_{row.generation}_{i}"] = _points(label, trials[kept], choices[kept] + 1.0)
    return found


def _points(label: str, x: Floats, y: Floats) -> Series:
    nothing = np.full(x.size, np.nan)
    return Series(label, x, y, nothing, nothing, 1)


def draw(runs: Runs) -> Figure:
    """Return the figure, as wide as a page: a row for the founders, one for the last generation."""
    from matplotlib.ticker import MaxNLocator

    curves, rows = data(runs), rows_of(runs[0], *COLUMNS)
    figure, panels = page(len(rows), instances_of(runs[0]), each=1.5)
    for line, row in zip(panels, rows, strict=True):
        for i, axes in enumerate(line):
            for name, colour, beside in MARKS:
                one = curves[f"{name}_{row.generation}_{i}"]
                axes.plot(one.x, one.middle + beside, "|", color=colour, markersize=7, label=one.label)
            axes.margins(y=0.4)
            for axis in (axes.xaxis, axes.yaxis):
                axis.set_major_locator(MaxNLocator(nbins=6, integer=True))
        letter(line[0], f"generation {row.generation:,}")
        line[0].set_ylabel("choice")
    for axes in panels[-1]:
        axes.set_xlabel("trial of a life")
    page_legend(figure, panels[0][0])
    return figure
