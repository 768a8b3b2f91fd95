"""Diagrams of circles and arrows as layers of Vega-Lite."""

from __future__ import annotations

from baldwin.figures.diagram import FAR, SIDE, Diagram
from baldwin.report.chart import Spec
from baldwin.report.payload import Table

__all__ = ["HEIGHT", "layers"]

HEIGHT = 300
POINT: Spec = {"type": "point", "opacity": 1, "aria": False}
CIRCLE = 900  # size of a circle's mark, square pixels


def layers(diagram: Diagram) -> tuple[list[Spec], dict[str, Table]]:
    """Return the layers, from arrows to names, and the tables that they show."""
    within: Spec = {"domain": [-diagram.LIMIT, diagram.LIMIT], "nice": False}
    words = {
        "data": {"values": [{"x": 0.0, "y": -diagram.LIMIT, "words": diagram.words}]},
        "mark": {"type": "text", "fontSize": 12, "lineBreak": "\n", "baseline": "bottom"},
        "encoding": {**_at("x", "y", within), "text": {"field": "words"}, "color": _fixed("muted")},
    }
    return [*_arrows(within), *_circles(within), *_texts(within), words], _tables(diagram)


def _tables(diagram: Diagram) -> dict[str, Table]:
    nodes, arrows = diagram.nodes, diagram.arrows
    of_nodes = [
        {
            "x": one.x, "y": one.y, "name": one.name, "value": one.value if one.known else None, "words": one.words,
            "shade": abs(one.shade), "high": one.shade > 0.0, "held": one.held, "chosen": one.chosen,
            "deep": one.deep, "out_x": one.outside(FAR)[0], "out_y": one.outside(FAR)[1],
        }
        for one in nodes
    ]  # fmt: skip
    of_arrows = [vars(one) for one in arrows]
    return {
        name: {key: [row[key] for row in rows] for key in rows[0]} if rows else {}
        for name, rows in (("nodes", of_nodes), ("arrows", of_arrows))
    }


def _arrows(within: Spec) -> list[Spec]:
    """Return lines, and their heads turned as they are, whatever the height and width of the drawing."""
    colour = {"condition": {"test": "datum.cut", "value": "var(--line)"}, "value": "var(--ink)"}
    dash = {"condition": {"test": "datum.negative", "value": [5, 4]}, "value": [1, 0]}
    turn = {"expr": "90 - atan2((datum.to_y - datum.y) * height, (datum.to_x - datum.x) * width) * 180 / PI"}
    line = {**_at("x", "y", within), "x2": {"field": "to_x"}, "y2": {"field": "to_y"}}
    head = {**POINT, "shape": "triangle-up", "size": 70, "filled": True, "angle": turn}
    return [
        {
            "data": {"name": "arrows"},
            "mark": {"type": "rule", "strokeWidth": 1.4},
            "encoding": {**line, "color": colour, "strokeDash": dash},
        },
        {"data": {"name": "arrows"}, "mark": head, "encoding": {**_at("to_x", "to_y", within), "color": colour}},
    ]


def _circles(within: Spec) -> list[Spec]:
    """Return circles on a ground, coloured by their values, their rings, and a square around the one chosen."""
    at, nodes = _at("x", "y", within), {"data": {"name": "nodes"}}
    full = {**POINT, "filled": True, "size": CIRCLE}
    side = {"condition": {"test": "datum.high", "value": "var(--learned)"}, "value": "var(--wrong)"}
    ring = {
        **at,
        "color": _fixed("ink"),
        "strokeWidth": {"condition": {"test": "datum.held", "value": 4}, "value": 1.2},
        "strokeDash": {"condition": {"test": "datum.value == null", "value": [3, 3]}, "value": [1, 0]},
        "tooltip": [
            {"field": "name", "title": "node"},
            {"field": "value", "type": "quantitative", "format": ".3f"},
        ],
    }
    shade = {"field": "shade", "type": "quantitative", "scale": None}
    square = {**POINT, "shape": "square", "filled": False, "size": 2 * CIRCLE, "strokeWidth": 2.5}
    return [
        {**nodes, "mark": full, "encoding": {**at, "color": _fixed("paper")}},
        {**nodes, "mark": full, "encoding": {**at, "color": side, "opacity": shade}},
        {**nodes, "mark": {**POINT, "filled": False, "size": CIRCLE, "aria": True}, "encoding": ring},
        {
            **nodes,
            "transform": [{"filter": "datum.chosen"}],
            "mark": square,
            "encoding": {**at, "color": _fixed("learned")},
        },
    ]


def _texts(within: Spec) -> list[Spec]:
    """Return names in circles, and values outside the ring."""
    nodes = {"data": {"name": "nodes"}}
    name = {"condition": {"test": "datum.deep", "value": "var(--paper)"}, "value": "var(--ink)"}
    align = {"expr": f"datum.x > {SIDE} ? 'left' : datum.x < -{SIDE} ? 'right' : 'center'"}
    return [
        {
            **nodes,
            "mark": {"type": "text", "fontSize": 13},
            "encoding": {**_at("x", "y", within), "text": {"field": "name"}, "color": name},
        },
        {
            **nodes,
            "mark": {"type": "text", "fontSize": 12, "align": align},
            "encoding": {**_at("out_x", "out_y", within), "text": {"field": "words"}, "color": _fixed("ink")},
        },
    ]


def _at(x: str, y: str, within: Spec) -> Spec:
    axes = {"type": "quantitative", "scale": within, "axis": None}
    return {"x": {"field": x, **axes}, "y": {"field": y, **axes}}


def _fixed(colour: str) -> Spec:
    return {"value": f"var(--{colour})"}
