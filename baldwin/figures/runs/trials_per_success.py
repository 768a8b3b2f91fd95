"""Trials that the population uses for each success, over generations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from baldwin.figures.catalogue import Runs
from baldwin.figures.description import ChartAxis, Curve, Figure, Panel
from baldwin.figures.series import Series, band_note, series
from baldwin.figures.tables import has, last_generation
from baldwin.presentation import presentation_of
from baldwin.store import Run

__all__ = ["NEEDS", "ORDER", "applies", "describe"]

ORDER = 40
NEEDS = "one run of a needle population in which more than half of the replicates succeed at times"


def applies(runs: Runs) -> bool:
    """Return whether there is one run, and a generation with a median to draw."""
    seeks = len(runs) == 1 and presentation_of(runs[0].definition).search is not None
    return seeks and has(runs[0], "trials", "successes") and bool(np.isfinite(_measured(runs[0]).middle).any())


def _measured(run: Run) -> Series:
    """Return trials per success, those of lives that end without success among them; infinite without success."""
    table = run.generations
    with np.errstate(divide="ignore"):
        ratio = table["trials"] / table["successes"].astype(np.float64)
    return series(table, ratio, "measured")


def describe(runs: Runs, generations: Sequence[int] = ()) -> Figure:
    """Return the figure: `measured` and, where lives are alike in law, `expected`; gaps where half have no success.

    The expectation takes the plastic loci of the competent as they were, and all others for learners who try in vain to
    the end.
    """
    del generations
    run, search = runs[0], presentation_of(runs[0].definition).search
    measured, expected = _measured(run), None if search is None else search.trials_per_success(run.assays)
    if not np.isfinite(measured.middle).all():
        measured = replace(measured, label=f"{measured.label}; gap: no success")
    curves = {"measured": Curve(measured, "single", key="measured")}
    if expected is not None:
        of_genotypes = series(run.assays, expected, "expected of these genotypes (median)")
        curves["expected"] = Curve(of_genotypes, "theory", key="measured", theory=True)
    known = np.concatenate([curve.series.middle for curve in curves.values()])
    known = known[np.isfinite(known)] if np.isfinite(known).any() else np.ones(1)
    y = ChartAxis("trials used per success", 0.6 * float(known.min()), 1.7 * float(known.max()), logarithmic=True)
    panel = Panel(ChartAxis("generation", 0.0, last_generation(run), whole=True), y, curves)
    return Figure(
        ((panel,),),
        band_note(measured),
        "Trials for each success",
        "Trials that the population uses for each success, those of lives without success among them.",
        theory="expected" if expected is not None else "",
        switched=True,
    )
