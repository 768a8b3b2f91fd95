"""Example lives of learners that act: the path of the newborn in the plane, before and after learning, scrubbed."""

from __future__ import annotations

import numpy as np

from baldwin.figures.examples import instances_of, label_after
from baldwin.figures.series import Floats
from baldwin.plots.figures import paths
from baldwin.report import vega
from baldwin.report.arms import ReportedRun, ReportedRuns
from baldwin.report.chart import Chart, ChartPanel, Spec
from baldwin.report.examples import example_chart, example_table
from baldwin.report.markup import Html
from baldwin.report.payload import Table, numbers, stacked
from baldwin.report.steps import colours_of, row_at, step_checks, steps_of

__all__ = ["ORDER", "applies", "chart"]

ORDER = 27


def applies(arms: ReportedRuns) -> bool:
    """Return whether every arm recorded paths."""
    return all(paths.applies([arm.run]) for arm in arms)


def chart(arms: ReportedRuns) -> Chart:
    """Return the figure: an instance in each panel."""
    shown = (
        "the path of the newborn of the generation chosen, from the open circle on, before and after learning; "
        "the star is the goal"
    )
    return example_chart(arms, "paths", shown, _panel, _table(arms), step_checks(arms))


def _walks(arm: ReportedRun, frame: int, i: int) -> Floats:
    """Return the paths (steps, T, 2) of an instance."""
    values = np.asarray(arm.run.assays["example_path"][row_at(arm, frame)], dtype=np.float64)
    found: Floats = values.reshape(instances_of(arm.run), len(steps_of(arm)), -1, 2)[i]
    return found


def _goals(arm: ReportedRun, frame: int, i: int) -> Floats:
    values = np.asarray(arm.run.assays["example_places"][row_at(arm, frame)], dtype=np.float64)
    found: Floats = values.reshape(instances_of(arm.run), -1, 2)[i]
    return found


def _panel(arms: ReportedRuns, i: int) -> ChartPanel:
    label = f"Instance {i + 1}: the goal, and paths before and after learning."
    tables = {
        "goals": stacked(_points(_goals(arm, arm.assayed[-1], i), arm=arm.place) for arm in arms),
        "walks": stacked(_walk(arm, generation, i) for arm in arms for generation in arm.seen(arms.frames)),
    }
    return ChartPanel(_spec(arms, tables, label), tables, label, title=f"instance {i + 1}")


def _points(points: Floats, **constant: int) -> Table:
    columns = {name: [value] * len(points) for name, value in constant.items()}
    return {**columns, "x": numbers(points[:, 0], 4), "y": numbers(points[:, 1], 4)}


def _walk(arm: ReportedRun, generation: int, i: int) -> Table:
    rows = []
    for step, path in zip(steps_of(arm), _walks(arm, generation, i), strict=True):
        known = path[np.isfinite(path).all(axis=1)]
        table = _points(known, arm=arm.place, generation=generation, step=step)
        rows.append({**table, "time": list(range(len(known)))})
    return stacked(rows)


def _spec(arms: ReportedRuns, tables: dict[str, Table], label: str) -> Spec:
    x, y = vega.x_axis("x", whole=False, ticks=4), vega.y_axis("y", field="y")
    for axis, name in ((x, "x"), (y, "y")):
        within = vega.domain([np.array([*tables["goals"][name], *tables["walks"][name]], dtype=float)])
        axis["scale"] |= {"domain": list(within or (0.0, 1.0)), "nice": False}
    steps = sorted({step for arm in arms for step in steps_of(arm)})
    shown = " || ".join(f"(datum.step == {step} && after{step})" for step in steps)
    hue = {
        "field": "step",
        "type": "nominal",
        **vega.colour(steps, colours_of(steps), legend=False),
    }
    now = ["datum.arm == arm", vega.NOW, shown]
    mark = {"type": "point", "shape": STAR, "filled": True, "size": 160, "color": "var(--ink)"}
    first = {"type": "point", "filled": False, "size": 60, "strokeWidth": 2}
    layers = [
        vega.line("walks", x, y, now, {"color": hue, "order": {"field": "time"}}, strokeWidth=1.8),
        {
            "data": {"name": "walks"},
            "transform": [{"filter": one} for one in (*now, "datum.time == 0")],
            "mark": first,
            "encoding": {"x": x, "y": y, "color": hue},
        },
        {
            "data": {"name": "goals"},
            "transform": [{"filter": "datum.arm == arm"}],
            "mark": mark,
            "encoding": {
                "x": x,
                "y": y,
                "tooltip": [{"field": n, "type": "quantitative", "format": ".3~g"} for n in "xy"],
            },
        },
    ]
    params = vega.signals(**arms.now, arm=0, **{f"after{step}": True for step in steps})
    return vega.draw(layers, params, label=label, height=260)


STAR = "M0,-1L0.24,-0.32L0.95,-0.31L0.38,0.12L0.59,0.81L0,0.4L-0.59,0.81L-0.38,0.12L-0.95,-0.31L-0.24,-0.32Z"


def _table(arms: ReportedRuns) -> Html:
    """Return how near the goal the paths come, on average over the instances shown."""
    steps = sorted({step for arm in arms for step in steps_of(arm)})
    headings = {step: label_after(step, arms[0].run) for step in steps}
    return example_table(arms, "Nearest distance to a goal, mean over the instances shown", headings, _nearest)


def _nearest(arm: ReportedRun, frame: int) -> dict[int, float]:
    found: dict[int, float] = {}
    for place, step in enumerate(steps_of(arm)):
        distances = []
        for i in range(instances_of(arm.run)):
            path = _walks(arm, frame, i)[place]
            path = path[np.isfinite(path).all(axis=1)]
            away = np.linalg.norm(path[:, None] - _goals(arm, frame, i)[None], axis=-1)
            distances.append(float(away.min()))
        found[step] = float(f"{np.mean(distances):.3g}")
    return found
