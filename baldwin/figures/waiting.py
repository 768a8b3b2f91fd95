"""Curves of what happens once or not at all: the share of replicates so far, in steps, with its interval."""

from __future__ import annotations

import numpy as np

from baldwin.figures.series import Floats, Series
from baldwin.figures.tables import last_generation
from baldwin.reaching import Waits
from baldwin.store import Run

__all__ = ["CENSORED", "generations_of", "so_far", "still"]

CENSORED = "upright marks: replicates that were watched no longer"


def generations_of(run: Run) -> Floats:
    """Return the generations on record, 0 the first of them."""
    return np.unique(np.append(np.asarray(run.generations["generation"], np.float64), 0.0))


def so_far(waits: Waits, run: Run, label: str) -> Series:
    """Return the share of replicates that came to a criterion by each generation, with its 95 % interval."""
    x = generations_of(run)
    return Series(label, x, *waits.over(x), replicates=waits.replicates, censored=_censored(waits, run))


def still(waits: Waits, run: Run, label: str) -> Series:
    """Return the share of replicates to which something has not happened yet: one less `so_far`."""
    came = so_far(waits, run, label)
    return Series(
        label, came.x, 1.0 - came.middle, 1.0 - came.high, 1.0 - came.low, came.replicates, censored=came.censored
    )


def _censored(waits: Waits, run: Run) -> Floats | None:
    """Return when replicates went out of sight before the end of the record, each generation once."""
    times, happened = waits.known
    lost = np.unique(times[~happened & (times < last_generation(run))])
    return lost if lost.size else None
