"""Lives within lives: each part against plain NumPy or against the inner life lived alone."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from baldwin.neural.contracts import Environment, Newborn
from baldwin.neural.contracts.living import live_fully
from baldwin.neural.lifetimes.nested import Nested
from baldwin.neural.networks.perceptron import Perceptron
from baldwin.neural.networks.recurrent import Recurrent
from baldwin.neural.tasks.slow_and_fast import SlowAndFast

KEY = jax.random.key(3)
TASK = SlowAndFast(contexts=2, trials=4)
INSTANCE = TASK.sample(KEY)


def lived(lifetime: Nested, network: Any, genes: dict[str, Any]) -> tuple[Any, dict[str, Any], Any, Newborn]:
    newborn = Newborn(network.draw(KEY, TASK.inputs, TASK.outputs), genes)
    chance = lifetime.chance(KEY, TASK, INSTANCE)
    history, record = live_fully(lifetime, newborn, Environment(network, TASK, INSTANCE, chance))
    return history, record, chance, newborn


def episode(chance: Any, number: int) -> Any:
    return jax.tree.map(lambda leaf: leaf[number], chance)


def test_what_stays_stays_and_what_is_new_is_new() -> None:
    chance = Nested(episodes=5).chance(KEY, TASK, INSTANCE)
    assert (np.asarray(chance.instances.slow) == np.asarray(INSTANCE.slow)).all()
    assert len(np.unique(chance.instances.fast)) == 5


def test_without_development_each_episode_is_the_inner_life_lived_alone() -> None:
    network = Recurrent(units=3)
    lifetime = Nested(episodes=3, between="nothing")
    history, record, chance, newborn = lived(lifetime, network, {})
    for number in range(3):
        here = episode(chance, number)
        alone, told = live_fully(lifetime.inner, newborn, Environment(network, TASK, here.instances, here.chances))
        np.testing.assert_allclose(record["episode_scores"][number], alone.scores, rtol=1e-5)
        np.testing.assert_array_equal(record["episode_actions"][number], told["actions"])
        assert history.scores[number] == pytest.approx(float(alone.scores.mean()), rel=1e-5)


def test_weights_that_are_kept_are_those_that_plasticity_left() -> None:
    network = Perceptron(hidden=(), senses=())
    inner = {"kind": "plastic", "rule": {"kind": "hebb", "terms": ["A"], "shared": "all"}, "modulator": "reward"}
    lifetime = Nested.model_validate({"inner": inner, "episodes": 3, "between": "keep"})
    genes = {"inner.A": 0.3, "inner.modulator.baseline": 0.1}
    assert {gene.name for gene in lifetime.genes(network, TASK)} == set(genes)
    _, record, chance, newborn = lived(lifetime, network, genes)
    weights, within = newborn.weights, {"A": 0.3, "modulator.baseline": 0.1}
    for number in range(3):
        here = episode(chance, number)
        world = Environment(network, TASK, here.instances, here.chances)
        weights = live_fully(lifetime.inner, Newborn(weights, within), world)[0].learned
        np.testing.assert_allclose(record["weights"]["w1"][number], weights["w1"], rtol=1e-5)


def test_a_step_of_development_is_reinforcement_learning_by_hand() -> None:
    """One linear layer: grad log pi(a) = x (onehot(a) - pi), times the advantage, over the choices of an episode."""
    network = Perceptron(hidden=(), bias=False, initial="normal", initial_scale=0.3)
    inner = {"kind": "recurrent", "memory": False}
    lifetime = Nested.model_validate({"inner": inner, "episodes": 2, "discount": 0.5})
    _, record, chance, newborn = lived(lifetime, network, {"rate.w1": 0.7})
    w = np.asarray(newborn.weights["w1"], float)
    for number in range(2):
        rewards = np.asarray(record["episode_rewards"][number], float)
        actions = np.asarray(record["episode_actions"][number])
        returns = np.array([sum(0.5**k * rewards[t + k] for k in range(4 - t)) for t in range(4)])
        gradient = np.zeros_like(w)
        for t, x in enumerate(np.asarray(episode(chance, number).chances.world.context, float)):
            pi = np.exp(x @ w) / np.exp(x @ w).sum()
            gradient += np.outer(x, np.eye(2)[actions[t]] - pi) * (returns[t] - returns.mean()) / 4
        w = w + 0.7 * gradient
        np.testing.assert_allclose(record["weights"]["w1"][number], w, rtol=1e-4, atol=1e-6)


def test_a_state_that_is_carried_makes_one_long_episode() -> None:
    """The last action and reward are not sensed across the border, so a network without senses cannot tell."""
    network = Recurrent(units=3, senses=())
    _, carried, _, newborn = lived(Nested(episodes=2, between="nothing", carry=True), network, {})
    _, apart, chance, _ = lived(Nested(episodes=2, between="nothing"), network, {})
    np.testing.assert_array_equal(carried["episode_actions"][0], apart["episode_actions"][0])
    memory = network.start(newborn.weights)
    ready = network.ready(newborn.weights)
    for number in range(2):
        here = episode(chance, number).chances
        for t in range(4):
            stepped = network.step(ready, memory, here.world.context[t])
            memory = stepped.state
            chosen = int(jnp.argmax(stepped.answer + here.noise[t]))
            assert chosen == int(carried["episode_actions"][number][t])
