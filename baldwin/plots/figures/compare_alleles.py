"""Several runs on one axis: shares of correct and of plastic alleles over generations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baldwin.figures.comparing import of_runs
from baldwin.figures.series import Series
from baldwin.figures.tables import has
from baldwin.plots.comparing import draw_panels

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from baldwin.plots.catalogue import Runs

__all__ = ["NEEDS", "ORDER", "applies", "data", "draw"]

ORDER = 110
NEEDS = "two or more runs of populations with alleles"

LABELS = {"correct": "share of correct alleles", "plastic": "share of plastic alleles"}


def applies(runs: Runs) -> bool:
    """Return whether there are runs that all recorded plastic alleles."""
    return len(runs) > 1 and all(has(run, "plastic") for run in runs)


def data(runs: Runs) -> dict[str, Series]:
    """Return `correct_<place>` and `plastic_<place>` of each run; landscapes have no correct alleles."""
    shown = [name for name in LABELS if all(has(run, name) for run in runs)]
    return {key: curve for name in shown for key, curve in of_runs(runs, name).items()}


def draw(runs: Runs) -> Figure:
    """Return the figure: a panel for each allele."""
    return draw_panels(runs, data(runs), LABELS, limits=(-0.01, 1.0))
