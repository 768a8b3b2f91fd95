"""Example task instances that are acted in: the path of a newborn in the plane, before and after learning."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from baldwin.figures.catalogue import Runs
from baldwin.figures.description import ChartAxis, Curve, Figure, Panel, Summary
from baldwin.figures.examples import ExampleRow, figure_of_examples, instances_of, label_after, plain, rows_of
from baldwin.figures.series import Floats
from baldwin.figures.tables import has
from baldwin.store import Run

__all__ = ["NEEDS", "ORDER", "applies", "describe"]

ORDER = 26
NEEDS = "one run with recorded paths of a task that is acted in"

COLUMNS = ("example_path", "example_places")
ROOM = 0.05  # of the range of all paths, around it
SHOWN = (
    "the path of the newborn of the generation chosen, from its start on, before and after learning; the star is the "
    "goal"
)


def applies(runs: Runs) -> bool:
    """Return whether there is one run with paths."""
    return len(runs) == 1 and has(runs[0], "example_steps", *COLUMNS)


def describe(runs: Runs, generations: Sequence[int] = ()) -> Figure:
    """Return the figure: `places_<instance>`, and `after_<steps>_<generation>_<instance>`."""
    run = runs[0]
    rows = rows_of(run, *COLUMNS, generations=generations)
    every = np.concatenate([part.reshape(-1, 2) for row in rows for part in (_paths(row), _places(row))])
    low, high = np.nanmin(every, axis=0), np.nanmax(every, axis=0)
    room = ROOM * np.where(high > low, high - low, 1.0)
    axes = [
        ChartAxis(f"{name} position", *ends)
        for name, *ends in zip(("horizontal", "vertical"), (low - room).tolist(), (high + room).tolist(), strict=True)
    ]
    panels = [_panel(run, rows, i, *axes) for i in range(instances_of(run))]
    return figure_of_examples(panels, SHOWN, _summary(run, rows))


def _panel(run: Run, rows: Sequence[ExampleRow], i: int, x: ChartAxis, y: ChartAxis) -> Panel:
    curves = {}
    for row in rows:
        for place, (step, path) in enumerate(zip(row.steps, _paths(row)[i], strict=True)):
            curves[f"after_{step}_{row.generation}_{i}"] = Curve(
                plain(label_after(step, run), path[:, 0], path[:, 1]), "learned", "path", row.generation,
                key=f"after_{step}", age=(place, len(row.steps)),
            )  # fmt: skip
    goals = _places(rows[-1])[i]  # the same at every assay
    curves[f"places_{i}"] = Curve(plain("goal", goals[:, 0], goals[:, 1]), "goal", "points", key="places")
    return Panel(x, y, curves, meaning=f"instance {i + 1}", equal=True)


def _paths(row: ExampleRow) -> Floats:
    """Return paths (instances, moments of life, T, 2); NaN once the goal is reached."""
    path = row.columns["example_path"]
    return path.reshape(len(path), len(row.steps), -1, 2)


def _places(row: ExampleRow) -> Floats:
    """Return the goals (instances, n, 2)."""
    places = row.columns["example_places"]
    return places.reshape(len(places), -1, 2)


def _summary(run: Run, rows: Sequence[ExampleRow]) -> Summary:
    """Return how near the goal the paths come, on average over the instances shown."""
    nearest = {}
    for row in rows:
        away = np.linalg.norm(_paths(row)[:, :, :, None] - _places(row)[:, None, None], axis=-1)
        nearest[row.generation] = np.nanmin(away, axis=(2, 3)).mean(axis=0).tolist()
    headings = [label_after(step, run) for step in rows[-1].steps]
    return Summary("Nearest distance to a goal, mean over the instances shown", headings, nearest)
