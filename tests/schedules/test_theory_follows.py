"""What theory says of a world that changes: levels that step with it, none of a world that is gone; marks."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from baldwin.definition import load
from baldwin.figures.changes import describe
from baldwin.figures.description import ChartAxis, Figure, Panel
from baldwin.presentation import presentation_of
from baldwin.schedules.schedule import Schedule
from baldwin.schedules.step import Step
from baldwin.schedules.switches import Switches

GENERATIONS = {"generation": np.repeat(np.arange(0, 60, 10), 2)}
STEP = Step(field="task.amplitude_high", at=30, value=2.0)


def shown(preset: str, *schedule: Schedule) -> Any:
    return presentation_of(load(preset).model_copy(update={"schedule": schedule}))


def test_levels_of_networks_step_with_their_task() -> None:
    old, new = (
        presentation_of(load("sinusoid", [f"task.amplitude_high={high}"])).levels(GENERATIONS) for high in (5.0, 2.0)
    )
    changing = shown("sinusoid", STEP)
    courses, levels = changing.level_courses(GENERATIONS), changing.levels(GENERATIONS)
    assert old["ceiling"].value != new["ceiling"].value
    assert "ceiling" not in levels
    values = [old["ceiling"].value] * 3 + [new["ceiling"].value] * 3
    assert courses["ceiling"].values == pytest.approx(values)
    assert list(courses["ceiling"].generations) == [0, 10, 20, 30, 40, 50]
    assert levels["oracle"] == old["oracle"] == new["oracle"]  # what is so in every world is a level as before
    assert shown("sinusoid").level_courses(GENERATIONS) == {}


def test_the_highest_fitness_of_a_needle_follows_its_bonus() -> None:
    bonus = Step(field="fitness.bonus", at=20, value=2.0)
    changing = shown("hinton-nowlan", bonus)
    assert changing.levels(GENERATIONS) == {}
    values = changing.level_courses(GENERATIONS)["limit"].values
    assert values == pytest.approx([20.0] * 2 + [3.0] * 4)
    assert changing.search is None
    random = shown("hinton-nowlan", Switches(field="fitness.bonus", listed=(19.0, 2.0), rate=0.5))
    assert (random.levels(GENERATIONS), random.level_courses(GENERATIONS)) == ({}, {})


def test_policies_for_a_task_that_is_no_more_are_not_shown() -> None:
    still = shown("bandit")
    changing = shown("bandit", Step(field="task.law", at=3, value="hard"))
    assert still.reference_policies()
    assert (changing.reference_policies(), changing.bounds(), changing.ideals()) == ((), {}, {})


def test_figures_mark_where_the_world_of_all_their_runs_changes() -> None:
    over_time, over_life = (Panel(ChartAxis(label), ChartAxis("score"), {}) for label in ("generation", "trial"))
    figure: Any = SimpleNamespace(describe=lambda runs, generations: Figure(((over_time, over_life),), ""))

    def marks(*definitions: Any) -> list[tuple[int, ...]]:
        runs: Any = [SimpleNamespace(definition=one) for one in definitions]
        return [panel.changes for panel in describe(figure, runs).panels]

    plain = load("sinusoid")
    changing = plain.model_copy(update={"schedule": (STEP,)})
    assert marks(plain) == [(), ()]
    assert marks(changing, changing) == [(30,), ()]
    assert marks(changing, plain) == [(), ()]
