"""A heat map of the quantity over any two axes, and the phases that the cells end in."""

from __future__ import annotations

import json
import math
from itertools import combinations, product
from textwrap import wrap

from baldwin.figures.studies.boundary import boundary, why_none, words
from baldwin.figures.studies.cells import PHASES, Cells
from baldwin.figures.studies.grids import grid_of, pooling_note, range_grids
from baldwin.figures.studies.spreads import OPEN, UNCERTAIN, said_of
from baldwin.report import vega
from baldwin.report.chart import Chart, ChartPanel, Choice, Spec
from baldwin.report.markup import Html, text_table
from baldwin.report.payload import Table
from baldwin.report.studies.cells import phases_of
from baldwin.report.studies.controls import chosen, draw, label_angle, limits_of, shades
from baldwin.report.words import number

__all__ = ["applies", "chart"]

COLOURS = ("chance", "learned", "innate")
SMALL = 64  # cells of a map, up to which each shows its number
DARK = 0.18  # luminance below which white is read better than black
READ = {"": "value", "'low_' + ": "low", "'high_' + ": "high"}  # of a row of cells, for the quantity chosen
LINE = 56  # characters of a line over half a page


def applies(cells: Cells) -> bool:
    """Return whether two fields vary."""
    return len([axis for axis in cells.axes if len(axis.labels) > 1]) > 1


def chart(cells: Cells, ends: Table) -> Chart:
    """Return the figure: the quantity left, phases right where ability is known."""
    places = [i for i, axis in enumerate(cells.axes) if len(axis.labels) > 1]
    label = "Heat map of the quantity chosen over the two axes chosen."
    lines = _boundaries(cells, places)
    drawn = bool(lines["x"])
    tables = {"cells": ends, **({"boundary": lines} if drawn else {})}
    panels = [ChartPanel(_values(cells, places, label, drawn), tables, label, title="the quantity chosen above")]
    if any(cells.phases):
        phases = "Map of phases over the two axes chosen."
        phased = {**{name: rows for name, rows in tables.items() if name != "cells"}, "replicates": phases_of(cells)}
        panels.append(ChartPanel(_phases(cells, places, phases, drawn), phased, phases, title="phases"))
    options = [(str(i), cells.axes[i].field) for i in places]
    controls = [
        Choice("across", "across", tuple(options)),
        Choice("up", "up", tuple([*options[1:], options[0]])),
        Choice("shown", "arm", tuple((str(i), name) for i, name in enumerate(cells.arms))),
    ]
    return Chart(
        name="map",
        title="Maps over two axes",
        caption="Left: the quantity chosen, the median over replicates and over cells that differ in other "
        "fields, with its 95 % interval where it is pointed at (of reached_ the share of replicates, of waited_ "
        f"the Kaplan-Meier median). {UNCERTAIN}. Right: where evolution ends, for most replicates of these cells; "
        "paler where not all agree, with the "
        "share of those that do. One counts as learned (inborn) where learned (innate) ability is more than half way "
        "from the founders' newborns to the best adults of the study; where theory knows how good newborns can be at "
        "best, as learned where it is better than that, and as inborn from half of the way there."
        + (f" {words(cells)[1]}" if drawn else f" {why_none(cells).capitalize()}." if why_none(cells) else ""),
        panels=tuple(panels),
        table=_table(cells, places),
        controls=tuple(controls),
        columns=len(panels),
    )


def _boundaries(cells: Cells, places: list[int]) -> Table:
    """Return the lines where learning begins to pay: `x` and `y` in places of each map, `across/up/arm`."""
    found: Table = {name: [] for name in ("map", "line", "point", "x", "y")}
    for i, j in combinations(places, 2):
        for arm in range(len(cells.arms)):
            for place, line in enumerate(boundary(cells, cells.axes[i], cells.axes[j], arm)):
                for names, points in ((f"{i}/{j}/{arm}", line), (f"{j}/{i}/{arm}", line[:, ::-1])):
                    found["map"] += [names] * len(points)
                    found["line"] += [place] * len(points)
                    found["point"] += range(len(points))
                    found["x"] += points[:, 0].round(3).tolist()
                    found["y"] += points[:, 1].round(3).tolist()
    return found


def _boundary(cells: Cells, places: list[int]) -> list[Spec]:
    """Return the layers that draw them, to be seen on any colour."""
    sizes = json.dumps({str(i): len(cells.axes[i].labels) for i in places})

    def place(field: str, signal: str) -> Spec:
        ends = {"domainMin": -0.5, "domainMax": {"expr": f"{sizes}[{signal}] - 0.5"}, "nice": False, "zero": False}
        return {"field": field, "type": "quantitative", "axis": None, "scale": ends}

    encoding: Spec = {
        "x": place("x", "across"),
        "y": place("y", "up"),
        "detail": {"field": "line"},
        "order": {"field": "point"},
    }
    look = {"type": "line", "clip": True, "strokeJoin": "round", "aria": False}
    return [
        {
            "data": {"name": "boundary"},
            "transform": [{"filter": "datum.map == across + '/' + up + '/' + shown"}],
            "mark": {**look, "stroke": colour, "strokeWidth": width},
            "encoding": encoding,
        }
        for colour, width in (("var(--paper)", 4.5), ("var(--ink)", 2))
    ]


def _notes(cells: Cells, places: list[int]) -> dict[str, list[str]]:
    """Return what a map of two axes and an arm shows, in lines, by `across/up/arm`."""
    found = {}
    for i, j in product(places, places):
        for arm, name in enumerate(cells.arms):
            across, up = cells.axes[i], cells.axes[j]
            lacking = [axis.field for axis in dict.fromkeys((across, up)) if axis.field in cells.lacking(arm)]
            if i == j:
                note = "Choose two different fields."
            elif lacking:
                note = f"No map: {' and '.join(lacking)} does not apply to {name}."
            else:
                note = pooling_note(cells, across, up, [arm])
            found[f"{i}/{j}/{arm}"] = wrap(note, LINE)
    return found


def _transform(extra: list[Spec]) -> list[Spec]:
    return [
        {"filter": "datum.arm == shown && datum['a' + across] != null && datum['a' + up] != null"},
        {"calculate": "datum['a' + across]", "as": "x"},
        {"calculate": "datum['a' + up]", "as": "y"},
        {"calculate": "datum['r' + across]", "as": "xr"},
        {"calculate": "datum['r' + up]", "as": "yr"},
        *extra,
    ]


def _places(cells: Cells, places: list[int]) -> Spec:
    fields = {str(i): cells.axes[i].field for i in places}
    angle = min(label_angle(cells.axes[i].labels) for i in places)
    x = {"field": "x", "type": "ordinal", "sort": {"field": "xr", "op": "min"}}
    y = {"field": "y", "type": "ordinal", "sort": {"field": "yr", "op": "min", "order": "descending"}}
    return {
        "x": {**x, "axis": {"labelAngle": angle, "title": chosen("across", fields)}},
        "y": {**y, "axis": {"title": chosen("up", fields)}},
    }


def _values(cells: Cells, places: list[int], label: str, drawn: bool) -> Spec:
    middle = {
        "aggregate": [
            {"op": "median", "field": "value", "as": "value"},
            {"op": "min", "field": "low", "as": "low"},
            {"op": "max", "field": "high", "as": "high"},
            {"op": "min", "field": "xr", "as": "xr"},
            {"op": "min", "field": "yr", "as": "yr"},
            {"op": "count", "as": "count"},
        ],
        "groupby": ["x", "y"],
    }
    read = [{"calculate": f"datum[{name}quantity]", "as": to} for name, to in READ.items()]
    wide = {name: OPEN * (ends[1] - ends[0]) for name, ends in limits_of(cells).items()}
    unsure = f"isValid(datum.low) && isValid(datum.high) && datum.high - datum.low > {json.dumps(wide)}[quantity]"
    marked = {"calculate": f"format(datum.value, '.3~g') + ({unsure} ? ' ○' : '')", "as": "words"}
    transform = _transform([*read, {"filter": "datum.value != null"}, middle, marked])
    tip = [
        {"field": "x", "type": "nominal", "title": "across"},
        {"field": "y", "type": "nominal", "title": "up"},
        {"field": "value", "type": "quantitative", "format": ".4~g"},
        {"field": "low", "type": "quantitative", "format": ".3~g", "title": "95 % from"},
        {"field": "high", "type": "quantitative", "format": ".3~g", "title": "to"},
        {"field": "count", "type": "quantitative", "title": "cells"},
    ]
    rect: Spec = {
        "mark": {"type": "rect", "stroke": "var(--paper)"},
        "encoding": {"color": shades(cells, gradientLength=160), "tooltip": tip},
    }
    dark = {"test": f"luminance(scale('color', datum.value)) < {DARK}", "value": "#fff"}
    text = {
        "mark": {"type": "text", "fontSize": 11},
        "encoding": {
            "text": {"field": "words", "type": "nominal"},
            "color": {"condition": dark, "value": "#000"},
        },
    }
    return _drawn(cells, places, [rect, text], transform, label, bounded=drawn)


def _phases(cells: Cells, places: list[int], label: str, drawn: bool) -> Spec:
    """Return the phase of most replicates; of phases that are as frequent the first, which claims least."""
    names = json.dumps(PHASES)
    ranks = [{"op": "min", "field": rank, "as": rank} for rank in ("xr", "yr")]
    whole = [{"op": op, "field": "count", "as": name} for op, name in (("max", "most"), ("sum", "all"))]
    first = [{"op": "min", "field": name, "as": name} for name in ("step", "most", "all", "xr", "yr")]
    transform = _transform(
        [
            {"filter": "datum.phase != null"},
            {"calculate": f"indexof({names}, datum.phase)", "as": "step"},
            {"aggregate": [{"op": "count", "as": "count"}, *ranks], "groupby": ["x", "y", "step"]},
            {"joinaggregate": whole, "groupby": ["x", "y"]},
            {"filter": "datum.count == datum.most"},
            {"aggregate": first, "groupby": ["x", "y"]},
            {"calculate": f"{names}[datum.step]", "as": "phase"},
            {"calculate": "datum.most / datum.all", "as": "share"},
        ]
    )
    hue = {"field": "phase", "type": "nominal", **vega.colour(PHASES, COLOURS)}
    hue["legend"] = {"symbolType": "square", "columns": 1, "title": None}
    tip = [
        {"field": name, "type": "nominal", "title": title}
        for name, title in (("x", "across"), ("y", "up"), ("phase", "phase"), ("most", "replicates"), ("all", "of"))
    ]
    rect: Spec = {
        "mark": {"type": "rect", "stroke": "var(--paper)"},
        "encoding": {
            "color": hue,
            "opacity": {"condition": {"test": "datum.share < 1", "value": 0.4}, "value": 0.85},
            "tooltip": tip,
        },
    }
    text: Spec = {
        "mark": {"type": "text", "fontSize": 11, "color": "var(--ink)"},
        "encoding": {
            "text": {"condition": {"test": "datum.share < 1", "field": "share", "format": ".0%"}, "value": ""}
        },
    }
    return _drawn(cells, places, [rect, text], transform, label, bounded=drawn, data="replicates")


def _drawn(
    cells: Cells,
    places: list[int],
    marks: list[Spec],
    transform: list[Spec],
    label: str,
    *,
    bounded: bool,
    data: str = "cells",
) -> Spec:
    """Return a map of rectangles with texts in them, unless they are too many, and a line on what a field stands for.

    Where theory has a boundary (`bounded`) it lies over them, on scales of its own.
    """
    sizes = json.dumps({str(i): len(cells.axes[i].labels) for i in places})
    few = [{"filter": f"{sizes}[across] * {sizes}[up] <= {SMALL}"}]
    layers: list[Spec] = [
        {
            "data": {"name": data},
            **layer,
            "transform": [*transform, *more],
            "encoding": {**_places(cells, places), **layer["encoding"]},
        }
        for layer, more in zip(marks, ([], few), strict=True)
    ]
    choices = {"across": str(places[0]), "up": str(places[1]), "shown": "0"}
    if bounded:
        for place in ("x", "y"):
            layers[1]["encoding"][place] = {**layers[1]["encoding"][place], "axis": None}  # the rectangles' is enough
        layers = [layers[0], {"layer": _boundary(cells, places)}, layers[1]]
    spec = draw(cells, layers, label=label, height=300, **choices, notes=_notes(cells, places))
    if bounded:
        spec["resolve"] = {"scale": {"x": "independent", "y": "independent"}}
    note = {"text": {"expr": "notes[across + '/' + up + '/' + shown]"}, "anchor": "start", "frame": "group"}
    return {**spec, "title": {**note, "fontSize": 12, "fontWeight": "normal", "color": "var(--ink)"}}


def _table(cells: Cells, places: list[int]) -> Html:
    """Return the first quantity over the first two axes, of the first arm, with its interval over replicates."""
    across, up = cells.axes[places[0]], cells.axes[places[1]]
    name, values = next(iter(cells.quantities.items()))
    grid, ranges = grid_of(cells, across, up, values, 0), range_grids(cells, across, up, name, 0)

    def shown(j: int, i: int) -> str:
        if not math.isfinite(grid[j, i]):
            return "–"
        middle, *ends = (number(float(f"{one[j, i]:.4g}")) for one in (grid, *(ranges or ())))
        return f"{middle} ({ends[0]} … {ends[1]})" if ends and ends[0] != ends[1] else middle

    rows = [[label, *(shown(j, i) for i in range(len(across.labels)))] for j, label in enumerate(up.labels)]
    more = f", {said_of(name)}" if ranges else ""
    title = f"{name.replace('_', ' ')} in arm {cells.arms[0]}{more}; down: {up.field}, across: {across.field}"
    return text_table(title, ["", *across.labels], rows)
