"""Ability at birth and after learning against the compression of the genome, encoding by encoding."""

from __future__ import annotations

import numpy as np

from baldwin.figures.description import Panel
from baldwin.figures.studies import compression
from baldwin.figures.studies.cells import Cells
from baldwin.report import vega
from baldwin.report.chart import Chart, ChartPanel, Spec
from baldwin.report.markup import Html, text_table
from baldwin.report.payload import Table, numbers
from baldwin.report.words import number

__all__ = ["applies", "chart"]


def applies(cells: Cells) -> bool:
    """Return whether there are compressions to compare."""
    return compression.applies(cells.runs)


def chart(cells: Cells, ends: Table) -> Chart:
    """Return the figure: a drawing for each moment of life."""
    del ends  # which have no compression where genes are as many as numbers
    figure = compression.describe(cells.runs)
    return Chart(
        name="compression",
        title=figure.title,
        caption=f"{figure.caption} A colour for each encoding.",
        panels=tuple(_drawn(panel) for panel in figure.panels),
        table=_table(figure.title, figure.panels),
        columns=min(3, len(figure.panels)),
    )


def _drawn(panel: Panel) -> ChartPanel:
    """Return one drawing."""
    label = f"Ability {panel.title} against compression, a line for each encoding."
    curves = [curve.series for curve in panel.curves.values()]
    assert panel.y.low is not None
    assert panel.y.high is not None
    within, log = (panel.y.low, panel.y.high), panel.y.logarithmic
    rows: Table = {"encoding": [one.label for one in curves for _ in one.x]}
    for name in ("x", "middle", "low", "high"):
        rows[name] = numbers(np.concatenate([getattr(one, name) for one in curves]))
    levels = vega.level_rows({one.label: one.value for one in panel.levels.values()}, within, log=log)
    spec = vega.draw(_layers(panel, [one.label for one in curves], within), [], label=label)
    return ChartPanel(spec, {"compressions": rows, "levels": levels}, label, title=panel.title)


def _layers(panel: Panel, names: list[str], within: tuple[float, float]) -> list[Spec]:
    """Return bands, lines, points with their values, and levels."""
    x = vega.x_axis(panel.x.label, low=panel.x.low or 1.0, high=panel.x.high, whole=False)
    x["scale"] |= {"type": "log"}
    y = vega.y_axis(panel.y.label, within=within, log=panel.y.logarithmic)
    shown = vega.colour(names, [f"arm{place % 7}" for place in range(len(names))])
    hue = {"color": {"field": "encoding", "type": "nominal", **shown}}
    told = (("x", panel.x.label), ("middle", panel.y.label.partition("\n")[0]), ("low", "least"), ("high", "greatest"))
    tooltip: list[Spec] = [{"field": "encoding", "type": "nominal"}]
    tooltip += [{"field": field, "type": "quantitative", "title": title, "format": ".4~g"} for field, title in told]
    points: Spec = {
        "data": {"name": "compressions"},
        "mark": {"type": "point", "filled": True, "size": 70, "clip": True},
        "encoding": {"x": x, "y": y, **hue, "tooltip": tooltip},
    }
    lines = [make("compressions", x, y, [], hue) for make in (vega.band, vega.line)]
    return [*lines, points, *vega.level_lines("levels")]


def _table(title: str, panels: tuple[Panel, ...]) -> Html:
    """Return the figure in numbers: a row for each compression of each encoding, a column for each moment."""
    columns = [[curve.series for curve in panel.curves.values()] for panel in panels]
    rows = []
    for place, series in enumerate(columns[0]):
        for i, compressed in enumerate(series.x):
            values = (number(float(f"{moment[place].middle[i]:.4g}")) for moment in columns)
            rows.append([series.label, number(float(f"{compressed:.3g}")), *values])
    headings = ["encoding", panels[0].x.label, *(panel.title for panel in panels)]
    return text_table(f"{title} (median over replicates)", headings, rows, numbers=1)
