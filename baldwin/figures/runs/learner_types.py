"""Shares of types of learners over generations: who is left of those who learn differently."""

from __future__ import annotations

from collections.abc import Sequence

from baldwin.figures.catalogue import Runs
from baldwin.figures.description import ChartAxis, Curve, Figure, Panel
from baldwin.figures.series import band_note, series
from baldwin.figures.tables import has, last_generation
from baldwin.presentation import presentation_of

__all__ = ["NEEDS", "ORDER", "applies", "describe"]

ORDER = 51
NEEDS = "one run with learners of several types"
LOOKS = ("innate", "single", "learned")  # those who learn least first


def applies(runs: Runs) -> bool:
    """Return whether there is one run, with shares of types of learners."""
    return len(runs) == 1 and any(has(runs[0], name) for name in presentation_of(runs[0].definition).learner_types)


def describe(runs: Runs, generations: Sequence[int] = ()) -> Figure:
    """Return the figure: a share by type, under the name of its column."""
    del generations
    run = runs[0]
    types = presentation_of(run.definition).learner_types
    curves = {
        name: Curve(series(run.generations, run.generations[name], label), LOOKS[number % len(LOOKS)])
        for number, (name, label) in enumerate(types.items())
    }
    panel = Panel(
        ChartAxis("generation", 0.0, last_generation(run), whole=True),
        ChartAxis("share of the population", -0.01, 1.0),
        curves,
    )
    note = band_note(next(iter(curves.values())).series)
    caption = "Types of learners, each inherited whole: which of them is left."
    return Figure(((panel,),), note, "Who learns", caption)
