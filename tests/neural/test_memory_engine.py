"""Populations that learn by memory, evolved: nothing but the definition decides a number."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import jax
import numpy as np
import pytest

from baldwin.definition import from_toml
from baldwin.engine import Columns
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.engine import NeuralEngine
from baldwin.neural.replay import replay
from baldwin.neural.wing import WING

pytestmark = pytest.mark.usefixtures("optimised")  # the same bytes, of the programs that users run

TINY = """
name = "tiny"
[population]
size = 16
generations = 6
replicates = 2
block = 4
[task]
kind = "{task}"
trials = 5
[network]
kind = "recurrent"
units = 3
[lifetime]
kind = "recurrent"
[sampling]
lives = 3

[fitness]
reads = "life"
[strategy]
kind = "open_es"
sigma = 0.5
[assays]
every = 4
instances = 8
individuals = 2
mutants = 2
"""


def tiny(*overrides: str, task: str = "bandit") -> NeuralDefinition:
    definition = from_toml(TINY.format(task=task), "tiny.toml", overrides)
    assert isinstance(definition, NeuralDefinition)
    return definition


def tables(
    definition: NeuralDefinition, chunks: list[int], *, restart: bool = False, devices: int = 0
) -> tuple[Columns, Columns]:
    """Evolve in these chunks, through a checkpoint after each if `restart`; return both tables.

    On as many devices as there are, unless another number is given.
    """
    engine = NeuralEngine(definition)
    if devices:
        engine.program.devices = engine.program.devices[:devices]
    state, record = engine.found()
    records = [record]
    for chunk in chunks:
        if restart:
            arrays = {name: value.copy() for name, value in engine.save(state).items()}
            state = engine.restore(arrays)
        state, record = engine.advance(state, chunk)
        records.append(record)

    def joined(parts: list[Columns]) -> Columns:
        parts = [part for part in parts if part]
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]} if parts else {}

    return joined([one.generations for one in records]), joined([one.assays for one in records])


def same(first: Columns, second: Columns) -> None:
    assert list(first) == list(second)
    for name, values in first.items():
        np.testing.assert_array_equal(values, second[name], err_msg=name)


@cache
def whole(task: str) -> tuple[Columns, Columns]:
    return tables(tiny(task=task), [6])


@pytest.mark.parametrize("task", ["bandit", "harlow"])
def test_chunks_and_checkpoints_change_nothing(task: str) -> None:
    for first, second in zip(whole(task), tables(tiny(task=task), [1, 3, 2], restart=True), strict=True):
        same(first, second)


@pytest.mark.parametrize("task", ["bandit", "harlow"])
def test_tables_are_complete_and_described(task: str) -> None:
    definition = tiny(task=task)
    generations, assays = whole(task)
    assert generations["generation"].tolist() == [g for g in range(7) for _ in range(2)]
    assert assays["generation"].tolist() == [0, 0, 4, 4, 6, 6]
    assert set(generations) | set(assays) <= set(WING.columns)
    assert set(definition.task.columns) <= set(assays)
    np.testing.assert_array_equal(generations["lives"], (generations["generation"] + 1) * 16 * 3)
    assert assays["curve"].shape == (6, 5)
    np.testing.assert_allclose(assays["lifetime_mean"], assays["curve"].mean(axis=1), rtol=1e-6)
    np.testing.assert_allclose(assays["curve"][:, -1], assays["learned"], rtol=1e-6)  # a tenth of 5 trials is the last
    np.testing.assert_array_equal(assays["learning_gain"], assays["learned"] - assays["innate"])
    assert not generations["diverged"].any()
    assert not generations["not_finite"].any()
    assert len(np.unique(generations["fitness_mean"])) == 14  # of both replicates, in every generation


@pytest.mark.guards("example_choices", "example_rewards", "example_scores")
def test_example_lives_are_the_first_held_out_ones() -> None:
    """In a bandit a trial is a step; in Harlow's task a choice and a look at its outcome."""
    for task, steps in (("bandit", 1), ("harlow", 2)):
        definition, (_, assays) = tiny(task=task), whole(task)
        engine = NeuralEngine(definition)
        state, _ = engine.found()
        found = replay(definition, engine.centres(state)[:1], 8, only=("actions", "rewards", "scores"))
        founders = {name: values[0] for name, values in assays.items() if name.startswith("example_")}
        assert set(founders) == {"example_choices", "example_rewards", "example_scores"}
        for name in ("rewards", "scores"):
            by_trial = found[name][0, :3].reshape(3, 5, steps).sum(axis=2)
            np.testing.assert_allclose(founders[f"example_{name}"].reshape(3, 5), by_trial, atol=1e-3)
        np.testing.assert_array_equal(founders["example_choices"].reshape(3, 5), found["actions"][0, :3, ::steps])
    assert not [name for name in tables(tiny("assays.examples=false"), [6])[1] if name.startswith("example_")]


@pytest.mark.parametrize(
    "override", ["assays.every=0", "assays.every=1", pytest.param("assays.instances=5", marks=pytest.mark.slow)]
)
def test_watching_changes_nothing(override: str) -> None:
    generations, _ = tables(tiny(override), [6])
    same(whole("bandit")[0], generations)


def test_replicates_do_not_know_of_each_other() -> None:
    alone = tables(tiny("population.replicates=1"), [6])
    for many, one in zip(whole("bandit"), alone, strict=True):
        mine = many["replicate"] == 0
        same({name: values[mine] for name, values in many.items()}, one)


DEVICES = """
import json, sys
import jax
jax.config.update("jax_num_cpu_devices", 3)
sys.path.insert(0, sys.argv[1])
from test_memory_engine import NeuralEngine, tables, tiny
definition = tiny("population.block=2", "population.size=12", "assays.every=0", sys.argv[3], task=sys.argv[2])
assert len(NeuralEngine(definition).program.devices) == 3
for devices in (1, 3):
    print(json.dumps({name: values.tolist() for name, values in tables(definition, [6], devices=devices)[0].items()}))
"""


@pytest.mark.parametrize(
    ("task", "override"),
    [
        ("bandit", "sampling.common=true"),
        pytest.param("harlow", "sampling.common=false", marks=pytest.mark.long),
    ],
)
def test_devices_change_nothing(task: str, override: str) -> None:
    """One device with six blocks or three with two each: the same bytes on this platform."""
    command = [sys.executable, "-c", DEVICES, str(Path(__file__).parent), task, override]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    one, three = done.stdout.splitlines()
    assert one == three


def test_a_number_of_the_definition_is_no_part_of_the_program() -> None:
    """Other chances, rewards, founders or strategies compile nothing anew: the traced programs are equal."""
    changed = (
        "task.high=0.8",
        "task.low=0.3",
        "task.flip=0.2",
        "task.p_common=0.6",
        "network.reward_centre=0.5",
        "network.reward_scale=2.0",
        "network.initial_scale=2.0",
        "network.initial_gate=-1.0",
        "lifetime.diverged_score=-7.0",
        "strategy.sigma=0.7",
        "strategy.learning_rate=0.3",
        "assays.mutation=0.4",
    )
    texts = []
    for overrides in ((), changed):
        engine = NeuralEngine(tiny("assays.every=0", *overrides, task="two_step"))
        program, assay = engine.program, engine.assay
        shared, keys = engine._keys
        start = (keys[0], np.float32(6), program.numbers)
        state, _ = jax.eval_shape(program.begin, *start)
        lowered = (
            program.begin.lower(*start),
            program.advance.lower(keys[0], state, np.int32(1), np.int32(1), program.numbers),
            assay.measure.lower(shared, state.centre, state.sample, assay.numbers),
        )
        texts.append([one.as_text() for one in lowered])
    assert texts[0] == texts[1]


def test_darwinian_selection_is_without_memory() -> None:
    """Selection reads lives whose state is held and that sense nothing of their past, as a life can be told to be."""
    assays_off = ("assays.every=0", "population.replicates=1")
    darwinian = tables(tiny('inheritance.kind="darwinian"', *assays_off), [6])[0]
    held = tables(tiny("lifetime.memory=false", 'lifetime.mask=["action","reward"]', *assays_off), [6])[0]
    assert not darwinian.pop("lifetime_steps").any()  # nobody learns before selection
    assert held.pop("lifetime_steps").all()  # a life whose state is held is offered as many experiences
    same(darwinian, held)
    scaled = tables(tiny('inheritance.kind="darwinian"', "network.reward_scale=0.01", *assays_off), [6])[0]
    scaled.pop("lifetime_steps")
    same(darwinian, scaled)  # how strongly a reward is sensed cannot matter
    assert (darwinian["fitness_mean"] != whole("bandit")[0]["fitness_mean"][::2]).any()
