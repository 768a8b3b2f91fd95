"""Recorded examples: what lists in the table of assays mean, and the page that shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from baldwin.plots.abilities import moments
from baldwin.plots.bands import Floats
from baldwin.plots.style import PAGE, Look, look_of_moment, new_figure
from baldwin.plots.subjects import subject_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

    from baldwin.store import Run

__all__ = ["Row", "instances_of", "label_after", "last_assayed", "look_after", "page", "page_legend", "rows_of"]

INSTANCES = 3  # recorded, unless fewer are held out


class Row(NamedTuple):
    """The examples of one generation: column -> values with a leading axis of task instances."""

    generation: int
    steps: tuple[int, ...]  # lifetime steps after which the newborn is shown; none where lives are shown whole
    columns: dict[str, Floats]


def rows_of(run: Run, *columns: str, shared: str = "") -> list[Row]:
    """Return the examples of the first replicate, at the birth of its evolution and at the end.

    `columns` hold flat lists, one part after another for each instance; `shared` is the one that is the same for all.
    """
    found = []
    for generation in moments(run, (0.0, 1.0)):
        here = np.flatnonzero((run.assays["generation"] == generation) & (run.assays["replicate"] == 0))
        if not here.size:
            continue
        values = {name: np.asarray(run.assays[name][here[0]], dtype=np.float64) for name in columns}
        parts = {name: one if name == shared else one.reshape(instances_of(run), -1) for name, one in values.items()}
        steps = run.assays["example_steps"][here[0]] if "example_steps" in run.assays else ()
        found.append(Row(generation, tuple(int(step) for step in steps), parts))
    return found


def instances_of(run: Run) -> int:
    """Return how many task instances were recorded."""
    return min(INSTANCES, int(getattr(run.definition.assays, "instances", INSTANCES)))


def last_assayed(run: Run) -> int:
    """Return the last generation that was assayed."""
    return int(run.assays["generation"].max())


def look_after(place: int, moments: int) -> Look:
    """Return the look of what the newborn does at the `place`-th of some moments of its life."""
    return look_of_moment(place, moments)


def label_after(step: int, run: Run) -> str:
    """Return what a legend calls the newborn after `step` lifetime steps."""
    if step == 0:
        return "at birth"
    life = subject_of(run.definition).life
    ends = " (end of life)" if step == life else ""
    return f"after {step} step{'s' if step > 1 else ''}{ends}"


def page(rows: int, columns: int, *, each: float) -> tuple[Figure, list[list[Axes]]]:
    """Return a figure as wide as a page, and its panels: a row for each generation, a column for each instance."""
    figure = new_figure(PAGE, 0.5 + each * rows)
    panels = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    return figure, [list(row) for row in panels]


def page_legend(figure: Figure | SubFigure, axes: Axes) -> None:
    """Explain what `axes` shows below all panels."""
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower left", ncols=3 if len(labels) > 5 else len(labels), borderpad=0.0)
