"""Learning on a landscape: changes that a life keeps, and how far they carry the adult from the newborn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baldwin.figures.series import Series, band_note, series
from baldwin.figures.tables import has, last_generation
from baldwin.plots.style import COLUMN, LOOKS, draw_series, generation_axis, legend, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from baldwin.plots.catalogue import Runs

__all__ = ["NEEDS", "ORDER", "applies", "data", "draw"]

ORDER = 60
NEEDS = "one run on a landscape, with learning and assays"


def applies(runs: Runs) -> bool:
    """Return whether there is one run whose lives keep changes."""
    return (
        len(runs) == 1 and has(runs[0], "kept_changes", "hamming") and bool(runs[0].generations["kept_changes"].any())
    )


def data(runs: Runs) -> dict[str, Series]:
    """Return changes kept per life, and bits that differ between newborn and adult (population means)."""
    run = runs[0]
    return {
        "kept": series(run.generations, run.generations["kept_changes"], "changes kept"),
        "hamming": series(run.assays, run.assays["hamming"], "bits that differ, newborn to adult"),
    }


def draw(runs: Runs) -> Figure:
    """Return the figure, one column wide."""
    curves = data(runs)
    figure = new_figure(COLUMN, 2.8)
    axes = figure.add_subplot()
    draw_series(axes, curves["kept"], LOOKS["learned"])
    draw_series(axes, curves["hamming"], LOOKS["plastic"])
    generation_axis(axes, last_generation(runs[0]))
    axes.set_ylim(bottom=0.0)
    axes.set_ylabel("bits per life, population mean")
    legend(axes, band_note(curves["kept"]), columns=2)
    return figure
