"""Reversals played: forced responses, and values of those who infer and of those who do not."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from baldwin.neural.contracts import Trace
from baldwin.neural.tasks.inferred_value import InferredValue, Luck
from baldwin.neural.theory.inferred_value import ideal_belief, ideal_values

LIVES = 2000
TASKS = [InferredValue(), InferredValue(fixation=False, flip=0.3, blocks=6)]


def drawn(task: InferredValue) -> tuple[Any, Any]:
    instances = jax.jit(task.sample_many, static_argnums=1)(jax.random.key(1), LIVES)
    return instances, jax.jit(jax.vmap(task.chance))(jax.random.split(jax.random.key(2), LIVES), instances)


@cache
def played(task: InferredValue, valid: float = 1.0) -> tuple[Any, Any, Trace]:
    """Live by what is seen, answering as is asked with this chance, else any action."""
    instances, chances = drawn(task)

    def live(instance: Any, drawn: Any, key: Any) -> Any:
        def step(state: Any, row: Any) -> Any:
            chance, own = row
            seen = task.observe(state, chance, instance)
            luck, other = jax.random.split(own)
            any_action = jax.random.randint(other, (), 0, task.outputs)
            action = jnp.where(jax.random.bernoulli(luck, valid), jnp.argmax(seen), any_action)
            outcome = task.act(state, chance, action, instance)
            return outcome.state, (seen, action, outcome.reward, outcome.score)

        keys = jax.random.split(key, task.trials * len(task.deciding))
        return jax.lax.scan(step, task.begin(instance), (drawn, keys))[1]

    columns = jax.jit(jax.vmap(live))(instances, chances, jax.random.split(jax.random.key(3), LIVES))
    empty = np.zeros(columns[1].shape)
    trace = Trace(*(np.asarray(column) for column in columns), empty[..., None], empty)
    return np.asarray(instances), jax.tree.map(np.asarray, chances), trace


def with_values(task: InferredValue, trace: Trace, at_cue: np.ndarray, before: np.ndarray) -> Trace:
    """Return the same lives with these values (N, T) at the cue and at fixation."""
    values = np.stack([before, at_cue], axis=2).reshape(len(at_cue), -1) if task.fixation else at_cue
    return trace._replace(values=values)


@pytest.mark.parametrize("task", TASKS)
def test_responding_as_asked_scores_all_that_there_is(task: InferredValue) -> None:
    trace = played(task)[2]
    np.testing.assert_array_equal(trace.scores, trace.rewards)
    per_life = trace.scores.sum(axis=1) / task.trials
    assert abs(per_life.mean() - task.oracle()) < 4.0 * per_life.std() / math.sqrt(LIVES)
    assert task.oracle() == task.innate_ceiling() == task.reference_policies()[0].scores.mean()


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.guards("valid_share")
def test_responding_by_chance_scores_its_reference_policy(task: InferredValue) -> None:
    instances, chances, trace = played(task, valid=0.0)
    per_life = trace.scores.sum(axis=1) / task.trials
    chance = task.reference_policies()[-1]
    assert chance.name == "chance"
    assert abs(per_life.mean() - chance.scores.mean()) < 4.0 * per_life.std() / math.sqrt(LIVES)
    found = task.behaviour(instances, chances, trace)["valid_share"]
    assert abs(found - 1.0 / task.outputs) < 4.0 * 0.5 / math.sqrt(trace.actions.size)


@pytest.mark.parametrize("task", TASKS)
def test_blocks_reverse_as_often_as_they_should(task: InferredValue) -> None:
    """Sides change where blocks begin only; rewards of valid responses tell them."""
    instances, chances, trace = played(task)
    sides = task.sides(instances, chances)
    changed = sides[:, 1:] != sides[:, :-1]
    starts = np.arange(1, task.trials) % task.block_trials == 0
    assert not changed[:, ~starts].any()
    share = changed[:, starts]
    assert abs(share.mean() - task.flip) < 4.0 * 0.5 / math.sqrt(share.size)
    assert abs(sides[:, 0].mean() - 0.5) < 4.0 * 0.5 / math.sqrt(LIVES)
    steps = len(task.deciding)
    cues = chances.cue[:, steps - 1 :: steps]
    np.testing.assert_array_equal(trace.rewards[:, steps - 1 :: steps], cues == sides)
    assert abs(cues.mean() - 0.5) < 4.0 * 0.5 / math.sqrt(cues.size)
    np.testing.assert_array_equal(trace.observations[:, steps - 1 :: steps].argmax(axis=2), cues)


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.guards("rpe_before", "rpe_experienced", "rpe_inferred", "inferred_ratio")
def test_ideal_values_infer(task: InferredValue) -> None:
    """Errors of g / 2 at every cue whose value is known, met since the reversal or not: the ratio is 1."""
    instances, chances, trace = played(task)
    steps = len(task.deciding)
    cues, sides = chances.cue[:, steps - 1 :: steps], task.sides(instances, chances)
    belief = ideal_belief(sides, task.block_trials, task.flip)
    values = ideal_values(belief, cues, task.discount, task.fixation)
    found = task.behaviour(instances, chances, with_values(task, trace, *values))
    assert set(found) == set(task.columns)
    within = 1e-9 if task.fixation else 0.05  # the mean over cues that happened to come
    for name in ("rpe_before", "rpe_experienced", "rpe_inferred"):
        np.testing.assert_allclose(found[name], [0.45, -0.45], atol=within)
    assert found["inferred_ratio"] == pytest.approx(1.0, abs=within)
    assert found["valid_share"] == 1.0


@pytest.mark.parametrize("task", TASKS)
def test_values_of_cues_apart_do_not_infer(task: InferredValue) -> None:
    """One who keeps the last outcome of each cue (no inference) expects the opposite: the ratio is below 0."""
    instances, chances, trace = played(task)
    steps = len(task.deciding)
    cues, sides = chances.cue[:, steps - 1 :: steps], task.sides(instances, chances)
    known, at_cue, lives = np.full((LIVES, 2), 0.5), np.zeros(cues.shape), np.arange(LIVES)
    for t in range(task.trials):
        at_cue[:, t] = known[lives, cues[:, t]]
        known[lives, cues[:, t]] = cues[:, t] == sides[:, t]
    found = task.behaviour(instances, chances, with_values(task, trace, at_cue, np.full(cues.shape, 0.45)))
    assert found["rpe_experienced"][0] > 0.3 > -0.3 > found["rpe_experienced"][1]
    assert found["rpe_inferred"][0] < -0.3 < 0.3 < found["rpe_inferred"][1]
    assert found["inferred_ratio"] < -0.8


@pytest.mark.parametrize("task", TASKS)
def test_without_a_value_head_or_reversals_errors_are_unknown(task: InferredValue) -> None:
    instances, chances, trace = played(task)
    still = chances._replace(flip=np.zeros_like(chances.flip))
    for drawn, values in ((chances, trace.values), (still, trace.values + 1.0), (chances, trace.values + np.inf)):
        found = task.behaviour(instances, drawn, trace._replace(values=values))
        assert np.isnan(found["inferred_ratio"])
        assert found["rpe_inferred"].shape == (2,)
        if np.isfinite(values).all():
            assert np.isnan([found["rpe_before"], found["rpe_experienced"], found["rpe_inferred"]]).all()


@pytest.mark.parametrize(
    ("cue", "action", "reward"), [(-1, 2, 0.0), (-1, 0, -1.0), (0, 0, 0.0), (1, 1, 1.0), (1, 2, -1.0)]
)
def test_only_what_is_asked_for_is_not_punished(cue: int, action: int, reward: float) -> None:
    """The side is 0 and flips to 1 at this step."""
    task = InferredValue()
    side = jnp.asarray(0, jnp.int32)
    chance = Luck(jnp.asarray(cue), jnp.asarray(True))
    found = task.act(side, chance, jnp.asarray(action), side)
    assert (int(found.state), float(found.reward), float(found.score)) == (1, reward, reward)
    np.testing.assert_array_equal(task.observe(side, chance, side), np.arange(3) == (2 if cue < 0 else cue))


def test_the_same_key_brings_the_same_life() -> None:
    for a, b in zip(jax.tree.leaves(drawn(TASKS[0])), jax.tree.leaves(drawn(TASKS[0])), strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_side_that_an_instance_names_is_rewarded_in_the_first_block() -> None:
    """Where every block reverses, trials 5 and 10 of 15 do, and not the first."""
    task = InferredValue(blocks=3, block_trials=5, flip=1.0)
    flips = np.asarray(task.chance(jax.random.key(1), jnp.int32(1)).flip)
    assert np.flatnonzero(flips).tolist() == [10, 20]  # two steps a trial
    sides = task.sides(np.array([1]), Luck(np.zeros((1, 30)), flips[None]))
    assert sides.tolist() == [[1] * 5 + [0] * 5 + [1] * 5]
