"""Drifting arms: their law, their scores, and the ideal observer at play."""

from __future__ import annotations

import math
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from pydantic import ValidationError
from scipy.stats import kstest

from baldwin.neural.contracts import Trace
from baldwin.neural.tasks.restless import Drift, Restless
from baldwin.neural.theory.restless import ideal_beliefs

KEY = jax.random.key(12)


def lives(task: Restless, count: int, key: Any = KEY) -> tuple[Any, Any]:
    """Return instances, drawn as for an examination, and chances; arrays of NumPy."""
    world, luck = jax.random.split(key)
    instances = task.held_out(world, count)
    chances = jax.jit(jax.vmap(task.chance))(jax.random.split(luck, count), instances)
    return jax.tree.map(np.asarray, instances), jax.tree.map(np.asarray, chances)


def played(task: Restless, instances: Any, chances: Any, actions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return rewards and scores (N, T) of these actions."""

    def life(instance: Any, drawn: Any, chosen: Any) -> Any:
        def step(state: Any, row: Any) -> Any:
            chance, action = row
            assert task.observe(state, chance, instance).shape == (0,)
            state, reward, score = task.act(state, chance, action, instance)
            return state, (reward, score)

        return jax.lax.scan(step, task.begin(instance), (drawn, chosen))[1]

    rewards, scores = jax.jit(jax.vmap(life))(instances, chances, jnp.asarray(actions))
    return np.asarray(rewards, np.float64), np.asarray(scores, np.float64)


@pytest.mark.parametrize(("volatility", "share"), [("low", 0.0), ("high", 1.0), ("mixed", 0.5)])
def test_the_law_of_instances(volatility: Any, share: float) -> None:
    task = Restless(volatility=volatility)
    drawn = jax.tree.map(np.asarray, task.sample_many(KEY, 4000))
    assert abs(drawn.volatile.mean() - share) <= 4.0 * math.sqrt(share * (1.0 - share) / 4000)
    assert kstest(drawn.start, "uniform").pvalue > 1e-3
    examined = task.held_out(KEY, 10)
    assert np.asarray(examined.volatile).mean() == share


@pytest.mark.parametrize(("volatile", "sigma"), [(0.0, 0.02), (1.0, 0.2)])
def test_arms_drift_as_volatility_says(volatile: float, sigma: float) -> None:
    task = Restless(trials=20)
    instances = Drift(np.full(2000, 0.5, np.float32), np.full(2000, volatile, np.float32))
    chances = jax.vmap(task.chance)(jax.random.split(KEY, 2000), instances)
    path = np.asarray(chances.first)
    assert (path[:, 0] == 0.5).all()
    assert path.min() >= 0.0
    assert path.max() <= 1.0
    moves = path[:, 1] - 0.5  # 2.5 standard deviations to the bounds, at least
    assert abs(moves.std() / sigma - 1.0) < 4.0 / math.sqrt(4000) + 0.02 * (sigma > 0.1)
    paid = np.asarray(chances.pays) - path
    error = paid.std(axis=0) / math.sqrt(2000)
    assert (np.abs(paid.mean(axis=0)) < 4.0 * error).all()


def test_what_goes_beyond_a_bound_comes_back_from_it() -> None:
    """From .99 a path of slow steps goes down or is reflected; it never comes in again from the other side."""
    instances = Drift(np.full(200, 0.99, np.float32), np.zeros(200, np.float32))
    chances = jax.vmap(Restless(trials=20).chance)(jax.random.split(KEY, 200), instances)
    assert np.abs(np.diff(np.asarray(chances.first), axis=1)).max() < 8.0 * 0.02


def test_one_of_two_arms_pays_and_regret_is_what_was_missed() -> None:
    task = Restless(trials=8)
    instances, chances = lives(task, 200)
    first, second = (played(task, instances, chances, np.full((200, 8), arm)) for arm in (0, 1))
    np.testing.assert_array_equal(first[0] + second[0], 1.0)
    np.testing.assert_array_equal(first[0], chances.pays)
    np.testing.assert_allclose(np.maximum(first[1], second[1]), 0.0, atol=1e-7)
    np.testing.assert_allclose(first[1] - second[1], 2.0 * chances.first - 1.0, atol=1e-6)


@pytest.mark.parametrize("volatility", ["low", "high", "mixed"])
def test_the_ideal_observer_at_play_scores_what_theory_says(volatility: Any) -> None:
    task, count = Restless(volatility=volatility), 3000
    instances, chances = lives(task, count)
    sigmas = {"low": (0.02,), "high": (0.2,), "mixed": (0.02, 0.2)}[volatility]
    actions = (ideal_beliefs(chances.pays > 0.5, sigmas) < 0.5).astype(np.int32)
    rewards, scores = played(task, instances, chances, actions)
    np.testing.assert_array_equal(np.where(actions == 0, rewards, 1.0 - rewards), chances.pays)  # all that it looked at
    ideal = task.reference_policies()[0]
    own = scores.mean(axis=1).std() / math.sqrt(count)
    assert ideal.error_of_mean is not None
    assert abs(scores.mean() - ideal.scores.mean()) < 4.0 * math.hypot(own, ideal.error_of_mean)
    habit = played(task, instances, chances, np.zeros_like(actions))[1].mean(axis=1)
    assert abs(habit.mean() - task.innate_ceiling()) < 4.0 * habit.std() / math.sqrt(count)


def test_behaviour_tells_the_volatilities_apart() -> None:
    """Planted: to stay with what wins is a high rate; the ideal observer learns faster where p moves faster."""
    task = Restless()
    instances, chances = lives(task, 800)
    ideal = (ideal_beliefs(chances.pays > 0.5, (0.02, 0.2)) < 0.5).astype(np.int64)
    found = behaviour(task, instances, chances, ideal)
    assert list(found) == list(task.columns)
    assert found["rate_high"] > found["rate_low"] + 0.1
    assert found["regret_high"] > found["regret_low"] + 0.03
    last = np.concatenate([np.zeros((800, 1)), 1.0 - chances.pays[:, :-1]], axis=1).astype(np.int64)
    found = behaviour(task, instances, chances, last)
    assert found["rate_low"] > 0.6
    assert found["rate_high"] > 0.6


def behaviour(task: Restless, instances: Any, chances: Any, actions: np.ndarray) -> dict[str, float]:
    rewards, scores = played(task, instances, chances, actions)
    empty = np.zeros((*actions.shape, 0))
    return task.behaviour(instances, chances, Trace(empty, actions, rewards, scores, empty, np.zeros(actions.shape)))


def test_what_is_not_there_is_nan() -> None:
    task = Restless(trials=5, volatility="low")
    instances, chances = lives(task, 6)
    found = behaviour(task, instances, chances, np.zeros((6, 5), np.int64))
    assert np.isnan([found[name] for name in ("regret_high", "rate_high", "rate_low", "inverse_temperature_low")]).all()
    assert np.isfinite(found["regret_low"])


def test_volatilities_upside_down_are_refused() -> None:
    with pytest.raises(ValidationError, match=r"low = 0\.5 is above high = 0\.2\. Exchange them"):
        Restless(low=0.5)
