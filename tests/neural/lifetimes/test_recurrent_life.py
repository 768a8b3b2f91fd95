"""Choices of lives that learn by memory: how they are drawn, and what they score."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from baldwin.neural.contracts import Environment, Newborn
from baldwin.neural.contracts.living import live_fully
from baldwin.neural.lifetimes.recurrent import RecurrentLife
from baldwin.neural.networks.recurrent import Recurrent
from baldwin.neural.tasks.bandit import Bandit
from baldwin.neural.tasks.harlow import Harlow

NETWORK = Recurrent(units=4, senses=("action", "reward"), initial_scale=3.0)
LIVES = 4000


def lived(task: Any, life: RecurrentLife) -> Any:
    """Return everything that happened in many lives of one newborn, and where they were lived."""
    newborn = Newborn(NETWORK.draw(jax.random.key(2), task.inputs, task.outputs), {})
    instances = task.sample_many(jax.random.key(0), LIVES)
    keys = jax.random.split(jax.random.key(1), LIVES)

    def one(key: Any, instance: Any) -> Any:
        _, record = live_fully(life, newborn, Environment(NETWORK, task, instance, life.chance(key, task, instance)))
        return record

    return jax.device_get(jax.jit(jax.vmap(one))(keys, instances)), instances


@pytest.mark.parametrize("task", [Bandit(arms=3, trials=3), Harlow(trials=2)])
def test_actions_are_drawn_from_the_softmax_of_answers(task: Any) -> None:
    record, instances = lived(task, RecurrentLife())
    answers = record["answers"]
    chances = np.exp(answers) / np.exp(answers).sum(axis=2, keepdims=True)
    deciding = np.tile(task.deciding, task.trials)
    for action in range(task.outputs):
        chosen, p = record["actions"][:, deciding] == action, chances[:, deciding, action]
        error = np.sqrt((p * (1.0 - p)).sum())
        assert abs(chosen.sum() - p.sum()) < 4.0 * error
    keys = jax.random.split(jax.random.key(1), LIVES)
    drawn = jax.jit(jax.vmap(lambda key, instance: RecurrentLife().chance(key, task, instance).noise))
    noise = np.asarray(drawn(keys, instances))  # of Gumbel's law: the largest sum is drawn from the softmax
    assert abs(noise.mean() - np.euler_gamma) < 4.0 * np.pi / np.sqrt(6.0 * noise.size)
    np.testing.assert_array_equal(record["actions"][:, deciding], (answers + noise).argmax(axis=2)[:, deciding])
    greedy, _ = lived(task, RecurrentLife(choice="greedy"))
    np.testing.assert_array_equal(greedy["actions"][:, deciding], greedy["answers"].argmax(axis=2)[:, deciding])


def test_an_expected_score_is_the_mean_over_all_actions() -> None:
    task = Bandit(arms=3, trials=4)
    record, arms = lived(task, RecurrentLife(scored="expected"))
    answers = record["answers"]
    chances = np.exp(answers) / np.exp(answers).sum(axis=2, keepdims=True)
    worth = np.asarray(arms) - np.asarray(arms).max(axis=1, keepdims=True)
    np.testing.assert_allclose(record["scores"], np.einsum("nta,na->nt", chances, worth), atol=1e-5)
    chosen, _ = lived(task, RecurrentLife())
    np.testing.assert_array_equal(chosen["actions"], record["actions"])  # it is lived alike, only scored otherwise
    difference = chosen["scores"].mean(axis=1) - record["scores"].mean(axis=1)
    assert abs(difference.mean()) < 4.0 * difference.std() / np.sqrt(LIVES)
    assert record["scores"].std() < chosen["scores"].std()
    greedy, _ = lived(task, RecurrentLife(choice="greedy", scored="expected"))
    plain, _ = lived(task, RecurrentLife(choice="greedy"))
    np.testing.assert_array_equal(greedy["scores"], plain["scores"])


def test_steps_that_are_no_choice_score_nothing_expected() -> None:
    record, _ = lived(Harlow(trials=2), RecurrentLife(scored="expected"))
    assert not record["scores"][:, 1::2].any()
    assert record["scores"][:, ::2].all()
    assert jnp.all(record["actions"][:, 1::2] == -1)
