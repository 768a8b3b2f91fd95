"""The matching law: do choices go to an arm in proportion to the rewards that come from it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from baldwin.figures.policies import level, of_column
from baldwin.figures.series import Series, band_note
from baldwin.figures.tables import has, last_generation
from baldwin.neural.tasks.matching import Matching
from baldwin.neural.theory import ideals
from baldwin.plots.marks import draw_policy
from baldwin.plots.style import COLUMN, LOOKS, THEORY, draw_series, generation_axis, legend, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from baldwin.plots.catalogue import Runs

__all__ = ["NEEDS", "ORDER", "applies", "data", "draw"]

ORDER = 34
NEEDS = "one run of the matching task, with assays"


def applies(runs: Runs) -> bool:
    """Return whether there is one run with slopes of matching, some of which are defined."""
    return (
        len(runs) == 1 and has(runs[0], "matching_slope") and bool(np.isfinite(runs[0].assays["matching_slope"]).any())
    )


def data(runs: Runs) -> dict[str, Series]:
    """Return `slope` over generations, `matching` (1), and `rule`: local matching with the memory that earns most."""
    found = {"slope": of_column(runs[0], "matching_slope", "evolved")}
    x = found["slope"].x
    found["matching"] = level("perfect matching", 1.0, x)
    task = getattr(runs[0].definition, "task", None)
    if isinstance(task, Matching):
        name, slope, _, _ = ideals.local_matching(task)
        found["rule"] = level(name, slope, x)
    return found


def draw(runs: Runs) -> Figure:
    """Return the figure, one column wide."""
    curves = data(runs)
    figure = new_figure(COLUMN, 3.0)
    axes = figure.add_subplot()
    draw_series(axes, curves["slope"], LOOKS["learned"])
    draw_policy(axes, curves["matching"], THEORY)
    if "rule" in curves:
        draw_policy(axes, curves["rule"], LOOKS["best"])
    axes.axhline(0.0, color=LOOKS["limit"].colour, linewidth=0.6, zorder=0)
    axes.set_ylabel("slope of log2 choices left / right\non log2 rewards left / right")
    generation_axis(axes, last_generation(runs[0]))
    legend(axes, band_note(curves["slope"]))
    return figure
