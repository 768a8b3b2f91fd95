"""Several runs on one axis: learned and innate ability over generations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baldwin.figures.abilities import spans_decades
from baldwin.figures.comparing import of_runs, same_ability, unit_of
from baldwin.figures.series import Series
from baldwin.figures.tables import has
from baldwin.plots.axes import mark_ceiling
from baldwin.plots.comparing import draw_panels
from baldwin.presentation import presentation_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from baldwin.plots.catalogue import Runs

__all__ = ["NEEDS", "ORDER", "applies", "data", "draw"]

ORDER = 100
NEEDS = "two or more runs of one kind of task"

ABILITIES = ("learned", "innate")


def applies(runs: Runs) -> bool:
    """Return whether there are runs whose fitness means the same."""
    return same_ability(runs)


def data(runs: Runs) -> dict[str, Series]:
    """Return `learned_<place>` and `innate_<place>` of each run, or `fitness_<place>` if a run has no assays."""
    if all(has(run, *ABILITIES) for run in runs):
        return {key: curve for name in ABILITIES for key, curve in of_runs(runs, name).items()}
    return of_runs(runs, "fitness_mean")


def draw(runs: Runs) -> Figure:
    """Return the figure: a panel for each ability."""
    unit, presentation, curves = unit_of(runs[0]), presentation_of(runs[0].definition), data(runs)
    labels = {name: f"{name} {unit}{presentation.better}" for name in ABILITIES} | {"fitness_mean": "mean fitness"}
    figure = draw_panels(runs, curves, labels, logarithmic=spans_decades(presentation, curves.values()))
    if "innate_0" in curves:
        mark_ceiling(figure.axes[ABILITIES.index("innate")], runs)
    return figure
