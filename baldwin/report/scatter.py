"""Panels of points and paths as layers of a Vega-Lite drawing, of the generation chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from baldwin.figures.description import Curve, Panel
from baldwin.report import vega
from baldwin.report.chart import Spec

__all__ = ["across", "colour_of", "diagonal", "layers"]

STAR = "M0,-1L0.24,-0.32L0.95,-0.31L0.38,0.12L0.59,0.81L0,0.4L-0.59,0.81L-0.38,0.12L-0.95,-0.31L-0.24,-0.32Z"
AGES = ("plastic", "wrong", "best", "chance")  # colours of moments of a life between birth and its end
COLOURS = {"target": "muted", "support": "ink", "goal": "ink", "rewarded": "arm0", "unrewarded": "arm1",
           "individual": "learned", "slope": "ink", "ceiling": "ink", "oracle": "muted"}  # fmt: skip
POINTS: dict[str, Spec] = {
    "support": {"shape": "triangle-up", "size": 45},
    "goal": {"shape": STAR, "size": 160},
    "rewarded": {"shape": "stroke", "angle": 90, "size": 120, "filled": False, "strokeWidth": 2},
    "unrewarded": {"shape": "stroke", "angle": 90, "size": 120, "filled": False, "strokeWidth": 2},
    "individual": {"size": 45, "opacity": 0.75},
}
LINES: dict[str, Spec] = {"target": {"opacity": 0.45, "strokeWidth": 6}, "slope": {"strokeWidth": 1.4}}


def colour_of(curve: Curve) -> str:
    """Return the colour of the style sheet that a curve has; of a life's moments, birth is innate, its end learned."""
    if curve.age is None:
        return COLOURS.get(curve.look, curve.look)
    place, count = curve.age
    return "innate" if place == 0 else "learned" if place == count - 1 else AGES[(place - 1) % len(AGES)]


def layers(keys: Mapping[str, Curve], x: Spec, y: Spec, here: Mapping[str, str], hue: Spec | None) -> list[Spec]:
    """Return the layers of the curves, in their order.

    Args:
        keys: one curve for each thing that is shown, by its key.
        x, y: the axes.
        here: key -> which rows of the table `curves` are shown.
        hue: colours of the arms, where these share the panel.
    """
    found = []
    for key, curve in keys.items():
        data = {"data": {"name": "curves"}, "transform": [{"filter": here[key]}]}
        colour = hue if hue is not None and curve.look != "slope" else {"value": f"var(--{colour_of(curve)})"}
        encoding: Spec = {"x": x, "y": y, "color": colour}
        if curve.mark == "points":
            shown = [(axis, axis["field"], " ".join(np.atleast_1d(axis["title"]))) for axis in (x, y)]
            encoding["tooltip"] = [
                {"field": field, "type": "quantitative", "title": title, "format": axis["axis"].get("format", ".4~g")}
                for axis, field, title in shown
                if title
            ]
            if curve.replicate is not None:
                encoding["tooltip"].append({"field": "replicate", "type": "quantitative"})
            mark = {"type": "point", "filled": True, "clip": True, **POINTS.get(curve.look, {})}
            found.append({**data, "mark": mark, "encoding": encoding})
            continue
        encoding |= {"detail": [{"field": "arm"}, {"field": "replicate"}]}
        if curve.mark == "path":
            encoding["order"] = {"field": "place"}
        mark = {"type": "line", "strokeWidth": 1.8, "clip": True, **LINES.get(curve.look, {})}
        found.append({**data, "mark": mark, "encoding": encoding})
        if curve.mark == "path":
            first = {**data, "transform": [{"filter": f"({here[key]}) && datum.place == 0"}]}
            circle = {"type": "point", "filled": False, "size": 60, "strokeWidth": 2}
            found.append({**first, "mark": circle, "encoding": {"x": x, "y": y, "color": colour}})
    return found


def diagonal(across: tuple[float, float] | None, up: tuple[float, float] | None, x: Spec, y: Spec) -> list[Spec]:
    """Return the line on which both axes show the same, as far as they do."""
    if not across or not up or (low := max(across[0], up[0])) >= (high := min(across[1], up[1])):
        return []
    ends = [{x["field"]: end, y["field"]: end} for end in (low, high)]
    mark = {"type": "line", "color": "var(--muted)", "strokeDash": [6, 3], "aria": False}
    return [{"data": {"values": ends}, "mark": mark, "encoding": {"x": x, "y": y}}]


def across(panels: Sequence[Panel]) -> tuple[float, float]:
    """Return limits of the horizontal axis that hold what all arms show in all generations."""
    first = panels[0].x
    if first.low is not None and first.high is not None:
        return min(own.x.low or 0.0 for own in panels), max(own.x.high or 0.0 for own in panels)
    return vega.domain([curve.series.x for own in panels for curve in own.curves.values()]) or (0.0, 1.0)
