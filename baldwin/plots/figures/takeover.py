"""How long replicates wait: the share of them that became competent, and in which the innate skill took over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from baldwin.figures.series import Floats, Series, replicate_grid
from baldwin.figures.tables import has
from baldwin.plots.comparing import draw_panels
from baldwin.presentation import presentation_of
from baldwin.store.labels import labels

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from baldwin.plots.catalogue import Runs
    from baldwin.store import Run

__all__ = ["NEEDS", "ORDER", "applies", "data", "draw"]

ORDER = 120
NEEDS = "one run of a needle population with several replicates, or several runs"

COMPETENT = 0.01  # share of wrong alleles under which a replicate counts as competent
TAKEN = 0.5  # share of individuals with every locus correct and none plastic

LABELS = {
    "competent": f"share of replicates\nwith < {100 * COMPETENT:.0f} % wrong alleles so far",
    "innate": f"share of replicates with the skill\ninnate in ≥ {100 * TAKEN:.0f} % so far",
}


def applies(runs: Runs) -> bool:
    """Return whether there are replicates of needle populations to count."""
    seek = all(presentation_of(run.definition).search and has(run, "wrong", "assimilated") for run in runs)
    return seek and (len(runs) > 1 or runs[0].definition.population.replicates > 1)


def data(runs: Runs) -> dict[str, Series]:
    """Return `competent_<place>` and `innate_<place>`: the share of a run's replicates that were so by a generation.

    The band is Wilson's 95 % interval for that share. Reference: Wilson (1927), JASA 22, 209-212.
    """
    found = {}
    for name in LABELS:
        for place, (run, label) in enumerate(zip(runs, labels(runs), strict=True)):
            found[f"{name}_{place}"] = _so_far(run, name, label)
    return found


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


def draw(runs: Runs) -> Figure:
    """Return the figure: a panel for competence, one for innate success."""
    note = "share of replicates and its 95 % interval (Wilson)"
    return draw_panels(runs, data(runs), LABELS, limits=(-0.02, 1.02), step=True, note=note)
