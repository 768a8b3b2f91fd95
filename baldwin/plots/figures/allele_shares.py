"""Shares of correct, wrong and plastic alleles over generations, with the exact recursion where there is one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from baldwin.figures.series import Series, band_note, series
from baldwin.figures.tables import has, last_generation
from baldwin.plots.style import COLUMN, LOOKS, THEORY, draw_series, generation_axis, legend, new_figure
from baldwin.presentation import presentation_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from baldwin.plots.catalogue import Runs

__all__ = ["NEEDS", "ORDER", "applies", "data", "draw", "draw_on"]

ORDER = 10
NEEDS = "one run of a population with alleles"

BELOW_LEGEND = 52.0  # points: under a legend of a title and one row
LINE = 8.5  # points
ALLELES = ("correct", "plastic", "wrong")


def applies(runs: Runs) -> bool:
    """Return whether there is one run, with shares of alleles."""
    return len(runs) == 1 and has(runs[0], "plastic")


def data(runs: Runs) -> dict[str, Series]:
    """Return the shares by allele, and those of the recursion as `exact_correct` and so on."""
    run = runs[0]
    presentation = presentation_of(run.definition)
    theory = presentation.recursion(last_generation(run))
    shown = [allele for allele in ALLELES if allele in run.generations and allele in presentation.alleles]
    found = {allele: series(run.generations, run.generations[allele], allele) for allele in shown}
    if theory is not None:
        for allele in shown:
            values = theory.shares[allele]
            nothing = np.full(values.size, np.nan)
            generations = np.arange(values.size, dtype=float)
            found[f"exact_{allele}"] = Series(theory.label, generations, values, nothing, nothing, 0)
    return found


def draw(runs: Runs) -> Figure:
    """Return the figure, one column wide."""
    figure = new_figure(COLUMN, 3.1)
    draw_on(figure.add_subplot(), runs)
    return figure


def draw_on(axes: Axes, runs: Runs) -> None:
    """Draw the shares on `axes`, with their legend below."""
    curves = data(runs)
    for name, curve in curves.items():
        if name in LOOKS:
            draw_series(axes, curve, LOOKS[name])
    theory = [curve for name, curve in curves.items() if name.startswith("exact_") and curve.x.size > 1]
    for place, curve in enumerate(theory):
        draw_series(axes, curve if place == 0 else replace(curve, label="_"), THEORY)
    generation_axis(axes, last_generation(runs[0]))
    only = "plastic" in curves and len(curves) == 1
    axes.set_ylabel("share of plastic loci" if only else "share of alleles")
    axes.set_ylim(-0.01, 1.0)
    handles, labels = axes.get_legend_handles_labels()
    shares = len(curves) - len(theory)
    note = band_note(next(iter(curves.values())))
    if theory:
        drop = BELOW_LEGEND + LINE * note.count("\n")
        below = legend(axes, drop=drop, handles=handles[shares:], labels=labels[shares:])
        axes.add_artist(below)
        below.set_clip_on(False)  # or the layout leaves no room for it
    legend(axes, note, columns=3, handles=handles[:shares], labels=labels[:shares])
