"""Curves of all cells in one panel: thin for each cell, thick with a band for the cells of each arm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from baldwin.figures.series import BAND
from baldwin.figures.studies.cells import Cells
from baldwin.figures.studies.courses import Course, summary
from baldwin.plots.style import generation_axis, letter, look_of_run

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["ability_name", "draw_courses", "explain", "shown_quantities"]

ABILITIES = ("learned", "innate")
LOGARITHMIC = ("lives", "lifetime_steps")  # founders spend some, and cells differ by orders of magnitude


def shown_quantities(found: Sequence[Course], quantity: str = "learned") -> list[str]:
    """Return the quantity asked for, if it is another; else abilities, or mean fitness where none was recorded."""
    if quantity not in ABILITIES and any(one.quantity == quantity for one in found):
        return [quantity]
    return [name for name in ABILITIES if any(one.quantity == name for one in found)] or ["fitness_mean"]


def ability_name(quantity: str) -> str:
    """Return what an axis calls a quantity."""
    words = "mean fitness" if quantity == "fitness_mean" else quantity.replace("_", " ")
    return f"{words} score" if quantity in ABILITIES else words


def draw_courses(axes: Axes, cells: Cells, found: Sequence[Course], budget: str) -> None:
    """Draw the courses against `generation` or a budget; a cell that spends none of it is left out.

    Median and band are drawn where all of an arm's cells have values: else they would bend where a cell ends.
    """
    for place, name in enumerate(cells.arms):
        own = [one for one in found if one.arm == place and one.budgets[budget][-1] > 0.0]
        if not own:
            continue
        look = look_of_run(place)
        for one in own:
            axes.plot(one.budgets[budget], one.middle, color=look.colour, linewidth=0.6, alpha=0.35)
        x, low, middle, high = summary(own, budget, logarithmic=budget in LOGARITHMIC)
        axes.fill_between(x, low, high, color=look.colour, alpha=0.15, linewidth=0)
        axes.plot(x, middle, color=look.colour, linestyle=look.line, linewidth=1.8, label=name.replace("_", " "))
    ends = [end for one in found if (x := one.budgets[budget])[-1] > 0.0 for end in (x[x > 0.0][0], x[-1])]
    if budget == "generation":
        generation_axis(axes, max(ends, default=0.0))
    elif budget in LOGARITHMIC and ends:
        axes.set_xscale("log")
        _few_ticks(axes, min(ends), max(ends))
    else:
        axes.set_xlim(left=0.0)
        axes.locator_params(axis="x", nbins=4)


def _few_ticks(axes: Axes, first: float, last: float) -> None:
    """Label the decades of a logarithmic axis, or where there are fewer than two, 1, 2 and 5 in each."""
    from matplotlib.ticker import EngFormatter, LogLocator, NullFormatter

    wide = np.floor(np.log10(last)) - np.ceil(np.log10(first)) >= 1
    axes.xaxis.set_major_locator(LogLocator(subs=(1.0,) if wide else (1.0, 2.0, 5.0), numticks=7))
    axes.xaxis.set_major_formatter(EngFormatter(sep=""))
    axes.xaxis.set_minor_formatter(NullFormatter())


def explain(figure: Figure, panels: Sequence[Axes], note: str = "") -> None:
    """Letter the panels, and say below them what lines and bands are."""
    for axes, mark in zip(panels, "abcdef", strict=False):
        letter(axes, mark)
    low, high = (f"{100 * level:.0f}" for level in BAND)
    handles: dict[str, Any] = {}
    for axes in panels:
        for handle, label in zip(*axes.get_legend_handles_labels(), strict=True):
            handles.setdefault(label, handle)
    title = (
        f"thin: cells (median over replicates); thick and band: median and {low}–{high} % over the cells of an arm,\n"
        "as far as all of them have values"
    )
    legend = figure.legend(
        list(handles.values()), list(handles), title=title + note, loc="outside lower left", ncols=4, borderpad=0.0
    )
    legend.set_alignment("left")
