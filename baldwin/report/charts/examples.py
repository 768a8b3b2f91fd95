"""Example lives of learners from examples: what the newborn answers before and after learning, scrubbed."""

from __future__ import annotations

import numpy as np

from baldwin.figures.examples import instances_of, label_after
from baldwin.figures.series import Floats
from baldwin.plots.figures import examples
from baldwin.report import vega
from baldwin.report.arms import ReportedRun, ReportedRuns
from baldwin.report.chart import Chart, ChartPanel, Spec
from baldwin.report.examples import example_chart, example_table
from baldwin.report.markup import Html
from baldwin.report.payload import Table, numbers, stacked
from baldwin.report.steps import colours_of, row_at, step_checks, steps_of

__all__ = ["ORDER", "applies", "chart"]

ORDER = 26
ROOM = 0.35  # of the targets' range, above and below it; answers beyond are cut off


def applies(arms: ReportedRuns) -> bool:
    """Return whether every arm recorded examples of one input and one output."""
    return all(examples.applies([arm.run]) for arm in arms)


def chart(arms: ReportedRuns) -> Chart:
    """Return the figure: an instance in each panel."""
    shown = (
        "the target (grey), the examples to learn from (triangles), and what the newborn of the generation chosen "
        "answers as it learns"
    )
    return example_chart(arms, "examples", shown, _panel, _table(arms), step_checks(arms))


def _panel(arms: ReportedRuns, i: int) -> ChartPanel:
    label = f"Instance {i + 1}: target, examples to learn from, and answers before and after learning."
    tables = {
        "target": stacked(_target(arm, i) for arm in arms),
        "support": stacked(_support(arm, i) for arm in arms),
        "answers": stacked(_answers(arm, generation, i) for arm in arms for generation in arm.seen(arms.frames)),
    }
    return ChartPanel(_spec(arms, tables, label), tables, label, title=f"instance {i + 1}")


def _part(arm: ReportedRun, frame: int, column: str, i: int) -> Floats:
    values = np.asarray(arm.run.assays[column][row_at(arm, frame)], dtype=np.float64)
    found: Floats = values.reshape(instances_of(arm.run), -1)[i]
    return found


def _target(arm: ReportedRun, i: int) -> Table:
    frame = arm.assayed[-1]
    x = np.asarray(arm.run.assays["example_x"][row_at(arm, frame)], dtype=np.float64)
    y = _part(arm, frame, "example_target", i)
    return {"arm": [arm.place] * x.size, "x": numbers(x, 4), "y": numbers(y, 4)}


def _support(arm: ReportedRun, i: int) -> Table:
    """Return the examples to learn from, which are the same at every assay."""
    x, y = (_part(arm, arm.assayed[-1], f"example_support_{axis}", i) for axis in "xy")
    return {"arm": [arm.place] * x.size, "x": numbers(x, 4), "y": numbers(y, 4)}


def _answers(arm: ReportedRun, generation: int, i: int) -> Table:
    x = np.asarray(arm.run.assays["example_x"][row_at(arm, generation)], dtype=np.float64)
    steps = steps_of(arm)
    answers = _part(arm, generation, "example_guess", i).reshape(len(steps), x.size)
    return stacked(
        {
            "arm": [arm.place] * x.size,
            "generation": [generation] * x.size,
            "step": [step] * x.size,
            "x": numbers(x, 4),
            "y": numbers(own, 4),
        }
        for step, own in zip(steps, answers, strict=True)
    )


def _spec(arms: ReportedRuns, tables: dict[str, Table], label: str) -> Spec:
    targets = np.array(tables["target"]["y"], dtype=float)
    room = ROOM * float(np.ptp(targets)) or 1.0
    within = float(targets.min()) - room, float(targets.max()) + room
    x = vega.x_axis("input x", whole=False, ticks=4)
    y = vega.y_axis("output y", field="y", within=within)
    steps = sorted({step for arm in arms for step in steps_of(arm)})
    shown = " || ".join(f"(datum.step == {step} && after{step})" for step in steps)
    hue = {
        "field": "step",
        "type": "nominal",
        **vega.colour(steps, colours_of(steps), legend=False),
    }
    here = ["datum.arm == arm"]
    layers = [
        vega.line("target", x, y, here, {}, color="var(--muted)", opacity=0.45, strokeWidth=6),
        vega.line("answers", x, y, [*here, vega.NOW, shown], {"color": hue}),
        {
            "data": {"name": "support"},
            "transform": [{"filter": "datum.arm == arm"}],
            "mark": {"type": "point", "shape": "triangle-up", "filled": True, "color": "var(--ink)", "size": 45},
            "encoding": {
                "x": x,
                "y": y,
                "tooltip": [{"field": name, "type": "quantitative", "format": ".3~g"} for name in "xy"],
            },
        },
    ]
    params = vega.signals(**arms.now, arm=0, **{f"after{step}": True for step in steps})
    return vega.draw(layers, params, label=label, height=230)


def _table(arms: ReportedRuns) -> Html:
    """Return how far the answers are from the target, on average over the instances shown."""
    steps = sorted({step for arm in arms for step in steps_of(arm)})
    headings = {step: label_after(step, arms[0].run) for step in steps}
    return example_table(arms, "Mean squared distance from the target, over the instances shown", headings, _errors)


def _errors(arm: ReportedRun, frame: int) -> dict[int, float]:
    steps, found = steps_of(arm), {}
    for place, step in enumerate(steps):
        squares = [
            (
                _part(arm, frame, "example_guess", i).reshape(len(steps), -1)[place]
                - _part(arm, frame, "example_target", i)
            )
            ** 2
            for i in range(instances_of(arm.run))
        ]
        found[step] = float(f"{np.mean(squares):.3g}")
    return found
