"""Innate and learned ability over generations; the gap between them is the learning gain."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from baldwin.figures.abilities import constant, spans_decades
from baldwin.figures.series import Flags, Floats, Series, band_note, series
from baldwin.figures.tables import has, last_generation
from baldwin.plots.axes import ability_axis, draw_levels, leave_out_beginning
from baldwin.plots.style import COLUMN, LOOKS, draw_series, generation_axis, legend, letter, new_figure
from baldwin.presentation import presentation_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from baldwin.plots.catalogue import Runs

__all__ = ["NEEDS", "ORDER", "applies", "data", "draw", "draw_on"]

ORDER = 20
NEEDS = "one run with assays"

CURVES = {"learned": "learned", "innate": "innate", "gain": "learning_gain"}


def applies(runs: Runs) -> bool:
    """Return whether there is one run, with assays."""
    return len(runs) == 1 and has(runs[0], "innate", "learned", "learning_gain")


def data(runs: Runs) -> dict[str, Series]:
    """Return `learned`, `innate` and `gain`, and what theory knows: `limit`, `ceiling`, `oracle`.

    Errors are positive; the gain is what learning improves, so it is positive where learning helps. Where replicates
    climb landscapes of their own, scores are shares of each landscape's highest score.
    """
    assays, presentation = runs[0].assays, presentation_of(runs[0].definition)
    found = {
        name: series(assays, presentation.shown(assays, column), column.replace("_", " "))
        for name, column in CURVES.items()
    }
    x = found["innate"].x
    return found | {name: constant(level, x) for name, level in presentation.levels(assays).items()}


def draw(runs: Runs) -> Figure:
    """Return the figure, one column wide: both abilities above, the gain below unless nothing is learned."""
    presentation = presentation_of(runs[0].definition)
    if not presentation.learns:
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
    gain, early = curves["gain"], _early(curves["gain"].x)
    lower.set_ylabel(f"learning gain\n({'fall of error' if presentation.error else presentation.unit(runs[0].assays)})")
    rest = np.concatenate([[0.0], gain.low[~early], gain.high[~early]])
    leave_out_beginning(lower, gain.middle[early], rest, f"founders: {gain.middle[0]:.3g}")
    generation_axis(lower, last_generation(runs[0]))
    letter(upper, "a")
    letter(lower, "b")
    handles, labels = upper.get_legend_handles_labels()
    legend(lower, band_note(curves["innate"]), columns=2, handles=handles, labels=labels)
    return figure


def _early(x: Floats) -> Flags:
    """Return which assays are the beginning: the founders, and the first hundredth of the evolution."""
    return np.asarray(x <= x[0] + 0.01 * (x[-1] - x[0]))


def draw_on(axes: Axes, runs: Runs, *, legend_below: bool = True) -> None:
    """Draw innate and learned ability on `axes` with the gap between their medians shaded."""
    presentation, curves = presentation_of(runs[0].definition), data(runs)
    innate, learned = curves["innate"], curves["learned"]
    if presentation.learns:
        draw_series(axes, learned, LOOKS["learned"])
        draw_series(axes, innate, LOOKS["innate"])
        if innate.x.size > 1:
            _shade(axes, innate, learned, gain=curves["gain"])
    else:
        draw_series(axes, replace(innate, label="innate (nothing is learned)"), LOOKS["innate"])
    label = presentation.label(runs[0].assays)
    ability_axis(axes, presentation, label, logarithmic=spans_decades(presentation, (innate, learned)))
    draw_levels(axes, {name: curve for name, curve in curves.items() if name not in CURVES})
    early = _early(innate.x)
    kept = [curve for name, curve in curves.items() if name != "gain"]
    rest = np.concatenate([part[~early] for curve in kept for part in (curve.low, curve.middle, curve.high)])
    words = f"founders: {innate.middle[0]:.3g} innate, {learned.middle[0]:.3g} learned"
    leave_out_beginning(axes, np.concatenate([innate.middle[early], learned.middle[early]]), rest, words)
    generation_axis(axes, last_generation(runs[0]))
    if legend_below:
        legend(axes, band_note(innate), columns=2)


def _shade(axes: Axes, innate: Series, learned: Series, gain: Series) -> None:
    """Shade the gap; where learning harms, in grey."""
    harms = gain.middle < 0.0
    colour = LOOKS["gain"].colour
    where = None if not harms.any() else ~harms
    if where is None or where.any():
        gap = axes.fill_between(
            innate.x,
            innate.middle,
            learned.middle,
            where=where,
            interpolate=where is not None,
            color=colour,
            alpha=0.22,
            linewidth=0,
        )
        gap.set_label("learning gain")
        gap.set_zorder(0.5)
    if where is not None:
        loss = axes.fill_between(
            innate.x, innate.middle, learned.middle, where=harms, interpolate=True, color="#888888", alpha=0.3
        )
        loss.set(label="learning harms", zorder=0.5, linewidth=0)
