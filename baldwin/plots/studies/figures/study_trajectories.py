"""A study's trajectories by arm: learned and innate ability of every cell over generations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baldwin.figures.studies.cells import Cells
from baldwin.figures.studies.courses import POINTS, courses
from baldwin.plots.studies.curves import ability_name, draw_courses, explain, shown_quantities
from baldwin.plots.style import PAGE, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["NEEDS", "ORDER", "applies", "draw"]

ORDER = 0
NEEDS = "a study with a cell that has ended"


def applies(cells: Cells) -> bool:
    """Return whether a cell has ended."""
    return bool(cells.ended)


def draw(cells: Cells, quantity: str) -> Figure:
    """Return the figure: a panel for each ability, or for mean fitness where none was assayed."""
    found = courses(cells, POINTS, quantity)
    shown = shown_quantities(found, quantity)
    figure = new_figure(PAGE, 3.3)
    panels = figure.subplots(1, len(shown), squeeze=False, sharey=True)[0]
    for axes, name in zip(panels, shown, strict=True):
        draw_courses(axes, cells, [one for one in found if one.quantity == name], "generation")
        axes.set_ylabel(ability_name(name))
    explain(figure, panels)
    return figure
