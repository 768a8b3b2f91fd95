"""Series over generations: the median over replicates, and the band that holds the middle of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from baldwin.engine import Columns

__all__ = ["BAND", "CARRIED", "Flags", "Floats", "Series", "band_note", "replicate_grid", "series", "summarise"]

BAND = (0.05, 0.95)
CARRIED = "\n(fixed ones keep their last values)"

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Series:
    """One curve as plain numbers: `middle` over `x`, between `low` and `high` where there are replicates to compare.

    Arrays have shape (n,); NaN where nothing was measured.
    """

    label: str
    x: Floats
    middle: Floats
    low: Floats
    high: Floats
    replicates: int  # 0 for theory
    carried: bool = False  # some replicates stopped early and keep their last values


def replicate_grid(table: Columns, values: npt.ArrayLike) -> tuple[Floats, Floats, bool]:
    """Return the generations (n,), `values` as (n, replicates), and whether some replicates stopped before the others.

    A replicate stops when all its genotypes are identical for good, so it counts on with its last values.
    """
    generations, row = np.unique(table["generation"], return_inverse=True)
    replicates, column = np.unique(table["replicate"], return_inverse=True)
    grid = np.full((generations.size, replicates.size), np.nan)
    grid[row, column] = np.asarray(values, dtype=np.float64)
    last = np.zeros(replicates.size, dtype=np.intp)
    np.maximum.at(last, column, row)
    for place in np.flatnonzero(last < generations.size - 1):
        grid[last[place] :, place] = grid[last[place], place]
    return generations.astype(np.float64), grid, bool((last < generations.size - 1).any())


def summarise(grid: Floats) -> tuple[Floats, Floats, Floats]:
    """Return median, 5 % and 95 % quantile of each row of `grid`; NaN entries do not count, infinite ones do."""
    levels = (0.5, *BAND)
    quantiles = np.full((len(levels), grid.shape[0]), np.nan)
    finite = np.isfinite(grid).all(axis=1)
    if finite.any():
        quantiles[:, finite] = np.quantile(grid[finite], levels, axis=1)
    for row in np.flatnonzero(~finite):
        known = grid[row][~np.isnan(grid[row])]
        if known.size:  # an observed value: there is no point between a number and infinity
            quantiles[:, row] = np.quantile(known, levels, method="inverted_cdf")
    return quantiles[0], quantiles[1], quantiles[2]


def series(table: Columns, values: npt.ArrayLike, label: str) -> Series:
    """Return `values`, one per row of `table`, as the median and band over replicates."""
    x, grid, carried = replicate_grid(table, values)
    return Series(label, x, *summarise(grid), replicates=grid.shape[1], carried=carried)


def band_note(shown: Series, *, last_only: bool = False) -> str:
    """Return what line and band are, for a legend; of several generations the last one alone may have its band."""
    if shown.replicates == 1:
        return "1 replicate"
    low, high = (f"{100 * level:.0f}" for level in BAND)
    note = f"median and {low}–{high} % band of {shown.replicates} replicates{CARRIED if shown.carried else ''}"
    return f"{note}\n(band: last generation)" if last_only else note
