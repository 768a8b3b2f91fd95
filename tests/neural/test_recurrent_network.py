"""Recurrent networks against plain loops written from their equations, and what they are told of the past."""

from __future__ import annotations

import math
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from baldwin.neural.contracts import Blueprint, Environment, Newborn, Record
from baldwin.neural.contracts.living import live_fully
from baldwin.neural.contracts.networks import SENSES
from baldwin.neural.encodings.direct import Direct
from baldwin.neural.lifetimes.recurrent import RecurrentLife
from baldwin.neural.networks.recurrent import Recurrent
from baldwin.neural.tasks.bandit import Bandit
from baldwin.neural.tasks.harlow import Harlow
from baldwin.neural.tasks.sequence import Sequence
from baldwin.neural.tasks.slow_and_fast import SlowAndFast

CELLS = ("rnn", "gru", "lstm")
UNITS, SEEN, OUTPUTS, STEPS = 5, 3, 2, 25


def logistic(a: float) -> float:
    return 1.0 / (1.0 + math.exp(-a))


def loops(cell: str, weights: dict[str, Any], inputs: Any) -> tuple[Any, Any, Any]:
    """Return states (S, H), answers (S, A) and values (S,) number by number, in double precision.

    Gate k of unit j is column k H + j; gates in the order of the equations: z, r, n and f, i, o, g.
    """
    w = {name: np.asarray(value, np.float64).tolist() for name, value in weights.items()}
    units = len(w["wh"])
    h, c = w.get("h0", [0.0] * units), w.get("c0", [0.0] * units)
    told: tuple[list[Any], list[Any], list[Any]] = ([], [], [])
    for x in np.asarray(inputs, np.float64).tolist():

        def seen(gate: int, x: list[float] = x) -> list[float]:
            columns = range(gate * units, (gate + 1) * units)
            return [sum(x[i] * w["wx"][i][k] for i in range(len(x))) + w["b"][k] for k in columns]

        def recalled(gate: int, h: list[float] = h) -> list[float]:
            columns = range(gate * units, (gate + 1) * units)
            return [sum(h[i] * w["wh"][i][k] for i in range(units)) for k in columns]

        if cell == "gru":
            z, r = ([logistic(a + b) for a, b in zip(seen(k), recalled(k), strict=True)] for k in (0, 1))
            n = [math.tanh(a + gate * b) for a, gate, b in zip(seen(2), r, recalled(2), strict=True)]
            h = [z[j] * h[j] + (1.0 - z[j]) * n[j] for j in range(units)]
        elif cell == "rnn":
            h = [math.tanh(a + b) for a, b in zip(seen(0), recalled(0), strict=True)]
        else:
            f, i, o = ([logistic(a + b) for a, b in zip(seen(k), recalled(k), strict=True)] for k in (0, 1, 2))
            g = [math.tanh(a + b) for a, b in zip(seen(3), recalled(3), strict=True)]
            c = [f[j] * c[j] + i[j] * g[j] for j in range(units)]
            h = [o[j] * math.tanh(c[j]) for j in range(units)]
        told[0].append(h)
        told[1].append([sum(h[j] * w["w_out"][j][a] for j in range(units)) + b for a, b in enumerate(w["b_out"])])
        told[2].append(sum(h[j] * w["w_value"][j][0] for j in range(units)) + w["b_value"][0] if "w_value" in w else 0)
    return np.array(told[0]), np.array(told[1]), np.array(told[2])


@pytest.mark.parametrize("value", [False, True])
@pytest.mark.parametrize("initial", ["zero", "inherited"])
@pytest.mark.parametrize("units", [1, UNITS])
@pytest.mark.parametrize("cell", CELLS)
def test_steps_are_the_equations(cell: Any, units: int, initial: Any, value: bool) -> None:
    """All tensors random, biases and initial states too; single precision stays within 1e-5 of double."""
    network = Recurrent(cell=cell, units=units, initial_state=initial, value=value, senses=())
    shapes, rng = network.shapes(SEEN, OUTPUTS), np.random.default_rng(units)
    weights = {name: rng.normal(0.0, 0.7, shape).astype(np.float32) for name, shape in shapes.items()}
    inputs = rng.normal(size=(STEPS, SEEN)).astype(np.float32)
    ready = network.ready(weights)

    def step(memory: Any, x: Any) -> Any:
        stepped = network.step(ready, memory, x)
        return stepped.state, (stepped.state.hidden, stepped.answer, stepped.value)

    _, found = jax.lax.scan(step, network.start(ready), inputs)
    for mine, theirs in zip(loops(cell, weights, inputs), found, strict=True):
        np.testing.assert_allclose(theirs, mine, atol=1e-5, rtol=0.0)
    assert np.abs(found[0]).max() > 0.1


@pytest.mark.parametrize("cell", CELLS)
def test_a_readout_that_sees_the_observation(cell: Any) -> None:
    """Answers are those without it plus observation w_skip; what is sensed of the past does not reach it."""
    plain, task = Recurrent(cell=cell, units=2), SlowAndFast(contexts=SEEN)
    network = plain.model_copy(update={"skip": True})
    shapes, rng = network.shapes(SEEN, OUTPUTS), np.random.default_rng(1)
    assert {**plain.shapes(SEEN, OUTPUTS), "w_skip": (SEEN, OUTPUTS)} == shapes
    assert [where for where, _ in network.refuses(0, OUTPUTS)] == ["network.skip"]
    assert plain.refuses(0, OUTPUTS) == network.refuses(SEEN, OUTPUTS) == []
    assert network.axes("w_skip") == ("observation", "outputs")
    assert Direct().size(blueprint(network, task)) == Direct().size(blueprint(plain, task)) + SEEN * OUTPUTS
    assert {network.fan_in(name, SEEN, OUTPUTS) for name in network.head} == {2 + SEEN}
    assert network.bias_of("w_skip") == "b_out"
    weights = {name: jnp.asarray(rng.normal(size=shape), jnp.float32) for name, shape in shapes.items()}
    x, push = rng.normal(size=plain.width(SEEN, OUTPUTS)), np.arange(1.0, 3.0)
    start = network.start(weights)
    without = plain.step(plain.ready({name: weights[name] for name in shapes if name != "w_skip"}), start, x)
    found = network.step(network.pushed(network.ready(weights), {"b_out": jnp.asarray(push)}), start, x)
    wanted = without.answer + x[:SEEN] @ np.asarray(weights["w_skip"]) + push
    np.testing.assert_allclose(found.answer, wanted, rtol=1e-5)
    seen = found.activity["w_skip"]
    np.testing.assert_allclose(seen.before, x[:SEEN], rtol=1e-6)
    for name in network.head:
        np.testing.assert_array_equal(found.activity[name].after, found.answer)


def blueprint(network: Recurrent, task: Any) -> Blueprint:
    """Return what an encoding has to make where lives inherit nothing beside the weights."""
    shapes = network.shapes(task.inputs, task.outputs)
    fan_in = {name: network.fan_in(name, task.inputs, task.outputs) for name in shapes}
    return Blueprint(shapes, fan_in, (), (), lambda key: network.draw(key, task.inputs, task.outputs))


@pytest.mark.parametrize("cell", CELLS)
def test_shapes_and_gene_counts(cell: Any) -> None:
    """Genes: gates (width + H + 1) H, readout (H + 1) A; H for each inherited state; H + 1 for the value head."""
    gates = {"rnn": 1, "gru": 3, "lstm": 4}[cell]
    task = Bandit(arms=3)
    for senses, width in (((), 0), (("action", "reward"), 4), (SENSES, 9), (("trial", "termination"), 2)):
        plain = Recurrent(cell=cell, units=7, senses=senses)
        assert plain.width(task.inputs, task.outputs) == width
        genes = gates * 7 * (width + 7 + 1) + 3 * (7 + 1)
        assert Direct().size(blueprint(plain, task)) == genes
        rich = plain.model_copy(update={"initial_state": "inherited", "value": True})
        assert Direct().size(blueprint(rich, task)) == genes + 7 * (2 if cell == "lstm" else 1) + 7 + 1
        order = ["wx", "wh", "b", "h0", *(["c0"] if cell == "lstm" else []), "w_out", "b_out", "w_value", "b_value"]
        assert list(rich.shapes(task.inputs, task.outputs)) == order
        assert rich.fan_in("wx", 0, 3) == rich.fan_in("wh", 0, 3) == rich.fan_in("b", 0, 3) == width + 7
        assert {rich.fan_in(name, 0, 3) for name in order[3:]} == {7}


def test_the_network_of_wang_has_as_many_parameters_as_it_should() -> None:
    """48 LSTM units on action (2), reward and trial: 4 (4 + 48 + 1) 48 = 10,176, policy 98, value 49."""
    network = Recurrent(cell="lstm", units=48, senses=("action", "reward", "trial"), value=True)
    assert network.width(0, 2) == 4
    shapes = {name: math.prod(shape) for name, shape in network.shapes(0, 2).items()}
    assert shapes["wx"] + shapes["wh"] + shapes["b"] == 10_176
    assert shapes["w_out"] + shapes["b_out"] == 98
    assert shapes["w_value"] + shapes["b_value"] == 49
    assert Direct().size(blueprint(network, Bandit())) == 10_323


@pytest.mark.parametrize(("cell", "scale"), [("rnn", "fan_in"), ("gru", "unit"), ("lstm", "fan_in")])
def test_founders_follow_their_law(cell: Any, scale: Any) -> None:
    """Weights are N(0, (initial_scale)^2 / fan_in), whatever a gene is worth; biases and states 0, but one gate."""
    network = Recurrent(
        cell=cell, units=6, value=True, initial_state="inherited", initial_scale=0.8, initial_gate=1.5, senses=SENSES
    )
    task, encoding, count = Harlow(features=2), Direct(weight_scale=scale), 400
    made, keys = blueprint(network, task), jax.random.split(jax.random.key(3), count)
    genotypes = jax.jit(jax.vmap(lambda key: encoding.founder(key, made)))(keys)
    born = jax.vmap(lambda genotype: encoding.develop(genotype, made).weights)(genotypes)
    weights = {name: np.asarray(value, np.float64) for name, value in born.items()}
    gate = np.zeros_like(weights["b"])
    if cell != "rnn":
        gate[:, :6] = 1.5  # z of a GRU, f of an LSTM
    np.testing.assert_allclose(weights["b"], gate, rtol=1e-6)
    assert not any(weights[name].any() for name in weights if name in ("h0", "c0", "b_out", "b_value"))
    drawn = ("wx", "wh", "w_out", "w_value")
    for name in drawn:
        fan_in = 4 + 2 + 1 + 2 + 1 + 1 + 6 if name in ("wx", "wh") else 6
        wanted, n = 0.8 / math.sqrt(fan_in), weights[name].size
        assert abs(weights[name].mean()) < 4.0 * wanted / math.sqrt(n), name
        assert abs(weights[name].std() - wanted) < 4.0 * wanted / math.sqrt(2.0 * n), name
    flat = np.concatenate([weights[name].reshape(count, -1) for name in drawn], axis=1)
    squares = np.corrcoef(flat.T)[np.triu_indices(flat.shape[1], 1)] ** 2  # tensors and entries are drawn apart
    assert abs(squares.mean() * (count - 1) - 1.0) < 4.0 * math.sqrt(2.0 / squares.size)


GLASS = 0.1  # an rnn with wx = 0.1 I and no memory shows what it was told: x = artanh(h) / 0.1


def recorded(life: RecurrentLife, newborn: Newborn, network: Recurrent, task: Any, instance: Any, seed: int) -> Record:
    """Return everything that happened in one life."""
    chance = life.chance(jax.random.key(seed), task, instance)
    _, record = live_fully(life, newborn, Environment(network, task, instance, chance))
    found: Record = jax.device_get(record)
    return found


def told(life: RecurrentLife, task: Any, network: Recurrent, seed: int = 0) -> tuple[Any, Record]:
    """Return what a network is given (S, width) in one life, and everything that happened in it."""
    width = network.width(task.inputs, task.outputs)
    glass = network.model_copy(update={"cell": "rnn", "units": width})
    weights = {name: jnp.zeros(shape) for name, shape in glass.shapes(task.inputs, task.outputs).items()}
    weights["wx"] = GLASS * jnp.eye(width)
    instance = task.sample(jax.random.key(seed))
    record = recorded(life, Newborn(weights, {}), glass, task, instance, seed + 1)
    given = np.arctanh(record["hidden"].astype(np.float64)) / GLASS
    np.testing.assert_allclose(record["activity"]["wx"]["before"], given, atol=2e-6)
    return given, record


@pytest.mark.parametrize(
    ("senses", "mask"),
    [
        (SENSES, ()),
        (SENSES[::-1], ()),
        (SENSES, ("reward",)),
        (("reward_action", "trial", "reward"), ("reward_action",)),
        (SENSES, SENSES),
    ],
)
def test_senses_come_in_order_and_tell_of_the_last_step(senses: Any, mask: Any) -> None:
    task = Bandit(arms=3, trials=12)
    network = Recurrent(senses=senses, reward_centre=0.25, reward_scale=0.5)
    x, record = told(RecurrentLife(mask=mask), task, network)
    assert len(set(record["actions"])) == 3
    assert set(record["rewards"]) == {0.0, 1.0}
    for step in range(task.trials):
        action, reward = np.zeros(3), 0.0
        if step > 0:
            action[record["actions"][step - 1]] = 1.0
            reward = (record["rewards"][step - 1] - 0.25) / 0.5
        parts = {
            "action": action,
            "reward": [reward],
            "reward_action": action * reward,
            "trial": [step / task.trials],
            "termination": [float(step > 0)],
        }
        wanted = np.concatenate([np.zeros_like(parts[one]) if one in mask else parts[one] for one in senses])
        np.testing.assert_allclose(x[step], wanted, atol=2e-6)


def test_nothing_is_sensed_of_steps_that_were_no_choice() -> None:
    """Harlow with fixation and feedback: after the feedback, and at fixation, the centre of reward plays no part."""
    task = Harlow(features=1, trials=5, fixation=True, feedback=True)
    network = Recurrent(senses=("termination", "action", "reward"), reward_centre=-2.0, reward_scale=4.0)
    x, record = told(RecurrentLife(), task, network)
    np.testing.assert_allclose(x[:, :2], record["observations"], atol=2e-6)
    for trial in range(5):
        fixation, choice, feedback = x[3 * trial : 3 * trial + 3, 2:]
        np.testing.assert_allclose(fixation, [float(trial > 0), 0.0, 0.0, 0.0], atol=2e-6)
        np.testing.assert_allclose(choice, 0.0, atol=2e-6)
        chosen, reward = record["actions"][3 * trial + 1], record["rewards"][3 * trial + 1]
        np.testing.assert_allclose(feedback, [0.0, chosen == 0, chosen == 1, (reward + 2.0) / 4.0], atol=2e-6)
    assert (record["actions"][0::3] == -1).all()
    assert (record["actions"][2::3] == -1).all()


def test_predictions_leave_nothing_to_sense() -> None:
    task = Sequence(trials=6)
    x, record = told(RecurrentLife(), task, Recurrent(senses=("trial", "termination", "action", "reward")))
    np.testing.assert_allclose(x[:, 0], record["observations"][:, 0], atol=2e-6)
    np.testing.assert_allclose(x[:, 1], np.arange(6) / 6, atol=2e-6)
    np.testing.assert_allclose(x[:, 3:], 0.0, atol=2e-6)


def test_an_inherited_state_is_where_a_life_begins_and_where_it_is_held() -> None:
    task = Bandit(trials=3)
    network = Recurrent(cell="lstm", units=2, senses=(), initial_state="inherited")
    rng = np.random.default_rng(5)
    weights = {name: rng.normal(size=shape) for name, shape in network.shapes(0, 2).items()}
    newborn = Newborn({name: jnp.asarray(value, jnp.float32) for name, value in weights.items()}, {})
    kept, held = (
        recorded(life, newborn, network, task, jnp.array([0.5, 0.5]), 0)["hidden"]
        for life in (RecurrentLife(), RecurrentLife(memory=False))
    )
    states, _, _ = loops("lstm", weights, np.zeros((3, 0)))
    np.testing.assert_allclose(kept, states, atol=1e-5)
    np.testing.assert_allclose(held, np.broadcast_to(states[0], held.shape), atol=1e-5)
    assert np.abs(states[1] - states[0]).max() > 1e-2
