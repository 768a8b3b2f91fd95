"""Reversals: the exact belief by brute force, ideal values by simulation, prediction errors on planted values."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from baldwin.neural.theory.inferred_value import (
    ideal_belief,
    ideal_prediction_error,
    ideal_values,
    prediction_errors,
    separate_values,
)


@pytest.mark.parametrize("flip", [0.5, 0.2, 0.0])
def test_belief_is_the_posterior_over_all_courses(flip: float) -> None:
    """Every course of sides over four blocks of two, weighed by its probability; some outcomes are not told."""
    block, blocks = 2, 4
    told = np.array([0, 1, 1, 0, 0, 0, 1, 0], bool)
    courses = np.array(list(itertools.product((0, 1), repeat=blocks)))
    weight = 0.5 * np.prod(np.where(courses[:, 1:] != courses[:, :-1], flip, 1.0 - flip), axis=1)
    trials = np.repeat(courses, block, axis=1)
    possible = courses[weight > 0.0]
    for true in np.repeat(possible, block, axis=1):
        found = ideal_belief(true[None], block, flip, told[None])[0]
        for t in range(block * blocks):
            seen = told[:t]
            fits = (trials[:, :t] == true[:t])[:, seen].all(axis=1)
            share = np.sum(weight * fits * trials[:, t]) / np.sum(weight * fits)
            assert found[t] == pytest.approx(share, abs=1e-12)


def test_where_all_is_told_only_first_trials_are_open() -> None:
    """With flip 1/2 the ideal observer knows nothing at the first trial of a block, and all after it."""
    sides = np.repeat(np.random.default_rng(1).integers(0, 2, (50, 10)), 5, axis=1)
    found = ideal_belief(sides, 5, 0.5)
    np.testing.assert_array_equal(found[:, ::5], 0.5)
    rest = np.arange(50) % 5 > 0
    np.testing.assert_array_equal(found[:, rest], sides[:, rest])


@pytest.mark.parametrize(("steps", "expected"), [(1, 0.45), (2, 0.405), (3, 0.3645)])
def test_the_ideal_error_is_half_the_discounted_reward(steps: int, expected: float) -> None:
    """0.36 to 0.41 at a discount of 0.9, by when reward comes; sooner in the compact task."""
    assert ideal_prediction_error(0.9, steps) == pytest.approx(expected)


@pytest.mark.parametrize("fixation", [True, False])
def test_ideal_values_are_mean_discounted_rewards(fixation: bool) -> None:
    """Of many futures, the side being known; later sides and cues are chance."""
    generator, discount, steps = np.random.default_rng(2), 0.8, 2 if fixation else 1
    lives, horizon = 40_000, 40
    rewards = generator.integers(0, 2, (lives, horizon)).astype(float)  # either cue, whatever the side
    powers = discount ** (steps * np.arange(horizon))
    for cue, reward in ((1, 1.0), (0, 0.0)):
        rewards[:, 0] = reward
        total = rewards @ powers
        at_cue, before = ideal_values([[1.0]], [[cue]], discount, fixation)
        assert abs(at_cue[0, 0] - total.mean()) < 4.0 * total.std() / np.sqrt(lives) + discount**40
        error = discount * at_cue[0, 0] - (before[0, 0] if fixation else discount * before[0, 0])
        assert error == pytest.approx((2.0 * reward - 1.0) * ideal_prediction_error(discount))


def test_prediction_errors_are_sorted_by_what_was_met() -> None:
    """Two blocks of two trials, sides 0 then 1; each life one trial type, values that name it."""
    cues = np.array([[0, 0, 1, 1], [0, 1, 0, 0], [0, 0, 0, 1], [0, 1, 1, 0], [0, 0, 1, 1], [0, 0, 1, 1]])
    sides = np.array([[0, 0, 1, 1]] * 4 + [[0, 0, 0, 0]] + [[0, 0, 1, 1]])
    valid = np.ones((6, 4), bool)
    valid[5, 2] = False  # has not met the new outcome
    at_cue = np.array([[9.0, 5.0, 9.0, 1.0], [9.0, 6.0, 9.0, 2.0], [9.0, 5.0, 9.0, 3.0], [9.0, 6.0, 9.0, 4.0]])
    at_cue = np.vstack([at_cue, np.full((2, 4), 100.0)])
    before = np.full((6, 4), 0.25)
    at_cue[5, 1] = 5.0
    found = prediction_errors(at_cue, before, cues, sides, valid, 2, 0.5)
    np.testing.assert_allclose(found["before"], [0.5 * 5.0 - 0.25, 0.5 * 6.0 - 0.25])
    np.testing.assert_allclose(found["experienced"], [0.5 * 1.0 - 0.25, 0.5 * 2.0 - 0.25])
    np.testing.assert_allclose(found["inferred"], [0.5 * 3.0 - 0.25, 0.5 * 4.0 - 0.25])
    for name, value in prediction_errors(at_cue, before, cues, sides * 0, valid, 2, 0.5).items():
        assert np.isnan(value).all(), name  # no reversal
    for value in prediction_errors(at_cue, before, cues, sides, valid, 1, 0.5).values():
        assert np.isnan(value).all()  # no second trial


def test_one_who_infers_nothing_remembers_what_each_cue_brought_last() -> None:
    """Cue 1 pays, then the side changes: cue 0 is still unknown; what is not shown changes nothing."""
    sides, cues = np.array([[1, 1, 0, 0, 0]]), np.array([[1, 0, 1, 1, 0]])
    at_cue, before = separate_values(sides, cues, 0.5)
    later = 0.25 * 0.5 / 0.75
    np.testing.assert_allclose(at_cue[0] - later, [0.5, 0.5, 1.0, 0.0, 0.0])
    np.testing.assert_allclose(before, 0.5 * (0.5 + later))
    unseen = separate_values(sides, cues, 0.5, np.array([[True, True, False, True, True]]))[0]
    np.testing.assert_allclose(unseen[0] - later, [0.5, 0.5, 1.0, 1.0, 0.0])
