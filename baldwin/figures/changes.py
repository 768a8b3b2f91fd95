"""Where a branch begins and where its world becomes another, in every panel that runs over the evolution."""

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
    """Return what a figure shows, with marks where the world of all these runs changes in the same generations.

    Where all of them are branches, its axis of generations begins with the first state that one goes on from.
    """
    shown = _from_branch(figure.describe(runs, generations), runs)
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


def _from_branch(shown: Figure, runs: Runs) -> Figure:
    """Return a figure without the generations before these runs, if all are branches, and say where they begin."""
    founders = [run.definition.founders for run in runs]
    begun = [one.generation for one in founders if one.who == "state" and one.generation is not None]
    if len(begun) < len(runs) or not any(panel.x.generations for row in shown.rows for panel in row):
        return shown
    low = float(min(begun))
    rows = tuple(
        tuple(replace(panel, x=replace(panel.x, low=low)) if panel.x.generations else panel for panel in row)
        for row in shown.rows
    )
    origins = dict.fromkeys(f"branched from {one.run} at generation {one.generation:,}" for one in founders)
    return replace(shown, rows=rows, note=";\n".join(filter(None, [shown.note, *origins])))
