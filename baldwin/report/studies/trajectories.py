"""Trajectories of all cells by arm, over generations or any budget, with the bands of replicates of one point."""

from __future__ import annotations

from baldwin.plots.spending import BUDGETS
from baldwin.plots.studies.cells import Cells, Course, courses
from baldwin.report import grammar
from baldwin.report.chart import Chart, Choice, Panel, Spec
from baldwin.report.markup import text_table
from baldwin.report.payload import Table, numbers, stacked
from baldwin.report.studies.controls import HERE, hues, params
from baldwin.report.words import number

__all__ = ["applies", "chart"]

ROOM = 12_000  # points of all curves
ROWS = 24
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
    points_of = dict.fromkeys(cells.study.cells[i].point for i in cells.ended)
    options = [(ALL, "all points"), *((str(point), _point(cells, point)) for point in points_of)]
    controls = (
        Choice("course", "trajectory of", tuple((name, name.replace("_", " ")) for name in names)),
        Choice("axis", "against", tuple((name, BUDGETS.get(name, name)) for name in axes)),
        Choice("point", "at", tuple(options)),
    )
    return Chart(
        name="trajectories",
        title="Trajectories by arm",
        caption="A thin line for each cell (median over its replicates); thick: the median over the cells of an arm, "
        "against generations. Choose one point to see its arms alone, with the band that holds 90 % of replicates.",
        panels=(Panel(_spec(cells, names[0], label), {"courses": table}, label),),
        table=text_table("How each cell ended: median over replicates", *_ends(cells, found, names), numbers=1),
        controls=controls,
    )


def _point(cells: Cells, point: int) -> str:
    index = next(i for i in cells.ended if cells.study.cells[i].point == point)
    place = cells.ended.index(index)
    parts = [f"{axis.field} = {axis.labels[here]}" for axis in cells.axes if (here := axis.places[place]) is not None]
    return ", ".join(parts) or f"point {point}"


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


def _spec(cells: Cells, first: str, label: str) -> Spec:
    x, y = grammar.x_axis(""), grammar.y_axis("")
    x |= {"title": None, "axis": {"grid": False, "labelExpr": "format(datum.value, '~s')", "tickCount": 8}}
    y |= {"title": None}
    here = [HERE, "datum.course == course", f"point == '{ALL}' || datum.point == point"]
    hue = hues(cells)
    thin = {"color": hue, "detail": {"field": "cell"}}
    whole = {
        "data": {"name": "courses"},
        "transform": [
            *({"filter": one} for one in (*here, f"axis == 'generation' && point == '{ALL}'")),
            {"aggregate": [{"op": "median", "field": "middle", "as": "middle"}], "groupby": ["armed", "x"]},
        ],
        "mark": {"type": "line", "strokeWidth": 3.5},
        "encoding": {"x": x, "y": y, "color": hue},
    }
    layers: list[Spec] = [
        grammar.band("courses", x, y, [*here, f"point != '{ALL}' && datum.low != null"], thin),
        grammar.line("courses", x, y, [*here, f"point == '{ALL}'"], thin, strokeWidth=1, opacity=0.45),
        grammar.line("courses", x, y, [*here, f"point != '{ALL}'"], thin),
        whole,
    ]
    for layer in layers:
        layer["transform"] = [{"calculate": "datum[axis]", "as": "x"}, *layer["transform"]]
    more = params(cells, course=first, axis="generation", point=ALL)
    return grammar.draw(layers, more, label=label, height=320)
