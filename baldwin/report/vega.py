"""Pieces of Vega-Lite that several figures share: axes, bands, lines, marks of the moment, and what hovering tells.

Colours are variables of the page's style sheet, so that one drawing serves light, dark and paper.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from baldwin.figures.description import Panel, SecondScale
from baldwin.report.chart import Spec
from baldwin.report.payload import Table, numbers

__all__ = [
    "DASHES",
    "HERE",
    "NOW",
    "band",
    "colour",
    "domain",
    "draw",
    "hover",
    "level_lines",
    "level_rows",
    "line",
    "marks",
    "moment",
    "named",
    "near",
    "of_arms",
    "second_scale",
    "signals",
    "x_axis",
    "y_axis",
]

HEIGHT = 260
TOUCH = 0.07  # of the height of a drawing, below which the names of two levels would be printed over each other
DECADES = 1000.0  # times the lower end of a logarithmic axis, from which on it has labels at powers of ten only
FEW = 10  # whole numbers on an axis, up to which each has a label
DASHES: dict[str, list[float]] = {
    "solid": [],
    "innate": [9, 3, 2, 3],
    "plastic": [9, 3, 2, 3],
    "wrong": [2, 2],
    "ceiling": [6, 3],
    "limit": [2, 2],
    "oracle": [2, 2],
    "chance": [9, 3, 2, 3],
    "best": [12, 3],
}
ARM_DASHES: tuple[list[float], ...] = ([], [6, 3], [9, 3, 2, 3], [2, 2], [12, 3])

# Rows of the moment chosen: an arm shows its last assay until then, so one that has ended keeps its last.
NOW = "datum.generation == assayed[datum.arm]"
HERE = f"datum.generation == -1 || {NOW}"  # and those that belong to no moment

CONFIG: Spec = {
    "background": None,
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--ink)",
        "titleColor": "var(--ink)",
        "domainColor": "var(--muted)",
        "tickColor": "var(--muted)",
        "gridColor": "var(--line)",
        "titleFontWeight": "normal",
        "labelFontSize": 12,
        "titleFontSize": 13,
    },
    "axisY": {"minExtent": 34},
    "legend": {
        "labelColor": "var(--ink)",
        "titleColor": "var(--ink)",
        "titleFontWeight": "normal",
        "labelFontSize": 12,
        "orient": "bottom",
        "labelLimit": 420,
        "symbolType": "stroke",
        "symbolStrokeWidth": 2.5,
        "symbolOpacity": 1,
        "symbolSize": 300,
    },
    "header": {"labelColor": "var(--ink)", "titleColor": "var(--ink)", "labelFontSize": 12},
}


def draw(
    layers: Sequence[Spec], params: Sequence[Spec], *, label: str, height: int = HEIGHT, resolve: Spec | None = None
) -> Spec:
    """Return a drawing as wide as its place on the page."""
    return {
        "width": "container",
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "description": label,
        "params": list(params),
        "layer": list(layers),
        "config": CONFIG,
        **({"resolve": resolve} if resolve else {}),
    }


def signals(**values: Any) -> list[Spec]:
    """Return parameters that the controls of the page set."""
    return [{"name": name, "value": value} for name, value in values.items()]


def colour(names: Sequence[Any], shown: Sequence[str], *, legend: bool = True) -> Spec:
    """Return a scale from `names` in the data to colours of the style sheet."""
    found: Spec = {"scale": {"domain": list(names), "range": [f"var(--{one})" for one in shown]}, "title": None}
    return found if legend else {**found, "legend": None}


def x_axis(
    title: str, *, field: str = "x", low: float = 0.0, high: float | None = None, whole: bool = True, ticks: int = 8
) -> Spec:
    """Return a horizontal axis of numbers."""
    scale: Spec = {"nice": False, "zero": False}
    if high is not None:
        scale["domain"] = [low, high if high > low else low + 1.0]
    axis: Spec = {"grid": False, "tickCount": ticks}
    if whole:
        axis |= {"tickMinStep": 1, "format": ",d"}
    if whole and high is not None and high - low <= FEW:
        axis["values"] = list(range(math.ceil(low), math.floor(high) + 1))
    return {"field": field, "type": "quantitative", "title": title, "scale": scale, "axis": axis}


def named(signal: str) -> Spec:
    """Return the title of an axis that shows what was chosen."""
    return {"signal": f"replace({signal}, /_/g, ' ')"}


def y_axis(
    title: str,
    *,
    field: str = "middle",
    within: tuple[float, float] | None = None,
    log: bool = False,
    whole: bool = False,
) -> Spec:
    """Return a vertical axis of numbers; over decades where `log`."""
    scale: Spec = {"type": "log"} if log else {"zero": False}
    if within is not None:
        scale |= {"domain": list(within), "nice": False}
    axis: Spec = {"tickCount": 6, "format": "~g"} if log else {"tickCount": 6}
    if log and within is not None and within[1] > DECADES * within[0]:
        first, last = (math.log10(end) for end in within)
        axis |= {"values": [10.0**power for power in range(math.ceil(first), math.floor(last) + 1)]}
        axis |= {"format": "~s"} if first > 0.0 else {}
    if whole:
        axis |= {"tickMinStep": 1, "format": "d"}
    if whole and within is not None and within[1] - within[0] <= FEW:
        axis["values"] = list(range(math.ceil(within[0]), math.floor(within[1]) + 1))
    return {"field": field, "type": "quantitative", "title": title.split("\n"), "scale": scale, "axis": axis}


def second_scale(axis: Spec, scale: SecondScale) -> Spec:
    """Return title and ticks of an axis on which each number is followed by what it is on a second scale."""
    names = {str(value): f"{value} · {name}" for value, name in scale.values.items()}
    ticks = {"values": list(scale.values), "labelExpr": f"{names}[datum.value]"}
    return {"title": [*axis["title"], f"· {scale.label}"], "axis": axis["axis"] | ticks}


def domain(parts: Sequence[Any], *, log: bool = False, zero: bool = False) -> tuple[float, float] | None:
    """Return limits that hold all finite numbers of `parts` and a little more, so that scrubbing moves no axis."""
    flat = np.concatenate([np.asarray(part, np.float64).ravel() for part in parts]) if len(parts) else np.array([])
    flat = flat[np.isfinite(flat) & ((flat > 0.0) | (not log))]
    if not flat.size:
        return None
    low, high = float(flat.min()), float(flat.max())
    if log:
        return low / 1.15, high * 1.15
    room = 0.05 * (high - low) or 0.05 * abs(high) or 1.0
    if zero and low >= 0.0:
        return 0.0, high + room
    return low - room, high + room


def near(value: float, parts: Sequence[Any]) -> bool:
    """Return whether a level lies near enough to the curves `parts` to be worth the room on their axis."""
    flat = np.concatenate([np.asarray(part, np.float64).ravel() for part in parts])
    flat = flat[np.isfinite(flat)]
    span = float(np.ptp(flat)) if flat.size else 0.0
    return bool(flat.size) and bool(flat.min() - 0.5 * span <= value <= flat.max() + 0.5 * span)


def of_arms(places: Sequence[int]) -> Spec:
    """Return the colours of several arms; their key is beside the boxes that switch them."""
    hues = colour(list(places), [f"arm{place % 7}" for place in places], legend=False)
    return {"field": "arm", "type": "nominal", **hues}


def line(data: str, x: Spec, y: Spec, filters: Sequence[str], encoding: Mapping[str, Any], **mark: Any) -> Spec:
    """Return lines of `middle`."""
    return {
        "data": {"name": data},
        "transform": [{"filter": one} for one in filters],
        "mark": {"type": "line", "strokeWidth": 2.2, "clip": True, **mark},
        "encoding": {"x": x, "y": y, **encoding},
    }


def band(data: str, x: Spec, y: Spec, filters: Sequence[str], encoding: Mapping[str, Any], **mark: Any) -> Spec:
    """Return the bands between `low` and `high` of the same curves."""
    return {
        "data": {"name": data},
        "transform": [{"filter": one} for one in filters],
        "mark": {"type": "area", "opacity": 0.2, "clip": True, "aria": False, **mark},
        "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}, **encoding},
    }


def moment(x: str = "generation") -> Spec:
    """Return the mark of the generation chosen."""
    return {
        "data": {"values": [{}]},
        "transform": [{"calculate": x, "as": "now"}],
        "mark": {"type": "rule", "color": "var(--muted)", "strokeWidth": 1.5, "aria": False},
        "encoding": {"x": {"field": "now", "type": "quantitative"}},
    }


def level_rows(levels: Mapping[str, float], within: tuple[float, float] | None, *, log: bool = False) -> Table:
    """Return `label`, `value` and `names`, the text at each, of the levels that lie on an axis, from above downwards.

    The highest of levels that nearly coincide bears the names of all of them, and the others none.
    """
    low, high = within or (0.0, 0.0)
    shown = sorted((one for one in levels.items() if low <= one[1] <= high), key=lambda one: -one[1])
    heights = [float(np.log(value)) if log else value for _, value in shown]
    room = TOUCH * float(np.log(high / low) if log and shown else high - low)
    groups: list[list[int]] = []
    for i, height in enumerate(heights):
        if groups and heights[groups[-1][0]] - height < room:
            groups[-1].append(i)
        else:
            groups.append([i])
    names = {group[0]: _together([shown[i][0] for i in group]) for group in groups}
    return {
        "label": [label for label, _ in shown],
        "value": numbers([value for _, value in shown]),
        "names": [names.get(i, "") for i in range(len(shown))],
    }


def _together(labels: Sequence[str]) -> str:
    """Return the names of levels that nearly coincide: once what several are of, whichever curve they are for."""
    heads = [label.partition(", ")[0] for label in labels]
    return " · ".join(
        dict.fromkeys(head if heads.count(head) > 1 else one for head, one in zip(heads, labels, strict=True))
    )


def level_lines(data: str) -> list[Spec]:
    """Return lines across for what theory knows, as `level_rows` gives it, named at their right end."""
    height = {"field": "value", "type": "quantitative"}
    name: Spec = {"type": "text", "align": "right", "dy": -6, "fontSize": 11, "limit": {"expr": "width"}}
    where = {"x": {"value": "width"}, "y": height, "text": {"field": "names"}}
    ground = {"stroke": "var(--paper)", "strokeWidth": 3, "strokeJoin": "round", "aria": False}  # apart from curves
    return [
        {
            "data": {"name": data},
            "mark": {"type": "rule", "color": "var(--muted)", "strokeDash": [6, 3], "clip": True},
            "encoding": {"y": height},
        },
        {"data": {"name": data}, "mark": {**name, **ground}, "encoding": where},
        {"data": {"name": data}, "mark": {**name, "color": "var(--muted)"}, "encoding": where},
    ]


def marks(panel: Panel) -> list[Spec]:
    """Return the lines across and upright that a panel has beside its curves and levels."""
    return [*neutral(panel.neutral), *changes(panel.changes), *ends(panel.ends)]


def neutral(value: float | None) -> list[Spec]:
    """Return a thin line across at a value that means nothing happens."""
    rule = {"type": "rule", "color": "var(--muted)", "strokeDash": [2, 2], "aria": False}
    height = {"y": {"field": "neutral", "type": "quantitative"}}
    return [] if value is None else [{"data": {"values": [{"neutral": value}]}, "mark": rule, "encoding": height}]


def changes(generations: Sequence[int]) -> list[Spec]:
    """Return thin upright lines where the world becomes another."""
    rule: Spec = {"type": "rule", "color": "var(--muted)", "strokeDash": [1, 3], "tooltip": "the world changes"}
    place = {"x": {"field": "change", "type": "quantitative"}}
    data = {"data": {"values": [{"change": one} for one in generations]}}
    return [{**data, "mark": {**rule, "aria": False}, "encoding": place}] if generations else []


def ends(places: Mapping[str, float]) -> list[Spec]:
    """Return upright lines at the places where something ends, and its name at each."""
    rule: Spec = {"type": "rule", "color": "var(--gain)", "strokeWidth": 4, "opacity": 0.5, "aria": False}
    text: Spec = {"type": "text", "align": "left", "dx": 6, "baseline": "top", "fontSize": 11, "color": "var(--muted)"}
    data = {"data": {"values": [{"end": end, "label": label} for label, end in places.items()]}}
    place: Spec = {"x": {"field": "end", "type": "quantitative"}}
    named = {**place, "y": {"value": 2}, "text": {"field": "label"}}
    drawn = [{**data, "mark": rule, "encoding": place}, {**data, "mark": text, "encoding": named}]
    return drawn if places else []


def hover(data: str, x: Spec, curves: Sequence[tuple[str, str]], heading: str, filters: Sequence[str] = ()) -> Spec:
    """Return a line that follows the pointer and shows the values of all curves there.

    `curves` are key and title of the curves; the data has them in the column `key`.
    """
    return {
        "data": {"name": data},
        "transform": [
            *({"filter": one} for one in filters),
            {"pivot": "key", "value": "middle", "groupby": [x["field"]]},
        ],
        "mark": {"type": "rule", "color": "var(--ink)", "strokeWidth": 1, "aria": False},
        "params": [
            {
                "name": "pointed",
                "select": {
                    "type": "point",
                    "fields": [x["field"]],
                    "nearest": True,
                    "on": "pointermove",
                    "clear": "pointerout",
                },
            }
        ],
        "encoding": {
            "x": x,
            "opacity": {"condition": {"param": "pointed", "empty": False, "value": 0.6}, "value": 0},
            "tooltip": [
                {"field": x["field"], "type": "quantitative", "title": heading},
                *({"field": key, "type": "quantitative", "title": title, "format": ".4~g"} for key, title in curves),
            ],
        },
    }
