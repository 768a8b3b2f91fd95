"""Several runs on one axis: learned and innate ability over generations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baldwin.plots.bands import Series
from baldwin.plots.comparing import draw_panels, of_runs, same_task
from baldwin.plots.subjects import has, is_needle

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from baldwin.plots.catalogue import Runs

__all__ = ["NEEDS", "ORDER", "applies", "data", "draw"]

ORDER = 100
NEEDS = "two or more runs of one kind of task"

ABILITIES = ("learned", "innate")


def applies(runs: Runs) -> bool:
    """Return whether there are runs whose fitness means the same."""
    return len(runs) > 1 and same_task(runs)


def data(runs: Runs) -> dict[str, Series]:
    """Return `learned_<place>` and `innate_<place>` of each run, or `fitness_<place>` if a run has no assays."""
    if all(has(run, *ABILITIES) for run in runs):
        return {key: curve for name in ABILITIES for key, curve in of_runs(runs, "assays", name).items()}
    return of_runs(runs, "generations", "fitness_mean")


def draw(runs: Runs) -> Figure:
    """Return the figure: a panel for each ability."""
    unit = "fitness" if is_needle(runs[0]) else "score"
    labels = {"learned": f"learned {unit}", "innate": f"innate {unit}", "fitness_mean": "mean fitness"}
    return draw_panels(runs, data(runs), labels)
