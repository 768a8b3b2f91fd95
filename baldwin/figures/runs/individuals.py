"""Learned against innate ability across the population: does learning hide or reveal genetic differences?"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import numpy as np

from baldwin.figures.abilities import moments, rows_at
from baldwin.figures.catalogue import Runs
from baldwin.figures.description import ChartAxis, Curve, Figure, Panel, Summary
from baldwin.figures.examples import plain
from baldwin.figures.tables import has
from baldwin.presentation import presentation_of
from baldwin.store import Run

__all__ = ["NEEDS", "ORDER", "applies", "describe"]

ORDER = 74
NEEDS = "one run with assays of individuals in lives that learn"

SHARES = (0.0, 0.1, 1.0)  # of the evolution
WRAP = 32  # characters of a label
CAPTION = (
    "Each point is an individual of the population: ability at birth, and at the end of life. Along the diagonal "
    "nothing is learned. A flat cloud means that learning makes up for what is not inborn (it hides genetic "
    "differences from selection)."
)


def applies(runs: Runs) -> bool:
    """Return whether there is one run that learns, with individuals measured."""
    measured = len(runs) == 1 and has(runs[0], "individuals_innate", "individuals_learned", "hiding_index")
    return measured and presentation_of(runs[0].definition).learns and runs[0].assays["individuals_innate"].shape[1] > 1


def describe(runs: Runs, generations: Sequence[int] = ()) -> Figure:
    """Return the figure: learned over innate ability of individuals, as `generation_<generation>_<replicate>`.

    `slope_<generation>_<replicate>` has two points: the line through the means with slope 1 - hiding index, that is,
    the regression of learned on innate ability within the replicate.
    """
    run = runs[0]
    presentation, assays = presentation_of(run.definition), run.assays
    innate, learned = (presentation.shown(assays, f"individuals_{name}") for name in ("innate", "learned"))
    curves, words, rows = {}, {}, {}
    for g in generations or moments(run, SHARES):
        here = np.flatnonzero(rows_at(assays, g))
        index = assays["hiding_index"][here]
        for row in here:
            x, y, place = innate[row], learned[row], int(assays["replicate"][row])
            one = plain("individual", x, y)
            curves[f"generation_{g}_{place}"] = Curve(one, "individual", "points", g, "individuals", replicate=place)
            slope = 1.0 - float(assays["hiding_index"][row])
            if np.isfinite(slope):
                ends = np.array([x.min(), x.max()])
                one = plain("slope 1 − hiding index", ends, y.mean() + slope * (ends - x.mean()))
                curves[f"slope_{g}_{place}"] = Curve(one, "slope", generation=g, key="slope", replicate=place)
        hiding = float(np.median(index[np.isfinite(index)])) if np.isfinite(index).any() else np.nan
        rows[g] = [float(np.median(innate[here])), float(np.median(learned[here])), hiding]
        if np.isfinite(hiding):
            words[g] = f"slope {1.0 - hiding:.3g}, hiding index {hiding:.3g}".replace("-", "−")
    unit = presentation.unit(assays)
    x, y = (ChartAxis(textwrap.fill(f"{name} {unit}", WRAP)) for name in ("innate", "learned"))
    panel = Panel(x, y, curves, diagonal="nothing learned", inside=words, size=1.05)
    summary = Summary(
        "Individuals (hiding index > 0: learning hides genetic differences)",
        ("innate, median", "learned, median", "hiding index"), rows,
    )  # fmt: skip
    title = "Individuals: does learning hide or reveal genetic differences?"
    return Figure(((panel,),), _note(run), title, CAPTION, together=True, switched=True, split=True, summary=summary)


def _note(run: Run) -> str:
    several = run.definition.population.replicates > 1
    return "one mark per individual, shapes tell replicates apart; numbers: medians" if several else ""
