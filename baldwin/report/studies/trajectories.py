"""Trajectories of all cells by arm, over generations or any budget, with the bands of replicates of one point."""

from __future__ import annotations

import numpy as np

from baldwin.figures.budgets import BUDGETS
from baldwin.figures.studies.cells import Cells, named
from baldwin.figures.studies.courses import Course, courses, summary
from baldwin.report import vega
from baldwin.report.chart import Chart, ChartPanel, Choice, Spec
from baldwin.report.markup import text_table
from baldwin.report.payload import Table, numbers, stacked
from baldwin.report.studies.controls import HERE, chosen, draw, hues
from baldwin.report.words import number

__all__ = ["applies", "chart"]

ROOM = 12_000  # points of all curves
ROWS = 24
FEW = 10  # generations, up to which each has a label
ALL = "all"


def applies(cells: Cells) -> bool:
    """Return whether any cell has ended."""
    return bool(cells.ended)


def chart(cells: Cells, ends: Table) -> Chart:
    """Return the figure."""
    del ends  # courses, not ends
    points = max(8, min(60, ROOM // (4 * len(cells.ended))))
    found = courses(cells, points)
    axes = [name for name in ("generation", *BUDGETS) if all(name in one.budgets for one in found)]
    names = list(dict.fromkeys(one.quantity for one in found))
    label = "Line chart of the trajectories of all cells, by arm."
    table = stacked(_rows(cells, one, axes) for one in found)
    middles = stacked(_middles(cells, found, name, axis, points) for name in names for axis in axes)
    points_of = {str(point): ", ".join(named(values)) or f"point {point}" for point, values in cells.points.items()}
    options = [(ALL, "all points"), *points_of.items()]
    controls = (
        Choice("course", "trajectory of", tuple((name, name.replace("_", " ")) for name in names)),
        Choice("axis", "against", tuple((name, BUDGETS.get(name, name)) for name in axes)),
        Choice("point", "at", tuple(options)),
    )
    return Chart(
        name="trajectories",
        title="Trajectories by arm",
        caption="A thin line for each cell (median over its replicates); thick: the median over the cells of an arm, "
        "as far as all of them that spend any of what they are set against have values. Choose one point to see its "
        "arms alone, with the band that holds 90 % of replicates; a cell to which a field does not apply belongs to "
        "all values of that field.",
        panels=(ChartPanel(_spec(cells, names, axes, label), {"courses": table, "middles": middles}, label),),
        table=text_table("How each cell ended: median over replicates", *_ends(cells, found, names), numbers=1),
        controls=controls,
    )


def _rows(cells: Cells, one: Course, axes: list[str]) -> Table:
    count = one.middle.size
    return {
        "cell": [one.cell] * count,
        "point": [str(cells.study.cells[one.cell].point)] * count,
        "arm": [one.arm] * count,
        "armed": [cells.arms[one.arm]] * count,
        "course": [one.quantity] * count,
        **{axis: numbers(one.budgets[axis]) for axis in axes},
        "middle": numbers(one.middle, 5),
        "low": numbers(one.low, 4),
        "high": numbers(one.high, 4),
    }


def _middles(cells: Cells, found: list[Course], name: str, axis: str, points: int) -> Table:
    """Return the median over the cells of each arm, where all that spend any of a budget have values."""
    tables = []
    for arm in range(len(cells.arms)):
        own = [one for one in found if (one.quantity, one.arm) == (name, arm) and one.budgets[axis][-1] > 0.0]
        if own:
            x, _, middle, _ = summary(own, axis)
            keep = np.flatnonzero(np.isfinite(middle))
            keep = keep[np.unique(np.linspace(0, keep.size - 1, min(points, keep.size)).round().astype(int))]
            constant = {"arm": arm, "armed": cells.arms[arm], "course": name, "axis": axis}
            columns = {one: [value] * keep.size for one, value in constant.items()}
            tables.append({**columns, "x": numbers(x[keep]), "middle": numbers(middle[keep], 5)})
    return stacked(tables)


def _ends(cells: Cells, found: list[Course], names: list[str]) -> tuple[list[str], list[list[str]]]:
    shown = [i for i in cells.ended][:ROWS]
    rows = [
        [
            cells.describe(i),
            *(
                number(float(f"{one.middle[-1]:.4g}"))
                for name in names
                for one in found
                if (one.cell, one.quantity) == (i, name)
            ),
        ]
        for i in shown
    ]
    return ["cell", *(name.replace("_", " ") for name in names)], rows


def _spec(cells: Cells, names: list[str], axes: list[str], label: str) -> Spec:
    x, y = vega.x_axis(""), vega.y_axis("")
    x["axis"] = {
        "title": chosen("axis", {name: BUDGETS.get(name, name) for name in axes}),
        "grid": False,
        "tickCount": 8,
        "values": {"expr": f"axis == 'generation' && domain('x')[1] <= {FEW} ? sequence(domain('x')[1] + 1) : null"},
        # The letters of large numbers, such as 200k, would tell seconds in millis and micros.
        "labelExpr": "axis == 'generation' ? format(datum.value, ',') : "
        "axis == 'seconds' ? format(datum.value, '~g') : format(datum.value, '~s')",
    }
    y["axis"] = {"title": chosen("course", {name: name.replace("_", " ") for name in names}), "tickCount": 6}
    for one in (x, y):
        del one["title"]
    members = {str(point): ended for point, ended in cells.members.items()}
    here = [HERE, "datum.course == course", f"point == '{ALL}' || indexof(members[point], datum.cell) >= 0"]
    hue = hues(cells)
    thin = {"color": hue, "detail": {"field": "cell"}}
    layers: list[Spec] = [
        vega.band("courses", x, y, [*here, f"point != '{ALL}' && datum.low != null"], thin),
        vega.line("courses", x, y, [*here, f"point == '{ALL}'"], thin, strokeWidth=1, opacity=0.45),
        vega.line("courses", x, y, [*here, f"point != '{ALL}'"], thin),
    ]
    for layer in layers:
        layer["transform"] = [{"calculate": "datum[axis]", "as": "x"}, *layer["transform"]]
    wanted = [HERE, "datum.course == course && datum.axis == axis", f"point == '{ALL}'"]
    dashes = [[9, 5] if name in cells.study.controls else [] for name in cells.arms]  # not to hide what lies below
    dash = {"field": "armed", "type": "nominal", "scale": {"domain": list(cells.arms), "range": dashes}, "legend": None}
    layers.append(vega.line("middles", x, y, wanted, {"color": hue, "strokeDash": dash}, strokeWidth=3.5))
    more = {"course": names[0], "axis": "generation", "point": ALL, "members": members}
    return draw(cells, layers, label=label, height=320, **more)
