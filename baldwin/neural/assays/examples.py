"""Example lives: what a newborn answers or does in a few held-out instances, as it learns or trial by trial.

These are the first lives of the assay, so that what is shown was measured too.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from baldwin.neural.assays.rows import rounded
from baldwin.neural.assays.subject import Before, Subject, curve_steps
from baldwin.neural.contracts import (
    Array,
    Environment,
    Instance,
    InteractiveTask,
    Newborn,
    Record,
    SequentialTask,
    SupervisedTask,
)
from baldwin.neural.contracts.living import live_fully
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.lazy_jax import jax, jnp

PLACE = 9
COLUMNS = {
    "example_steps": "lifetime steps after which the examples show the centre's newborn (n of them)",
    "example_x": "inputs across their range, the same for all examples",
    "example_target": "what is to be learned there, for each of the first 3 held-out instances",
    "example_support_x": "inputs of the examples learned from (50 at most), for each of the 3 instances",
    "example_support_y": "their targets",
    "example_guess": "what the centre's newborn answers at example_x, for each of 3 instances and n steps",
    "example_path": "positions x, y of the centre's newborn in an episode, for each of 3 instances and n steps; empty "
    "once the episode ended",
    "example_places": "x, y of the goal, for each of the 3 instances",
    "example_choices": "first choice in each trial (100 at most) of a life by memory, from 0, for each of 3 instances",
    "example_rewards": "what was felt in these trials, summed over their steps",
    "example_scores": "score of these trials",
}

INSTANCES = 3  # at most: all, where fewer are held out
GRID = 40  # points at which target and answers are shown
SUPPORT = 50  # support examples that are shown, at most
STEPS = (0, 1, 5, 10)  # after which a network is shown, where learning can go on for so long
TRIALS = 100  # of each life, at most


def applies(definition: NeuralDefinition) -> bool:
    """Return whether `assays.examples` is on, the task has a picture, and lives record what is shown in it."""
    if not definition.assays.examples:
        return False
    task, recorded = definition.task, definition.lifetime.records.keys()
    if isinstance(task, SequentialTask):
        return recorded >= {"actions", "rewards", "scores"}
    if not recorded >= ({"observations", "alive"} if isinstance(task, InteractiveTask) else {"weights"}):
        return False
    key = jax.eval_shape(lambda: jax.random.key(0))
    if isinstance(task, InteractiveTask):
        shape: Any = jax.ShapeDtypeStruct
        seen = shape((task.horizon, task.inputs), jnp.float32)
        return jax.eval_shape(lambda k, seen: task.picture(task.sample(k), seen), key, seen) is not None
    assert isinstance(task, SupervisedTask)
    return jax.eval_shape(lambda k: task.picture(task.sample(k), GRID), key) is not None


def measure(subject: Subject) -> dict[str, Array]:
    """Return the columns of lives in examples or episodes, or what lives in trials did."""
    d = subject.definition
    few = jax.tree.map(lambda leaf: leaf[:INSTANCES], tuple(subject.worlds))
    if isinstance(d.task, SequentialTask):
        return {name: subject.record[name][:INSTANCES] for name in ("actions", "rewards", "scores")}
    steps = shown_steps(d, subject.newborn)

    def one(instance: Instance, chance: Any) -> dict[str, Array]:
        world = Environment(d.network, d.task, instance, chance)
        return _look(world, _shown(d, subject.newborn, world, steps)) | _support(d, world)

    found: dict[str, Array] = jax.vmap(one)(*few)
    if "example_x" in found:
        found["example_x"] = found["example_x"][0]
    return {"example_steps": jnp.array(steps, jnp.int32), **found}


def row(definition: NeuralDefinition, found: dict[str, Any], before: Before) -> dict[str, Any]:
    """Return the columns of one row, with the four digits that a picture needs; whole numbers stay such."""
    del before
    if isinstance(definition.task, SequentialTask):
        found = _trials(definition.task, found)
    return {
        name: np.asarray(values, np.int64).ravel()
        if np.asarray(values).dtype.kind == "i"
        else rounded(np.ravel(values), 4)
        for name, values in found.items()
    }


def shown_steps(definition: NeuralDefinition, newborn: Newborn) -> tuple[int, ...]:
    """Return the lifetime steps after which examples show the network; birth and end where learning cannot go on."""
    end = definition.later_scores
    longest = curve_steps(definition, newborn, [definition.assays.steps])
    if definition.lifetime.prolonged(newborn, max(end, 1)) is None:
        return (0, end) if end else (0,)
    return tuple(sorted({step for step in (*STEPS, end) if step <= longest}))


def _shown(d: NeuralDefinition, newborn: Newborn, world: Environment, steps: tuple[int, ...]) -> Record:
    """Return what happened in one life, at birth and after each of the steps shown."""
    lifetime = d.lifetime
    if steps[-1] > d.later_scores:
        longer = lifetime.prolonged(newborn, steps[-1])
        assert longer is not None  # `shown_steps` has seen to it
        lifetime, newborn = longer
    _, record = live_fully(lifetime, newborn, world)
    shown: Record = jax.tree.map(lambda leaf: leaf[jnp.array(steps)], record)
    return shown


def _look(world: Environment, record: Record) -> dict[str, Array]:
    """Return what shows one instance, given what happened at some moments, stacked."""
    task, network = world.task, world.network
    if isinstance(task, InteractiveTask):
        shown = jax.vmap(lambda seen: task.picture(world.instance, seen))(record["observations"])
        assert shown is not None  # `applies` has seen to it
        path, places = shown
        return {"example_path": jnp.where(record["alive"][..., None], path, jnp.nan), "example_places": places[0]}
    assert isinstance(task, SupervisedTask)
    target = task.picture(world.instance, GRID)
    assert target is not None  # `applies` has seen to it
    return {
        "example_x": target.x[:, 0],
        "example_target": target.y[:, 0],
        "example_guess": jax.vmap(lambda one: network.answer(one, target.x)[:, 0])(record["weights"]),
    }


def _support(d: NeuralDefinition, world: Environment) -> dict[str, Array]:
    """Return the examples that a life learns from; {} where there are none."""
    support = d.lifetime.support(world.chance)
    if support is None:
        return {}
    return {"example_support_x": support.x[:SUPPORT, 0], "example_support_y": support.y[:SUPPORT, 0]}


def _trials(task: SequentialTask, found: dict[str, Any]) -> dict[str, Any]:
    """Return the first lives trial by trial, one after another: first choice, what was felt, and score."""

    def trials(steps: Any) -> Any:
        return np.asarray(steps).reshape(-1, task.trials, len(task.deciding))[:, :TRIALS]

    columns = {
        "example_rewards": trials(found["rewards"]).sum(axis=2).ravel(),
        "example_scores": trials(found["scores"]).sum(axis=2).ravel(),
    }
    if task.chooses:
        first = task.deciding.index(True)
        columns = {"example_choices": trials(found["actions"])[..., first].ravel(), **columns}
    return columns
