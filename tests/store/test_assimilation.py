"""Assimilation index and lag, of planted evolutions whose answer theory knows."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from baldwin.assimilation import Course, assimilation, assimilation_index, assimilation_lag, undefined
from baldwin.definition import load
from baldwin.presentation import presentation_of
from baldwin.report.sections import found

GENERATION = np.arange(0.0, 500.0, 10.0)
LEARNED = np.minimum(1.0, GENERATION / 100.0)  # reaches 0.9 at 90 and 1 at 100
LATER = np.clip((GENERATION - 200.0) / 100.0, 0.0, 1.0)  # reaches 0.9 at 290 and 1 at 300


def course(innate: Any, learned: Any = LEARNED, **more: Any) -> Course:
    innate, learned = np.asarray(innate, np.float64), np.asarray(learned, np.float64)
    return Course(np.arange(innate.size) * 10.0, innate, learned, **more)


def test_the_reference_is_where_learning_had_come_nine_tenths_of_its_way() -> None:
    assert GENERATION[course(LATER).reference] == 90.0
    assert GENERATION[course(-LATER, -LEARNED).reference] == 90.0  # the same way down


def test_the_plateau_is_the_mean_of_the_last_quarter() -> None:
    """Of eight assays the last two have 10 on average: 9 is nine tenths of it, and 7 (8.5 for the last half) is not."""
    learned = [0.0, 6.0, 7.7, 8.0, 6.0, 8.0, 9.0, 11.0]
    assert course(np.zeros(8), learned).reference == 6
    assert course(np.zeros(3), [0.0, 9.0, 10.0]).reference == 1  # of three assays it is the last alone


def test_learning_must_be_worth_more_than_a_thousandth_of_ability() -> None:
    for gain, worth in ((0.0009, False), (0.0011, True)):
        found = course(np.zeros(4), [0.0, gain, gain, gain], founders=0.0)
        assert undefined(found) is None  # a thousandth of what there is, which is all learned
        found = course([0.0, 1.0, 1.0, 1.0], [gain, 1.0 + gain, 1.0 + gain, 1.0 + gain], founders=1.0 - gain)
        assert (undefined(found) is None) == worth


def test_what_was_learned_first_and_is_inborn_in_the_end_is_assimilated() -> None:
    assert assimilation_index(course(LATER)) == pytest.approx(1.0)
    assert assimilation_lag(course(LATER)) == 200.0
    assert assimilation_lag(course(LATER), criterion=1.0) == 200.0  # which is the most that either comes to
    assert assimilation_lag(course(LATER, np.minimum(2.0 * LEARNED, 1.0)), criterion=1.0) == 250.0


@pytest.mark.parametrize("share", [0.25, 0.5, 0.75])
def test_half_of_it_is_half(share: float) -> None:
    """At the reference .9 was learned; since then `share` became inborn, and learned ability rose by .1 itself."""
    assert assimilation_index(course(share * LATER)) == pytest.approx((share - 0.1) / 0.9)
    assert assimilation_index(course(share * LATER, np.minimum(LEARNED, 0.9))) == pytest.approx(share / 0.9)


def test_what_was_inborn_and_is_lost_again_does_not_count() -> None:
    """All of it was inborn from 300 to 400; half of it is in the end."""
    innate = LATER - 0.5 * (GENERATION > 400.0)
    assert assimilation_index(course(innate)) == pytest.approx((0.5 - 0.1) / 0.9)


def test_learned_ability_that_falls_takes_nothing_away() -> None:
    """All is learned at once, and adults get worse by a tenth: the half that became inborn had been learned."""
    learned = np.where(GENERATION > 0.0, 1.0, 0.0) - 0.1 * (GENERATION >= 350.0)
    assert assimilation_index(course(0.5 * LATER, learned)) == pytest.approx(0.5)


def test_what_never_follows_is_not() -> None:
    innate = np.zeros_like(GENERATION)
    assert assimilation_index(course(innate)) == 0.0
    assert assimilation_lag(course(innate)) == math.inf
    assert math.isnan(assimilation_lag(course(innate), criterion=2.0))
    assert assimilation_index(course(-LATER)) == 0.0  # what is lost is not assimilated


@pytest.mark.parametrize("gain", [0.05, 0.2, 0.5, 2.0])
def test_a_rise_of_innate_and_learned_ability_alike_was_never_learned(gain: float) -> None:
    """Evolution as without learning: lives add `gain` to whatever they were born with, from first to last."""
    found = course(LEARNED, LEARNED + gain)
    assert (undefined(found) is None) == (gain > 0.3)
    assert assimilation_index(found) == pytest.approx(0.0 if gain > 0.3 else math.nan, nan_ok=True)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_nor_was_one_that_leaves_less_and_less_to_learn(share: float) -> None:
    """Lives take `share` of what is missing at birth: when learned ability has come up, nearly all is inborn."""
    found = course(LEARNED, LEARNED + share * (1.0 - LEARNED))
    assert math.isnan(assimilation_index(found))
    assert math.isnan(assimilation_lag(found))
    assert "was never learned" in str(undefined(found))


@pytest.mark.parametrize(("estimate", "index"), [(-0.02, 0.0), (1.3, 0.5)])
def test_an_estimate_of_predictability_beyond_its_bounds_is_taken_as_at_them(estimate: float, index: float) -> None:
    """Without bias, an estimate can fall below 0, and above 1, by chance; an index cannot."""
    beyond = np.full(GENERATION.size, estimate)
    assert assimilation_index(course(0.55 * LATER, predictability=beyond)) == pytest.approx(index)


@pytest.mark.parametrize("predictability", [0.0, 0.001, 0.6, 1.0])
def test_no_more_can_be_inborn_than_lives_learn_alike(predictability: float) -> None:
    """Innate ability rises by whatever means; learning can have handed on the predictable share alone."""
    known = np.full(GENERATION.size, predictability)
    assert assimilation_index(course(LATER, predictability=known)) == pytest.approx(predictability)
    assert assimilation_index(course(0.5 * LATER, predictability=known)) == pytest.approx(min(4 / 9, predictability))


def test_what_counts_is_the_predictability_at_the_reference() -> None:
    only_there = np.where(GENERATION == 90.0, 0.3, np.nan)
    assert assimilation_index(course(LATER, predictability=only_there)) == pytest.approx(0.3)
    unknown = course(LATER, predictability=np.full(GENERATION.size, np.nan))
    assert math.isnan(assimilation_index(unknown))
    assert "not known" in str(undefined(unknown))


@pytest.mark.parametrize("where", [-5.0, -70.0, -1e6])
def test_founders_off_the_scale_leave_nothing_to_say(where: float) -> None:
    """From networks whose answers are far too large, everything later looks inborn."""
    innate, learned = LATER.copy(), LEARNED.copy()
    innate[0] = where
    found = course(innate, learned)
    assert math.isnan(assimilation_index(found))
    assert math.isnan(assimilation_lag(found))
    assert "off the scale" in str(undefined(found))
    # It is the founders' mean that counts, where it is known, not the one that stands for them.
    assert assimilation_index(course(innate, learned, founders=-0.5)) == pytest.approx(1.0)
    assert math.isnan(assimilation_index(course(LATER, founders=where)))
    near = course(LATER, founders=-2.0)  # .9 + 2 is less than three times the range, 0 to 1
    assert assimilation_index(near) == pytest.approx(1.0)


def test_where_selection_never_saw_it_nothing_was_assimilated() -> None:
    found = course(LATER, selected=False)
    assert math.isnan(assimilation_index(found))
    assert math.isnan(assimilation_lag(found))
    assert undefined(found) == "selection never saw what was learned"


@pytest.mark.parametrize("ability", [0.0 * GENERATION, LATER])
def test_who_never_learned_has_no_index(ability: Any) -> None:
    found = course(ability, ability)
    assert math.isnan(assimilation_index(found))
    assert "worth nothing" in str(undefined(found))


def test_an_ability_that_is_no_number_leaves_nothing_to_say() -> None:
    broken = LATER.copy()
    broken[3] = np.nan
    assert "finite" in str(undefined(course(broken)))
    assert math.isnan(assimilation_index(course(LATER, np.where(GENERATION == 0.0, -np.inf, LEARNED))))


@pytest.mark.guards("assimilation_index", "assimilation_lag")
def test_a_table_is_taken_apart_by_replicate() -> None:
    columns = {
        "generation": np.repeat(GENERATION, 3),
        "replicate": np.tile([0, 1, 2], GENERATION.size),
        "innate": np.stack([0.0 * LATER, LATER, LATER], axis=1).ravel(),
        "learned": np.repeat(LEARNED, 3),
    }
    found = assimilation(columns)
    np.testing.assert_allclose(found["assimilation_index"], [0.0, 1.0, 1.0])
    np.testing.assert_allclose(found["assimilation_lag"], [math.inf, 200.0, 200.0])
    more = {
        "predictability": np.tile([1.0, 1.0, 0.25], GENERATION.size),
        "founders_innate": np.tile([0.0, -9.0, 0.0], GENERATION.size),
    }
    np.testing.assert_allclose(assimilation(columns | more)["assimilation_index"], [0.0, np.nan, 0.25])
    assert np.isnan(assimilation(columns, selected=False)["assimilation_index"]).all()
    assert assimilation({"generation": GENERATION}) == {}


def test_what_learning_is_hardly_worth_is_no_reference() -> None:
    """Ripples about a level, the luck of a few lives: neither index nor lag tell of an assimilation of nothing."""
    innate = np.array([1.0, 1.0, 1.00002, 1.0, 1.00004, 1.0])
    ripples = course(innate, innate + np.array([0.0, 5e-5, 2e-5, 5e-5, 0.0, 5e-5]))
    assert np.isnan(assimilation_index(ripples))
    assert np.isnan(assimilation_lag(ripples))
    fallen = np.array([1.0, 0.9, 0.8, 0.8, 0.8, 0.8])  # the reference lies below the founders
    assert np.isnan(assimilation_index(course(fallen, fallen + 0.01)))
    assert np.isnan(assimilation_lag(course(fallen, fallen + 0.01)))
    at_once = np.array([0.0, 1.0, 1.0, 1.0])  # nothing learned was not inborn by the time of the next assay
    assert "inborn already" in str(undefined(course(at_once, [0.5, 1.0, 1.0, 1.0])))


@pytest.mark.parametrize(
    ("preset", "override", "seen"),
    [
        ("hinton-nowlan", [], True),
        ("no-learning", [], False),
        ("sinusoid", [], True),
        ("sinusoid", ["fitness.reads=birth"], False),
        ("sinusoid", ["lifetime.steps=0"], False),
        ("sinusoid-darwin", [], False),
        ("sinusoid-lamarck", [], True),
        ("maml", [], True),
        ("pretrain", [], False),  # it follows the score at birth
        ("bandit", [], True),
        ("bandit", ["inheritance.kind=darwinian"], False),
    ],
)
def test_whether_selection_sees_what_is_learned_is_in_the_definition(
    preset: str, override: list[str], seen: bool
) -> None:
    assert presentation_of(load(preset, override)).selects_learning == seen


@pytest.mark.parametrize(
    ("innate", "seen", "said"),
    [
        (LATER, True, "Assimilation index: 1 (median over replicates; 0"),
        (LATER, False, "Assimilation index: undefined, since selection never saw what was learned."),
        (LEARNED, True, "Assimilation index: undefined, since learning was worth nothing"),
        (np.where(GENERATION == 0.0, -1e3, LATER), True, "founders lie off the scale"),
    ],
)
def test_a_report_says_in_words_why_it_is_undefined(innate: Any, seen: bool, said: str) -> None:
    columns = {"generation": GENERATION, "replicate": 0 * GENERATION, "innate": innate, "learned": LEARNED}
    arm: Any = SimpleNamespace(run=SimpleNamespace(assays=columns), presentation=SimpleNamespace(selects_learning=seen))
    assert said in found._assimilated(arm)


def test_a_report_tells_the_median_of_those_that_are_known() -> None:
    """Replicates of 0, 0 and 1, and one of which nothing can be said."""
    courses = [np.zeros_like(GENERATION), np.zeros_like(GENERATION), LATER, LEARNED]
    columns = {
        "generation": np.tile(GENERATION, 4),
        "replicate": np.repeat(np.arange(4), GENERATION.size),
        "innate": np.concatenate(courses),
        "learned": np.tile(LEARNED, 4),
    }
    arm: Any = SimpleNamespace(run=SimpleNamespace(assays=columns), presentation=SimpleNamespace(selects_learning=True))
    assert "Assimilation index: 0 (median over replicates, undefined in 1 of 4; 0" in found._assimilated(arm)
