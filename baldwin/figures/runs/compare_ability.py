"""Several runs on one axis: learned and innate ability over generations."""

from __future__ import annotations

from collections.abc import Sequence

from baldwin.figures.abilities import spans_decades
from baldwin.figures.catalogue import Runs
from baldwin.figures.comparing import ceiling_of, note_of, of_runs, same_ability, unit_of
from baldwin.figures.description import ChartAxis, Figure, Panel
from baldwin.figures.tables import has, last_generation
from baldwin.presentation import presentation_of

__all__ = ["ABILITIES", "NEEDS", "ORDER", "applies", "beside", "describe"]

ORDER = 100
NEEDS = "two or more runs of one kind of task"

ABILITIES = ("learned", "innate")


def applies(runs: Runs) -> bool:
    """Return whether there are runs whose fitness means the same."""
    return same_ability(runs)


def beside(runs: Runs) -> bool:
    """Return False: on a page `innate_learned` shows the same."""
    del runs
    return False


def describe(runs: Runs, generations: Sequence[int] = ()) -> Figure:
    """Return the figure: `learned_<place>` and `innate_<place>` of each run; `fitness_mean_` if one has no assays."""
    del generations
    shown = ABILITIES if all(has(run, *ABILITIES) for run in runs) else ("fitness_mean",)
    presentation, unit = presentation_of(runs[0].definition), unit_of(runs[0])
    labels = {name: f"{name} {unit}{presentation.better}" for name in ABILITIES} | {"fitness_mean": "mean fitness"}
    curves = {name: of_runs(runs, name) for name in shown}
    every = [curve for own in curves.values() for curve in own.values()]
    logarithmic = spans_decades(presentation, (curve.series for curve in every))
    x = ChartAxis("generation", 0.0, max(last_generation(run) for run in runs), whole=True)
    panels = (
        Panel(
            x,
            ChartAxis(labels[name], logarithmic=logarithmic),
            own,
            levels=ceiling_of(runs) if name == "innate" else {},
        )
        for name, own in curves.items()
    )
    return Figure((tuple(panels),), note_of(every))
