"""Every task of trials, found by scanning, and lives that learn by memory in it: what the page of contracts asks."""

from __future__ import annotations

from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from baldwin.neural.contracts import Environment, Network, Newborn, SequentialTask, Trace
from baldwin.neural.contracts.living import live, live_fully
from baldwin.neural.contracts.networks import SENSES
from baldwin.neural.lifetimes.recurrent import RecurrentLife
from baldwin.neural.networks.recurrent import Recurrent
from baldwin.neural.registry import kinds
from baldwin.neural.theory.reference_policy import mature
from baldwin.neural.traced import numbers_of, with_numbers

TASKS: dict[str, Any] = {name: kind for name, kind in kinds("task").items() if kind.manner == "trials"}
KEY = jax.random.key(11)
NETWORK = Recurrent(units=5, senses=SENSES, value=True, initial_state="inherited", initial_scale=2.0)
LIVES = 6


@cache
def weights_for(inputs: int, outputs: int, network: Network) -> Any:
    return jax.jit(lambda: network.draw(jax.random.key(5), inputs, outputs))()


def newborn_for(task: SequentialTask, network: Network = NETWORK) -> Newborn:
    return Newborn(weights_for(task.inputs, task.outputs, network), {})


def first(many: Any) -> Any:
    """Return the first of what leads with the lives."""
    return jax.tree.map(lambda leaf: leaf[0], many)


def everything(
    life: RecurrentLife, task: SequentialTask, chances: Any, instances: Any, network: Network = NETWORK
) -> dict[str, Any]:
    """Return all that happened in the lives of one newborn."""
    newborn = newborn_for(task, network)

    def one(chance: Any, instance: Any) -> Any:
        _, record = live_fully(life, newborn, Environment(network, task, instance, chance))
        return {name: record[name] for name in Trace._fields}

    found: dict[str, Any] = jax.device_get(jax.jit(jax.vmap(one))(chances, instances))
    return found


@cache
def traced(kind: str) -> tuple[Any, Any, Any, Any]:
    """Return the task, instances, chances and trace of some lives, as a behaviour is given them."""
    task, life = TASKS[kind].tiny(), RecurrentLife()

    @jax.jit  # one program is compiled sooner than one for each operation
    def drawn() -> Any:
        instances = task.sample_many(KEY, LIVES)
        return instances, jax.vmap(lambda key, one: life.chance(key, task, one))(
            jax.random.split(KEY, LIVES), instances
        )

    instances, chances = drawn()
    return task, instances, chances, Trace(**everything(life, task, chances, instances))


@pytest.mark.parametrize("kind", TASKS)
def test_steps_have_the_shapes_that_the_task_says(kind: str) -> None:
    task, instances, chances, trace = traced(kind)
    steps = task.trials * len(task.deciding)
    assert any(task.deciding)
    assert all(leaf.shape[:2] == (LIVES, steps) for leaf in jax.tree.leaves(chances.world))
    assert trace.observations.shape == (LIVES, steps, task.inputs)
    assert trace.observations.dtype == np.float32
    assert trace.rewards.shape == trace.scores.shape == trace.values.shape == (LIVES, steps)
    assert np.isfinite(trace.scores).all()
    assert np.isfinite(trace.rewards).all()
    deciding = np.tile(task.deciding, task.trials)
    if task.chooses:
        assert trace.actions.dtype == np.int32
        assert ((trace.actions[:, deciding] >= 0) & (trace.actions[:, deciding] < task.outputs)).all()
        assert (trace.actions[:, ~deciding] == -1).all()
    else:
        assert trace.actions.shape == (LIVES, steps, task.outputs)
    one = first(instances)
    state = task.begin(one)
    chance = jax.tree.map(lambda leaf: leaf[0, 0], chances.world)
    action = jnp.int32(0) if task.chooses else jnp.zeros(task.outputs)
    after = task.act(state, chance, action, one)
    described = [jax.tree.map(lambda leaf: (jnp.shape(leaf), jnp.result_type(leaf)), s) for s in (state, after.state)]
    assert described[0] == described[1]
    assert jnp.shape(after.reward) == jnp.shape(after.score) == ()


@pytest.mark.parametrize("kind", TASKS)
def test_what_is_done_between_choices_is_ignored(kind: str) -> None:
    task, instances, chances, _ = traced(kind)
    if all(task.deciding):
        pytest.skip("every step is a choice")
    one = first(instances)
    state = task.begin(one)
    for step in range(task.trials * len(task.deciding)):
        chance = jax.tree.map(lambda leaf, s=step: leaf[0, s], chances.world)
        task.observe(state, chance, one)
        outcomes = [task.act(state, chance, jnp.int32(action), one) for action in range(task.outputs)]
        if not task.deciding[step % len(task.deciding)]:
            for other in outcomes[1:]:
                jax.tree.map(np.testing.assert_array_equal, outcomes[0], other)
        state = outcomes[step % task.outputs].state


@pytest.mark.parametrize("kind", TASKS)
def test_histories_sum_the_scores_of_trials(kind: str) -> None:
    task, instances, chances, trace = traced(kind)
    life, newborn = RecurrentLife(), newborn_for(task)

    def world(chance: Any, instance: Any) -> Environment:
        return Environment(NETWORK, task, instance, chance)

    lost = newborn._replace(weights=jax.tree.map(lambda w: jnp.full_like(w, jnp.nan), newborn.weights))

    @jax.jit  # one program is compiled sooner than one for each question
    def lived(chances: Any, instances: Any) -> Any:
        lives = jax.vmap(lambda *where: live(life, newborn, world(*where)))(chances, instances)
        scores = jax.vmap(lambda *where: life.score(newborn.weights, world(*where)))(chances, instances)
        return lives, scores, live(life, lost, world(first(chances), first(instances)))

    lives, scores, history = lived(chances, instances)
    assert lives.scores.shape == (LIVES, life.num_scores(task)) == (LIVES, task.trials)
    assert trace.scores.shape == (LIVES, life.experiences(task))
    sums = trace.scores.reshape(LIVES, task.trials, -1).sum(axis=2)
    np.testing.assert_allclose(lives.scores, sums, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(scores, sums.mean(axis=1), rtol=1e-4, atol=1e-5)
    assert not lives.diverged.any()
    for name, value in newborn.weights.items():  # frozen
        np.testing.assert_array_equal(lives.learned[name], np.broadcast_to(value, lives.learned[name].shape))
    assert history.diverged
    assert (np.asarray(history.scores) == life.diverged_score).all()


@pytest.mark.parametrize("kind", TASKS)
def test_numbers_may_be_traced(kind: str) -> None:
    task, life = TASKS[kind].tiny(), RecurrentLife()
    newborn = newborn_for(task)

    def scores(numbers: Any) -> Any:
        a_task = with_numbers(task, numbers)
        instance = a_task.sample(KEY)
        return live(life, newborn, Environment(NETWORK, a_task, instance, life.chance(KEY, a_task, instance))).scores

    found = jax.eval_shape(scores, numbers_of(task))  # traced, and not compiled: values are those of other tests
    assert found.shape == (task.trials,)


@pytest.mark.parametrize("kind", TASKS)
def test_behaviour_returns_the_columns_that_are_described(kind: str) -> None:
    task, instances, chances, trace = traced(kind)
    found = task.behaviour(*jax.device_get((instances, chances.world)), trace)
    assert set(found) == set(task.columns)
    assert all(np.ndim(value) <= 1 for value in found.values())


@pytest.mark.parametrize("kind", TASKS)
def test_nobody_beats_who_knows_the_instance(kind: str) -> None:
    """Reference policies are as long as a life, the best come first, and nobody beats the oracle but by chance."""
    task = TASKS[kind].tiny()
    policies, oracle, ceiling = task.reference_policies(), task.oracle(), task.innate_ceiling()
    assert policies
    assert policies[-1].name == "chance"
    assert len({one.name for one in policies}) == len(policies)
    for one in policies:
        assert one.scores.shape == (task.trials,)
        slack = 4.0 * (one.error_of_mean or 0.0) + 1e-6
        if oracle is not None:
            assert one.end <= oracle + slack * task.trials, one.name
        assert one.scores.mean() <= policies[0].scores.mean() + slack + 4.0 * (policies[0].error_of_mean or 0.0)
    if oracle is not None and ceiling is not None:
        assert ceiling <= oracle


@pytest.mark.parametrize("kind", TASKS)
def test_without_memory_a_life_does_not_depend_on_its_past(kind: str) -> None:
    """What `still` lives chooses depends on what is seen at that moment alone: not on rewards, nor on actions."""
    task, instances, chances, _ = traced(kind)
    life = RecurrentLife(choice="greedy").still()
    trace = Trace(**everything(life, task, chances, instances, Recurrent(units=5)))
    seen = trace.observations.reshape(LIVES * task.trials * len(task.deciding), task.inputs)
    done = trace.actions.reshape(seen.shape[0], -1)
    deciding = np.tile(task.deciding, task.trials * LIVES)
    for row in np.unique(seen[deciding], axis=0):
        alike = done[deciding & (seen == row).all(axis=1)]
        np.testing.assert_allclose(alike, np.broadcast_to(alike[0], alike.shape), rtol=1e-5)


def test_the_end_of_a_life_is_a_tenth_of_its_trials() -> None:
    assert [mature(trials) for trials in (1, 6, 10, 11, 100)] == [1, 1, 1, 2, 10]
