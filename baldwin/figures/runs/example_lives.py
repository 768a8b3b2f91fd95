"""Example lives by memory: what a newborn chooses, trial by trial, in three tasks new to it, and what that brings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from baldwin.figures.catalogue import Runs
from baldwin.figures.description import ChartAxis, Curve, Figure, Panel, Summary
from baldwin.figures.examples import ExampleRow, figure_of_examples, instances_of, plain, rows_of
from baldwin.figures.tables import has

__all__ = ["NEEDS", "ORDER", "applies", "describe"]

ORDER = 27
NEEDS = "one run with recorded lives of a task of many trials"

CHOICE, REWARD, SCORE = "example_choices", "example_rewards", "example_scores"
OUTCOMES = {"rewarded": ("choice that was rewarded (above)", 1), "unrewarded": ("choice that was not (below)", -1)}
BESIDE = 0.12  # of the distance between two choices: rewarded above their line, unrewarded below
CHOICES = (
    "the choice of the newborn of the generation chosen in each trial (the first one, where a trial has more); a mark "
    "above the choice's line was rewarded, one below was not"
)
SCORES = "the score of each prediction of the newborn of the generation chosen"


def applies(runs: Runs) -> bool:
    """Return whether there is one run with such lives, of more trials than one."""
    return len(runs) == 1 and has(runs[0], SCORE) and runs[0].assays[SCORE].shape[1] > instances_of(runs[0])


def describe(runs: Runs, generations: Sequence[int] = ()) -> Figure:
    """Return the figure: choices, from 1, by trial, as `rewarded_` and `unrewarded_<generation>_<instance>`.

    They lie a little above and below the choice. Where nothing is chosen: `score_<generation>_<instance>`.
    """
    run = runs[0]
    chosen = has(run, CHOICE, REWARD)
    rows = rows_of(run, SCORE, *((CHOICE, REWARD) if chosen else ()), generations=generations)
    panels = [(_choices if chosen else _scores)(rows, i) for i in range(instances_of(run))]
    return figure_of_examples(panels, CHOICES if chosen else SCORES, _summary(rows), switched=chosen)


def _choices(rows: Sequence[ExampleRow], i: int) -> Panel:
    curves = {}
    for row in rows:
        choices, rewards = row.columns[CHOICE][i], row.columns[REWARD][i]
        trials = np.arange(1.0, choices.size + 1.0)
        for name, (label, side) in OUTCOMES.items():
            kept = (rewards > 0.0) == (side > 0)
            one = plain(label, trials[kept], choices[kept] + 1.0 + side * BESIDE)
            curves[f"{name}_{row.generation}_{i}"] = Curve(one, name, "points", row.generation, key=name)
    most = max(2.0, *(float(row.columns[CHOICE].max()) + 1.0 for row in rows))
    y = ChartAxis("choice", 0.5, most + 0.5, whole=True)
    return Panel(_trials(rows), y, curves, meaning=f"instance {i + 1}", size=0.68)


def _scores(rows: Sequence[ExampleRow], i: int) -> Panel:
    curves = {}
    for row in rows:
        scores = row.columns[SCORE][i]
        one = plain("score of a prediction", np.arange(1.0, scores.size + 1.0), scores)
        curves[f"score_{row.generation}_{i}"] = Curve(one, "learned", generation=row.generation, key="score")
    every = np.concatenate([row.columns[SCORE].ravel() for row in rows])
    room = 0.05 * float(np.ptp(every)) or 1.0
    y = ChartAxis("score", float(every.min()) - room, float(every.max()) + room)
    return Panel(_trials(rows), y, curves, meaning=f"instance {i + 1}", size=0.68, keyed=False)


def _trials(rows: Sequence[ExampleRow]) -> ChartAxis:
    return ChartAxis("trial of a life", 0.5, rows[-1].columns[SCORE].shape[1] + 0.5, whole=True)


def _summary(rows: Sequence[ExampleRow]) -> Summary:
    """Return the score of some trials, on average over the instances shown."""
    trials = rows[-1].columns[SCORE].shape[1]
    shown = sorted({1, min(2, trials), (trials + 1) // 2, trials})
    scores = {row.generation: [float(row.columns[SCORE].mean(axis=0)[trial - 1]) for trial in shown] for row in rows}
    return Summary("Score of a trial, mean over the instances shown", [f"trial {trial}" for trial in shown], scores)
