"""Learned against innate ability across the population: does learning hide or reveal genetic differences?"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from baldwin.figures.abilities import moments, rows_at
from baldwin.figures.series import Floats, Series
from baldwin.figures.tables import has
from baldwin.plots.style import LOOKS, PAGE, THEORY, letter, new_figure
from baldwin.presentation import presentation_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from baldwin.plots.catalogue import Runs

__all__ = ["NEEDS", "ORDER", "applies", "data", "draw"]

ORDER = 74
NEEDS = "one run with assays of individuals in lives that learn"

SHARES = (0.0, 0.1, 1.0)  # of the evolution
DARK = "#a04000"
WRAP = 32  # characters of a label
MARKS = "osD^v<>Pp*"


def applies(runs: Runs) -> bool:
    """Return whether there is one run that learns, with individuals measured."""
    measured = len(runs) == 1 and has(runs[0], "individuals_innate", "individuals_learned", "hiding_index")
    return measured and presentation_of(runs[0].definition).learns and runs[0].assays["individuals_innate"].shape[1] > 1


def data(runs: Runs) -> dict[str, Series]:
    """Return `generation_<g>_<replicate>`: the learned ability of individuals over their innate ability.

    `slope_<g>_<replicate>` has two points: the line through the means with slope 1 - hiding index, that is, the
    regression of learned on innate ability within the replicate.
    """
    run = runs[0]
    presentation, assays = presentation_of(run.definition), run.assays
    innate, learned = (presentation.shown(assays, f"individuals_{name}") for name in ("innate", "learned"))
    found = {}
    for g in moments(run, SHARES):
        for row in np.flatnonzero(rows_at(assays, g)):
            x, y, place = innate[row], learned[row], int(assays["replicate"][row])
            found[f"generation_{g}_{place}"] = _points(f"generation {g:,}", x, y)
            slope = 1.0 - float(assays["hiding_index"][row])
            if np.isfinite(slope):
                ends = np.array([x.min(), x.max()])
                found[f"slope_{g}_{place}"] = _points(f"{slope:.2g}", ends, y.mean() + slope * (ends - x.mean()))
    return found


def _points(label: str, x: Floats, y: Floats) -> Series:
    nothing = np.full(x.size, np.nan)
    return Series(label, x, y, nothing, nothing, 1)


def draw(runs: Runs) -> Figure:
    """Return the figure, as wide as a page: a panel for each of some generations."""
    curves, presentation = data(runs), presentation_of(runs[0].definition)
    generations = list(dict.fromkeys(name.split("_")[1] for name in curves))
    figure = new_figure(PAGE, 2.75)
    panels = figure.subplots(1, len(generations), squeeze=False)[0]
    unit = presentation.unit(runs[0].assays)
    for axes, generation in zip(panels, generations, strict=True):
        here = {name: curve for name, curve in curves.items() if name.split("_")[1] == generation}
        slopes = _draw_panel(axes, here)
        letter(axes, f"generation {int(generation):,}")
        if slopes:
            middle = float(np.median(slopes))
            text = f"slope {middle:.3g}, hiding index {1.0 - middle:.3g}".replace("-", "−")
            ground = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1.0}
            axes.text(0.02, 0.98, text, ha="left", va="top", fontsize=7, transform=axes.transAxes, bbox=ground)
        axes.set_xlabel(textwrap.fill(f"innate {unit}", WRAP))
    panels[0].set_ylabel(textwrap.fill(f"learned {unit}", WRAP))
    for axes in panels[1:]:
        axes.set_ylabel("learned")
    handles, names = panels[-1].get_legend_handles_labels()
    known = dict(zip(names, handles, strict=True))
    several = runs[0].definition.population.replicates > 1
    title = "one mark per individual, shapes tell replicates apart; numbers: medians" if several else ""
    made = figure.legend(
        known.values(), known.keys(), loc="outside lower left", ncols=3, borderpad=0.0, title=title or None
    )
    made.set_alignment("left")
    return figure


def _draw_panel(axes: Axes, curves: dict[str, Series]) -> list[float]:
    """Draw one generation; return the slopes of its replicates."""
    from matplotlib.ticker import MaxNLocator

    slopes = []
    for name, curve in curves.items():
        kind, _, place = name.split("_")
        if kind == "generation":
            axes.plot(
                curve.x,
                curve.middle,
                linestyle="none",
                marker=MARKS[int(place) % len(MARKS)],
                markersize=3.2,
                markeredgewidth=0.4,
                markeredgecolor="white",
                color=LOOKS["single"].colour,
                alpha=0.75,
                label="individual",
            )
        else:
            axes.plot(curve.x, curve.middle, color=DARK, linewidth=1.2, label="slope 1 − hiding index")
            slopes.append(
                float(np.ptp(curve.middle) / np.ptp(curve.x)) * (-1 if curve.middle[0] > curve.middle[1] else 1)
            )
    low, high = axes.get_xlim()
    bottom, top = axes.get_ylim()
    ends = [min(low, bottom), max(high, top)]
    axes.plot(ends, ends, color=THEORY.colour, linestyle=THEORY.line, linewidth=0.7, label="nothing learned", zorder=0)
    axes.set_xlim(low, high)
    axes.set_ylim(bottom, top + 0.15 * (top - bottom))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5))
    return slopes
