"""Innate and learned ability as figures show it: moments of the evolution, levels of theory, errors over decades."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from baldwin.engine import Columns
from baldwin.figures.series import Flags, Floats, Series, series_of_grid
from baldwin.presentation import Level, Presentation
from baldwin.store import Run

__all__ = ["at_generations", "constant", "moments", "of_moment", "rows_at", "spans_decades"]

DECADES = 1.2  # of errors, from which on their axis is logarithmic


def spans_decades(presentation: Presentation, curves: Iterable[Series]) -> bool:
    """Return whether what is shown is an error, positive, and its curves span more than a decade."""
    values = np.concatenate([curve.middle for curve in curves])
    values = values[np.isfinite(values)]
    if not presentation.error or not values.size or values.min() <= 0.0:
        return False
    return bool(np.log10(values.max() / values.min()) > DECADES)


def constant(level: Level, x: Floats) -> Series:
    """Return a level of theory as a curve over `x`."""
    nothing = np.full(x.size, np.nan)
    return Series(level.label, x, np.full(x.size, level.value), nothing, nothing, 0)


def moments(run: Run, shares: Iterable[float]) -> list[int]:
    """Return the assayed generations nearest to these shares of the evolution, each once, in order."""
    known = np.unique(run.assays["generation"])
    span = known[-1] - known[0]
    return sorted({int(known[np.abs(known - known[0] - share * span).argmin()]) for share in shares})


def rows_at(table: Columns, generation: int) -> Flags:
    """Return which rows of a table are of this generation."""
    return np.asarray(table["generation"] == generation)


def at_generations(run: Run, values: Floats, generations: Iterable[int], x: Floats) -> dict[int, Series]:
    """Return `values` (rows of assays, n) over `x` (n,) at each of some generations."""
    return {g: of_moment(values[rows_at(run.assays, g)], f"generation {g:,}", x) for g in generations}


def of_moment(values: Floats, label: str, x: Floats) -> Series:
    """Return `values` (replicates, n) at one moment as a curve over `x` (n,)."""
    return series_of_grid(label, x, values.T)
