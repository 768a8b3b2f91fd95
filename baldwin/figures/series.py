"""Series over generations: the median over replicates, and the band that holds the middle of them, or each of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from baldwin.endings import EXTINCT
from baldwin.engine import Columns
from baldwin.figures.groups import BAND, drawn_one_by_one

__all__ = [
    "BAND",
    "CARRIED",
    "Flags",
    "Floats",
    "Series",
    "band_note",
    "replicate_grid",
    "series",
    "series_of_grid",
    "summarise",
]

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
    each: Floats | None = None  # (k, n) replicates that are drawn as thin lines, in place of a band: `figures.groups`
    apart: bool = False  # whether they lie in two groups, so that no median is drawn either
    censored: Floats | None = None  # places where replicates went out of sight, marked on a curve of waiting


def replicate_grid(table: Columns, values: npt.ArrayLike) -> tuple[Floats, Floats, bool]:
    """Return the generations (n,), `values` as (n, replicates), and whether some replicates stopped before the others.

    A replicate stops when all its genotypes are identical for good, so it counts on with its last values; but for one
    that died out, of which nothing is left to count: `figures.tables.cut` tells of them in a column.
    """
    generations, row = np.unique(table["generation"], return_inverse=True)
    replicates, column = np.unique(table["replicate"], return_inverse=True)
    grid = np.full((generations.size, replicates.size), np.nan)
    grid[row, column] = np.asarray(values, dtype=np.float64)
    last = np.zeros(replicates.size, dtype=np.intp)
    np.maximum.at(last, column, row)
    stays = last < generations.size - 1
    if EXTINCT in table:
        stays[column[np.asarray(table[EXTINCT], np.bool_)]] = False
    for place in np.flatnonzero(stays):
        grid[last[place] :, place] = grid[last[place], place]
    return generations.astype(np.float64), grid, bool(stays.any())


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
    return series_of_grid(label, x, grid, carried=carried)


def series_of_grid(label: str, x: Floats, grid: Floats, *, carried: bool = False) -> Series:
    """Return the curve of `grid` (n, replicates) over `x` (n,): median and band, and which replicates have lines."""
    each, apart = drawn_one_by_one(grid)
    return Series(label, x, *summarise(grid), replicates=grid.shape[1], carried=carried, each=each, apart=apart)


def band_note(shown: Series, *, last_only: bool = False) -> str:
    """Return what line and band are, for a legend; of several generations the last one alone may have its band."""
    if shown.replicates == 1:
        return "1 replicate"
    carried = CARRIED if shown.carried else ""
    if shown.each is not None and not shown.apart:
        note = f"median of {shown.replicates} replicates; thin lines: each of them{carried}"
        return f"{note}\n(thin lines: last generation)" if last_only else note
    low, high = (f"{100 * level:.0f}" for level in BAND)
    note = f"median and {low}–{high} % band of {shown.replicates} replicates{carried}"
    return f"{note}\n(band: last generation)" if last_only else note
