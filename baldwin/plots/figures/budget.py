"""The evolvable budget for learning over generations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baldwin.figures.series import Series, band_note, series
from baldwin.figures.tables import has, last_generation
from baldwin.plots.style import COLUMN, LOOKS, draw_series, generation_axis, legend, new_figure
from baldwin.presentation import presentation_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from baldwin.plots.catalogue import Runs

__all__ = ["NEEDS", "ORDER", "applies", "data", "draw"]

ORDER = 50
NEEDS = "one run with an evolvable budget"


def applies(runs: Runs) -> bool:
    """Return whether there is one run, with a budget gene."""
    return (
        len(runs) == 1 and has(runs[0], "budget_mean") and presentation_of(runs[0].definition).budget_levels is not None
    )


def data(runs: Runs) -> dict[str, Series]:
    """Return the population's mean budget gene g, which allows 2^g trials."""
    table = runs[0].generations
    return {"budget": series(table, table["budget_mean"], "mean budget gene")}


def draw(runs: Runs) -> Figure:
    """Return the figure, one column wide; the right axis reads the gene as trials."""
    levels = presentation_of(runs[0].definition).budget_levels or 1
    curve = data(runs)["budget"]
    figure = new_figure(COLUMN, 2.8)
    axes = figure.add_subplot()
    draw_series(axes, curve, LOOKS["single"])
    axes.axhline(levels, color=LOOKS["limit"].colour, linestyle=LOOKS["limit"].line, linewidth=0.9, label="largest")
    generation_axis(axes, last_generation(runs[0]))
    axes.set_ylim(0.0, 1.06 * levels)
    axes.set_ylabel("budget gene g, population mean")
    right = axes.secondary_yaxis("right")
    step = -(-levels // 5)
    ticks = list(range(0, levels + 1, step))
    right.set_yticks(ticks, [f"{2**g:,}" for g in ticks])
    right.set_ylabel("trials in one life, $2^g$")
    axes.set_yticks(ticks)
    legend(axes, band_note(curve), columns=2)
    return figure
