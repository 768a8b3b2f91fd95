"""The eleven arms: what they pay, what is seen of it, and plans that are played."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from baldwin.neural.contracts import Trace
from baldwin.neural.tasks.informative_arm import InformativeArm

KEY = jax.random.key(11)


def trace(actions: Any, scores: Any = None) -> Trace:
    actions = np.asarray(actions)
    scores = np.zeros(actions.shape) if scores is None else np.asarray(scores)
    empty = np.zeros((*actions.shape, 0))
    return Trace(empty, actions, scores, scores, empty, scores)


def played(task: InformativeArm, target: int, choose: Any) -> tuple[list[int], list[float], list[float]]:
    """Return actions, rewards and scores of a life that chooses from (trial, observation, last reward)."""
    instance = jnp.asarray(target)
    drawn, state, last = task.chance(KEY, instance), task.begin(instance), None
    told: tuple[list[int], list[float], list[float]] = ([], [], [])
    for t in range(task.trials):
        seen = np.asarray(task.observe(state, drawn[t], instance))
        assert seen.shape == (task.inputs,)
        action = choose(t, seen, last)
        state, reward, score = task.act(state, drawn[t], jnp.asarray(action), instance)
        last = float(reward)
        for row, value in zip(told, (action, last, float(score)), strict=True):
            row.append(value)
    return told


def test_targets_are_equally_likely_and_dealt_out_evenly() -> None:
    task, count = InformativeArm(), 5000
    shares = np.bincount(np.asarray(task.sample_many(KEY, count)), minlength=10) / count
    assert shares.size == 10
    assert np.abs(shares - 0.1).max() < 4.0 * np.sqrt(0.09 / count)
    assert (np.bincount(np.asarray(task.held_out(KEY, 60))) == 6).all()


@pytest.mark.parametrize("target", [0, 4, 9])
def test_what_each_arm_pays(target: int) -> None:
    task = InformativeArm(trials=11)
    actions, rewards, scores = played(task, target, lambda t, seen, last: t)
    expected = np.ones(11)
    expected[target], expected[10] = 5.0, (target + 1) / 10.0
    np.testing.assert_allclose(rewards, expected, rtol=1e-6)
    assert scores == rewards
    assert (task.inputs, task.outputs) == (0, 11)
    assert max(actions) == 10


def test_the_plan_reaches_the_optimum_by_reward_or_by_sight() -> None:
    def by_reward(t: int, seen: Any, last: float | None) -> int:
        return 10 if t == 0 else (round(10.0 * last) - 1 if t == 1 and last is not None else found[-1])

    def by_sight(t: int, seen: Any, last: float | None) -> int:
        assert seen.sum() == (t > 0)
        return 10 if t == 0 else (int(seen.argmax()) if t == 1 else found[-1])

    for code, rule in (("number", by_reward), ("one_hot", by_sight)):
        task: Any = InformativeArm(reward_code=code)  # type: ignore[arg-type]
        returns = []
        for target in range(10):
            found: list[int] = []

            def choose(t: int, seen: Any, last: float | None, rule: Any = rule, found: list[int] = found) -> int:
                found.append(rule(t, seen, last))
                return found[-1]

            actions, _, scores = played(task, target, choose)
            assert actions == [10, target, target, target, target]
            returns.append(sum(scores))
        assert np.mean(returns) == pytest.approx(20.55, rel=1e-6)
        assert np.mean(returns) == pytest.approx(task.reference_policies()[0].scores.sum(), rel=1e-6)


def test_sight_of_a_reward_is_one_of_eleven() -> None:
    """0.1 .. 1.0 from arm 11; 1.0 is also what a wrong arm pays, and 5 has a place of its own."""
    task = InformativeArm(trials=4, reward_code="one_hot")
    assert task.inputs == 11
    rows: list[Any] = []
    for target in range(10):
        played(
            task,
            target,
            lambda t, seen, last, target=target: rows.append(seen) or (10, target, (target + 1) % 10)[t % 3],
        )
        seen = np.array(rows[-4:])
        assert (seen[0] == 0.0).all()
        np.testing.assert_array_equal(seen[1:].argmax(axis=1), [target, 10, 9])
        np.testing.assert_array_equal(seen[1:].sum(axis=1), 1.0)


def test_ceilings() -> None:
    task = InformativeArm()
    habits = [
        np.mean([np.mean(played(task, target, lambda *_, arm=arm: arm)[2]) for target in range(10)])
        for arm in range(11)
    ]
    assert task.innate_ceiling() == pytest.approx(max(habits), rel=1e-6)
    assert task.oracle() == 5.0
    assert InformativeArm(other=0.0).innate_ceiling() == pytest.approx(0.55)  # of arm 11, which tells: .1, .2, .. 1
    assert InformativeArm(reward_code="one_hot").innate_ceiling() is None  # who sees a reward can act on it, unlearned


@pytest.mark.guards("informative_first", "then_target", "target")
def test_behaviour_of_planted_lives() -> None:
    task = InformativeArm(trials=3)
    targets = np.array([2, 5, 7, 1])
    actions = [[10, 2, 0], [10, 4, 5], [7, 7, 3], [0, 10, 1]]
    found = task.behaviour(targets, None, trace(actions))
    assert set(found) == set(task.columns)
    assert found == {"informative_first": 0.5, "then_target": 0.5, "target": 5.0 / 12.0}
    assert np.isnan(task.behaviour(targets, None, trace(np.zeros((4, 3), int)))["then_target"])
    assert np.isnan(InformativeArm(trials=1).behaviour(targets, None, trace(np.full((4, 1), 10)))["then_target"])
