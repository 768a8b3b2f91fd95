"""Every lifetime with every network that fits it, in every kind of task: what is recorded, and what is lived.

And every network by itself: an answer is a step from the start, and activity is what a local rule could learn from.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from baldwin.neural.contracts import Environment, InteractiveTask, Lifetime, Network, Newborn, Task
from baldwin.neural.contracts.living import live, live_fully
from baldwin.neural.lifetimes._episodes import RECORDS
from baldwin.neural.networks._pairs import FollowsNodes
from baldwin.neural.networks.perceptron import Perceptron
from baldwin.neural.networks.recurrent import Recurrent
from baldwin.neural.registry import kinds

KEY = jax.random.key(17)
TASKS: dict[str, Any] = kinds("task")
LIFETIMES: dict[str, Any] = kinds("lifetime")
NETWORKS: dict[str, Network] = {
    "perceptron": Perceptron(hidden=(4,), activation="tanh", output_scale=True),
    "linear map": Perceptron(hidden=(), bias=False),
    "rnn": Recurrent(cell="rnn", units=3, senses=(), initial_state="inherited"),
    "gru": Recurrent(cell="gru", units=3, senses=(), value=True),
    "lstm": Recurrent(cell="lstm", units=3, senses=(), initial_state="inherited", value=True),
    **{f"tiny {name}": kind.tiny() for name, kind in kinds("network").items()},  # type: ignore[attr-defined]
}
STATES = ("h0", "c0")  # tensors that are no synapses
OF_IMAGES = {"tiny convolution"}  # networks of square images, which few tasks show
OF_NODES = {f"tiny {name}" for name, kind in kinds("network").items() if issubclass(kind, FollowsNodes)}  # of one task
SHOWN = {**dict.fromkeys(OF_IMAGES, (36, 2)), **dict.fromkeys(OF_NODES, (12, 3))}  # inputs and outputs; else 3 and 2


def fits(lifetime: str, network: str, task: str) -> bool:
    life, a_network, a_task = LIFETIMES[lifetime].tiny(), NETWORKS[network], TASKS[task].tiny()
    if a_task.manner not in life.manners or a_task.refuses(a_network) is not None:
        return False
    if a_network.sensed() and a_task.manner != "trials":
        return False
    outputs = life.outputs(a_network, a_task)
    return not life.refuses(a_network, a_task) and not a_network.refuses(a_task.inputs, outputs)


@cache
def cases() -> list[tuple[str, str, str]]:
    """Return lifetime, network and task: each life with each network in some task, and in each task with some network.

    As few as that takes: first those that are new in both ways.
    """
    fitting = [(life, net, task) for life in LIFETIMES for net in NETWORKS for task in TASKS if fits(life, net, task)]
    chosen, met = [], set[tuple[str, str, str]]()
    for wanted in (2, 1):
        for life, net, task in fitting:
            new = {(life, "network", net), (life, "task", task)} - met
            if len(new) >= wanted:
                chosen.append((life, net, task))
                met |= new
    return chosen


def quick_first() -> list[Any]:
    """Return the cases; quick are those with a network that is new, or of a kind that is new to the life.

    Each task is tried with some life in `test_contract.py` or `test_trials_contract.py`, too.
    """
    met: set[Any] = set()
    listed: list[Any] = []
    for life, net, task in cases():
        new = {net, (life, type(NETWORKS[net]))} - met
        listed.append((life, net, task) if new else pytest.param(life, net, task, marks=pytest.mark.slow))
        met |= new
    return listed


def newborn_of(life: Lifetime, network: Network, task: Task) -> Newborn:
    declared = (*network.gains(), *life.genes(network, task))
    genes = {gene.name: jnp.full(gene.shape, gene.initial, jnp.float32) for gene in declared}
    gains = {gene.name: genes.pop(gene.name) for gene in network.gains()}
    return Newborn({**network.draw(KEY, task.inputs, life.outputs(network, task)), **gains}, genes)


def at_all_times(meaning: str, life: Lifetime, task: Task) -> int | None:
    """Return the length of an array along its first axis, as its meaning says; None if it says nothing."""
    found = re.search(r"\((S \+ 1|S|1)\b", meaning)
    steps = life.experiences(task)
    return None if found is None else {"S": steps, "S + 1": steps + 1, "1": 1}[found[1]]


@pytest.mark.parametrize(("lifetime", "network", "task"), quick_first())
def test_a_life_is_the_same_however_much_of_it_is_told(lifetime: str, network: str, task: str) -> None:
    """Its scores are the same bits; what is told is declared, as long as is said, and ends as the life did."""
    life, a_network, a_task = LIFETIMES[lifetime].tiny(), NETWORKS[network], TASKS[task].tiny()
    newborn, instance = newborn_of(life, a_network, a_task), a_task.sample(KEY)

    def world(life: Lifetime, key: Any) -> Environment:
        return Environment(a_network, a_task, instance, life.chance(key, a_task, instance))

    def lives(newborn: Newborn, key: Any) -> Any:
        return live(life, newborn, world(life, key)), live(life.still(), newborn, world(life.still(), key))

    brief, unlearned = jax.jit(lives)(newborn, KEY)
    history, record = jax.jit(lambda newborn, key: live_fully(life, newborn, world(life, key)))(newborn, KEY)
    assert brief.scores.shape == (life.num_scores(a_task),)
    np.testing.assert_array_equal(brief.scores, history.scores)
    jax.tree.map(np.testing.assert_array_equal, brief.learned, history.learned)
    assert bool(brief.diverged) == bool(history.diverged) is False
    assert {name: value.shape for name, value in history.learned.items()} == {
        name: value.shape for name, value in newborn.weights.items()
    }

    assert set(record) <= set(life.records)
    may_lack = {"hidden", "cells"} | (set() if life.changes_weights else {"weights"})  # not every network has them
    if "episodes" in life.manners and not isinstance(a_task, InteractiveTask):
        may_lack |= set(RECORDS) - {"weights"}  # of episodes, which lives with examples do not have
    assert set(life.records) - set(record) <= may_lack
    for name, part in record.items():
        length = at_all_times(life.records[name], life, a_task)
        assert length is not None, name
        assert all(leaf.shape[0] == length for leaf in jax.tree.leaves(part)), name
    if "weights" in record:
        for name, values in record["weights"].items():
            np.testing.assert_array_equal(values[-1], history.learned[name], err_msg=name)
            if life.shows_birth:
                np.testing.assert_array_equal(values[0], newborn.weights[name], err_msg=name)
    assert unlearned.scores.shape == (life.still().num_scores(a_task),)
    jax.tree.map(np.testing.assert_array_equal, dict(unlearned.learned), dict(newborn.weights))
    if life.shows_birth:
        np.testing.assert_allclose(unlearned.scores[0], history.scores[0], rtol=1e-5)


def test_every_life_meets_every_network_that_fits_it_and_every_task_of_its_manner() -> None:
    fitting = [(life, net, task) for life in LIFETIMES for net in NETWORKS for task in TASKS if fits(life, net, task)]
    assert {(life, task) for life, _, task in cases()} == {(life, task) for life, _, task in fitting}
    assert {life for life, _, _ in cases()} == set(LIFETIMES)
    assert {task for _, _, task in cases()} == set(TASKS)
    met = {(life, net) for life, net, _ in cases()}
    by_memory = {"recurrent", "nested"}  # what `nested` tries first lives by memory within its episodes
    for life in set(LIFETIMES) - by_memory:
        if life == "prototype":  # its task shows images, all others are lived without
            assert {(life, net) for net in OF_IMAGES} <= met
        rare = OF_IMAGES | OF_NODES
        assert {(life, net) for net in NETWORKS if not NETWORKS[net].sensed() and net not in rare} <= met
    for memory in by_memory:
        assert {net for life, net in met if life == memory} == {n for n in NETWORKS if NETWORKS[n].remembers}


@pytest.mark.parametrize("network", NETWORKS)
def test_an_answer_is_a_step_from_the_start(network: str) -> None:
    """For one input, for many, and for many times many; nothing is carried from one to the next."""
    net, (inputs, outputs) = NETWORKS[network], SHOWN.get(network, (3, 2))
    weights = {name: value + 0.1 for name, value in net.draw(KEY, inputs, outputs).items()}
    weights |= {gain.name: jnp.float32(1.5) for gain in net.gains()}
    width = net.width(inputs, outputs)
    x = jax.random.normal(KEY, (2, 5, width))
    ready, start = net.ready(weights), net.start(weights)
    expected = np.array([[net.step(ready, start, one).answer for one in row] for row in x])
    assert expected.shape == (2, 5, outputs)
    for given, answers in ((x, expected), (x[0], expected[0]), (x[0, 0], expected[0, 0])):
        np.testing.assert_allclose(net.answer(weights, given), answers, rtol=1e-5, atol=1e-6)
    stepped = net.step(ready, start, x[0, 0])
    assert jnp.shape(stepped.value) == ()
    assert jax.tree.map(jnp.shape, stepped.state) == jax.tree.map(jnp.shape, start)
    assert net.remembers == bool(jax.tree.leaves(start))
    assert set(net.memory(stepped.state)) <= {"hidden", "cells"}


@pytest.mark.parametrize("network", NETWORKS)
def test_activity_is_on_both_sides_of_every_synapse(network: str) -> None:
    """Presynaptic by postsynaptic values make the tensor's shape; the first are what came in, the last the answer."""
    net, (inputs, outputs) = NETWORKS[network], SHOWN.get(network, (3, 2))
    weights = net.draw(KEY, inputs, outputs) | {gain.name: jnp.float32(1.0) for gain in net.gains()}
    x = jax.random.normal(KEY, (net.width(inputs, outputs),))
    stepped = net.step(net.ready(weights), net.start(weights), x)
    shapes = net.shapes(inputs, outputs)
    assert set(stepped.activity) == (set(shapes) - set(STATES) if net.local else set(net.head))
    for name, synapses in stepped.activity.items():
        assert (*synapses.before.shape, *synapses.after.shape) == shapes[name], name
        if len(shapes[name]) == 1:
            assert float(synapses.before) == 1.0
    first = next(iter(shapes))
    if net.local:
        np.testing.assert_array_equal(stepped.activity[first].before, x)
    for name in net.head:
        np.testing.assert_allclose(stepped.activity[name].after, stepped.answer, rtol=1e-6)


@pytest.mark.parametrize("network", [name for name in NETWORKS if NETWORKS[name].local])
def test_activity_goes_from_tensor_to_tensor(network: str) -> None:
    """What a readout is given is what the units before it show: w_out after wh, w2 after w1."""
    net = NETWORKS[network]
    weights = net.draw(KEY, 3, 2) | {gain.name: jnp.float32(1.0) for gain in net.gains()}
    stepped = net.step(net.ready(weights), net.start(weights), jnp.ones(net.width(3, 2)))
    activity = stepped.activity
    if isinstance(net, Perceptron):
        for layer in range(1, net.layers):
            np.testing.assert_array_equal(activity[f"w{layer}"].after, activity[f"w{layer + 1}"].before)
    if isinstance(net, Recurrent):
        np.testing.assert_array_equal(activity["wh"].before, net.start(weights).hidden)
        np.testing.assert_array_equal(activity["w_out"].before, stepped.state.hidden)
        np.testing.assert_array_equal(net.memory(stepped.state)["hidden"], stepped.state.hidden)
