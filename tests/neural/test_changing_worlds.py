"""Worlds of networks that change, by numbers and by choices: each replicate's own, whatever the chunks.

The choice is which law draws the arms of a bandit, which is static in compiled code.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from baldwin.definition import from_toml
from baldwin.neural.engine import NeuralEngine, Past
from baldwin.neural.evolution.generation import Evolving

TEXT = """
name = "tiny"
[population]
size = 4
generations = 6
replicates = 2
seed = 3
[task]
kind = "bandit"
trials = 4
[network]
kind = "recurrent"
units = 2
[lifetime]
kind = "recurrent"
[sampling]
lives = 2
[fitness]
reads = "life"
statistic = "success"
[assays]
every = 3
instances = 3
individuals = 2
mutants = 0
examples = false
"""
LAWS = '[[schedule]]\nkind = "switches"\nfield = "task.law"\nlisted = ["easy", "hard"]\nrate = 0.5\n'
COST = '[[schedule]]\nkind = "drift"\nfield = "fitness.criterion"\nsd = 0.4\nlow = 0.0\nhigh = 1.0\n'


ENGINES: list[NeuralEngine] = []


def engine_of(definition: Any) -> NeuralEngine:
    """Return an engine, compiled before if one of the same shape was."""
    for one in ENGINES:
        if (found := one.renewed(definition)) is not None:
            return found
    ENGINES.append(NeuralEngine(definition))
    return ENGINES[-1]


def rows(engine: NeuralEngine, *chunks: int) -> dict[str, np.ndarray]:
    state, record = engine.found()
    records = [record]
    for count in chunks:
        state, record = engine.advance(engine.restore(engine.save(state)), count)
        records.append(record)
    found = [one.generations for one in records], [one.assays for one in records]
    joined = [{name: np.concatenate([one[name] for one in parts if one]) for name in parts[0]} for parts in found]
    return {f"{place}/{name}": values for place, one in enumerate(joined) for name, values in one.items()}


def same(one: dict[str, np.ndarray], other: dict[str, np.ndarray], replicate: int | None = None) -> None:
    for name, values in one.items():
        mine, its = values, other[name]
        if replicate is not None:
            numbers = f"{name[0]}/replicate"
            mine, its = values[one[numbers] == replicate], its[other[numbers] == replicate]
        np.testing.assert_array_equal(mine, its, err_msg=name)


def told(one: Any, replicate: int) -> Any:
    """Return the definition in which everybody lives through what this replicate sees, event by event."""
    there = [one.at(g, replicate) for g in range(7)]
    laws = ", ".join(f'[{g}, "{d.task.law}"]' for g, d in enumerate(there))
    costs = ", ".join(f"[{g}, {d.fitness.criterion!r}]" for g, d in enumerate(there))
    event = '[[schedule]]\nkind = "events"\nfield = "{}"\nevents = [{}]\n'
    return from_toml(TEXT + event.format("task.law", laws) + event.format("fitness.criterion", costs), "told.toml")


@pytest.mark.slow
def test_each_replicate_lives_in_its_own_worlds_whatever_the_chunks() -> None:
    one: Any = from_toml(TEXT + LAWS + COST, "random.toml")
    assert {one.at(g, 0).task.law for g in range(7)} == {"easy", "hard"}
    assert [one.at(g, 0).task.law for g in range(7)] != [one.at(g, 1).task.law for g in range(7)]
    engine = engine_of(one)
    whole = rows(engine, 6)
    same(whole, rows(engine, 1, 2, 3))
    programs = len(engine._others), engine.program.advance._cache_size()
    for replicate in (0, 1):
        events = engine.renewed(told(one, replicate))
        assert events is not None
        same(whole, rows(events, 6), replicate)
        assert (len(events._others), events.program.advance._cache_size()) == programs
    still = engine.renewed(
        from_toml(TEXT + LAWS.replace("0.5", "0.0") + COST.replace("sd = 0.4", "sd = 0.0"), "s.toml")
    )
    assert still is not None
    plain = rows(still, 6)
    changed = next(g for g in range(7) if one.at(g, 0).task.law != "easy" or one.at(g, 0).fitness.criterion != 0.0)
    differs = plain["0/fitness_mean"] != whole["0/fitness_mean"]
    assert differs.any()
    assert not differs[plain["0/generation"] < changed].any()


@pytest.mark.guards("world_innate", "world_learned")
def test_assays_measure_in_a_named_world_besides() -> None:
    """In generation 3 they find in the world of generation 0 what was found there, of the same genotypes."""
    step = (
        LAWS.partition("kind")[0]
        + 'kind = "step"\nfield = "task.law"\nat = 2\nvalue = "hard"\n'
        + COST.replace("sd = 0.4", "sd = 0.0")
    )
    texts = (TEXT.replace("every = 3", f"every = 3\nworld = {world}") + step for world in (0, 3))
    old, new = (from_toml(text, "world.toml") for text in texts)
    before, after = rows(engine_of(old), 6), rows(engine_of(new), 6)
    for name, column in (("1/innate", "world_innate"), ("1/learned", "world_learned")):
        there = f"1/{column}"
        early = before["1/generation"] == 0
        np.testing.assert_array_equal(before[there][early], before[name][early])
        np.testing.assert_array_equal(after[there][~early], after[name][~early])
        assert (after[there][early] != after[name][early]).any()
        assert (before[there][~early] != before[name][~early]).any()


def test_a_named_world_is_that_of_each_replicate() -> None:
    """What is measured is planted: ten times the generation of its world, and the replicate that it is of."""

    class Planted:
        def measure(self, key: Any, centre: Any, sample: Any, world: float) -> dict[str, Any]:
            return {"ability": {"mean": np.array([world, world + 0.5])}}

        def row(self, found: dict[str, Any], before: Any) -> dict[str, Any]:
            return {"innate": found["ability"]["mean"][0]}

    stub = SimpleNamespace(
        definition=SimpleNamespace(assays=SimpleNamespace(world=3, every=4)),
        program=SimpleNamespace(genes=1),
        _keys=(None, []),
        _measuring=lambda generation, number: (Planted(), 10.0 * generation + number),
    )
    replicates, past = [Evolving(None, np.zeros(1), np.zeros((0, 1)))] * 3, [Past(0.0, np.zeros(1), np.zeros(1))] * 3
    _, found = NeuralEngine._assayed(stub, 8, replicates, past, [0, 2])  # type: ignore[arg-type]
    assert found["replicate"].tolist() == [0, 2]
    assert found["innate"].tolist() == [80.0, 82.0]
    assert found["world_innate"].tolist() == [30.0, 32.0]
    assert found["world_learned"].tolist() == [30.5, 32.5]
