"""Trials that the population uses for each success, over generations."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from baldwin.figures.series import Floats, Series, band_note, series
from baldwin.figures.tables import has, last_generation
from baldwin.plots.style import COLUMN, LOOKS, THEORY, draw_series, generation_axis, legend, new_figure
from baldwin.presentation import presentation_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from baldwin.plots.catalogue import Runs

__all__ = ["NEEDS", "ORDER", "applies", "data", "draw"]

ORDER = 40
NEEDS = "one run of a needle population in which more than half of the replicates succeed at times"


def applies(runs: Runs) -> bool:
    """Return whether there is one run, and a generation with a median to draw."""
    seeks = len(runs) == 1 and presentation_of(runs[0].definition).search is not None
    return seeks and has(runs[0], "trials", "successes") and bool(np.isfinite(data(runs)["measured"].middle).any())


def data(runs: Runs) -> dict[str, Series]:
    """Return `measured` and, where lives are alike in law, `expected`: trials per success; infinite without success.

    Trials include those of lives that end without success. The expectation takes the plastic loci of the competent as
    they were, and all others for learners who try in vain to the end.
    """
    run = runs[0]
    generations, assays = run.generations, run.assays
    with np.errstate(divide="ignore"):
        ratio = generations["trials"] / generations["successes"].astype(np.float64)
    found = {"measured": series(generations, ratio, "measured")}
    search = presentation_of(run.definition).search
    expected = None if search is None else search.trials_per_success(assays)
    if expected is None:
        return found
    found["expected"] = series(assays, expected, "expected of these genotypes (median)")
    return found


def draw(runs: Runs) -> Figure:
    """Return the figure, one column wide; gaps are generations in which the median replicate had no success."""
    curves = data(runs)
    figure = new_figure(COLUMN, 2.9)
    axes = figure.add_subplot()
    axes.set_yscale("log")
    shown = [curve.middle[np.isfinite(curve.middle)] for curve in curves.values()]
    known = np.concatenate(shown) if any(part.size for part in shown) else np.ones(1)
    least, most = 0.6 * float(known.min()), 1.7 * float(known.max())
    measured = curves["measured"]
    high = np.where(np.isfinite(measured.middle), np.minimum(measured.high, most), np.nan)
    gaps = not np.isfinite(measured.middle).all()
    label = f"{measured.label}; gap: no success" if gaps else measured.label
    draw_series(axes, replace(measured, label=label, middle=_finite(measured.middle), high=high), LOOKS["single"])
    if "expected" in curves:
        curve = curves["expected"]
        axes.plot(
            curve.x,
            _finite(curve.middle),
            color=THEORY.colour,
            linestyle=THEORY.line,
            linewidth=THEORY.width,
            marker="o" if curve.x.size == 1 else "",
            label=curve.label,
        )
    axes.set_ylim(least, most)
    axes.set_ylabel("trials used per success")
    generation_axis(axes, last_generation(runs[0]))
    legend(axes, band_note(measured))
    return figure


def _finite(values: Floats) -> Floats:
    return np.where(np.isfinite(values), values, np.nan)
