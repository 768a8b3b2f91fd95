"""Replicates of described curves as thin lines on the page: see `baldwin.figures.groups`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from baldwin.figures.series import Series
from baldwin.report import vega
from baldwin.report.chart import Spec
from baldwin.report.payload import Table, numbers, stacked

__all__ = ["lines_of_each", "tables_of_each", "with_middle"]

EACH, CENSORED = "each", "censored"  # the names of their tables
DIGITS = 4


def tables_of_each(curves: Iterable[tuple[int, str, int, Series]]) -> dict[str, Table]:
    """Return the replicates of curves that have lines of them, a row per point, and where some went out of sight.

    Args:
        curves: place of the arm, key, generation (-1 where it belongs to no moment) and the curve.
    """
    lines, marks = [], []
    for arm, key, generation, shown in curves:
        constant: dict[str, Any] = {"arm": arm, "quantity": key, "generation": generation, "theory": False}
        if shown.censored is not None:
            heights = shown.middle[np.searchsorted(shown.x, shown.censored, side="right") - 1]
            columns = {name: [value] * heights.size for name, value in constant.items()}
            marks.append({**columns, "x": numbers(shown.censored), "middle": numbers(heights, DIGITS)})
        for replicate, values in enumerate(shown.each if shown.each is not None else ()):
            columns = {name: [value] * shown.x.size for name, value in (constant | {"replicate": replicate}).items()}
            lines.append({**columns, "x": numbers(shown.x), "middle": numbers(np.asarray(values), DIGITS)})
    return {name: stacked(rows) for name, rows in ((EACH, lines), (CENSORED, marks)) if rows}


def with_middle(shown: Series) -> Table:
    """Return for each point of a curve whether its median is drawn, and its band; both stay in the numbers."""
    return {
        "apart": [shown.apart] * shown.x.size,
        "banded": [shown.each is None] * shown.x.size,
    }


def lines_of_each(
    tables: Mapping[str, Table], x: Spec, y: Spec, filters: Sequence[str], hue: Spec, **mark: str
) -> list[Spec]:
    """Return what is drawn of these tables, in the colours of their curves: thin lines, and upright marks."""
    layers = []
    if EACH in tables:
        encoding = {"color": hue, "detail": [{"field": name} for name in ("quantity", "arm", "replicate")]}
        layers.append(vega.line(EACH, x, y, filters, encoding, strokeWidth=0.8, opacity=0.6, aria=False, **mark))
    if CENSORED in tables:
        upright = {"type": "tick", "orient": "vertical", "size": 10, "thickness": 1.5}
        encoding = {"x": x, "y": y, "color": hue}
        transform = [{"filter": one} for one in filters]
        layers.append({"data": {"name": CENSORED}, "transform": transform, "mark": upright, "encoding": encoding})
    return layers
