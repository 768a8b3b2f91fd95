"""The planner's account of arrays, against what the compiler says its programs take."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest

from baldwin.definition import from_toml
from baldwin.neural.assays.assay import Assay
from baldwin.neural.checks.memory import COMPILING, arrays
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.evolution.generation import Program
from baldwin.neural.random_keys import replicate_key, seed_key
from baldwin.neural.wing import WING

TEXT = """
name = "large"
[population]
size = 512
generations = 10
[task]
kind = "sinusoid"
[encoding]
kind = "direct"
[lifetime]
kind = "gradient"
[assays]
every = 0
"""
COMPARATOR = ["population.size=1", "strategy.kind=maml", "sampling.lives=25"]
NAVIGATION = ["population.size=16", "task.kind=navigation", "lifetime.kind=policy_gradient", "assays.every=1"]
TRIALS = ["population.size=4", "sampling.lives=256", "fitness.reads=life"]
PLASTIC = [*TRIALS, "task.kind=associative_memory", "network.hidden=[256]", "lifetime.kind=plastic"]
NESTED = [*TRIALS, "task.kind=slow_and_fast", "network.kind=recurrent", "lifetime.kind=nested", "lifetime.episodes=5"]
WITHIN = ["lifetime.inner.kind=plastic", "lifetime.inner.choice=sample", "lifetime.inner.rule.shared=tensor"]


def large(*overrides: str) -> NeuralDefinition:
    definition = from_toml(TEXT, "large.toml", overrides)
    assert isinstance(definition, NeuralDefinition)
    return definition


def compiled(definition: NeuralDefinition) -> int:
    """Return the bytes of the most demanding program: those of arguments, results and everything in between."""

    def taken(program: Any, *arguments: Any) -> int:
        found = program.lower(*arguments).compile().memory_analysis()
        parts = ("argument_size", "output_size", "temp_size")
        return sum(getattr(found, f"{part}_in_bytes") for part in parts) - int(found.alias_size_in_bytes)

    program, key = Program(definition), replicate_key(seed_key(0), 0)
    program.__dict__["devices"] = jax.devices()[:1]
    state, _ = jax.eval_shape(program.begin, key, np.float32(1), program.numbers)
    most = taken(program.advance, key, state, np.int32(0), np.int32(1), program.numbers)
    if definition.assays.every:
        assay = Assay(definition)
        most = max(most, taken(assay.measure, key, state.centre, state.sample, assay.numbers))
    return most


@pytest.mark.parametrize(
    "overrides",
    [
        pytest.param([], id="population"),
        pytest.param(["strategy.kind=snes"], id="most copies"),
        pytest.param(["strategy.kind=evosax", "strategy.name=xNES", "network.hidden=[16,16]"], id="covariances"),
        pytest.param(["population.size=16", "task.shots=5000", "population.kernels=jax"], id="examples"),
        pytest.param(["task.queries=5000", "sampling.common=false"], id="worlds of their own", marks=pytest.mark.long),
        pytest.param(["population.block=512", "population.kernels=jax"], id="one block", marks=pytest.mark.long),
        pytest.param(
            [*COMPARATOR, "lifetime.steps=200", "lifetime.optimiser=adam"],
            id="derivative through lives",
            marks=pytest.mark.long,
        ),
        pytest.param(NAVIGATION, id="episodes", marks=pytest.mark.long),
        pytest.param([*PLASTIC, "lifetime.rule.shared=tensor"], id="weights of lives", marks=pytest.mark.long),
        pytest.param([*NESTED, *WITHIN], id="weights of steps", marks=pytest.mark.long),
    ],
)
def test_arrays_fit_the_plan_and_the_plan_fits_them(overrides: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("baldwin.neural.checks.memory.cores", lambda: 1)
    definition = large(*overrides)
    taken, planned = compiled(definition), arrays(definition)
    assert taken <= planned <= 6 * taken


def test_each_device_has_a_population_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    planned = {}
    for count in (1, 2, 100):
        monkeypatch.setattr("baldwin.neural.checks.memory.cores", lambda count=count: count)
        planned[count] = arrays(large())
    assert planned[1] < planned[2] < planned[100] == pytest.approx(16 / 2 * planned[2], rel=0.2)


def test_the_estimate_adds_what_compiling_takes() -> None:
    definition = large()
    assert WING.estimate(definition).memory == arrays(definition) + COMPILING


@pytest.mark.parametrize(
    ("overrides", "met"),
    [
        (["lifetime.steps=3"], ("steps", 3)),
        (
            [*TRIALS, "task.kind=bandit", "task.trials=1", "network.kind=recurrent", "lifetime.kind=recurrent"],
            ("trials", 1),
        ),
        ([*NESTED, "task.trials=7"], ("trials", 35)),  # five episodes of seven
    ],
)
def test_what_lives_meet_is_counted_whole(overrides: list[str], met: tuple[str, int]) -> None:
    """A life of a single trial has one, though it has no trial after the first, as `lifetime_steps` counts them."""
    estimate = WING.estimate(large(*overrides))
    assert estimate.met == (met[0], met[1] * estimate.lives)
