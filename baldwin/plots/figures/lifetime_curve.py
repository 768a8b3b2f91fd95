"""The score within a life, from birth to its end, early and late in the evolution."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from baldwin.figures.abilities import constant, moments, of_moment, rows_at, spans_decades
from baldwin.figures.policies import best_and_chance, of_policy
from baldwin.figures.series import Series, band_note
from baldwin.figures.tables import has
from baldwin.plots.axes import ability_axis, draw_levels, leave_out_beginning
from baldwin.plots.marks import draw_moments, draw_policy, moments_note
from baldwin.plots.style import COLUMN, LOOKS, draw_series, legend, look_of_moment, new_figure
from baldwin.presentation import presentation_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from baldwin.plots.catalogue import Runs

__all__ = ["NEEDS", "ORDER", "applies", "data", "draw", "draw_on"]

ORDER = 22
NEEDS = "one run with assays of lives that learn"

SHARES = (0.0, 0.1, 0.4, 1.0)  # of the evolution: its birth, early, midway, late
LEVELS = ("limit", "ceiling", "oracle")
RULE = "rule_"


def applies(runs: Runs) -> bool:
    """Return whether there is one run, with curves of more than a point."""
    return len(runs) == 1 and has(runs[0], "curve") and runs[0].assays["curve"].shape[1] > 1


def data(runs: Runs) -> dict[str, Series]:
    """Return `generation_<g>`: score against time in life, of that generation; levels of theory; and rules.

    In lives of trials these are `rule_best` and `rule_chance`, trial by trial; a ceiling of those who cannot learn is
    left out where it is what chance scores.
    """
    run = runs[0]
    presentation = presentation_of(run.definition)
    curves = presentation.shown(run.assays, "curve")
    x = np.arange(curves.shape[1], dtype=np.float64) + presentation.clock[0]
    found = {
        f"generation_{g}": of_moment(curves[rows_at(run.assays, g)], f"generation {g:,}", x)
        for g in moments(run, SHARES)
    }
    rules = best_and_chance(presentation.reference_policies())
    levels = {name: level for name, level in presentation.levels(run.assays).items() if name in LEVELS}
    if "ceiling" in levels and "chance" in rules and np.allclose(rules["chance"].scores, levels["ceiling"].value):
        del levels["ceiling"]
    found |= {name: constant(level, x) for name, level in levels.items()}
    return found | {RULE + name: of_policy(rule, x) for name, rule in rules.items()}


def draw(runs: Runs) -> Figure:
    """Return the figure, one column wide."""
    figure = new_figure(COLUMN, 3.1)
    draw_on(figure.add_subplot(), runs)
    return figure


def draw_on(axes: Axes, runs: Runs) -> None:
    """Draw the curves on `axes`, and where the life that was selected ends."""
    from matplotlib.ticker import MaxNLocator

    presentation, curves = presentation_of(runs[0].definition), data(runs)
    shown = [curve for name, curve in curves.items() if name.startswith("generation_")]
    if presentation.clock[0]:  # lives of many trials: bands would cover each other
        draw_moments(axes, shown)
    else:
        for place, curve in enumerate(shown):
            draw_series(axes, curve, look_of_moment(place, len(shown)))
    label = presentation.label(runs[0].assays)
    ability_axis(axes, presentation, label, logarithmic=spans_decades(presentation, shown))
    draw_levels(axes, {name: curve for name, curve in curves.items() if name in LEVELS})
    for name in curves:
        if name.startswith(RULE):
            draw_policy(axes, curves[name], LOOKS[name.removeprefix(RULE)])
    first, later = shown[0].middle, list(curves.values())[1:]
    if later:
        rest = [part for curve in later for part in (curve.low, curve.middle, curve.high)]
        begins = "in trial 1" if presentation.clock[0] else "at birth"
        words = f"{shown[0].label}: {first[0]:.3g} {begins}, {first[-1]:.3g} at the end"
        leave_out_beginning(axes, first, np.concatenate(rest), words)
    last = shown[0].x[-1]
    if presentation.life is not None and 0 < presentation.life < last:
        line = axes.axvline(presentation.life, color=LOOKS["gain"].colour, linewidth=3.0, alpha=0.45, zorder=0)
        line.set_label("end of the evolved life")
    axes.set_xlim(float(presentation.clock[0]), last)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    axes.set_xlabel(presentation.clock[1])
    legend(axes, moments_note(shown) if presentation.clock[0] else band_note(shown[0]), columns=2)
