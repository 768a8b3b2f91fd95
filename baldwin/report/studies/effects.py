"""The effect of each field that varies on the quantity chosen, arm by arm."""

from __future__ import annotations

import statistics

from baldwin.figures.studies.cells import Cells
from baldwin.report.chart import Chart, ChartPanel, Spec
from baldwin.report.markup import Html, text_table
from baldwin.report.payload import Table
from baldwin.report.studies.controls import HERE, draw, hues, label_angle, quantity_title, tooltip
from baldwin.report.words import number

__all__ = ["applies", "chart"]


def applies(cells: Cells) -> bool:
    """Return whether a field has more than one value."""
    return any(len(axis.labels) > 1 for axis in cells.axes)


def chart(cells: Cells, ends: Table) -> Chart:
    """Return the figure: a panel for each field."""
    panels = []
    for i, axis in enumerate(cells.axes):
        if len(axis.labels) > 1:
            label = f"The quantity chosen against {axis.field}, by arm."
            panels.append(ChartPanel(_spec(cells, i, label), {"cells": ends}, label, title=axis.field))
    return Chart(
        name="effects",
        title="What each field does",
        caption="A point for each cell (median over replicates), and the median of an arm at each value, whatever the "
        "other fields are. Dashed across: the median of an arm to which the field does not apply.",
        panels=tuple(panels),
        table=_table(cells),
        columns=min(2, len(panels)),
    )


def _spec(cells: Cells, place: int, label: str) -> Spec:
    order = {"field": f"r{place}", "op": "min"}
    angle = label_angle(cells.axes[place].labels)
    x = {"field": f"a{place}", "type": "ordinal", "sort": order}
    x["axis"] = {"labelAngle": angle, "title": cells.axes[place].field}
    y = {"field": "value", "type": "quantitative", "scale": {"zero": False}}
    y["axis"] = {"tickCount": 6, "title": quantity_title(cells)}
    known: list[Spec] = [
        {"filter": HERE},
        {"calculate": "datum[quantity]", "as": "value"},
        {"filter": "datum.value != null"},
    ]
    transform = [*known, {"filter": f"datum.a{place} != null"}]
    level = {"aggregate": [{"op": "median", "field": "value", "as": "value"}], "groupby": ["armed"]}
    middle = {
        "aggregate": [
            {"op": "median", "field": "value", "as": "value"},
            {"op": "min", "field": f"r{place}", "as": f"r{place}"},
        ],
        "groupby": [f"a{place}", "armed"],
    }
    hue = hues(cells)
    data = {"data": {"name": "cells"}}
    layers: list[Spec] = [
        {
            **data,
            "transform": [*transform, middle],
            "mark": {"type": "line", "strokeWidth": 2.2},
            "encoding": {"x": x, "y": y, "color": hue, "order": {"field": f"r{place}"}},
        },
        {
            **data,
            "transform": transform,
            "mark": {"type": "point", "filled": True, "size": 40, "opacity": 0.7},
            "encoding": {"x": x, "y": y, "color": hue, "tooltip": tooltip(cells, ("value", "value"))},
        },
        {
            **data,
            "transform": [*known, {"filter": f"datum.a{place} == null"}, level],
            "mark": {"type": "rule", "strokeWidth": 2.2, "strokeDash": [6, 3]},
            "encoding": {"y": y, "color": hue},
        },
    ]
    return draw(cells, layers, label=label, height=230)


def _table(cells: Cells) -> Html:
    name, values = next(iter(cells.quantities.items()))
    rows = []
    for axis in cells.axes:
        lacking = [(None, "does not apply")] if None in axis.places else []
        for place, label in [*enumerate(axis.labels), *lacking]:
            row = [axis.field, label]
            for arm in range(len(cells.arms)):
                here = [
                    value
                    for value, at, own in zip(values, axis.places, cells.arm, strict=True)
                    if (at, own) == (place, arm) and value is not None
                ]
                row.append(number(float(f"{statistics.median(here):.4g}")) if here else "–")
            rows.append(row)
    return text_table(f"Median of {name.replace('_', ' ')}", ["field", "value", *cells.arms], rows, numbers=2)
