"""Learning on a landscape: changes that a life keeps, and how far they carry the adult from the newborn."""

from __future__ import annotations

from collections.abc import Sequence

from baldwin.figures.catalogue import Runs
from baldwin.figures.description import ChartAxis, Curve, Figure, Panel
from baldwin.figures.series import band_note, series
from baldwin.figures.tables import has, last_generation

__all__ = ["NEEDS", "ORDER", "applies", "describe"]

ORDER = 60
NEEDS = "one run on a landscape, with learning and assays"


def applies(runs: Runs) -> bool:
    """Return whether there is one run whose lives keep changes."""
    recorded = len(runs) == 1 and has(runs[0], "kept_changes", "hamming")
    return recorded and bool(runs[0].generations["kept_changes"].any())


def describe(runs: Runs, generations: Sequence[int] = ()) -> Figure:
    """Return the figure: changes kept per life, and bits that differ between newborn and adult (population means)."""
    del generations
    run = runs[0]
    curves = {
        "kept": Curve(series(run.generations, run.generations["kept_changes"], "changes kept"), "learned"),
        "hamming": Curve(series(run.assays, run.assays["hamming"], "bits that differ, newborn to adult"), "plastic"),
    }
    x, y = (
        ChartAxis("generation", 0.0, last_generation(run), whole=True),
        ChartAxis("bits per life, population mean", 0.0),
    )
    caption = "What a life of learning on the landscape changes, and what of it is left at the end."
    return Figure(((Panel(x, y, curves),),), band_note(curves["kept"].series), "What a life changes", caption)
