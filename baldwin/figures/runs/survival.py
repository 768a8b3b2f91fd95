"""Survival: the share of replicates that live on over generations, Kaplan-Meier, arm by arm."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from baldwin.endings import FIXED, endings
from baldwin.figures.catalogue import Runs
from baldwin.figures.description import ChartAxis, Curve, Figure, Panel
from baldwin.figures.tables import has, last_generation
from baldwin.figures.waiting import CENSORED, still
from baldwin.reaching import EXTINCTION, Waits
from baldwin.store import Run
from baldwin.store.labels import labels

__all__ = ["NEEDS", "ORDER", "applies", "beside", "describe"]

ORDER = 122
NEEDS = "a run with absolute selection ([survival]), alone or beside others"

NOTE = "share of replicates and its 95 % interval\n(Wilson; Kaplan-Meier once some are out of sight)"
CAPTION = "In how many replicates the population lives on. One dies out in the generation that leaves no offspring."


def applies(runs: Runs) -> bool:
    """Return whether replicates of one of the runs can die out."""
    return any(beside([run]) for run in runs)


def beside(runs: Runs) -> bool:
    """Return whether replicates of the run can die out, or of all of them."""
    return all(has(run, "survivors") for run in runs)


def describe(runs: Runs, generations: Sequence[int] = ()) -> Figure:
    """Return the figure: `alive_<place>`, the share of a run's replicates that live on after each generation."""
    del generations
    curves = {
        f"alive_{place}": Curve(still(_lives(run), run, label), "single", "step", key="alive", run=place)
        for place, (run, label) in enumerate(zip(runs, labels(runs), strict=True))
    }
    x = ChartAxis("generation", 0.0, max(last_generation(run) for run in runs), whole=True)
    panel = Panel(x, ChartAxis("share of replicates\nthat live on", -0.02, 1.02), curves)
    marked = any(curve.series.censored is not None for curve in curves.values())
    note = f"{NOTE};\n{CENSORED}" if marked else NOTE
    return Figure(((panel,),), note, "Who survives", CAPTION, "share of replicates (95 % interval)", together=True)


def _lives(run: Run) -> Waits:
    """Return for how long each replicate lived, or was watched: to the end of the record, if it is fixed for good."""
    found = endings(run.definition, run.generations, complete=False)
    last = np.where([one == FIXED for one in found.reason], last_generation(run), found.generation)
    return Waits(EXTINCTION, last.astype(np.float64), found.extinct)
