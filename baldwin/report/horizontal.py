"""The horizontal axis of described panels on the page, of whatever it shows: generations, conditions, other numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from baldwin.figures.description import ChartAxis, Panel
from baldwin.report import scatter, vega
from baldwin.report.chart import Spec

__all__ = ["horizontal"]

ABREAST = 48  # characters of names beside each other; of more they are slanted


def horizontal(panels: Sequence[Panel], last: int) -> Spec:
    """Return the axis that the same panel of several runs shares; `last` is the last generation of any of them."""
    x = panels[0].x
    if panels[0].scattered:
        low, high = scatter.across(panels)
        axis = vega.x_axis(" ".join(x.label.split()), low=low, high=high, whole=x.whole, ticks=4)
        return axis | {"axis": _named(x) | {"values": [*range(len(x.names))]}} if x.names else axis
    if x.generations:
        return vega.x_axis("generation", high=last)
    if x.names:
        return {"field": "x", "type": "ordinal", "title": x.label or None, "axis": _named(x)}
    ends = [float(curve.series.x[-1]) for own in panels for curve in own.curves.values() if curve.series.x.size]
    highs = [own.x.high for own in panels if own.x.high is not None] or ends
    axis = vega.x_axis(x.label, low=min(own.x.low or 0.0 for own in panels), high=max(highs), whole=x.whole)
    decades = {"scale": {"type": "log", "domain": axis["scale"]["domain"]}, "axis": {"grid": False, "format": "~s"}}
    return axis | decades if x.logarithmic else axis


def _named(x: ChartAxis) -> Spec:
    whole: Spec = {"labelOverlap": False, "labelLimit": 0, "ticks": False, "grid": False}
    if sum(max(map(len, name.splitlines()), default=0) for name in x.names) > ABREAST:
        names: list[Any] = [" ".join(name.split()) for name in x.names]
        return whole | {"labelExpr": f"{names}[datum.value]", "labelAngle": -35, "labelAlign": "right"}
    names = [name.split("\n") for name in x.names]
    return whole | {"labelExpr": f"{names}[datum.value]", "labelAngle": 0}
