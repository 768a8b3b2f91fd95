"""Replicates of described curves as thin lines on the page: see `baldwin.figures.groups`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from baldwin.figures.series import Series
from baldwin.report import vega
from baldwin.report.chart import Spec
from baldwin.report.payload import Table, numbers, stacked

__all__ = ["EACH", "lines_of_each", "rows_of_each", "with_middle"]

EACH = "each"  # the name of their table
DIGITS = 4


def rows_of_each(curves: Iterable[tuple[int, str, int, Series]]) -> Table:
    """Return the replicates of curves that have lines of them, a row per point.

    Args:
        curves: place of the arm, key, generation (-1 where it belongs to no moment) and the curve.
    """
    tables = []
    for arm, key, generation, shown in curves:
        for replicate, values in enumerate(shown.each if shown.each is not None else ()):
            constant = {"arm": arm, "quantity": key, "generation": generation, "replicate": replicate, "theory": False}
            count = shown.x.size
            columns: Table = {name: [value] * count for name, value in constant.items()}
            tables.append({**columns, "x": numbers(shown.x), "middle": numbers(np.asarray(values), DIGITS)})
    return stacked(tables)


def with_middle(shown: Series) -> Table:
    """Return for each point of a curve whether its median is drawn, and its band; both stay in the numbers."""
    return {
        "apart": [shown.apart] * shown.x.size,
        "banded": [shown.each is None] * shown.x.size,
    }


def lines_of_each(table: Table, x: Spec, y: Spec, filters: Sequence[str], hue: Spec, **mark: str) -> list[Spec]:
    """Return the lines of a table of replicates, in the colours of their curves; none where it is empty."""
    if not table:
        return []
    encoding = {"color": hue, "detail": [{"field": name} for name in ("quantity", "arm", "replicate")]}
    return [vega.line(EACH, x, y, filters, encoding, strokeWidth=0.8, opacity=0.5, aria=False, **mark)]
