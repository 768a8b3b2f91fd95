"""Harlow's learning sets: objects, sides, steps, and rules that must reach what theory says exactly."""

from __future__ import annotations

from itertools import product
from typing import Any

import jax
import numpy as np
import pytest
from playing import compiled, near_mean, play, same_fates

from baldwin.neural.contracts import Trace
from baldwin.neural.tasks.harlow import Harlow

LIVES = 2000


def guess(step: int, seen: np.ndarray, actions: np.ndarray, rewards: np.ndarray) -> np.ndarray:
    return np.random.default_rng(step).integers(0, 2, len(seen))


class Ideal:
    """Keeps the object that paid, or the one beside the object that did not; `half`: only what paid."""

    def __init__(self, task: Harlow, half: bool = False) -> None:
        self.task, self.half = task, half
        self.known, self.code = np.zeros(LIVES, dtype=bool), np.zeros((LIVES, task.features))
        self.shown: Any = None
        self.felt = False

    def __call__(self, step: int, seen: np.ndarray, actions: np.ndarray, rewards: np.ndarray) -> np.ndarray:
        count, at = len(self.task.deciding), int(self.task.fixation)
        sides = np.stack([seen[:, : self.task.features], seen[:, self.task.features :]], axis=1)
        if step and self.task.deciding[(step - 1) % count]:  # the step before was a choice: this is when it is felt
            each = np.arange(LIVES)
            won = rewards > 0.0
            right = np.where(won, actions, 1 - actions)
            learns = ~self.known & (won if self.half else True)
            self.code[learns] = self.shown[each, right][learns]
            self.known |= learns
        if step % count != at:
            return guess(step, seen, actions, rewards)  # no choice
        self.shown = sides
        found = (sides == self.code[:, None]).all(axis=2)
        random = guess(step, seen, actions, rewards)
        return np.where(self.known, found.argmax(axis=1), random)


@pytest.mark.parametrize(
    ("code", "feedback", "fresh", "fixation"),
    [
        ("gaussian", True, False, False),
        ("binary", False, False, True),
        ("binary", True, True, True),
        ("gaussian", False, True, False),
    ],
)
def test_the_ideal_guesses_once(code: Any, feedback: bool, fresh: bool, fixation: bool) -> None:
    task = Harlow(code=code, feedback=feedback, fresh=fresh, fixation=fixation)
    best, half, chance = task.reference_policies()
    for policy, rule in ((best, Ideal(task)), (half, Ideal(task, half=True)), (chance, guess)):
        instances, chances, trace = play(task, rule, LIVES)
        correct = trace.scores.reshape(LIVES, task.trials, -1).sum(axis=2)
        for t in range(task.trials):
            near_mean(correct[:, t], policy.scores[t])
        reward = trace.rewards.reshape(LIVES, task.trials, -1)
        np.testing.assert_array_equal(reward[:, :, int(fixation)], 2.0 * correct - 1.0)
        assert (np.abs(reward).sum(axis=2) == 1.0).all()
        found = task.behaviour(instances, chances, trace)
        expected = {best.name: (1.0, 1.0), half.name: (1.0, 0.5), chance.name: (0.5, 0.5)}[policy.name]
        np.testing.assert_allclose(list(found.values()), expected, atol=4.0 * 0.5 / np.sqrt(LIVES / 2.0))
        assert set(found) == set(task.columns)
    assert best.scores.mean() == pytest.approx(5.5 / 6.0)  # 91.7 %, Wang et al. 2018
    assert (task.innate_ceiling(), task.oracle()) == (0.5, 1.0)


@pytest.mark.parametrize(("fixation", "feedback"), list(product([False, True], repeat=2)))
def test_steps_show_what_they_should(fixation: bool, feedback: bool) -> None:
    task = Harlow(features=3, fixation=fixation, feedback=feedback, trials=20)
    assert task.deciding == (False,) * fixation + (True,) + (False,) * feedback
    instances, chances, trace = play(task, guess, 500)
    seen = trace.observations.reshape(500, 20, len(task.deciding), 2, 3)
    if fixation:
        assert (seen[:, :, 0] == 0.0).all()
    left = chances.left.reshape(500, 20, -1)
    assert (left == left[:, :, :1]).all()
    near_mean(left[:, :, 0], 0.5)
    near_mean(left[:, 1:, 0] == left[:, :-1, 0], 0.5)
    for step in range(int(fixation), len(task.deciding)):
        pair = np.stack([instances.target, instances.other], axis=1)[:, None]
        expected = np.where(left[:, :, step, None, None], pair, pair[:, :, ::-1])
        np.testing.assert_array_equal(seen[:, :, step], expected)
    same_fates(task, 500)


def test_the_difference_is_of_what_is_seen_right_less_left() -> None:
    both, one = (
        Harlow(features=3, trials=5, fixation=True),
        Harlow(features=3, trials=5, fixation=True, seen="difference"),
    )
    assert (both.inputs, one.inputs) == (6, 3)
    instance = both.sample(jax.random.key(1))
    chances = both.chance(jax.random.key(2), instance)
    assert len(set(np.asarray(chances.left).tolist())) == 2
    for step in range(15):
        here = jax.tree.map(lambda leaf, at=step: leaf[at], chances)
        left, right = np.split(np.asarray(both.observe(step % 3, here, instance)), 2)
        np.testing.assert_array_equal(one.observe(step % 3, here, instance), right - left)


@pytest.mark.parametrize("features", [1, 2, 4])
def test_binary_objects_always_differ(features: int) -> None:
    task = Harlow(features=features, code="binary", fresh=True)
    pairs = compiled(task, 4000)[0](jax.random.key(0))[0]
    target, other = (np.asarray(code) for code in pairs)
    assert set(np.unique(target)) == {-1.0, 1.0}
    assert (target != other).any(axis=1).all()
    weights = 2 ** np.arange(features)
    number = ((np.stack([target, other]) > 0) @ weights).astype(int)
    ways = 2**features * (2**features - 1)
    counts = np.bincount(number[0] * 2**features + number[1], minlength=4**features)
    counts = counts[counts > 0]
    assert len(counts) == ways
    expected = 4000 / ways
    assert ((counts - expected) ** 2 / expected).sum() < ways - 1 + 5.0 * np.sqrt(2.0 * max(ways - 1, 1))
    drawn, chances, _ = compiled(task, 4000)[0](jax.random.key(1))
    others = np.asarray(chances.other).reshape(4000, task.trials, -1, features)
    assert (others != np.asarray(drawn.target)[:, None, None]).any(axis=3).all()
    np.testing.assert_array_equal(others[:, 0, 0], drawn.other)


def test_fresh_objects_are_fresh() -> None:
    task = Harlow(fresh=True)
    chances = play(task, guess, 400)[1]
    others = chances.other.reshape(400, 6, -1, 4)
    assert (others[:, :, 0] == others[:, :, 1]).all()  # the feedback shows what the choice showed
    assert np.unique(others[:, :, 0].reshape(-1, 4), axis=0).shape == (2400, 4)
    near_mean(others[:, :, 0].ravel(), 0.0)
    near_mean(others[:, :, 0].ravel() ** 2, 1.0)
    assert play(Harlow(), guess, LIVES)[1].other.shape == (LIVES, 12, 0)


@pytest.mark.guards("win_stay", "lose_shift")
def test_behaviour_reads_planted_choices() -> None:
    task = Harlow(trials=2, fixation=True)
    scores = np.zeros((5, 2, 3))
    scores[:, :, 1] = [[1, 1], [1, 0], [1, 1], [0, 1], [0, 0]]
    trace = Trace(None, None, None, scores.reshape(5, 6), None, None)
    assert task.behaviour(None, None, trace) == {"win_stay": pytest.approx(2 / 3), "lose_shift": 0.5}
    won = Trace(None, None, None, scores[:3].reshape(3, 6), None, None)
    assert np.isnan(task.behaviour(None, None, won)["lose_shift"])
    once = Harlow(trials=1).behaviour(None, None, Trace(None, None, None, np.zeros((3, 2)), None, None))
    assert np.isnan(list(once.values())).all()
