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
from baldwin.neural.tasks.t_maze import TMaze

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


def test_weights_stay_as_they_are_after_the_last_episode_of_development() -> None:
    """Kept up to episode 2: what the first two taught is there, and the third teaches nothing more."""
    network = Perceptron(hidden=(), senses=())
    inner = {"kind": "plastic", "rule": {"kind": "hebb", "terms": ["A"], "shared": "all"}}
    lifetime = Nested.model_validate({"inner": inner, "episodes": 3, "between": "keep", "until": 2.0})
    _, record, _, newborn = lived(lifetime, network, {"inner.A": 0.3})
    first, second, third = record["weights"]["w1"]
    assert not np.array_equal(newborn.weights["w1"], first)
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(second, third)


def test_a_step_of_development_is_reinforcement_learning_by_hand() -> None:
    """One linear layer: grad log pi(a) = x (onehot(a) - pi), times the advantage, mean over the choices of an episode.

    In a double T-maze every third step is no choice, but a reward is felt there. At a turn one input is 1. Development
    ends after the share of episodes that a gene says: two of three.
    """
    task = TMaze(arms=4, trials=3, switches=(1, 1), high=1.0, low=0.25)
    network = Perceptron(hidden=(), bias=False, initial="normal", initial_scale=0.3)
    inner = {"kind": "recurrent", "memory": False}
    lifetime = Nested.model_validate({"inner": inner, "episodes": 3, "discount": 0.5, "evolves": ["steps"]})
    newborn = Newborn(network.draw(KEY, task.inputs, task.outputs), {"rate.w1": 0.7, "steps": jnp.float32(0.6)})

    @jax.jit
    def live(key: Any) -> Any:
        instance = task.sample(key)
        return live_fully(lifetime, newborn, Environment(network, task, instance, lifetime.chance(key, task, instance)))

    record = jax.tree.map(np.asarray, live(KEY)[1])
    w = np.asarray(newborn.weights["w1"], float)
    for number in range(3):
        rewards, actions = record["episode_rewards"][number].astype(float), record["episode_actions"][number]
        assert (rewards.reshape(3, 3)[:, 2] >= 0.25).all()
        assert rewards.reshape(3, 3)[:, :2].max() == 0.0
        choices = [0, 1, 3, 4, 6, 7]
        returns = {t: sum(0.5**k * rewards[t + k] for k in range(9 - t)) for t in choices}
        gradient = np.zeros_like(w)
        for t in choices:
            x = 0 if t % 3 == 0 else 1 + actions[t - 1]
            pi = np.exp(w[x]) / np.exp(w[x]).sum()
            gradient[x] += (np.eye(2)[actions[t]] - pi) * (returns[t] - np.mean(list(returns.values()))) / 6
        w = w + (0.7 * gradient if number < 2 else 0.0)
        np.testing.assert_allclose(record["weights"]["w1"][number], w, rtol=1e-4, atol=1e-6)


def test_a_still_life_neither_learns_nor_develops_nor_carries_anything_over() -> None:
    still = Nested(carry=True).still()
    assert (still.between, still.carry, still.inner) == ("nothing", False, Nested().inner.still())


def test_ability_is_that_of_the_last_tenth_of_the_episodes() -> None:
    assert float(Nested(episodes=20).ability(jnp.arange(20.0) ** 2, TASK)) == (18.0**2 + 19.0**2) / 2.0


def test_a_state_that_is_carried_makes_one_long_episode() -> None:
    """The last action and reward are not sensed across the border, so a network without senses cannot tell."""
    task, network = SlowAndFast(contexts=2, trials=24), Recurrent(units=3, senses=())
    weights = {name: 4.0 * value for name, value in network.draw(KEY, task.inputs, task.outputs).items()}

    def live(carry: bool) -> Any:
        lifetime = Nested(episodes=2, between="nothing", carry=carry)
        chance = lifetime.chance(KEY, task, INSTANCE)
        world = Environment(network, task, INSTANCE, chance)
        return live_fully(lifetime, Newborn(weights, {}), world)[1]["episode_actions"], chance.chances

    compiled = jax.jit(live, static_argnums=0)
    (carried, here), (apart, _) = (jax.tree.map(np.asarray, compiled(carry)) for carry in (True, False))
    np.testing.assert_array_equal(carried[0], apart[0])
    assert (carried[1] != apart[1]).any()
    step, ready, memory = jax.jit(network.step), network.ready(weights), network.start(weights)
    for number in range(2):
        for t in range(24):
            stepped = step(ready, memory, here.world.context[number, t])
            memory = stepped.state
            chosen = int(jnp.argmax(stepped.answer + here.noise[number, t]))
            assert chosen == int(carried[number, t])
