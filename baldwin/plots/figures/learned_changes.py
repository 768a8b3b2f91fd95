"""How learning moves the network: how far, how alike in every life, and whether evolution follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from baldwin.figures.series import Series, band_note, series
from baldwin.figures.tables import has, last_generation
from baldwin.plots.axes import ticks_of_few_decades
from baldwin.plots.style import COLUMN, LOOKS, draw_series, generation_axis, legend, letter, new_figure
from baldwin.presentation import presentation_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from baldwin.plots.catalogue import Runs

__all__ = ["NEEDS", "ORDER", "applies", "data", "draw"]

ORDER = 72
NEEDS = "one run with assays of what lives that learn change"

PANELS = {
    "drift": "drift in life\n|Δw| / |w|",
    "predictability": "predictability\n(1: all lives alike)",
    "following": "following\n(cosine)",
}


def applies(runs: Runs) -> bool:
    """Return whether there is one run that learns, with what learning changed."""
    return len(runs) == 1 and has(runs[0], *PANELS) and presentation_of(runs[0].definition).learns


def data(runs: Runs) -> dict[str, Series]:
    """Return `drift`, `predictability` and `following` over generations, and `chance`: the predictability of chance."""
    assays = runs[0].assays
    found = {name: series(assays, assays[name], name) for name in PANELS}
    instances = getattr(runs[0].definition.assays, "instances", 0)
    if instances:
        x = found["predictability"].x
        nothing = np.full(x.size, np.nan)
        found["chance"] = Series(
            "lives in independent directions", x, np.full(x.size, 1.0 / instances), nothing, nothing, 0
        )
    return found


def draw(runs: Runs) -> Figure:
    """Return the figure, one column wide: three panels over one axis of generations."""
    from matplotlib.ticker import MaxNLocator

    curves, grey = data(runs), LOOKS["limit"]
    figure = new_figure(COLUMN, 4.6)
    panels = figure.subplots(len(PANELS), 1, sharex=True)
    for axes, (name, label), text in zip(panels, PANELS.items(), "abc", strict=True):
        draw_series(axes, curves[name], LOOKS["single"])
        axes.yaxis.set_major_locator(MaxNLocator(nbins=4))
        axes.set_ylabel(label)
        letter(axes, text)
    panels[0].set_ylim(bottom=0.0)
    panels[1].set_yscale("log", nonpositive="mask")
    panels[1].set_ylim(top=1.5)
    panels[2].axhline(0.0, color=grey.colour, linewidth=0.6, zorder=0)
    handles, labels = [], []
    if "chance" in curves:
        chance = curves["chance"]
        line = panels[1].axhline(chance.middle[0], color=grey.colour, linestyle=grey.line, linewidth=grey.width)
        handles, labels = [line], [f"b: {chance.label} (1 / {1.0 / chance.middle[0]:.0f})"]
        low, high = panels[1].get_ylim()
        panels[1].set_ylim(min(low, chance.middle[0] / 1.5), high)
    ticks_of_few_decades(panels[1])
    generation_axis(panels[-1], last_generation(runs[0]))
    shown = curves["drift"]
    meaning = "w: weights at birth; c: cosine of evolution's last move\nwith what lives had learned before it"
    note = f"{band_note(shown)}\n{meaning}"
    legend(panels[-1], note, handles=handles or panels[0].lines[:1], labels=labels or ["drift"])
    return figure
