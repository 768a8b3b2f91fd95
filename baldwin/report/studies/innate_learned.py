"""Innate against learned ability at the end, for every cell."""

from __future__ import annotations

import numpy as np

from baldwin.figures.studies.cells import Cells
from baldwin.report import vega
from baldwin.report.chart import Chart, ChartPanel, Spec
from baldwin.report.markup import text_table
from baldwin.report.payload import Table
from baldwin.report.studies.controls import DOTS, HERE, draw, hues, tooltip
from baldwin.report.words import number

__all__ = ["applies", "chart"]

ROWS = 40


def applies(cells: Cells) -> bool:
    """Return whether both abilities are known."""
    return {"innate", "learned"} <= set(cells.quantities)


def chart(cells: Cells, ends: Table) -> Chart:
    """Return the figure: a point for each cell."""
    label = "Scatter plot of innate against learned ability at the end, a point for each cell."
    innate, learned = cells.quantities["innate"], cells.quantities["learned"]
    rows = [
        [cells.describe(cell), *(number(None if v is None else float(f"{v:.4g}")) for v in (innate[i], learned[i]))]
        for i, cell in enumerate(cells.ended[:ROWS])
    ]
    return Chart(
        name="innate-learned",
        title="Innate against learned ability, every cell",
        caption="The end of each cell (median over replicates), as scores, higher is better. On the diagonal all is "
        "inborn and nothing is added by learning; the distance above it is the learning gain.",
        panels=(ChartPanel(_spec(cells, label), {"cells": ends}, label),),
        table=text_table("Ability at the end", ["cell", "innate", "learned"], rows),
    )


def _spec(cells: Cells, label: str) -> Spec:
    values = [value for name in ("innate", "learned") for value in cells.quantities[name] if value is not None]
    low, high = vega.domain([np.array(values)]) or (0.0, 1.0)
    x = vega.x_axis("innate", field="innate", low=low, high=high, whole=False)
    y = vega.y_axis("learned", field="learned", within=(low, high))
    layers: list[Spec] = [
        {
            "data": {"values": [{"innate": low, "learned": low}, {"innate": high, "learned": high}]},
            "mark": {"type": "line", "color": "var(--muted)", "strokeDash": [6, 3], "aria": False},
            "encoding": {"x": x, "y": y},
        },
        {
            "data": {"name": "cells"},
            "transform": [{"filter": HERE}, {"filter": "datum.innate != null && datum.learned != null"}],
            "mark": {"type": "point", "filled": True, "size": 70, "opacity": 0.8, "clip": True},
            "encoding": {
                "x": x,
                "y": y,
                "color": hues(cells, **DOTS),
                "tooltip": tooltip(cells, ("innate", "innate"), ("learned", "learned"), ("learning_gain", "gain")),
            },
        },
    ]
    return draw(cells, layers, label=label, height=320)
