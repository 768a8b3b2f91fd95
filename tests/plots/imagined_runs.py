"""Runs that exist in memory only, with tables as a test needs them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from baldwin.definition import load
from baldwin.store import Run


def imagined(
    population: str, overrides: Sequence[str] = (), generations: dict | None = None, assays: dict | None = None
) -> Run:
    """Return a run that no file holds, with these tables."""
    run = Run(Path("imagined"), {"name": population, "id": "0" * 12, "status": "complete"})
    run.__dict__["definition"] = load(population, list(overrides))
    for name, table in (("generations", generations), ("assays", assays)):
        run.__dict__[name] = {column: np.asarray(values) for column, values in (table or {}).items()}
    return run


def mortal(lives: Sequence[int] = (2, 4, 5, 5), doomed: Sequence[bool] = (True, True, False, False)) -> Run:
    """Return a run of networks whose replicates live to the generations `lives`; there the doomed have no offspring."""
    rows = sorted((generation, place) for place, last in enumerate(lives) for generation in range(last + 1))
    gone = [doomed[place] and generation == lives[place] for generation, place in rows]
    generations = {
        "generation": [generation for generation, _ in rows],
        "replicate": [place for _, place in rows],
        "fitness_mean": [0.5] * len(rows),
        "living": [8] * len(rows),
        "survivors": [0 if one else 8 for one in gone],
    }
    overrides = ['strategy.kind="truncation"', "survival.threshold=0.0", f"population.replicates={len(lives)}"]
    return imagined("sinusoid", [*overrides, "population.generations=5"], generations)
