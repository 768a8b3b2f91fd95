"""Several runs on one axis: learned and innate ability over generations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baldwin.plots.bands import Series
from baldwin.plots.comparing import draw_panels, of_runs, same_task
from baldwin.plots.subjects import ability_unit, has

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from baldwin.plots.catalogue import Runs
    from baldwin.store import Run

__all__ = ["NEEDS", "ORDER", "applies", "data", "draw"]

ORDER = 100
NEEDS = "two or more runs of one kind of task"

ABILITIES = ("learned", "innate")


def applies(runs: Runs) -> bool:
    """Return whether there are runs whose fitness means the same."""
    return len(runs) > 1 and same_task(runs) and len({_unit(run) for run in runs}) == 1


def _unit(run: Run) -> str:
    return ability_unit(run) if has(run, *ABILITIES) else "fitness"


def data(runs: Runs) -> dict[str, Series]:
    """Return `learned_<place>` and `innate_<place>` of each run, or `fitness_<place>` if a run has no assays."""
    if all(has(run, *ABILITIES) for run in runs):
        return {key: curve for name in ABILITIES for key, curve in of_runs(runs, name).items()}
    return of_runs(runs, "fitness_mean")


def draw(runs: Runs) -> Figure:
    """Return the figure: a panel for each ability."""
    unit = _unit(runs[0])
    labels = {"learned": f"learned {unit}", "innate": f"innate {unit}", "fitness_mean": "mean fitness"}
    return draw_panels(runs, data(runs), labels)
