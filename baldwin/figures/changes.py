"""Where the world of a run becomes another, marked in every panel that runs over its evolution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from baldwin.figures.catalogue import FigureOfRuns, Runs
from baldwin.figures.description import Figure
from baldwin.schedules.calendar import change_points
from baldwin.schedules.world import ScheduledDefinition
from baldwin.store import Run

__all__ = ["describe"]


def describe(figure: FigureOfRuns, runs: Runs, generations: Sequence[int] = ()) -> Figure:
    """Return what a figure shows, with marks where the world of all these runs changes in the same generations."""
    shown = figure.describe(runs, generations)
    moments = {_moments(run) for run in runs}
    if len(moments) != 1 or not (changes := moments.pop()):
        return shown
    rows = tuple(
        tuple(replace(panel, changes=changes) if panel.x.generations else panel for panel in row) for row in shown.rows
    )
    return replace(shown, rows=rows)


def _moments(run: Run) -> tuple[int, ...]:
    definition = run.definition
    if not isinstance(definition, ScheduledDefinition) or not definition.known_worlds:
        return ()
    return change_points(definition)
