"""Recorded example lives: what lists in the table of assays mean, and what figures of them share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from baldwin.figures.abilities import moments
from baldwin.figures.description import Figure, Panel, Summary
from baldwin.figures.series import Floats, Series
from baldwin.presentation import presentation_of
from baldwin.store import Run

__all__ = ["ExampleRow", "figure_of_examples", "instances_of", "label_after", "plain", "rows_of"]

INSTANCES = 3  # recorded, unless fewer are held out


class ExampleRow(NamedTuple):
    """The examples of one generation: column -> values with a leading axis of task instances."""

    generation: int
    steps: tuple[int, ...]  # lifetime steps after which the newborn is shown; none where lives are shown whole
    columns: dict[str, Floats]


def rows_of(run: Run, *columns: str, shared: str = "", generations: Sequence[int] = ()) -> list[ExampleRow]:
    """Return the examples of the first replicate at some generations; if none, at the first and the last assayed.

    `columns` hold flat lists, one part after another for each instance; `shared` is the one that is the same for all.
    """
    found, assays = [], run.assays
    for generation in generations or moments(run, (0.0, 1.0)):
        rows = np.flatnonzero(assays["generation"] == generation)
        here = rows[np.argmin(assays["replicate"][rows])]
        values = {name: np.asarray(assays[name][here], dtype=np.float64) for name in columns}
        parts = {name: one if name == shared else one.reshape(instances_of(run), -1) for name, one in values.items()}
        steps = assays["example_steps"][here] if "example_steps" in assays else ()
        found.append(ExampleRow(generation, tuple(int(step) for step in steps), parts))
    return found


def plain(label: str, x: Floats, y: Floats) -> Series:
    """Return what one life shows as a series: there is no band."""
    nothing = np.full(x.size, np.nan)
    return Series(label, x, y, nothing, nothing, 1)


def figure_of_examples(panels: Sequence[Panel], shown: str, summary: Summary, *, switched: bool = True) -> Figure:
    """Return the figure that has a panel for each instance; `shown` are the words for what is seen there."""
    caption = f"Three instances that no life has seen: {shown}; first replicate."
    return Figure((tuple(panels),), "", "Example lives", caption, switched=switched, split=True, summary=summary)


def instances_of(run: Run) -> int:
    """Return how many task instances were recorded."""
    return min(INSTANCES, int(getattr(run.definition.assays, "instances", INSTANCES)))


def label_after(step: int, run: Run) -> str:
    """Return what a legend calls the newborn after `step` lifetime steps."""
    if step == 0:
        return "at birth"
    life = presentation_of(run.definition).life
    ends = " (end of life)" if step == life else ""
    return f"after {step} step{'s' if step > 1 else ''}{ends}"
