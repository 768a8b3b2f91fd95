"""Learning sets: how often the right object is chosen in each trial of a problem, generation after generation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from baldwin.figures.policies import at_moments, best_and_chance, of_column, of_policy
from baldwin.figures.series import Series, band_note
from baldwin.figures.tables import has, last_generation
from baldwin.plots.marks import PAIR, draw_moments, draw_policy, moments_note
from baldwin.plots.style import LOOKS, PAGE, draw_series, generation_axis, legend, letter, new_figure
from baldwin.presentation import presentation_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from baldwin.plots.catalogue import Runs

__all__ = ["NEEDS", "ORDER", "applies", "data", "draw"]

ORDER = 31
NEEDS = "one run of problems with two objects (harlow), with assays"

SHARES = (0.0, 0.1, 0.25, 0.5, 1.0)  # of the evolution
LABELS = {"win_stay": "after a win: stays", "lose_shift": "after a loss: shifts"}
MARKED = 20  # trials, up to which each has a mark


def applies(runs: Runs) -> bool:
    """Return whether there is one run with what trial 2 makes of trial 1."""
    measured = len(runs) == 1 and has(runs[0], "curve", *LABELS)
    return measured and "win_stay" in presentation_of(runs[0].definition).measures


def data(runs: Runs) -> dict[str, Series]:
    """Return `generation_<g>` and `rule_best`, `rule_chance` over trials; `win_stay`, `lose_shift` over generations."""
    run = runs[0]
    presentation = presentation_of(run.definition)
    x = np.arange(run.assays["curve"].shape[1], dtype=np.float64) + presentation.clock[0]
    found = at_moments(run, presentation.shown(run.assays, "curve"), SHARES, x)
    found |= {
        f"rule_{name}": of_policy(rule, x) for name, rule in best_and_chance(presentation.reference_policies()).items()
    }
    return found | {name: of_column(run, name, label) for name, label in LABELS.items()}


def draw(runs: Runs) -> Figure:
    """Return the figure, as wide as a page: trials of a problem, after Harlow (1949), and what trial 2 makes of 1."""
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    curves = data(runs)
    moments = [curve for name, curve in curves.items() if name.startswith("generation_")]
    figure = new_figure(PAGE, 3.1)
    left, right = figure.subplots(1, 2)
    for name in ("best", "chance"):
        if f"rule_{name}" in curves:
            draw_policy(left, curves[f"rule_{name}"], LOOKS[name])
    draw_moments(left, moments, markers=moments[0].x.size <= MARKED)
    left.set_xlabel("trial with the same two objects")
    left.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True))
    for name, look in zip(LABELS, PAIR, strict=True):
        draw_series(right, curves[name], look)
    chance = LOOKS["chance"]
    right.axhline(0.5, color=chance.colour, linestyle=chance.line, linewidth=chance.width, zorder=1, label="chance")
    generation_axis(right, last_generation(runs[0]))
    for axes, text in ((left, "a   through evolution"), (right, "b   trial 2, after what happened in trial 1")):
        axes.set_ylim(min(0.35, axes.get_ylim()[0]), 1.02)
        axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))
        letter(axes, text)
    left.set_ylabel("right object chosen")
    right.set_ylabel("share of lives")
    legend(left, moments_note(moments), columns=2)
    legend(right, band_note(curves["win_stay"]), columns=2)
    return figure
