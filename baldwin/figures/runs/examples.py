"""Example task instances: target, points to learn from, and what a newborn answers before and after learning."""

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

ORDER = 24
NEEDS = "one run with recorded examples of a task of one input and one output"

COLUMNS = ("example_x", "example_target", "example_guess")
SUPPORT = ("example_support_x", "example_support_y")  # of lives that learn from examples
ROOM = 0.35  # of the targets' range, above and below it; answers beyond are cut off
SHOWN = (
    "the target (grey), the examples to learn from (triangles), and what the newborn of the generation chosen answers "
    "as it learns"
)


def applies(runs: Runs) -> bool:
    """Return whether there is one run with examples."""
    return len(runs) == 1 and has(runs[0], "example_steps", *COLUMNS)


def describe(runs: Runs, generations: Sequence[int] = ()) -> Figure:
    """Return the figure: `target_<instance>`, `support_<instance>` and `after_<steps>_<generation>_<instance>`."""
    run = runs[0]
    known = COLUMNS + (SUPPORT if has(run, *SUPPORT) else ())
    rows = rows_of(run, *known, shared="example_x", generations=generations)
    panels = [_panel(run, rows, i) for i in range(instances_of(run))]
    return figure_of_examples(panels, SHOWN, _summary(run, rows))


def _panel(run: Run, rows: Sequence[ExampleRow], i: int) -> Panel:
    last = rows[-1].columns  # targets and examples are the same at every assay
    x, targets = last["example_x"], last["example_target"]
    curves = {f"target_{i}": Curve(plain("target", x, targets[i]), "target", key="target")}
    for row in rows:
        for place, (step, answers) in enumerate(zip(row.steps, _answers(row)[i], strict=True)):
            curves[f"after_{step}_{row.generation}_{i}"] = Curve(
                plain(label_after(step, run), x, answers), "learned", generation=row.generation, key=f"after_{step}",
                age=(place, len(row.steps)),
            )  # fmt: skip
    if "example_support_x" in last:
        points = plain("examples to learn from", last["example_support_x"][i], last["example_support_y"][i])
        curves[f"support_{i}"] = Curve(points, "support", "points", key="support")
    room = ROOM * float(np.ptp(targets)) or 1.0
    across, up = ChartAxis("input x", x[0], x[-1]), ChartAxis("output y", targets.min() - room, targets.max() + room)
    return Panel(across, up, curves, meaning=f"instance {i + 1}", size=0.75)


def _answers(row: ExampleRow) -> Floats:
    """Return what the newborn answers (instances, moments of life, n)."""
    guess = row.columns["example_guess"]
    return guess.reshape(len(guess), len(row.steps), -1)


def _summary(run: Run, rows: Sequence[ExampleRow]) -> Summary:
    """Return how far the answers are from the target, on average over the instances shown."""
    errors = {
        row.generation: ((_answers(row) - row.columns["example_target"][:, None]) ** 2).mean(axis=(0, 2)).tolist()
        for row in rows
    }
    headings = [label_after(step, run) for step in rows[-1].steps]
    return Summary("Mean squared distance from the target, over the instances shown", headings, errors)
