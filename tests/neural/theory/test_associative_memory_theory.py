"""Associations: every plan against every mapping in small worlds, and choices whose measures are counted by hand."""

from __future__ import annotations

import itertools
from functools import cache

import numpy as np
import pytest

from baldwin.neural.theory.associative_memory import (
    Life,
    around_reversals,
    by_age,
    told,
    told_around,
    untold,
)


def most_that_can_be_earned(stimuli: int, actions: int, trials: int) -> float:
    """Return what the best of all plans earns: every history of choices, over the mappings that still fit it."""
    every = list(itertools.product(range(actions), repeat=stimuli))

    @cache
    def worth(fits: frozenset[tuple[int, ...]], left: int) -> float:
        if not left:
            return 0.0
        total = 0.0
        for stimulus in range(stimuli):
            best = 0.0
            for action in range(actions):
                won = frozenset(one for one in fits if one[stimulus] == action)
                value = 0.0
                for told_by, after in ((1.0, won), (0.0, fits - won)):
                    if after:
                        value += len(after) / len(fits) * (told_by + worth(after, left - 1))
                best = max(best, value)
            total += best / stimuli
        return total

    return worth(frozenset(every), trials)


@pytest.mark.parametrize(("stimuli", "actions", "trials"), [(1, 2, 4), (1, 5, 7), (2, 3, 6), (3, 2, 5)])
def test_to_eliminate_is_the_best_of_all_plans(stimuli: int, actions: int, trials: int) -> None:
    sums = np.cumsum(by_age(stimuli, actions, trials))
    best = [most_that_can_be_earned(stimuli, actions, t + 1) for t in range(trials)]
    np.testing.assert_allclose(sums, best, rtol=1e-12)


def test_one_stimulus_is_found_in_as_many_trials_as_there_are_actions() -> None:
    np.testing.assert_allclose(by_age(1, 4, 6), [0.25, 0.5, 0.75, 1.0, 1.0, 1.0])


def lives_of_one_who_is_told(life: Life, lives: int) -> tuple[np.ndarray, np.ndarray]:
    """Return whether choices are right, and the mapping that holds: (N, T), by dictionaries and loops."""
    draw = np.random.default_rng(3)
    correct, mapping = np.zeros((lives, life.trials)), np.zeros((lives, life.trials), int)
    for i in range(lives):
        starts = [first + int(draw.integers(0, life.spread + 1)) for first in life.reversals]
        known: dict[int, int] = {}
        failed: dict[int, set[int]] = {}
        rights = draw.integers(0, life.actions, life.stimuli)
        for t in range(life.trials):
            if t in starts or (t == life.childhood and t):
                rights, known, failed = draw.integers(0, life.actions, life.stimuli), {}, {}
            s = int(draw.integers(0, life.stimuli))
            options = [a for a in range(life.actions) if a not in failed.get(s, set())]
            action = known.get(s, options[int(draw.integers(0, len(options)))])
            won = action == rights[s]
            if won:
                known[s] = action
            else:
                failed.setdefault(s, set()).add(action)
            mapping[i, t] = -1 if t < life.childhood else sum(start <= t for start in starts)
            correct[i, t] = won
    return correct, mapping


@pytest.mark.parametrize("life", [Life(2, 3, 14, (5,), 2, 0), Life(3, 4, 13, (6, 10), 0, 2), Life(2, 2, 9, (), 0, 3)])
def test_who_is_told_is_right_as_often_as_in_lives_played(life: Life) -> None:
    lives = 3000
    correct, mapping = lives_of_one_who_is_told(life, lives)
    counted = np.where(mapping >= 0, correct, 0.0).mean(axis=0)
    np.testing.assert_allclose(told(life), counted, atol=4.5 * 0.5 / np.sqrt(lives))
    found, known = around_reversals(correct, mapping), told_around(life)
    np.testing.assert_allclose(found, known, atol=4.5 * 0.5 / np.sqrt(lives))
    assert np.isnan(known.before) == np.isnan(known.after) == (not life.reversals)


def test_numbers_measured_by_another_program() -> None:
    """Four stimuli, four actions, 80 trials, reversal at 40: .34 just after it, near 1 before; .85 of a life."""
    life = Life(4, 4, 80, (40,), 0, 0)
    assert told_around(life).after == pytest.approx(0.34, abs=0.005)
    assert told_around(life).before == told_around(life).end > 0.999
    assert told(life).mean() == pytest.approx(0.850, abs=0.001)


def test_who_is_not_told_loses_where_a_reversal_comes_and_nowhere_else() -> None:
    """With one stimulus and two actions a failure tells everything: it is right again at the next trial."""
    correct, mapping = untold(Life(1, 2, 12, (6,), 0, 0), lives=4000)
    np.testing.assert_array_equal(mapping[0], [0] * 6 + [1] * 6)
    share = correct.mean(axis=0)
    np.testing.assert_allclose(share[[0, 6]], 0.5, atol=4.0 * 0.5 / np.sqrt(4000))
    assert correct[:, 1:6].all()
    assert correct[:, 7:].all()
    late = untold(Life(3, 3, 30, (9,), 4, 0), lives=4000)[0].mean(axis=0)
    assert (late <= told(Life(3, 3, 30, (9,), 4, 0)) + 4.5 * 0.5 / np.sqrt(4000)).all()


def test_who_is_not_told_forgets_everything_but_the_last_failure_where_nothing_is_left() -> None:
    """By sets and loops, with the same numbers drawn: choice by choice."""
    life, lives = Life(2, 3, 20, (6, 12), 2, 2), 60
    draw = np.random.default_rng(11)
    stimulus, late = draw.integers(0, 2, (lives, 20)), draw.integers(0, 3, (lives, 2))
    rights, luck = draw.integers(0, 3, (lives, 4, 2)), [draw.random((lives, 3)) for _ in range(20)]
    expected = np.zeros((lives, 20), bool)
    for i in range(lives):
        left = [{0, 1, 2}, {0, 1, 2}]
        for t, s in enumerate(stimulus[i]):
            number = sum(t >= begins for begins in (2, 6 + late[i, 0], 12 + late[i, 1]))
            action = max(left[s], key=lambda one, t=t, i=i: luck[t][i, one])  # type: ignore[misc]
            expected[i, t] = action == rights[i, number, s]
            left[s] = {action} if expected[i, t] else left[s] - {action}
            if not left[s]:
                left = [{0, 1, 2}, {0, 1, 2}]
                left[s] -= {action}
    np.testing.assert_array_equal(untold(life, lives, seed=11)[0], expected)


def test_measures_around_reversals_by_hand() -> None:
    """Childhood of 2, six trials, a reversal after them, three trials more; a second life reverses two later."""
    mapping = np.array([[-1, -1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1], [-1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1]])
    correct = np.array([[1, 1, 1, 0, 1, 1, 1, 1, 0, 0, 0, 1, 1], [1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0]])
    found = around_reversals(correct, mapping)
    assert found.before == pytest.approx((4 + 4) / 10)
    assert found.after == pytest.approx((1 + 2) / 7)
    assert found.end == pytest.approx((2 + 2) / 8)
