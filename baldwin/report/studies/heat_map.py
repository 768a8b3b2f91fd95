"""A heat map of the quantity over any two axes, and the phases that the cells end in."""

from __future__ import annotations

from baldwin.plots.studies.cells import PHASES, Cells
from baldwin.report import grammar
from baldwin.report.chart import Chart, Choice, Panel, Spec
from baldwin.report.markup import Html, text_table
from baldwin.report.payload import Table
from baldwin.report.studies.controls import label_angle, params
from baldwin.report.words import number

__all__ = ["applies", "chart"]

COLOURS = ("chance", "learned", "innate")
SMALL = 64  # cells of a map that are told in figures


def applies(cells: Cells) -> bool:
    """Return whether two fields vary."""
    return len([axis for axis in cells.axes if len(axis.labels) > 1]) > 1


def chart(cells: Cells, ends: Table) -> Chart:
    """Return the figure: the quantity left, phases right where ability is known."""
    many = [i for i, axis in enumerate(cells.axes) if len(axis.labels) > 1]
    label = "Heat map of the quantity chosen over the two axes chosen."
    tables = {"cells": ends}
    panels = [Panel(_values(cells, many, label), tables, label, title="the quantity chosen above")]
    if any(place is not None for place in cells.phases):
        phases = "Map of phases over the two axes chosen."
        panels.append(Panel(_phases(cells, many, phases), tables, phases, title="phases"))
    options = [(str(i), cells.axes[i].field) for i in many]
    controls = [
        Choice("across", "across", tuple(options)),
        Choice("up", "up", tuple([*options[1:], options[0]])),
        Choice("shown", "arm", tuple((str(i), name) for i, name in enumerate(cells.arms))),
    ]
    return Chart(
        name="map",
        title="Maps over two axes",
        caption="Left: the quantity chosen, the median over replicates and over cells that differ in other "
        "fields. Right: where evolution ends. A cell counts as learned (inborn) where learned (innate) ability is more "
        "than half way from the founders' newborns to the best adults of the study.",
        panels=tuple(panels),
        table=_table(cells, many),
        controls=tuple(controls),
        columns=len(panels),
    )


def _transform(extra: list[Spec]) -> list[Spec]:
    return [
        {"filter": "datum.arm == shown && datum['a' + across] != null && datum['a' + up] != null"},
        {"calculate": "datum['a' + across]", "as": "x"},
        {"calculate": "datum['a' + up]", "as": "y"},
        {"calculate": "datum['r' + across]", "as": "xr"},
        {"calculate": "datum['r' + up]", "as": "yr"},
        *extra,
    ]


def _places(cells: Cells, many: list[int]) -> Spec:
    x = {
        "field": "x",
        "type": "ordinal",
        "title": None,
        "sort": {"field": "xr", "op": "min"},
        "axis": {"labelAngle": min(label_angle(cells.axes[i].labels) for i in many)},
    }
    y = {"field": "y", "type": "ordinal", "title": None, "sort": {"field": "yr", "op": "min", "order": "descending"}}
    return {"x": x, "y": y}


def _values(cells: Cells, many: list[int], label: str) -> Spec:
    middle = {
        "aggregate": [
            {"op": "median", "field": "value", "as": "value"},
            {"op": "min", "field": "xr", "as": "xr"},
            {"op": "min", "field": "yr", "as": "yr"},
            {"op": "count", "as": "count"},
        ],
        "groupby": ["x", "y"],
    }
    transform = _transform([{"calculate": "datum[quantity]", "as": "value"}, {"filter": "datum.value != null"}, middle])
    hue = {
        "field": "value",
        "type": "quantitative",
        "scale": {"scheme": "cividis", "zero": False},
        "legend": {"title": None, "format": ".3~g", "gradientLength": 160},
    }
    tip = [
        {"field": "x", "type": "nominal", "title": "across"},
        {"field": "y", "type": "nominal", "title": "up"},
        {"field": "value", "type": "quantitative", "format": ".4~g"},
        {"field": "count", "type": "quantitative", "title": "cells"},
    ]
    rect: Spec = {"mark": {"type": "rect", "stroke": "var(--paper)"}, "encoding": {"color": hue, "tooltip": tip}}
    layers = [rect]
    if len(cells.axes[many[0]].labels) * len(cells.axes[many[1]].labels) <= SMALL:
        text = {"text": {"field": "value", "type": "quantitative", "format": ".3~g"}}
        halo = {
            "type": "text",
            "fontSize": 11,
            "color": "#000",
            "stroke": "#fff",
            "strokeWidth": 3,
            "strokeOpacity": 0.75,
        }
        layers += [
            {"mark": halo, "encoding": text},
            {"mark": {"type": "text", "fontSize": 11, "color": "#000"}, "encoding": text},
        ]
    return _drawn(cells, many, layers, transform, label)


def _phases(cells: Cells, many: list[int], label: str) -> Spec:
    worst = {
        "aggregate": [
            {"op": "median", "field": "step", "as": "step"},
            {"op": "min", "field": "xr", "as": "xr"},
            {"op": "min", "field": "yr", "as": "yr"},
        ],
        "groupby": ["x", "y"],
    }
    names = "[" + ", ".join(f"'{name}'" for name in PHASES) + "]"
    transform = _transform(
        [
            {"filter": "datum.phase != null"},
            {"calculate": f"indexof({names}, datum.phase)", "as": "step"},
            worst,
            {"calculate": f"{names}[floor(datum.step)]", "as": "phase"},
        ]
    )
    hue = {"field": "phase", "type": "nominal", **grammar.colour(PHASES, COLOURS)}
    hue["legend"] = {"symbolType": "square", "columns": 1, "title": None}
    tip = [
        {"field": name, "type": "nominal", "title": title}
        for name, title in (("x", "across"), ("y", "up"), ("phase", "phase"))
    ]
    rect: Spec = {
        "mark": {"type": "rect", "stroke": "var(--paper)", "opacity": 0.85},
        "encoding": {"color": hue, "tooltip": tip},
    }
    return _drawn(cells, many, [rect], transform, label)


def _drawn(cells: Cells, many: list[int], layers: list[Spec], transform: list[Spec], label: str) -> Spec:
    placed: list[Spec] = [
        {
            "data": {"name": "cells"},
            "transform": transform,
            **layer,
            "encoding": {**_places(cells, many), **layer["encoding"]},
        }
        for layer in layers
    ]
    more = params(cells, across=str(many[0]), up=str(many[1]), shown="0")
    return grammar.draw(placed, more, label=label, height=300)


def _table(cells: Cells, many: list[int]) -> Html:
    """Return the first quantity over the first two axes, of the first arm."""
    across, up = cells.axes[many[0]], cells.axes[many[1]]
    name, values = next(iter(cells.quantities.items()))
    rows = []
    for j, label in enumerate(up.labels):
        row = [label]
        for i in range(len(across.labels)):
            here = [
                value
                for value, a, b, arm in zip(values, across.places, up.places, cells.arm, strict=True)
                if (a, b, arm) == (i, j, 0) and value is not None
            ]
            row.append(number(float(f"{sorted(here)[len(here) // 2]:.4g}")) if here else "–")
        rows.append(row)
    title = f"{name.replace('_', ' ')} in arm {cells.arms[0]}; down: {up.field}, across: {across.field}"
    return text_table(title, ["", *across.labels], rows)
