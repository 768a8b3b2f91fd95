"""The evolvable budget for learning over generations."""

from __future__ import annotations

from collections.abc import Sequence

from baldwin.figures.catalogue import Runs
from baldwin.figures.description import ChartAxis, Curve, Figure, LevelLine, Panel, SecondScale
from baldwin.figures.series import band_note, series
from baldwin.figures.tables import has, last_generation
from baldwin.presentation import presentation_of

__all__ = ["NEEDS", "ORDER", "applies", "describe"]

ORDER = 50
NEEDS = "one run with an evolvable budget"


def applies(runs: Runs) -> bool:
    """Return whether there is one run, with a budget gene."""
    return (
        len(runs) == 1 and has(runs[0], "budget_mean") and presentation_of(runs[0].definition).budget_levels is not None
    )


def describe(runs: Runs, generations: Sequence[int] = ()) -> Figure:
    """Return the figure: `budget`, the population's mean budget gene g, which allows 2^g trials."""
    del generations
    run, levels = runs[0], presentation_of(runs[0].definition).budget_levels or 1
    curve = series(run.generations, run.generations["budget_mean"], "mean budget gene")
    trials = {g: f"{2**g:,}" for g in range(0, levels + 1, -(-levels // 5))}
    panel = Panel(
        ChartAxis("generation", 0.0, last_generation(run), whole=True),
        ChartAxis(
            "budget gene g, population mean", 0.0, 1.06 * levels, scale=SecondScale("trials in one life, 2ᵍ", trials)
        ),
        {"budget": Curve(curve, "single")},
        levels={"largest": LevelLine("largest", levels, "limit")},
    )
    caption = "How long lives may learn, where that evolves: a gene g allows 2ᵍ trials."
    return Figure(((panel,),), band_note(curve), "The budget for learning", caption)
