"""An engine for other numbers takes over what another has compiled, and computes the same as a new one."""

from __future__ import annotations

import numpy as np
import pytest

from baldwin.definition import load
from baldwin.evolve import load_engine, renew_engine

SINES = ["population.size=8", "sampling.lives=2", "network.hidden=[6]", "assays.every=3", "assays.instances=8"]
BANDIT = ["population.size=6", "sampling.lives=2", "network.units=4", "assays.every=3", "assays.instances=8"]


def records(engine):
    state, first = engine.found()
    return first, engine.advance(state, 5)[1]


@pytest.mark.parametrize(
    ("preset", "small", "other"),
    [
        ("sinusoid", SINES, ["strategy.sigma=0.07", "population.seed=9", "population.replicates=2"]),
        ("sinusoid", SINES, ["lifetime.initial_rate=0.1", "population.generations=7", "lifetime.clip=3.0"]),
        ("bandit", BANDIT, ["strategy.sigma=0.07", "population.seed=9"]),
    ],
)
def test_a_renewed_engine_computes_the_same(preset, small, other):
    base = load(preset, [*small, "population.generations=5", "population.replicates=1"])
    engine = load_engine(base)
    before = records(engine)
    definition = load(preset, [*small, "population.generations=5", "population.replicates=1", *other])
    made = renew_engine(engine, definition)
    assert made is not None
    assert made.program.advance is engine.program.advance
    for mine, fresh in zip(records(made), records(load_engine(definition)), strict=True):
        for table in ("generations", "assays"):
            columns = getattr(fresh, table)
            assert list(getattr(mine, table)) == list(columns)
            for name, values in columns.items():
                assert np.array_equal(getattr(mine, table)[name], values, equal_nan=True), name
    again = records(engine)
    assert np.array_equal(again[1].generations["fitness_mean"], before[1].generations["fitness_mean"])


@pytest.mark.parametrize("change", ["population.size=10", "lifetime.steps=2", "network.hidden=[7]", "task.shots=5"])
def test_another_shape_is_compiled_anew(change):
    base = load("sinusoid", SINES)
    assert renew_engine(load_engine(base), load("sinusoid", [*SINES, change])) is None
