"""Example lives of learners by memory: what the newborn chooses in trial after trial, and what it brings, scrubbed."""

from __future__ import annotations

import numpy as np

from baldwin.figures.examples import instances_of
from baldwin.figures.series import Floats
from baldwin.figures.tables import has
from baldwin.report import vega
from baldwin.report.arms import ReportedRun, ReportedRuns
from baldwin.report.chart import Chart, ChartPanel, Spec
from baldwin.report.examples import example_chart, example_table
from baldwin.report.markup import Html
from baldwin.report.payload import Table, numbers, stacked
from baldwin.report.steps import row_at

__all__ = ["ORDER", "applies", "chart"]

ORDER = 28
CHOICE, REWARD, SCORE = "example_choices", "example_rewards", "example_scores"
BESIDE = 0.13  # of the distance between two choices: rewarded above their line, unrewarded below


def applies(arms: ReportedRuns) -> bool:
    """Return whether every arm recorded lives trial by trial, all of them with choices or none."""
    return all(has(arm.run, SCORE) for arm in arms) and len({_chooses(arm) for arm in arms}) == 1


def _chooses(arm: ReportedRun) -> bool:
    return has(arm.run, CHOICE)


def chart(arms: ReportedRuns) -> Chart:
    """Return the figure: an instance in each panel."""
    if _chooses(arms[0]):
        shown = (
            "the choice of the newborn of the generation chosen in each trial (the first one, where a trial has more); "
            "a mark above the choice's line was rewarded, one below was not"
        )
    else:
        shown = "the score of each prediction of the newborn of the generation chosen"
    return example_chart(arms, "lives", shown, _panel, _table(arms))


def _part(arm: ReportedRun, frame: int, column: str, i: int) -> Floats:
    values = np.asarray(arm.run.assays[column][row_at(arm, frame)], dtype=np.float64)
    found: Floats = values.reshape(instances_of(arm.run), -1)[i]
    return found


def _panel(arms: ReportedRuns, i: int) -> ChartPanel:
    label = f"Instance {i + 1}: choices and rewards by trial." if _chooses(arms[0]) else f"Instance {i + 1}: scores."
    tables = {"lives": stacked(_life(arm, generation, i) for arm in arms for generation in arm.seen(arms.frames))}
    return ChartPanel(_spec(arms, tables["lives"], label), tables, label, title=f"instance {i + 1}")


def _life(arm: ReportedRun, generation: int, i: int) -> Table:
    columns = {
        "reward": numbers(_part(arm, generation, REWARD, i), 3),
        "score": numbers(_part(arm, generation, SCORE, i), 3),
    }
    if _chooses(arm):
        columns["choice"] = [int(one) + 1 for one in _part(arm, generation, CHOICE, i)]
    count = len(columns["score"])
    return {
        "arm": [arm.place] * count,
        "generation": [generation] * count,
        "trial": list(range(1, count + 1)),
        **columns,
    }


def _spec(arms: ReportedRuns, lives: Table, label: str) -> Spec:
    trials = max(lives["trial"])
    x = vega.x_axis("trial of a life", field="trial", low=0.5, high=trials + 0.5, ticks=5)
    if trials <= vega.FEW:
        x["axis"]["values"] = list(range(1, trials + 1))
    shown = [("trial", ",d"), *([("choice", "d")] if "choice" in lives else []), ("reward", ".3~g"), ("score", ".3~g")]
    tooltip = [{"field": name, "type": "quantitative", "format": form} for name, form in shown]
    here = [{"filter": "datum.arm == arm"}, {"filter": vega.NOW}]
    params = vega.signals(**arms.now, arm=0)
    if "choice" not in lives:
        y = vega.y_axis("score", field="score", within=vega.domain([lives["score"]]))
        marks: Spec = {"type": "line", "point": {"size": 18, "color": "var(--learned)"}, "color": "var(--learned)"}
        layer: Spec = {"data": {"name": "lives"}, "transform": here, "mark": marks}
        return vega.draw([layer | {"encoding": {"x": x, "y": y, "tooltip": tooltip}}], params, label=label)
    most = max(2, max(lives["choice"]))
    y = vega.y_axis("choice", field="height", within=(0.5, most + 0.5))
    y["axis"] |= {"values": list(range(1, most + 1)), "format": "d"} if most <= vega.FEW else {"tickMinStep": 1}
    hue: Spec = {"field": "paid", "type": "nominal"}
    hue |= vega.colour(["rewarded", "not rewarded"], ["arm0", "arm1"])
    hue["legend"] = {"direction": "vertical", "symbolType": "square", "symbolSize": 90, "symbolStrokeWidth": 0}
    transform = [
        *here,
        {"calculate": "datum.reward > 0 ? 'rewarded' : 'not rewarded'", "as": "paid"},
        {"calculate": f"datum.choice + (datum.reward > 0 ? {BESIDE} : -{BESIDE})", "as": "height"},
    ]
    tick = {"type": "tick", "orient": "vertical", "size": 14, "thickness": 2, "clip": True}
    encoding = {"x": x, "y": y, "color": hue, "tooltip": tooltip}
    layer = {"data": {"name": "lives"}, "transform": transform, "mark": tick, "encoding": encoding}
    return vega.draw([layer], params, label=label, height=200)


def _table(arms: ReportedRuns) -> Html:
    """Return the score of some trials, on average over the instances shown."""
    trials = min(_part(arm, arm.assayed[-1], SCORE, 0).size for arm in arms)
    shown = sorted({1, min(2, trials), (trials + 1) // 2, trials})

    def scores(arm: ReportedRun, frame: int) -> dict[int, float]:
        mean = np.mean([_part(arm, frame, SCORE, i) for i in range(instances_of(arm.run))], axis=0)
        return {trial: float(f"{mean[trial - 1]:.3g}") for trial in shown}

    headings = {trial: f"trial {trial}" for trial in shown}
    return example_table(arms, "Score of a trial, mean over the instances shown", headings, scores)
