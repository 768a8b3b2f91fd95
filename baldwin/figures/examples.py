"""Recorded example lives: what lists in the table of assays mean."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from baldwin.figures.abilities import moments
from baldwin.figures.series import Floats
from baldwin.presentation import presentation_of
from baldwin.store import Run

__all__ = ["ExampleRow", "instances_of", "label_after", "last_assayed", "rows_of"]

INSTANCES = 3  # recorded, unless fewer are held out


class ExampleRow(NamedTuple):
    """The examples of one generation: column -> values with a leading axis of task instances."""

    generation: int
    steps: tuple[int, ...]  # lifetime steps after which the newborn is shown; none where lives are shown whole
    columns: dict[str, Floats]


def rows_of(run: Run, *columns: str, shared: str = "") -> list[ExampleRow]:
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
        found.append(ExampleRow(generation, tuple(int(step) for step in steps), parts))
    return found


def instances_of(run: Run) -> int:
    """Return how many task instances were recorded."""
    return min(INSTANCES, int(getattr(run.definition.assays, "instances", INSTANCES)))


def last_assayed(run: Run) -> int:
    """Return the last generation that was assayed."""
    return int(run.assays["generation"].max())


def label_after(step: int, run: Run) -> str:
    """Return what a legend calls the newborn after `step` lifetime steps."""
    if step == 0:
        return "at birth"
    life = presentation_of(run.definition).life
    ends = " (end of life)" if step == life else ""
    return f"after {step} step{'s' if step > 1 else ''}{ends}"
