"""What lies between two curves of described figures, shaded on the page."""

from __future__ import annotations

from collections.abc import Mapping

from baldwin.figures.description import Panel
from baldwin.report.arms import sparse
from baldwin.report.payload import Table, numbers, stacked

__all__ = ["gap_rows"]


def gap_rows(panels: Mapping[int, Panel], points: int) -> Table:
    """Return the medians between which panels, by place of their arm, are shaded, at so many points at most.

    A panel without medians, as its replicates lie apart, has no rows.
    """
    rows = []
    for place, own in panels.items():
        if own.gap is None:
            continue
        low, high = (sparse(own.curves[name].series, points) for name in (own.gap.low, own.gap.high))
        if not (low.apart or high.apart):
            middles = {"x": numbers(low.x), "low": numbers(low.middle), "high": numbers(high.middle)}
            rows.append({"arm": [place] * low.x.size, **middles})
    return stacked(rows)
