"""Several runs on one axis: the panels that the comparing figures share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from baldwin.plots.bands import BAND, Series, series
from baldwin.plots.labels import labels
from baldwin.plots.style import COLUMN, PAGE, draw_series, generation_axis, legend, letter, look_of_run, new_figure
from baldwin.plots.subjects import last_generation
from baldwin.store import Run

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw_panels", "of_runs", "same_task"]

Quantity = str


def same_task(runs: Sequence[Run]) -> bool:
    """Return whether all runs have one kind of task, so that their fitness can share an axis."""
    return len({getattr(getattr(run.definition, "task", None), "kind", None) for run in runs}) == 1


def of_runs(runs: Sequence[Run], table: Literal["generations", "assays"], column: str) -> dict[str, Series]:
    """Return a column of each run over generations, by `<column>_<place of the run>`."""
    found = {}
    for place, (run, label) in enumerate(zip(runs, labels(runs), strict=True)):
        rows = run.generations if table == "generations" else run.assays
        found[f"{column}_{place}"] = series(rows, rows[column], label)
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
    shown = list(dict.fromkeys(name.rpartition("_")[0] for name in curves))
    figure = new_figure(PAGE if len(shown) > 1 else COLUMN, 2.6 + 0.13 * len(runs))
    panels = figure.subplots(1, len(shown), squeeze=False)[0]
    for axes, quantity in zip(panels, shown, strict=True):
        for place in reversed(range(len(runs))):  # the first run lies on top
            draw_series(axes, curves[f"{quantity}_{place}"], look_of_run(place), step=step)
        generation_axis(axes, max(last_generation(run) for run in runs))
        axes.set_ylabel(axis_labels[quantity])
        if limits is not None:
            axes.set_ylim(*limits)
    if len(shown) > 1:
        for axes, text in zip(panels, "abcdef", strict=False):
            letter(axes, text)
    handles, texts = panels[0].get_legend_handles_labels()
    counted = [
        f"{text} ({curves[f'{shown[0]}_{place}'].replicates} replicates)" for place, text in enumerate(reversed(texts))
    ]
    legend(panels[0], note or _note(curves), handles=handles[::-1], labels=counted)
    return figure


def _note(curves: Mapping[str, Series]) -> str:
    carried = "; fixed replicates keep their last values" if any(curve.carried for curve in curves.values()) else ""
    low, high = (f"{100 * level:.0f}" for level in BAND)
    return f"median and {low}–{high} % band of replicates{carried}"
