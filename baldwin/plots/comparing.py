"""Several runs on one axis: the panels that the comparing figures share."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from baldwin.figures.series import BAND, CARRIED, Series
from baldwin.figures.tables import last_generation
from baldwin.plots.axes import ticks_of_few_decades
from baldwin.plots.style import COLUMN, PAGE, draw_series, generation_axis, letter, look_of_run, new_figure
from baldwin.store import Run

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw_panels", "legend_of_runs", "names_of"]

Quantity = str


def draw_panels(
    runs: Sequence[Run],
    curves: Mapping[str, Series],
    axis_labels: Mapping[Quantity, str],
    *,
    limits: tuple[float, float] | None = None,
    step: bool = False,
    logarithmic: bool = False,
    note: str = "",
) -> Figure:
    """Return a figure with a panel per quantity, each run with its own colour and line, and one legend.

    `curves` are named `<quantity>_<place>`; `axis_labels` gives the vertical axis of each quantity that may occur.
    """
    from matplotlib.ticker import MaxNLocator

    shown = list(dict.fromkeys(name.rpartition("_")[0] for name in curves))
    title = note or _note(curves)
    names = names_of([curves[f"{shown[0]}_{place}"] for place in range(len(runs))], 100 if len(shown) > 1 else 48)
    lines = sum(text.count("\n") + 1 for text in (title, *names))
    figure = new_figure(PAGE if len(shown) > 1 else COLUMN, 2.4 + 0.15 * lines)
    panels = figure.subplots(1, len(shown), squeeze=False)[0]
    for axes, quantity in zip(panels, shown, strict=True):
        for place in range(len(runs)):  # the first, solid, lies under broken lines and shows through their gaps
            draw_series(axes, curves[f"{quantity}_{place}"], look_of_run(place), step=step)
        generation_axis(axes, max(last_generation(run) for run in runs))
        axes.set_ylabel(axis_labels[quantity])
        if limits is not None:
            axes.set_ylim(*limits)
        elif logarithmic:
            axes.set_yscale("log")
            ticks_of_few_decades(axes)
        else:
            axes.yaxis.set_major_locator(MaxNLocator(nbins=5))
    if len(shown) > 1:
        for axes, text in zip(panels, "abcdef", strict=False):
            letter(axes, text)
    legend_of_runs(figure, names, title)
    return figure


def legend_of_runs(figure: Figure, names: Sequence[str], title: str) -> None:
    """Put a legend below all panels; it explains the lines of the first one."""
    handles, _ = figure.axes[0].get_legend_handles_labels()
    made = figure.legend(handles, names, title=title, loc="outside lower left", borderpad=0.0)
    made.set_alignment("left")


def names_of(curves: Sequence[Series], width: int) -> list[str]:
    """Return the name of each run and how many replicates it has, wrapped to `width` characters."""
    return [
        textwrap.fill(f"{curve.label} ({curve.replicates} replicate{'s' if curve.replicates > 1 else ''})", width)
        for curve in curves
    ]


def _note(curves: Mapping[str, Series]) -> str:
    low, high = (f"{100 * level:.0f}" for level in BAND)
    note = f"median and {low}–{high} % band of replicates"
    return note + CARRIED if any(curve.carried for curve in curves.values()) else note
