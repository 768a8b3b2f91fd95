"""Bars of described figures on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from baldwin.report.chart import Spec

__all__ = ["bars"]

DRAWN: Mapping[str, Spec] = {
    "bars": {"type": "bar", "opacity": 0.8},
    "ticks": {"type": "tick", "thickness": 2, "color": "var(--theory)"},
}


def bars(x: Spec, y: Spec, hue: Spec, keys: Sequence[str], filters: Mapping[str, Sequence[str]]) -> list[Spec]:
    """Return the bars of some `keys` side by side, and theory as ticks across them.

    `filters` tell, by the mark of a curve, which of its rows are shown; a mark that no curve has is left out.
    """
    if hue.get("legend"):
        hue = {**hue, "legend": {**hue["legend"], "symbolType": "square", "symbolStrokeWidth": 0, "symbolSize": 90}}
    beside: Spec = {"field": "quantity", "type": "nominal", "sort": list(keys)}
    y = {**y, "scale": {**y["scale"], "zero": True}}
    tooltip = [{"field": "middle", "type": "quantitative", "format": ".4~g", "title": "median"}]
    layers = []
    for mark, drawn in DRAWN.items():
        if mark in filters:
            encoding = {"x": x, "y": y, "xOffset": beside, "tooltip": tooltip}
            encoding |= {"color": hue} if mark == "bars" else {}
            transform = [{"filter": one} for one in filters[mark]]
            layers.append({"data": {"name": "curves"}, "transform": transform, "mark": drawn, "encoding": encoding})
    return layers
