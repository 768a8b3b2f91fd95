"""Choices of lives that learn by memory: how they are drawn, and what they score."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from baldwin.neural.encodings.direct import Direct
from baldwin.neural.lifetimes.recurrent import RecurrentLife
from baldwin.neural.networks.recurrent import Recurrent
from baldwin.neural.tasks.bandit import Bandit
from baldwin.neural.tasks.harlow import Harlow

NETWORK = Recurrent(units=4, senses=("action", "reward"), initial_scale=3.0)
LIVES = 4000


def lived(task: Any, life: RecurrentLife) -> Any:
    """Return the traces of many lives of one newborn, and the answers of its network."""
    encoding = Direct(rate="fixed")
    newborn = encoding.develop(encoding.founder(jax.random.key(2), NETWORK, task), NETWORK, task)
    instances = task.sample_many(jax.random.key(0), LIVES)
    keys = jax.random.split(jax.random.key(1), LIVES)

    def one(key: Any, instance: Any) -> Any:
        return life.told(life.fate(key, task, instance), newborn, NETWORK, task, instance)

    return jax.device_get(jax.jit(jax.vmap(one))(keys, instances)), instances


@pytest.mark.parametrize("task", [Bandit(arms=3, trials=3), Harlow(trials=2)])
def test_actions_are_drawn_from_the_softmax_of_answers(task: Any) -> None:
    (trace, answers), _ = lived(task, RecurrentLife())
    chances = np.exp(answers) / np.exp(answers).sum(axis=2, keepdims=True)
    deciding = np.tile(task.deciding, task.trials)
    for action in range(task.outputs):
        chosen, p = trace.actions[:, deciding] == action, chances[:, deciding, action]
        error = np.sqrt((p * (1.0 - p)).sum())
        assert abs(chosen.sum() - p.sum()) < 4.0 * error
    greedy, answers = lived(task, RecurrentLife(choice="greedy"))[0]
    np.testing.assert_array_equal(greedy.actions[:, deciding], answers.argmax(axis=2)[:, deciding])


def test_an_expected_score_is_the_mean_over_all_actions() -> None:
    task = Bandit(arms=3, trials=4)
    (trace, answers), arms = lived(task, RecurrentLife(scored="expected"))
    chances = np.exp(answers) / np.exp(answers).sum(axis=2, keepdims=True)
    worth = np.asarray(arms) - np.asarray(arms).max(axis=1, keepdims=True)
    np.testing.assert_allclose(trace.scores, np.einsum("nta,na->nt", chances, worth), atol=1e-5)
    (chosen, _), _ = lived(task, RecurrentLife())
    np.testing.assert_array_equal(chosen.actions, trace.actions)  # it is lived alike, and only scored otherwise
    difference = chosen.scores.mean(axis=1) - trace.scores.mean(axis=1)
    assert abs(difference.mean()) < 4.0 * difference.std() / np.sqrt(LIVES)
    assert trace.scores.std() < chosen.scores.std()
    (greedy, _), _ = lived(task, RecurrentLife(choice="greedy", scored="expected"))
    (plain, _), _ = lived(task, RecurrentLife(choice="greedy"))
    np.testing.assert_array_equal(greedy.scores, plain.scores)


def test_steps_that_are_no_choice_score_nothing_expected() -> None:
    (trace, _), _ = lived(Harlow(trials=2), RecurrentLife(scored="expected"))
    assert not trace.scores[:, 1::2].any()
    assert trace.scores[:, ::2].all()
    assert jnp.all(trace.actions[:, 1::2] == -1)
