"""Several runs on one axis: shares of correct and of plastic alleles over generations."""

from __future__ import annotations

from collections.abc import Sequence

from baldwin.figures.catalogue import Runs
from baldwin.figures.comparing import note_of, of_runs
from baldwin.figures.description import ChartAxis, Figure, Panel
from baldwin.figures.tables import has, last_generation

__all__ = ["NEEDS", "ORDER", "applies", "beside", "describe"]

ORDER = 110
NEEDS = "two or more runs of populations with alleles"

LABELS = {"correct": "share of correct alleles", "plastic": "share of plastic alleles"}


def applies(runs: Runs) -> bool:
    """Return whether there are runs that all recorded plastic alleles."""
    return len(runs) > 1 and beside(runs)


def beside(runs: Runs) -> bool:
    """Return whether all runs recorded plastic alleles."""
    return all(has(run, "plastic") for run in runs)


def describe(runs: Runs, generations: Sequence[int] = ()) -> Figure:
    """Return the figure: `correct_<place>` and `plastic_<place>` of each run; landscapes have no correct alleles."""
    del generations
    shown = {name: of_runs(runs, name) for name in LABELS if all(has(run, name) for run in runs)}
    x = ChartAxis("generation", 0.0, max(last_generation(run) for run in runs), whole=True)
    panels = (Panel(x, ChartAxis(LABELS[name], -0.01, 1.0), curves) for name, curves in shown.items())
    note = note_of(curve for curves in shown.values() for curve in curves.values())
    return Figure((tuple(panels),), note, "Alleles of all arms", "Shares of alleles in the population.", together=True)
