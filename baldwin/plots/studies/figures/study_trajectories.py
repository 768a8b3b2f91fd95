"""A study's trajectories by arm: learned and innate ability of every cell, over generations and budget spent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from baldwin.plots.bands import BAND
from baldwin.plots.studies.cells import Cells, Course, courses
from baldwin.plots.style import PAGE, letter, look_of_run, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["NEEDS", "ORDER", "applies", "draw"]

ORDER = 0
NEEDS = "a study with a cell that has ended"
POINTS = 120
ABILITIES = ("learned", "innate")
BUDGET = "lifetime_steps"


def applies(cells: Cells) -> bool:
    """Return whether a cell has ended."""
    return bool(cells.ended)


def draw(cells: Cells, quantity: str) -> Figure:
    """Return the figure: a column for generations, one for the budget; a row for each ability, or for mean fitness."""
    del quantity  # only what is recorded over time
    found = courses(cells, POINTS)
    shown = [name for name in ABILITIES if any(one.quantity == name for one in found)] or ["fitness_mean"]
    budgets = [name for name in ("generation", BUDGET) if all(name in one.budgets for one in found)]
    figure = new_figure(PAGE, 0.7 + 2.2 * len(shown))
    panels = figure.subplots(len(shown), len(budgets), squeeze=False, sharey="row", sharex="col")
    for line, name in zip(panels, shown, strict=True):
        for axes, budget in zip(line, budgets, strict=True):
            _panel(axes, cells, [one for one in found if one.quantity == name], budget)
        line[0].set_ylabel(f"{name.replace('_', ' ')} score" if name in ABILITIES else "mean fitness")
    for axes, budget in zip(panels[-1], budgets, strict=True):
        axes.set_xlabel("generation" if budget == "generation" else "lifetime steps per replicate")
    for axes, mark in zip(panels.ravel(), "abcdef", strict=False):
        letter(axes, mark)
    low, high = (f"{100 * level:.0f}" for level in BAND)
    handles, names = panels[0][0].get_legend_handles_labels()
    title = f"thin: cells (median over replicates); thick and band: median and {low}–{high} % over the cells of an arm"
    figure.legend(handles, names, title=title, loc="outside lower left", ncols=4, borderpad=0.0).set_alignment("left")
    return figure


def _panel(axes: Axes, cells: Cells, found: list[Course], budget: str) -> None:
    for place, name in enumerate(cells.arms):
        own = [one for one in found if one.arm == place]
        look = look_of_run(place)
        for one in own:
            axes.plot(one.budgets[budget], one.middle, color=look.colour, linewidth=0.6, alpha=0.35)
        if not own:
            continue
        if budget == "generation" or len(own) == 1:
            ends = max(float(one.budgets[budget][-1]) for one in own)
            x = np.linspace(0.0, ends, POINTS)
            grid = np.stack([np.interp(x, one.budgets[budget], one.middle, right=np.nan) for one in own])
            low, middle, high = np.nanquantile(grid, [BAND[0], 0.5, BAND[1]], axis=0)
            axes.fill_between(x, low, high, color=look.colour, alpha=0.15, linewidth=0)
            axes.plot(x, middle, color=look.colour, linestyle=look.line, linewidth=1.8, label=name.replace("_", " "))
    if budget == "generation":
        axes.set_xlim(left=0.0)
    elif any((one.budgets[budget] > 0).any() for one in found):
        axes.set_xscale("log")
