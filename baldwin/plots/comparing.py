"""Several runs on one axis: the panels that the comparing figures share."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from baldwin.plots.bands import BAND, CARRIED, Series, series
from baldwin.plots.labels import labels
from baldwin.plots.style import COLUMN, PAGE, draw_series, generation_axis, letter, look_of_run, new_figure
from baldwin.plots.subjects import ability_scale, last_generation
from baldwin.store import Run

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw_panels", "of_runs", "same_task"]

Quantity = str


def same_task(runs: Sequence[Run]) -> bool:
    """Return whether all runs have one kind of task, so that their fitness can share an axis."""
    return len({getattr(getattr(run.definition, "task", None), "kind", None) for run in runs}) == 1


def of_runs(runs: Sequence[Run], column: str) -> dict[str, Series]:
    """Return a column of each run over generations, by `<column>_<place of the run>`; abilities by `ability_scale`."""
    found = {}
    for place, (run, label) in enumerate(zip(runs, labels(runs), strict=True)):
        table, scale = (run.assays, ability_scale(run)) if column in run.assays else (run.generations, 1.0)
        found[f"{column}_{place}"] = series(table, table[column] / scale, label)
    return found


def draw_panels(
    runs: Sequence[Run],
    curves: Mapping[str, Series],
    axis_labels: Mapping[Quantity, str],
    *,
    limits: tuple[float, float] | None = None,
    step: bool = False,
    note: str = "",
) -> Figure:
    """Return a figure with a panel per quantity, the runs told apart by colour and line, and one legend.

    `curves` are named `<quantity>_<place>`; `axis_labels` gives the vertical axis of each quantity that may occur.
    """
    from matplotlib.ticker import MaxNLocator

    shown = list(dict.fromkeys(name.rpartition("_")[0] for name in curves))
    title = note or _note(curves)
    names = [
        textwrap.fill(_counted(curves[f"{shown[0]}_{place}"]), 100 if len(shown) > 1 else 48)
        for place in range(len(runs))
    ]
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
        else:
            axes.yaxis.set_major_locator(MaxNLocator(nbins=5))
    if len(shown) > 1:
        for axes, text in zip(panels, "abcdef", strict=False):
            letter(axes, text)
    handles, _ = panels[0].get_legend_handles_labels()
    made = figure.legend(handles, names, title=title, loc="outside lower left", borderpad=0.0)
    made.set_alignment("left")
    return figure


def _counted(curve: Series) -> str:
    return f"{curve.label} ({curve.replicates} replicate{'s' if curve.replicates > 1 else ''})"


def _note(curves: Mapping[str, Series]) -> str:
    low, high = (f"{100 * level:.0f}" for level in BAND)
    note = f"median and {low}–{high} % band of replicates"
    return note + CARRIED if any(curve.carried for curve in curves.values()) else note
