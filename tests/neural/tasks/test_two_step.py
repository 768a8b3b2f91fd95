"""The two-step task: its laws, and rules played through it that must earn what theory says."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest
from playing import near_mean, play, same_fates
from pydantic import ValidationError

from baldwin.neural.contracts import Trace
from baldwin.neural.tasks.two_step import Fortune, TwoStep
from baldwin.neural.theory.two_step import model_free, observer

LIVES = 3000


def guess(step: int, seen: np.ndarray, actions: np.ndarray, rewards: np.ndarray) -> np.ndarray:
    return np.random.default_rng(step).integers(0, 2, len(seen))


class Observer:
    """The ideal observer, from what a network is told: the second state, and the reward."""

    def __init__(self, task: TwoStep) -> None:
        self.task, self.belief = task, np.full(LIVES, 0.5)

    def __call__(self, step: int, seen: np.ndarray, actions: np.ndarray, rewards: np.ndarray) -> np.ndarray:
        high, low, flip = self.task.high, self.task.low, self.task.flip
        if step:
            first = seen[:, 0] == 1.0
            if_first, if_second = np.where(first, high, low), np.where(first, low, high)
            paid = rewards > 0.5
            one = self.belief * np.where(paid, if_first, 1.0 - if_first)
            two = (1.0 - self.belief) * np.where(paid, if_second, 1.0 - if_second)
            self.belief = one / (one + two)
            self.belief = self.belief * (1.0 - flip) + (1.0 - self.belief) * flip
        tie = np.abs(self.belief - 0.5) < 1e-9
        return np.where(tie, guess(step, seen, actions, rewards), self.belief < 0.5)


class ModelFree:
    """TD(1) with learning rate 1/2 and inverse temperature 5."""

    def __init__(self) -> None:
        self.q, self.draw = np.zeros((LIVES, 2)), np.random.default_rng(9)

    def __call__(self, step: int, seen: np.ndarray, actions: np.ndarray, rewards: np.ndarray) -> np.ndarray:
        if step:
            each = np.arange(LIVES)
            self.q[each, actions] += 0.5 * (rewards - self.q[each, actions])
        return self.draw.random(LIVES) < 1.0 / (1.0 + np.exp(-5.0 * (self.q[:, 1] - self.q[:, 0])))


@pytest.mark.parametrize("version", ["drifting", "static", "daw"])
def test_versions_are_as_published(version: Any) -> None:
    published = {
        "drifting": (0.8, 0.9, 0.1, 0.025, 100),
        "static": (0.75, 0.9, 0.1, 0.0, 10),
        "daw": (0.7, 0.75, 0.25, 0.0, TwoStep(version="daw").trials),
    }
    task = TwoStep(version=version)
    assert (task.p_common, task.high, task.low, task.flip, task.trials) == published[version]
    assert task.drift == 0.025
    assert TwoStep(version=version, p_common=0.6).p_common == 0.6
    assert TwoStep.model_validate(task.model_dump()) == task
    swapped = (TwoStep(version=version, p_common=p).oracle() for p in (0.3, 0.7))
    assert next(swapped) == pytest.approx(next(swapped))  # to know that actions lead elsewhere is as good


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"low = 0\.9 is not below high = 0\.9"):
        TwoStep(low=0.9)
    with pytest.raises(ValidationError, match=r"flip = 0\.1 is of no use with version = daw"):
        TwoStep(version="daw", flip=0.1)


def test_chances_exchange_as_often_as_they_should() -> None:
    task = TwoStep(trials=50, flip=0.1)
    same_fates(task, LIVES)
    instances, chances, trace = play(task, guess, LIVES)
    near_mean(instances.chances[:, 0] > 0.5, 0.5)
    np.testing.assert_array_equal(np.sort(instances.chances), np.float32([[0.1, 0.9]] * LIVES))
    np.testing.assert_array_equal(chances.chances[:, 0], instances.chances)
    near_mean(chances.chances[:, 1:, 0] != chances.chances[:, :-1, 0], 0.1)
    near_mean(chances.common, 0.8)
    reached = np.where(chances.common, trace.actions, 1 - trace.actions)
    np.testing.assert_array_equal(trace.observations[:, 0], 0.0)
    np.testing.assert_array_equal(trace.observations[:, 1:], np.eye(2)[reached[:, :-1]])
    chance = np.take_along_axis(chances.chances, reached[..., None], axis=2)[..., 0]
    np.testing.assert_array_equal(trace.rewards, chances.luck < chance)
    near_mean(trace.rewards - trace.scores, 0.0)
    near_mean(trace.scores, task.innate_ceiling())
    np.testing.assert_allclose(np.unique(trace.scores.round(5)), [0.26, 0.74])
    assert task.oracle() == pytest.approx(0.74)
    static = play(TwoStep(version="static"), guess, LIVES)[1]
    assert (static.chances == static.chances[:, :1]).all()


@pytest.mark.parametrize("task", [TwoStep(trials=40), TwoStep(version="static"), TwoStep(trials=20, high=0.8, low=0.3)])
@pytest.mark.guards("lag_weights")
def test_the_ideal_observer_earns_what_theory_says(task: TwoStep) -> None:
    theory = observer(task.p_common, task.high, task.low, task.flip, task.trials)
    instances, chances, trace = play(task, Observer(task), LIVES)
    near_mean(trace.scores.mean(axis=1), theory.scores.mean(), slack=1e-4)
    near_mean(trace.scores[:, -1], theory.scores[-1], slack=1e-4)
    found = task.behaviour(instances, chances, trace)
    assert set(found) == set(task.columns)
    np.testing.assert_allclose(found["stay"], theory.stay, atol=0.02)
    names = [one.name for one in task.reference_policies()]
    assert names[0] == ("Bayes-optimal" if task.low == 0.1 else "Bayes filter, greedy")
    assert names[-1] == "chance"
    if (
        task.trials == 40
    ):  # Wang et al. (2016), figure 5e: rewarded common and unrewarded rare trials speak for their action
        weights = found["lag_weights"].reshape(5, 4)
        assert (weights[0] * [1.0, -1.0, -1.0, 1.0] > 0.5).all()
        assert np.abs(weights[0]).sum() > np.abs(weights[4]).sum()
        assert found["model_based_index"] > 0.6
        assert abs(found["model_free_index"]) < 0.03


def test_a_model_free_learner_is_told_from_the_observer() -> None:
    task = TwoStep()
    instances, chances, trace = play(task, ModelFree(), LIVES)
    theory = model_free(0.5, 5.0, 0.8, 0.9, 0.1, 0.025, 100)
    means = trace.scores.mean(axis=1)
    error = np.hypot(means.std() / np.sqrt(LIVES), theory.scores.mean(axis=1).std() / np.sqrt(len(theory.scores)))
    assert abs(means.mean() - theory.scores.mean()) < 4.0 * error
    found = task.behaviour(instances, chances, trace)
    np.testing.assert_allclose(found["stay"], theory.stay, atol=0.015)
    assert found["model_based_index"] < 0.3
    assert found["model_free_index"] > 0.5


def test_daw_has_two_stages() -> None:
    task = TwoStep(version="daw", trials=30)
    same_fates(task, LIVES)
    assert (task.inputs, task.deciding) == (3, (True, True))
    instances, chances, trace = play(task, guess, LIVES)
    first, second = slice(None, None, 2), slice(1, None, 2)
    np.testing.assert_array_equal(trace.observations[:, first], [[[1.0, 0.0, 0.0]] * 30] * LIVES)
    reached = np.where(chances.common[:, first], trace.actions[:, first], 1 - trace.actions[:, first])
    np.testing.assert_array_equal(trace.observations[:, second], np.eye(3)[1 + reached])
    assert (trace.rewards[:, first] == 0.0).all()
    assert (trace.scores[:, first] == 0.0).all()
    lives, trials = np.indices(reached.shape)
    worth = chances.chances[:, second][lives, trials, reached, trace.actions[:, second]]
    np.testing.assert_array_equal(trace.scores[:, second], worth)
    near_mean(trace.rewards - trace.scores, 0.0)
    near_mean(trace.scores[:, second].mean(axis=1), task.innate_ceiling())
    np.testing.assert_array_equal(chances.chances[:, 0], instances.chances)
    assert chances.chances.min() >= 0.25 - 1e-6
    assert chances.chances.max() <= 0.75 + 1e-6
    assert np.abs(np.diff(chances.chances[:, ::2], axis=1)).max() < 8.0 * 0.025  # mirrors, and no way round
    inner = np.abs(chances.chances[:, 20] - 0.5) < 0.1
    near_mean(((chances.chances[:, 22] - chances.chances[:, 20])[inner]) ** 2, 0.025**2)
    near_mean(np.abs(chances.chances[:, -1] - 0.5).mean(axis=(1, 2)), 0.125)
    found = task.behaviour(instances, chances, trace)
    np.testing.assert_allclose(found["stay"], 0.5, atol=0.02)
    np.testing.assert_allclose(found["lag_weights"], 0.0, atol=0.1)


def test_who_knows_the_chances_earns_what_the_oracle_says() -> None:
    task = TwoStep(version="daw", trials=30)
    drawn: list[Any] = []

    def knows(step: int, seen: np.ndarray, actions: np.ndarray, rewards: np.ndarray) -> np.ndarray:
        chances = drawn[0].chances[:, step]
        if step % 2 == 0:
            best = chances.max(axis=2)
            return best[:, 1] > best[:, 0]
        return chances[np.arange(LIVES), seen.argmax(axis=1) - 1].argmax(axis=1)

    drawn.append(play(task, guess, LIVES)[1])
    trace = play(task, knows, LIVES)[2]
    near_mean(trace.scores.sum(axis=1) / task.trials, task.oracle())


@pytest.mark.guards("stay", "model_based_index", "model_free_index")
def test_behaviour_reads_planted_choices() -> None:
    task = TwoStep(trials=6)
    actions = np.array([[0, 0, 1, 1, 1, 0]] * 2)
    common = np.array([[1, 0, 1, 0, 1, 1]] * 2, dtype=bool)
    rewards = np.array([[1.0, 1.0, 0.0, 0.0, 0.0, 1.0]] * 2)
    trace = Trace(np.zeros((2, 6, 2)), actions, rewards, rewards, np.zeros((2, 6, 1)), np.zeros((2, 6)))
    found = task.behaviour(None, Fortune(np.zeros((2, 6, 2)), common, rewards), trace)
    np.testing.assert_allclose(found["stay"], [1.0, 0.0, 0.5, 1.0])
    assert found["model_based_index"] == pytest.approx(1.0 - 0.0 - 0.5 + 1.0)
    assert found["model_free_index"] == pytest.approx(1.0 + 0.0 - 0.5 - 1.0)
    one = jax.tree.map(lambda leaf: leaf[:, :1], (Fortune(np.zeros((2, 6, 2)), common, rewards), trace))
    found = TwoStep(trials=1).behaviour(None, *one)
    assert all(np.isnan(value).all() for value in found.values())
