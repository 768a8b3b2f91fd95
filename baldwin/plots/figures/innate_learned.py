"""Innate and learned ability over generations; the gap between them is the learning gain."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from baldwin.haystack.definition import NoLearning
from baldwin.plots.bands import Series, band_note, series
from baldwin.plots.style import COLUMN, LOOKS, draw_series, generation_axis, legend, letter, new_figure
from baldwin.plots.subjects import (
    ability_scale,
    ability_unit,
    has,
    haystack,
    highest_fitness,
    is_needle,
    last_generation,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from baldwin.plots.catalogue import Runs
    from baldwin.store import Run

__all__ = ["NEEDS", "ORDER", "applies", "data", "draw", "draw_on"]

ORDER = 20
NEEDS = "one run with assays"


def applies(runs: Runs) -> bool:
    """Return whether there is one run, with assays."""
    return len(runs) == 1 and has(runs[0], "innate", "learned", "learning_gain")


def data(runs: Runs) -> dict[str, Series]:
    """Return innate and learned ability, the gain, and the highest value possible where it is known.

    Where replicates climb landscapes of their own, scores are shares of each landscape's highest score.
    """
    run, scale = runs[0], ability_scale(runs[0])
    assays = run.assays
    found = {
        "learned": series(assays, assays["learned"] / scale, "learned"),
        "innate": series(assays, assays["innate"] / scale, "innate"),
        "gain": series(assays, assays["learning_gain"] / scale, "learning gain"),
    }
    limit = _limit(run)
    if limit is not None:
        x = found["innate"].x
        level, nothing = np.full(x.size, limit / scale[0]), np.full(x.size, np.nan)
        found["limit"] = Series("highest possible", x, level, nothing, nothing, 0)
    return found


def _limit(run: Run) -> float | None:
    """Return the highest ability in the task's own units, for the first row; None if it is not known."""
    definition = haystack(run)
    if is_needle(run) and definition is not None:
        return highest_fitness(definition)
    optimum = float(run.assays["optimum"][0]) if "optimum" in run.assays else float("nan")
    return optimum if np.isfinite(optimum) else None


def learns(runs: Runs) -> bool:
    """Return whether innate and learned ability can differ."""
    definition = haystack(runs[0])
    return definition is None or not isinstance(definition.lifetime, NoLearning)


def draw(runs: Runs) -> Figure:
    """Return the figure, one column wide: both abilities above, the gain below unless nothing is learned."""
    if not learns(runs):
        figure = new_figure(COLUMN, 2.9)
        draw_on(figure.add_subplot(), runs)
        return figure
    figure = new_figure(COLUMN, 4.2)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=[2, 1])
    draw_on(upper, runs, legend_below=False)
    upper.set_xlabel("")
    curves = data(runs)
    draw_series(lower, curves["gain"], LOOKS["gain"])
    lower.axhline(0.0, color=LOOKS["limit"].colour, linewidth=0.6, zorder=0)
    lower.set_ylabel(f"learning gain\n({ability_unit(runs[0])})")
    generation_axis(lower, last_generation(runs[0]))
    letter(upper, "a")
    letter(lower, "b")
    handles, labels = upper.get_legend_handles_labels()
    legend(lower, band_note(curves["innate"]), columns=2, handles=handles, labels=labels)
    return figure


def draw_on(axes: Axes, runs: Runs, *, legend_below: bool = True) -> None:
    """Draw innate and learned ability on `axes` with the gap between their medians shaded."""
    from matplotlib.ticker import MaxNLocator

    curves = data(runs)
    innate, learned = curves["innate"], curves["learned"]
    if learns(runs):
        draw_series(axes, learned, LOOKS["learned"])
        draw_series(axes, innate, LOOKS["innate"])
        if innate.x.size > 1:
            colour = LOOKS["gain"].colour
            gap = axes.fill_between(innate.x, innate.middle, learned.middle, color=colour, alpha=0.22, linewidth=0)
            gap.set_label("learning gain")
            gap.set_zorder(0.5)
    else:
        draw_series(axes, replace(innate, label="innate (nothing is learned)"), LOOKS["innate"])
    if "limit" in curves:
        look, limit = LOOKS["limit"], curves["limit"]
        line = axes.axhline(limit.middle[0], color=look.colour, linestyle=look.line, linewidth=look.width)
        line.set_label(limit.label)
    generation_axis(axes, last_generation(runs[0]))
    axes.set_ylabel(f"population mean {ability_unit(runs[0])}")
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5))
    if is_needle(runs[0]):
        axes.set_ylim(bottom=0.0)
    if legend_below:
        legend(axes, band_note(innate), columns=2)
