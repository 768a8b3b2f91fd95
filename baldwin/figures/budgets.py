"""What a run had spent by each generation: lives, lifetime steps, seconds; any curve can be set against them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from baldwin.figures.series import Floats, replicate_grid
from baldwin.store.reading import TIMINGS
from baldwin.store.tables import read_table

if TYPE_CHECKING:
    from baldwin.store import Run

__all__ = ["BUDGETS", "spent"]

BUDGETS = {
    "lives": "lives lived",
    "lifetime_steps": "lifetime steps spent",
    "seconds": "wall time per replicate [s]",
}


def spent(run: Run) -> dict[str, tuple[Floats, Floats]]:
    """Return generations and what a replicate (the median one) had spent of each budget by then.

    A budget of which nothing is recorded is left out. Seconds are those of the machine that computed the run, from the
    founders on: before them programs are compiled, or not, as chance has it.
    """
    table = run.generations
    found = {}
    lives = table["lives"] if "lives" in table else table.get("individuals")  # where individuals live once
    for name, values in (("lives", lives), ("lifetime_steps", table.get("lifetime_steps"))):
        if values is not None:
            known = {one: table[one] for one in ("generation", "replicate")}  # what who died out has spent stays so
            generations, grid, _ = replicate_grid(known, values)
            found[name] = generations, np.median(grid, axis=1)
    timings = read_table(run.path / TIMINGS)
    if timings:
        seconds = np.cumsum(timings["seconds"]) - timings["seconds"][0]
        found["seconds"] = timings["generation"].astype(np.float64), seconds / run.definition.population.replicates
    return found
