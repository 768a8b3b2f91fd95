"""A study's learning curves on honest axes: learned ability by arm against lives, lifetime steps and seconds spent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baldwin.figures.budgets import BUDGETS
from baldwin.figures.studies.cells import Cells
from baldwin.figures.studies.courses import POINTS, courses
from baldwin.plots.studies.curves import ability_name, draw_courses, explain, shown_quantities
from baldwin.plots.style import PAGE, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["NEEDS", "ORDER", "applies", "draw"]

ORDER = 5
NEEDS = "a study with a cell that has ended and says what it spent"
NONE_SPENT = "\ncells that spend none of a budget are not in its panel"


def applies(cells: Cells) -> bool:
    """Return whether a cell has ended."""
    return bool(cells.ended)


def draw(cells: Cells, quantity: str) -> Figure:
    """Return the figure: a row for each ability, or for mean fitness; a column for each budget."""
    found = courses(cells, POINTS, quantity)
    shown = shown_quantities(found, quantity)
    known = [name for name in BUDGETS if all(name in one.budgets for one in found)]
    budgets = [name for name in known if any(one.budgets[name][-1] > 0.0 for one in found)]
    figure = new_figure(PAGE, 1.0 + 2.0 * len(shown))
    panels = figure.subplots(len(shown), len(budgets), squeeze=False, sharey="row", sharex="col")
    for line, name in zip(panels, shown, strict=True):
        for axes, budget in zip(line, budgets, strict=True):
            draw_courses(axes, cells, [one for one in found if one.quantity == name], budget)
        line[0].set_ylabel(ability_name(name))
    for axes, budget in zip(panels[-1], budgets, strict=True):
        axes.set_xlabel(BUDGETS[budget])
    idle = any(one.budgets[budget][-1] == 0.0 for one in found for budget in budgets)
    explain(figure, list(panels.flat), NONE_SPENT if idle else "")
    return figure
