"""Prediction errors at a cue around a reversal: is the value of a cue inferred from news of the other?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from baldwin.figures.abilities import of_moment
from baldwin.figures.policies import last_rows, level
from baldwin.figures.series import Series, band_note, series
from baldwin.figures.tables import has, last_generation
from baldwin.neural.tasks.inferred_value import InferredValue
from baldwin.neural.theory.inferred_value import ideal_prediction_error
from baldwin.plots.marks import draw_bars, draw_policy
from baldwin.plots.style import LOOKS, PAGE, THEORY, draw_series, generation_axis, legend, letter, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from baldwin.plots.catalogue import Runs

__all__ = ["NEEDS", "ORDER", "applies", "data", "draw"]

ORDER = 36
NEEDS = "one run of reversals (inferred_value) of networks with a value head, with assays"

KINDS = {
    "before": "before the\nreversal",
    "experienced": "after it, cue\nmet again",
    "inferred": "after it, cue\nnot met yet",
}
SHOWN = {"before": "innate", "experienced": "single", "inferred": "learned"}  # looks over generations
SIDES = ("rewarded cue", "unrewarded cue")


def applies(runs: Runs) -> bool:
    """Return whether there is one run with prediction errors, some of which are defined."""
    columns = [f"rpe_{kind}" for kind in KINDS]
    if len(runs) != 1 or not has(runs[0], *columns):
        return False
    return all(bool(np.isfinite(runs[0].assays[column]).any()) for column in columns)


def data(runs: Runs) -> dict[str, Series]:
    """Return `end_<kind>`: errors at the rewarded and the unrewarded cue, last assay; `<kind>`: their difference.

    The difference is over generations, as is `ideal`, that of one who knows which side is rewarded.
    """
    run = runs[0]
    found = {
        f"end_{kind}": of_moment(last_rows(run, f"rpe_{kind}"), label, np.arange(2.0)) for kind, label in KINDS.items()
    }
    for kind, label in KINDS.items():
        values = run.assays[f"rpe_{kind}"]
        found[kind] = series(run.assays, values[:, 0] - values[:, 1], label.replace("\n", " "))
    task = getattr(run.definition, "task", None)
    if isinstance(task, InferredValue):
        found["ideal"] = level("ideal observer", 2.0 * ideal_prediction_error(task.discount), found["before"].x)
    return found


def draw(runs: Runs) -> Figure:
    """Return the figure, as wide as a page: bars by kind of trial, and the difference between cues over generations."""
    curves = data(runs)
    figure = new_figure(PAGE, 3.0)
    left, right = figure.subplots(1, 2)
    x, nothing = np.arange(float(len(KINDS))), np.full(len(KINDS), np.nan)
    heights = np.stack([curves[f"end_{kind}"].middle for kind in KINDS])
    pairs = {name: Series(name, x, heights[:, side], nothing, nothing, 0) for side, name in enumerate(SIDES)}
    points = np.stack([last_rows(runs[0], f"rpe_{kind}") for kind in KINDS], axis=1)
    draw_bars(left, list(KINDS.values()), pairs, points)
    left.axhline(0.0, color="#000000", linewidth=0.6)
    if "ideal" in curves:
        half = 0.5 * curves["ideal"].middle[0]
        for place, value in enumerate((half, -half)):
            line = left.axhline(value, color=THEORY.colour, linestyle=THEORY.line, linewidth=THEORY.width, zorder=0)
            line.set_label("" if place else "ideal observer")
        draw_policy(right, curves["ideal"], THEORY)
    for kind, name in SHOWN.items():
        draw_series(right, curves[kind], LOOKS[name])
    right.axhline(0.0, color=LOOKS["limit"].colour, linewidth=0.6, zorder=0)
    left.set_ylabel("prediction error at the cue")
    left.set_xlabel("kind of trial")
    right.set_ylabel("difference between cues,\nrewarded − unrewarded")
    generation_axis(right, last_generation(runs[0]))
    letter(left, f"a   generation {last_generation(runs[0]):,}")
    letter(right, "b   through evolution")
    several = curves["before"].replicates > 1
    legend(left, "median of replicates, points: each" if several else "", columns=2, drop=44.0)
    legend(right, band_note(curves["before"]), columns=2)
    return figure
