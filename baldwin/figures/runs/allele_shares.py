"""Shares of correct, wrong and plastic alleles over generations, with the exact recursion where there is one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from baldwin.figures.catalogue import Runs
from baldwin.figures.description import ChartAxis, Curve, Figure, Panel
from baldwin.figures.series import Series, band_note, series
from baldwin.figures.tables import has, last_generation
from baldwin.presentation import presentation_of

__all__ = ["NEEDS", "ORDER", "applies", "describe"]

ORDER = 21
NEEDS = "one run of a population with alleles"

ALLELES = ("correct", "plastic", "wrong")


def applies(runs: Runs) -> bool:
    """Return whether there is one run, with shares of alleles."""
    return len(runs) == 1 and has(runs[0], "plastic")


def describe(runs: Runs, generations: Sequence[int] = ()) -> Figure:
    """Return the figure: the shares by allele, and those of the recursion as `exact_correct` and so on."""
    del generations
    run, last = runs[0], last_generation(runs[0])
    presentation = presentation_of(run.definition)
    shown = [allele for allele in ALLELES if allele in run.generations and allele in presentation.alleles]
    curves = {allele: Curve(series(run.generations, run.generations[allele], allele), allele) for allele in shown}
    note = band_note(next(iter(curves.values())).series)
    theory = presentation.recursion(last)
    if theory is not None:
        for allele in shown:
            values = theory.shares[allele]
            nothing = np.full(values.size, np.nan)
            exact = Series(theory.label, np.arange(values.size, dtype=float), values, nothing, nothing, 0)
            curves[f"exact_{allele}"] = Curve(exact, "theory", key=allele, theory=True)
    label = "share of plastic loci" if list(curves) == ["plastic"] else "share of alleles"
    panel = Panel(ChartAxis("generation", 0.0, last, whole=True), ChartAxis(label, -0.01, 1.0), curves)
    words = "exact recursion" if theory is not None else ""
    title, caption = "What is inherited", "Shares of alleles in the population."
    return Figure(((panel,),), note, title, caption, theory=words, switched=True)
