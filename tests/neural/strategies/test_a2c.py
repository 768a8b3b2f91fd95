"""Advantage actor-critic: what it climbs, the gradient of that, and that it gets somewhere."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from baldwin.definition import from_toml
from baldwin.neural.contracts import Array, State
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.engine import NeuralEngine
from baldwin.neural.evolution.gradients import climb
from baldwin.neural.evolution.lives import Environments, live_one_fully
from baldwin.neural.replay import replay
from baldwin.neural.strategies.a2c import A2C
from baldwin.neural.traced import with_numbers

TOML = """
name = "reinforced"
[population]
size = 1
generations = 8
[task]
kind = "{task}"
[network]
kind = "recurrent"
cell = "lstm"
units = 2
value = true
[lifetime]
kind = "recurrent"
[sampling]
lives = 4

[fitness]
reads = "life"
[strategy]
kind = "a2c"
[assays]
every = 0
"""


def define(*overrides: str, task: str = "bandit") -> NeuralDefinition:
    definition = from_toml(TOML.format(task=task), "reinforced.toml", overrides)
    assert isinstance(definition, NeuralDefinition)
    return definition


def returns(strategy: A2C, rewards: Any, values: Any) -> list[float]:
    """Return R_t step by step from the end, where nothing follows."""
    steps = len(rewards)
    found = [0.0] * steps
    for t in reversed(range(steps)):
        follows = t + 1 < steps
        if (t + 1) % strategy.unroll == 0:
            later = float(values[t + 1]) if follows else 0.0
        else:
            later = found[t + 1] if follows else 0.0
        found[t] = float(rewards[t]) + strategy.discount * later
    return found


def total(
    strategy: A2C, answers: Any, actions: Any, held: Any, advantages: Any, values: Any, deciding: Any, progress: float
) -> float:
    """Return the sum over steps of A log pi + entropy H - value_weight / 2 (R - V)^2; A and R (`held`) as given."""
    found, weight = 0.0, strategy.entropy * (1.0 - progress) + strategy.entropy_final * progress
    for t, answer in enumerate(np.asarray(answers, np.float64)):
        if deciding[t]:
            pi = np.exp(answer - answer.max()) / np.exp(answer - answer.max()).sum()
            found += advantages[t] * np.log(pi[actions[t]]) - weight * (pi * np.log(pi)).sum()
        found -= 0.5 * strategy.value_weight * (held[t] - values[t]) ** 2
    return float(found)


@pytest.mark.parametrize("progress", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("unroll", [1, 4, 13, 100])
def test_what_is_climbed_is_the_formula(unroll: int, progress: float) -> None:
    """Returns cut every `unroll` steps, entropy on its way to the end, steps without a choice with values alone."""
    rng = np.random.default_rng(unroll)
    strategy = A2C(unroll=unroll, discount=0.7, value_weight=0.4, entropy=0.3, entropy_final=0.1)
    deciding = rng.random(13) < 0.7
    answers, rewards, values = rng.normal(size=(13, 3)), rng.normal(size=13), rng.normal(size=13)
    actions = np.where(deciding, rng.integers(0, 3, 13), -1)
    assert 0 < deciding.sum() < 13
    held = returns(strategy, rewards, values)
    wanted = total(strategy, answers, actions, held, held - values, values, deciding, progress)
    told, felt, expected = (jnp.asarray(one, jnp.float32) for one in (answers, rewards, values))
    found = strategy.worth(told, jnp.asarray(actions), felt, expected, jnp.asarray(deciding), jnp.float32(progress))
    assert float(found) == pytest.approx(wanted, abs=2e-5)
    if unroll == 1:
        np.testing.assert_allclose(held[:-1], rewards[:-1] + 0.7 * values[1:])


def answers_and_values(genotype: Any, inputs: Any) -> tuple[Any, Any]:
    """Return what an LSTM of two units tells after each input (S, width), in double precision."""
    width, units, place = inputs.shape[1], 2, 0
    tensors = []
    for shape in ((width, 8), (units, 8), (8,), (units, 2), (2,), (units, 1), (1,)):
        size = int(np.prod(shape))
        tensors.append(genotype[place : place + size].reshape(shape))
        place += size
    wx, wh, b, w_out, b_out, w_value, b_value = tensors
    assert place == genotype.size
    h, c, told = np.zeros(units), np.zeros(units), []
    for x in inputs:
        a = x @ wx + h @ wh + b
        f, i, o = (1.0 / (1.0 + np.exp(-a[k : k + 2])) for k in (0, 2, 4))
        c = f * c + i * np.tanh(a[6:])
        h = o * np.tanh(c)
        told.append((h @ w_out + b_out, (h @ w_value + b_value)[0]))
    return np.array([one for one, _ in told]), np.array([one for _, one in told])


class Shown(A2C):
    """Shows the gradient that it climbs, in the place of its next state."""

    def climb(self, state: State, gradient: Array) -> State:
        del state
        return gradient


def test_the_gradient_is_that_of_held_actions_and_advantages() -> None:
    """Against finite differences in double precision (steps of 1e-5, good to 1e-9): 5e-6 of the largest component.

    Harlow, where half of the steps are no choices: inputs, actions and rewards are those of the lives that were lived.
    """
    definition = define(
        "task.features=1",
        "task.trials=3",
        "strategy.unroll=4",
        "strategy.value_weight=0.5",
        "strategy.entropy=0.2",
        "strategy.entropy_final=0.1",
        "network.initial_scale=1.5",
        task="harlow",
    )
    strategy, task, progress = definition.strategy, definition.task, 0.25
    assert isinstance(strategy, A2C)
    genotype = definition.encoding.founder(jax.random.key(1), definition.blueprint)
    genotype += 0.3 * jax.random.normal(jax.random.key(2), genotype.shape)
    instances = task.sample_many(jax.random.key(3), 4)
    worlds = Environments.of(definition, instances, jax.random.split(jax.random.key(4), 4))

    @jax.jit
    def after(genotype: Any) -> Any:
        state = {"mean": genotype, "generations": jnp.float32(8)}
        return climb(definition, Shown(**strategy.model_dump()), state, worlds, jnp.int32(2))  # a quarter of the way

    gradient, _, lived = after(genotype)
    newborn = definition.encoding.develop(genotype, definition.blueprint)
    _, record = jax.device_get(live_one_fully(definition, newborn, worlds))
    deciding = np.tile([True, False], 3)
    told = []
    for number in range(4):
        acted = np.eye(2)[record["actions"][number]] * deciding[:, None]
        past = np.concatenate([acted, record["rewards"][number][:, None]], axis=1)
        past = np.concatenate([np.zeros((1, 3)), past[:-1]])
        inputs = np.concatenate([record["observations"][number], past], axis=1).astype(np.float64)
        values = answers_and_values(np.asarray(genotype, np.float64), inputs)[1]
        np.testing.assert_allclose(values, record["values"][number], atol=1e-5)
        held = returns(strategy, record["rewards"][number], values)
        told.append((inputs, record["actions"][number], held, held - values))

    def worth(genes: Any) -> float:
        found = 0.0
        for inputs, actions, held, advantages in told:
            answers, values = answers_and_values(genes, inputs)
            found += total(strategy, answers, actions, held, advantages, values, deciding, progress)
        return found / len(told)

    start = np.asarray(genotype, np.float64)
    steps = 1e-5 * np.eye(start.size)
    slopes = np.array([(worth(start + step) - worth(start - step)) / 2e-5 for step in steps])
    np.testing.assert_allclose(gradient, slopes, rtol=0.0, atol=5e-6 * np.abs(slopes).max())
    assert (np.abs(slopes) > 1e-3 * np.abs(slopes).max()).mean() > 0.9  # there is something in every tensor
    assert float(lived.fitness[0]) == pytest.approx(record["scores"].sum() / 12, abs=1e-6)  # measured, not climbed
    assert not lived.diverged.any()


def test_entropy_goes_to_its_end_linearly_over_the_generations() -> None:
    """A plain step in generation 0, 4 or 8 of 8 is that of a constant entropy of 2, 1.25 or 0.5."""
    plain = define("task.trials=3", 'strategy.optimiser="sgd"', "strategy.learning_rate=1.0")
    genes = plain.encoding.size(plain.blueprint)
    genotype = 0.5 * jax.random.normal(jax.random.key(1), (genes,))
    instances = plain.task.sample_many(jax.random.key(3), 4)
    worlds = Environments.of(plain, instances, jax.random.split(jax.random.key(4), 4))

    @jax.jit
    def after(generation: Any, first: Any, last: Any) -> Any:
        definition = with_numbers(plain, {"strategy": {"entropy": first, "entropy_final": last}})
        strategy: Any = definition.strategy
        state = strategy.init(jax.random.key(0), genotype[None], jnp.float32(8))
        state, _, _ = climb(definition, strategy, state, worlds, generation)
        return strategy.centre(state) - genotype

    found = [np.asarray(after(jnp.int32(generation), 2.0, 0.5)) for generation in (0, 4, 8)]
    for step, constant in zip(found, (2.0, 1.25, 0.5), strict=True):
        np.testing.assert_allclose(step, after(jnp.int32(3), constant, constant), atol=1e-6)
    assert np.abs(found[0] - found[2]).max() > 1e-2


def test_it_learns_an_easy_bandit() -> None:
    """From chance, a regret of 0.4 for each of 10 trials, to less than win-stay lose-shift has: 0.112, exactly."""
    definition = define(
        'task.law="easy"',
        "task.trials=10",
        "network.units=8",
        "population.generations=400",
        "sampling.lives=32",
        'strategy.optimiser="adam"',
        "strategy.learning_rate=0.02",
    )
    engine = NeuralEngine(definition)
    state, founder = engine.found()
    state, _ = engine.advance(state, 400)
    lives = replay(definition, engine.centres(state), 2000, only=("scores",))
    regret = -np.asarray(lives["scores"][0], np.float64).mean(axis=1)
    assert float(founder.generations["fitness_mean"][0]) < -0.3
    assert regret.mean() + 4.0 * regret.std(ddof=1) / np.sqrt(2000) < 0.112
