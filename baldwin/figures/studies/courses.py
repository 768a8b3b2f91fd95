"""How ability and fitness went in each cell of a study, and the median and band over the cells of an arm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from baldwin.figures.budgets import spent
from baldwin.figures.series import BAND, Floats, series
from baldwin.figures.studies.cells import Cells

__all__ = ["POINTS", "Course", "courses", "summary"]

COURSE = ("learned", "innate", "learning_gain", "fitness_mean")
POINTS = 120  # of a curve


@dataclass(frozen=True)
class Course:
    """How one quantity went in one cell."""

    cell: int
    arm: int
    quantity: str
    budgets: dict[str, Floats]  # generation, and what a replicate had spent by then
    middle: Floats
    low: Floats
    high: Floats


def courses(cells: Cells, points: int, quantity: str = "learned") -> list[Course]:
    """Return the course of ability, fitness and one more quantity in each cell, with at most so many points.

    A quantity that is not one number of each assay or generation has none.
    """
    found = []
    for place, index in enumerate(cells.ended):
        run = cells.run_of(index)
        if run is None:
            continue
        spending = spent(run)
        for name in dict.fromkeys((*COURSE, quantity)):
            columns = run.assays if name in run.assays else run.generations
            if name not in columns or columns[name].ndim != 1 or columns[name].dtype.kind not in "fiub":
                continue
            whole = series(columns, columns[name], name)
            keep = np.unique(np.linspace(0, whole.x.size - 1, min(points, whole.x.size)).round().astype(int))
            x = whole.x[keep]
            budgets = {"generation": x} | {name: np.interp(x, *one) for name, one in spending.items()}
            found.append(
                Course(index, cells.arm[place], name, budgets, whole.middle[keep], whole.low[keep], whole.high[keep])
            )
    return found


def summary(own: Sequence[Course], budget: str, *, logarithmic: bool = False) -> tuple[Floats, Floats, Floats, Floats]:
    """Return median and band over the curves of an arm: where, low, median, high; NaN where not all have values."""
    x, grid = _grid([(one.budgets[budget], one.middle) for one in own], logarithmic=logarithmic)
    known = np.isfinite(grid).all(axis=0)
    low, middle, high = np.full((3, x.size), np.nan)
    if known.any():
        low[known], middle[known], high[known] = np.quantile(grid[:, known], [BAND[0], 0.5, BAND[1]], axis=0)
    return x, low, middle, high


def _grid(curves: Sequence[tuple[Floats, Floats]], *, logarithmic: bool) -> tuple[Floats, Floats]:
    """Return where the curves of an arm are compared (POINTS,), and all of them there, NaN beyond their ends.

    Between its points a curve is straight on the axis that is drawn.
    """
    last = max(float(x[-1]) for x, _ in curves)
    if not logarithmic:
        grid = np.linspace(0.0, last, POINTS)
        return grid, np.stack([np.interp(grid, x, y, left=np.nan, right=np.nan) for x, y in curves])
    spent = [(np.log(x[x > 0.0]), y[x > 0.0]) for x, y in curves]
    grid = np.linspace(min(x[0] for x, _ in spent), np.log(last), POINTS)
    return np.exp(grid), np.stack([np.interp(grid, x, y, left=np.nan, right=np.nan) for x, y in spent])
