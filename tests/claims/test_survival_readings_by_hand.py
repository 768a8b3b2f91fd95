"""What claims on worlds that change read, of fates and courses that were written down by hand."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from baldwin.assimilation import Course
from baldwin.claims.changing_world import needle, networks
from baldwin.claims.changing_world.arms import Fates, apart, lags, lead, lived_on, rise
from baldwin.claims.populations import Setting, Trajectories
from baldwin.claims.quantity import Measurement
from baldwin.endings import EXTINCT, Endings

WHEN = np.arange(0.0, 51.0, 10.0)


def fates(*last: int, end: int = 50, courses: tuple[Course, ...] = ()) -> Fates:
    """Return replicates of these last generations, extinct where it is not the end."""
    reasons = tuple("" if one == end else EXTINCT for one in last)
    return Fates(Endings(np.arange(len(last)), np.array(last), reasons), courses, courses)


def course(*innate: float, learned: tuple[float, ...] = (9.0,) * 6) -> Course:
    size = len(innate)
    return Course(WHEN[:size], np.array(innate), np.array(learned[:size]))


def test_who_lives_on_is_counted_after_the_generation() -> None:
    """Of four one dies in generation 10 and one in 20: 3/4 live on after 10, and after 19; half after 20."""
    arm = fates(10, 20, 50, 50)
    assert [lived_on(arm, when).value for when in (9, 10, 19, 20, 50)] == [1.0, 0.75, 0.75, 0.5, 0.5]
    low, high = lived_on(arm, 10).interval or (math.nan, math.nan)
    assert 0.0 < low < 0.75 < high < 1.0
    assert (arm.last(extinct=True).tolist(), arm.last(extinct=False).tolist()) == ([10, 20], [50, 50])


def test_the_interval_of_a_lead_is_made_of_both() -> None:
    """0.9 (0.6 to 1.0) less 0.2 (0.1 to 0.6): 0.7, down by 3-4-5 tenths, up by the root of 1 + 1."""
    first = Measurement(0.9, 0.03, interval=(0.6, 1.0))
    second = Measurement(0.2, 0.04, interval=(0.1, 0.6))
    found = lead(first, second)
    assert (found.value, found.standard_error) == pytest.approx((0.7, 0.05))
    assert found.interval == pytest.approx((0.2, 0.7 + 0.1 * math.sqrt(2.0)))


def test_who_dies_out_sooner_is_apart_by_a_normal_number() -> None:
    """All four of one arm at once, none of the other four: 4 less 2 expected, over the root of 4 * 4/8 * 4/8 * 4/7."""
    doomed, others = fates(10, 10, 10, 10), fates(50, 50, 50, 50)
    found = apart(doomed, others)
    assert (found.value, found.standard_error) == pytest.approx((2.0 / math.sqrt(4.0 / 7.0), 1.0))
    assert apart(others, doomed).value == pytest.approx(-found.value)
    assert math.isnan(apart(others, others).value)


def test_a_rise_is_that_of_those_who_saw_both() -> None:
    courses = (course(0, 1, 2, 3, 4, 5), course(0, 1, 2), course(0, 1, 4, 9, 16, 25), course(0, 1, 3, 6, 10, 15))
    found = rise(courses, 10, 50)
    assert (found.value, found.note) == (14.0, "3 of 4 replicates")
    assert rise(courses, 20, 10).value == -1.5  # of 1, 1, 3 and 2, with their signs changed


def test_a_lag_counts_from_the_change_on_and_is_censored_at_the_end() -> None:
    """Innate ability reaches 4 at 30, 50 and never; learned ability at 20 of those since 20. One died out before."""
    late = (9.0, 9.0, 9.0, 9.0, 9.0, 9.0)
    courses = (
        course(9, 9, 0, 4, 4, 4, learned=late),
        course(9, 9, 0, 3, 3, 5, learned=late),
        course(0, 0, 0, 0, 0, 0, learned=late),
        course(0, 0, 0, learned=late),
    )
    found = lags(fates(50, 50, 50, 20, courses=courses), 20, 50, 4.0)
    assert (found.value, found.note) == (30.0, "least 10; 1 of 3 censored")
    never = course(0, 0, 0, 0, 0, 0, learned=(0.0,) * 6)
    assert math.isnan(lags(fates(50, 50, courses=(courses[0], never)), 20, 50, 4.0).value)
    assert math.isnan(lags(fates(20, 20), 20, 50, 4.0).value)


def test_claims_name_the_arms_in_their_order() -> None:
    learners, born = fates(300, 300, 10, 300, end=300), fates(10, 10, 12, 300, end=300)
    found = needle._survive(learners, born, fates(10, 300, end=300), fates(300, end=300))
    values = {name: one.value for name, one in found.items()}
    leads = {"lead over born": 0.25, "lead over unlearning": 0.25}
    assert values.items() >= {"born": 0.5, "earliest": 10.0, "latest": 12.0, "learners": 0.75, **leads}.items()
    assert values["born apart"] > 0.0
    assert values["unmoved"] == 1.0
    learners, gone = fates(80, 80, 80, 32, end=80), fates(30, 31, end=80)
    values = {
        name: one.value for name, one in networks._survive(learners, gone, fates(30, 30, end=80), learners).items()
    }
    assert values["learners"] == values["unmoved"] == 0.75
    assert (values["unseen earliest"], values["unseen latest"], values["lead over unseen"]) == (30.0, 31.0, 0.25)
    assert (values["innate earliest"], values["innate latest"], values["lead over innate"]) == (30.0, 30.0, 0.75)


def test_nothing_is_known_of_who_died_out() -> None:
    """Two replicates of which the first leaves nobody in generation 1; the other goes on to generation 3."""
    definition: Any = Setting("changing-needle", ("population.replicates=2", "population.generations=3")).definition
    table = {
        "replicate": np.array([0, 1, 0, 1, 1, 1]),
        "generation": np.array([0, 0, 1, 1, 2, 3]),
        "survivors": np.array([5, 5, 0, 5, 5, 5]),
        "plastic": np.array([0.5, 0.4, 0.25, 0.3, 0.2, 0.1]),
    }
    found = Trajectories.of(SimpleNamespace(definition=definition, generations=table), ["plastic", "survivors"])  # type: ignore[arg-type]
    assert found["plastic"] == pytest.approx(np.array([[0.5, 0.25, np.nan, np.nan], [0.4, 0.3, 0.2, 0.1]]), nan_ok=True)
    assert np.isnan(found["survivors"][0, 2:]).all()
    assert (found.stopped.tolist(), found.endings.extinct.tolist()) == ([1, 3], [True, False])
