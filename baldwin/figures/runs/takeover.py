"""How long replicates wait: the share of them that became competent, and in which the innate skill took over."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from baldwin.figures.catalogue import Runs
from baldwin.figures.description import ChartAxis, Curve, Figure, Panel
from baldwin.figures.series import Floats, Series, replicate_grid
from baldwin.figures.tables import has, last_generation
from baldwin.presentation import presentation_of
from baldwin.store import Run
from baldwin.store.labels import labels

__all__ = ["NEEDS", "ORDER", "applies", "beside", "describe"]

ORDER = 120
NEEDS = "one run of a needle population with several replicates, or several runs"

COMPETENT = 0.01  # share of wrong alleles under which a replicate counts as competent
TAKEN = 0.5  # share of individuals with every locus correct and none plastic

LABELS = {
    "competent": f"share of replicates\nwith < {100 * COMPETENT:.0f} % wrong alleles so far",
    "innate": f"share of replicates with the skill\ninnate in ≥ {100 * TAKEN:.0f} % so far",
}
NOTE = "share of replicates and its 95 % interval (Wilson)"


def applies(runs: Runs) -> bool:
    """Return whether there are replicates of needle populations to count."""
    return beside(runs) and (len(runs) > 1 or runs[0].definition.population.replicates > 1)


def beside(runs: Runs) -> bool:
    """Return whether all runs seek a needle."""
    return all(presentation_of(run.definition).search and has(run, "wrong", "assimilated") for run in runs)


def describe(runs: Runs, generations: Sequence[int] = ()) -> Figure:
    """Return the figure: `competent_<place>` and `innate_<place>`, the share of a run's replicates so far.

    The band is Wilson's 95 % interval for that share. Reference: Wilson (1927), JASA 22, 209-212.
    """
    del generations
    x = ChartAxis("generation", 0.0, max(last_generation(run) for run in runs), whole=True)
    named = list(enumerate(zip(runs, labels(runs), strict=True)))
    panels = (
        Panel(
            x,
            ChartAxis(axis, -0.02, 1.02),
            {
                f"{name}_{place}": Curve(_so_far(run, name, label), "single", "step", key=name, run=place)
                for place, (run, label) in named
            },
        )
        for name, axis in LABELS.items()
    )
    caption = "How many replicates became competent, and in how many the innate skill took over."
    measure = "share of replicates (95 % interval)"
    return Figure((tuple(panels),), NOTE, "How long replicates wait", caption, measure, together=True)


def _so_far(run: Run, name: str, label: str) -> Series:
    table = run.generations
    if name == "competent":
        reached = table["wrong"] < COMPETENT
    else:
        reached = table["assimilated"] >= TAKEN * run.definition.population.size
    x, grid, carried = replicate_grid(table, reached)
    share = np.maximum.accumulate(grid, axis=0).mean(axis=1)
    low, high = _wilson(share, grid.shape[1])
    return Series(label, x, share, low, high, grid.shape[1], carried)


def _wilson(share: Floats, n: int) -> tuple[Floats, Floats]:
    z = 1.959964
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return np.clip(centre - half, 0.0, 1.0), np.clip(centre + half, 0.0, 1.0)
