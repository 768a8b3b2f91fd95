"""Example task instances: target, points to learn from, and what a newborn answers before and after learning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from baldwin.figures.examples import instances_of, label_after, rows_of
from baldwin.figures.series import Floats, Series
from baldwin.figures.tables import has
from baldwin.plots.examples import look_after, page, page_legend
from baldwin.plots.style import letter

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from baldwin.plots.catalogue import Runs

__all__ = ["NEEDS", "ORDER", "applies", "data", "draw", "draw_row"]

ORDER = 24
NEEDS = "one run with recorded examples of a task of one input and one output"

COLUMNS = ("example_x", "example_target", "example_support_x", "example_support_y", "example_guess")
ROOM = 0.35  # of the targets' range, above and below it; answers beyond are cut off


def applies(runs: Runs) -> bool:
    """Return whether there is one run with examples."""
    return len(runs) == 1 and has(runs[0], "example_steps", *COLUMNS)


def data(runs: Runs) -> dict[str, Series]:
    """Return `target_`, `support_` and `after_<steps>_`, each `<generation>_<instance>`, of the first replicate."""
    found, count = {}, instances_of(runs[0])
    for row in rows_of(runs[0], *COLUMNS, shared="example_x"):
        x = row.columns["example_x"]
        guess = row.columns["example_guess"].reshape(count, len(row.steps), x.size)
        for i in range(count):
            place = f"{row.generation}_{i}"
            found[f"target_{place}"] = _line("target", x, row.columns["example_target"][i])
            points = row.columns["example_support_x"][i], row.columns["example_support_y"][i]
            found[f"support_{place}"] = _line("examples to learn from", *points)
            for step, answers in zip(row.steps, guess[i], strict=True):
                found[f"after_{step}_{place}"] = _line(label_after(step, runs[0]), x, answers)
    return found


def _line(label: str, x: Floats, y: Floats) -> Series:
    nothing = np.full(x.size, np.nan)
    return Series(label, x, y, nothing, nothing, 1)


def draw(runs: Runs) -> Figure:
    """Return the figure, as wide as a page: a row for the founders, one for the last generation."""
    rows = rows_of(runs[0], *COLUMNS, shared="example_x")
    figure, panels = page(len(rows), instances_of(runs[0]), each=1.7)
    for line, row in zip(panels, rows, strict=True):
        draw_row(line, runs, row.generation)
        letter(line[0], f"generation {row.generation:,}")
    for axes in panels[-1]:
        axes.set_xlabel("input x")
    page_legend(figure, panels[0][0])
    return figure


def draw_row(panels: list[Axes], runs: Runs, generation: int) -> None:
    """Draw the instances of one generation, side by side."""
    curves = data(runs)
    targets = np.concatenate([curve.middle for name, curve in curves.items() if name.startswith("target_")])
    low, high = float(targets.min()), float(targets.max())
    for i, axes in enumerate(panels):
        here = {name: curve for name, curve in curves.items() if name.endswith(f"_{generation}_{i}")}
        after = [curve for name, curve in here.items() if name.startswith("after_")]
        target, support = (here[f"{what}_{generation}_{i}"] for what in ("target", "support"))
        axes.plot(target.x, target.middle, color="#bbbbbb", linewidth=3.0, label=target.label)
        for place, curve in enumerate(after):
            look = look_after(place, len(after))
            axes.plot(curve.x, curve.middle, color=look.colour, linestyle=look.line, linewidth=1.1, label=curve.label)
        axes.plot(
            support.x,
            support.middle,
            linestyle="none",
            marker="^",
            color="#000000",
            markersize=3.5,
            label=support.label,
        )
        axes.set_ylim(low - ROOM * (high - low), high + ROOM * (high - low))
        axes.set_xlim(target.x[0], target.x[-1])
    panels[0].set_ylabel("output y")
    for axes in panels[1:]:
        axes.set_ylabel("")
