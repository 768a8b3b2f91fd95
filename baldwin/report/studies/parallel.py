"""Parallel coordinates: every cell as a line through the fields that vary and what came of them."""

from __future__ import annotations

import math

from baldwin.figures.studies.cells import GROUPS, Cells, plain
from baldwin.report.chart import Chart, ChartPanel, Spec
from baldwin.report.markup import text_table
from baldwin.report.payload import Table
from baldwin.report.studies.controls import HERE, draw, shades
from baldwin.report.words import number

__all__ = ["applies", "chart"]

OUTCOMES = ("innate", "learned", "learning_gain", "fitness_mean")
MOST = 400  # cells; more lines cannot be distinguished


def applies(cells: Cells) -> bool:
    """Return whether there are lines to tell apart, and what to colour them by."""
    return bool(cells.axes) and len(cells.ended) > 1 and bool(cells.quantities)


def chart(cells: Cells, ends: Table) -> Chart:
    """Return the figure."""
    label = "Parallel coordinates: a line for each cell through the fields that vary and the quantities at its end."
    table, names, rows = _rows(cells)
    return Chart(
        name="parallel",
        title="Every cell at a glance",
        caption="A line for each cell, coloured by the quantity chosen; each axis runs from its least to its greatest "
        f"value, fields of more than {GROUPS} in so many groups. Point at a line to single it out."
        + (f" The first {MOST} of {len(cells.ended)} cells." if len(cells.ended) > MOST else ""),
        panels=(ChartPanel(_spec(cells, names, label), {"lines": table, "cells": ends}, label),),
        table=text_table("Range of each axis", ["axis", "least", "greatest"], rows, numbers=9),
    )


def _rows(cells: Cells) -> tuple[Table, list[str], list[list[str]]]:
    table: Table = {name: [] for name in ("cell", "arm", "axis_name", "place", "label")}
    names, ranges = [], []
    shown = range(min(MOST, len(cells.ended)))
    varied = [{name: plain(value) for name, value in cells.study.cells[i].values.items()} for i in cells.ended[:MOST]]
    for axis in cells.axes:
        top = max(1, len(axis.labels) - 1)
        known = [(i, here) for i in shown if (here := axis.places[i]) is not None]
        _add(table, cells, axis.field, [(i, here / top, varied[i][axis.field]) for i, here in known])
        names.append(axis.field)
        ranges.append([axis.field, axis.labels[0], axis.labels[-1]])
    for name in OUTCOMES:
        values = cells.quantities.get(name)
        finite = [one for one in values or () if one is not None and math.isfinite(one)]
        if not values or not finite:
            continue
        low, high = min(finite), max(finite)
        span = (high - low) or 1.0
        points = [(i, (one - low) / span, number(float(f"{one:.4g}"))) for i in shown if (one := values[i]) is not None]
        _add(table, cells, name.replace("_", " "), points)
        names.append(name.replace("_", " "))
        ranges.append([names[-1], number(float(f"{low:.4g}")), number(float(f"{high:.4g}"))])
    return table, names, ranges


def _add(table: Table, cells: Cells, name: str, points: list[tuple[int, float, str]]) -> None:
    for i, place, label in points:
        row = (cells.ended[i], cells.arm[i], name, float(f"{place:.4g}"), label)
        for column, value in zip(table, row, strict=True):
            table[column].append(value)


def _spec(cells: Cells, names: list[str], label: str) -> Spec:
    x = {
        "field": "axis_name",
        "type": "nominal",
        "title": None,  # each axis has its name
        "sort": names,
        "scale": {"type": "point", "padding": 0.3},
    }
    x["axis"] = {"labelAngle": 0, "grid": True, "labelLimit": 160}
    y = {
        "field": "place",
        "type": "quantitative",
        "title": None,
        "axis": {"labels": False, "ticks": False, "grid": False},
    }
    fields = ["armed", *(f"a{i}" for i in range(len(cells.axes))), *cells.quantities]
    lines: Spec = {
        "data": {"name": "lines"},
        "transform": [
            {"filter": HERE},
            {"lookup": "cell", "from": {"data": {"name": "cells"}, "key": "cell", "fields": fields}},
            {"calculate": "datum[quantity]", "as": "value"},
        ],
        "params": [
            {
                "name": "pointed",
                "select": {"type": "point", "fields": ["cell"], "on": "pointerover", "clear": "pointerout"},
            }
        ],
        "mark": {"type": "line", "strokeWidth": 2, "point": {"size": 30, "filled": False}},
        "encoding": {
            "x": x,
            "y": y,
            "detail": {"field": "cell"},
            "color": shades(cells, gradientLength=200),
            "opacity": {"condition": {"param": "pointed", "value": 1}, "value": 0.12},
            "tooltip": [
                {"field": "armed", "type": "nominal", "title": "arm"},
                {"field": "axis_name", "type": "nominal", "title": "axis"},
                {"field": "label", "type": "nominal", "title": "value"},
                {"field": "value", "type": "quantitative", "title": "quantity", "format": ".4~g"},
            ],
        },
    }
    return draw(cells, [lines], label=label, height=300)
