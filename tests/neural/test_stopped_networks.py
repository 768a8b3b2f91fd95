"""Networks that a rule stops: in the right generation, with the state of that generation, whatever the chunks.

Fitness and assays are planted, so that where each replicate must end is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from baldwin.definition import from_toml
from baldwin.definition.founders import Founders
from baldwin.endings import endings
from baldwin.engine import Arrays, Columns
from baldwin.neural.adopting import adopted
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.engine import NeuralEngine
from baldwin.neural.evolution.generation import Program, Summary
from baldwin.neural.evolution.lives import Lived
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.stop_rules import Course

SMALL = """
name = "small"
[population]
size = 10
generations = 20
replicates = 2
[task]
kind = "linear"
[network]
hidden = []
bias = false
[strategy]
kind = "truncation"
sigma = 0.1
[assays]
every = 4
"""
FITNESS = np.array([[0, 1, 2, 3, 3, 3, 3, 2, 3, 3, 3, 5], [0, 4, 4, 4, 4, 4.5, 4, 4, 4, 4, 4, 4]], np.float32)
LEARNED = [[0.0, 0.5, 0.5, 0.9, 0.9, 0.9], [0.0, 0.0, 0.0, 0.0, 0.8, 0.8]]  # in generations 0, 4, .. 20
CHUNKS = [[30], [1] * 30, [2, 1, 9, 30]]


def small(*overrides: str) -> NeuralDefinition:
    definition = from_toml(SMALL, "small.toml", overrides)
    assert isinstance(definition, NeuralDefinition)
    return definition


@pytest.fixture(scope="module")
def engine() -> Iterator[Callable[..., NeuralEngine]]:
    """Return what makes engines that share one program, in which fitness is planted; so are assays."""
    compiled = NeuralEngine(small())
    first = np.uint32(jax.random.key_data(compiled._keys[1][0])[1])

    def live(self: Program, definition: Any, genotypes: Any, key: Any, generation: Any, number: Any) -> Lived:
        del self, definition, number
        replicate = (jax.random.key_data(key)[1] != first).astype(jnp.int32)
        fitness = jnp.asarray(FITNESS)[replicate, jnp.minimum(generation, FITNESS.shape[1] - 1)]
        size = len(genotypes)
        return Lived(jnp.full(size, fitness), jnp.zeros(size, jnp.int32), jnp.zeros((size, 0)))

    def assay(self: Any, generation: int, replicates: Any, past: Any, present: list[int]) -> tuple[Any, Columns]:
        del self, replicates
        learned = [LEARNED[one][generation // 4] + 10.0 * (generation % 4 > 0) for one in present]
        return past, {
            "generation": np.full(len(present), generation),
            "replicate": np.array(present),
            "learned": np.array(learned),
        }

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Program, "live", live)
        patch.setattr(NeuralEngine, "_assayed", assay)
        patch.setattr(NeuralEngine, "_founders_innate", lambda self, founders, number: 0.0)

        def made(*overrides: str) -> NeuralEngine:
            found = compiled.renewed(small(*overrides))
            assert found is not None
            return found

        yield made


def evolved(engine: NeuralEngine, chunks: list[int], *, restart: bool = False) -> tuple[Columns, Columns, Arrays]:
    """Return the tables up to the last generation, and the arrays of the last state."""
    state, record = engine.found()
    records = [record]
    for chunk in chunks:
        if restart:
            state = engine.restore({name: np.array(value) for name, value in engine.save(state).items()})
        left = engine.definition.population.generations - engine.generation(state)
        if left <= 0 or engine.finished(state):
            break
        state, record = engine.advance(state, min(chunk, left))
        records.append(record)
    tables = [[one.generations for one in records], [one.assays for one in records if one.assays]]
    whole = [{name: np.concatenate([part[name] for part in parts]) for name in parts[0]} for parts in tables]
    return whole[0], whole[1], {name: np.array(value) for name, value in engine.save(state).items()}


RULES = [
    # by fitness: in which generation each of the two replicates ends, and why
    (["stop.target=3"], [(3, "target"), (1, "target")]),
    (["stop.target=4.5"], [(11, "target"), (5, "target")]),
    (["stop.plateau=4"], [(7, "plateau"), (9, "plateau")]),  # 5 itself is an improvement
    (["stop.plateau=5"], [(8, "plateau"), (10, "plateau")]),
    (["stop.plateau=5", "stop.tolerance=1"], [(7, "plateau"), (6, "plateau")]),  # since 2, and 1
    (["stop.of=fitness_max", "stop.target=5", "stop.plateau=10"], [(11, "target"), (15, "plateau")]),
    (["stop.target=100"], [(20, ""), (20, "")]),
    # by assays
    (["stop.of=learned", "stop.target=0.8"], [(12, "target"), (16, "target")]),
    (["stop.of=learned", "stop.target=0.85"], [(12, "target"), (20, "")]),
    (["stop.of=learned", "stop.plateau=8"], [(20, "plateau"), (8, "plateau")]),
    (["stop.of=learned", "stop.target=5", "population.generations=18"], [(18, ""), (18, "")]),  # 18 is no multiple of 4
]


@pytest.mark.parametrize(("rule", "ends"), RULES, ids=[" ".join(rule) for rule, _ in RULES])
def test_each_replicate_ends_where_its_records_say(
    engine: Callable[..., NeuralEngine], rule: list[str], ends: list[tuple[int, str]]
) -> None:
    used = engine(*rule)
    generations, assays, state = evolved(used, CHUNKS[0])
    for replicate, (last, _) in enumerate(ends):
        rows = generations["replicate"] == replicate
        assert generations["generation"][rows].tolist() == list(range(last + 1))
        assert generations["individuals"][rows].tolist() == [10 * (g + 1) for g in range(last + 1)]
    found = endings(used.definition, generations, assays, complete=True)
    assert list(zip(found.generation.tolist(), found.reason, strict=True)) == ends
    for chunks in CHUNKS[1:]:
        other, others, arrays = evolved(used, chunks, restart=True)
        assert {name: column.tolist() for name, column in other.items()} == {
            name: column.tolist() for name, column in generations.items()
        }
        assert {name: column.tolist() for name, column in others.items()} == {
            name: column.tolist() for name, column in assays.items()
        }
        assert set(arrays) == set(state)
        assert all(np.array_equal(arrays[name], state[name], equal_nan=True) for name in state)


def test_what_stopped_stays_as_it_was_in_its_last_generation(engine: Callable[..., NeuralEngine]) -> None:
    """As that of a run without a rule, saved in that generation: what is exported, or founds others."""
    _, _, state = evolved(engine("stop.target=4.5"), CHUNKS[0])
    for replicate, last in ((0, 11), (1, 5)):
        _, _, free = evolved(engine(f"population.generations={last}"), CHUNKS[0])
        own = [name for name in free if name.startswith(f"{replicate}/") and not name.endswith("/generations")]
        assert len(own) > 3
        assert all(np.array_equal(state[name], free[name], equal_nan=True) for name in own)


def test_a_longer_run_begins_with_the_shorter_one(engine: Callable[..., NeuralEngine]) -> None:
    rule = ["stop.target=4.5"]
    _, _, short = evolved(engine(*rule, "population.generations=8"), CHUNKS[0])
    long = engine(*rule)
    whole, _, end = evolved(long, CHUNKS[0])
    state = long.restore(long.adopted(short))
    assert state.alive.tolist() == [True, False]
    state, record = long.advance(state, 12)
    assert record.generations["generation"].tolist() == [9, 10, 11]
    assert all(np.array_equal(value, end[name], equal_nan=True) for name, value in long.save(state).items())
    assert whole["generation"].max() == 11


def test_an_assay_that_only_the_last_generation_has_ends_nothing(engine: Callable[..., NeuralEngine]) -> None:
    rule = ["stop.of=learned", "stop.target=5"]
    _, assays, short = evolved(engine(*rule, "population.generations=18"), CHUNKS[0])
    assert assays["learned"][-1] > 5  # in generation 18
    long = engine(*rule)
    assert long.restore(long.adopted(short)).alive.all()


def test_followers_learn_from_process_0_what_assays_stopped(engine: Callable[..., NeuralEngine]) -> None:
    """As it is agreed among processes that share a population, of which one alone assays."""
    used, sent = engine("stop.of=learned", "stop.target=0.8"), list[Arrays]()

    def send(decided: Arrays) -> Arrays:
        sent.append(decided)
        return decided

    used._agreed = send  # type: ignore[method-assign]
    generations, _, state = evolved(used, CHUNKS[0])
    follower = engine("stop.of=learned", "stop.target=0.8")
    received = iter(sent)
    follower._agreed = lambda decided: next(received)  # type: ignore[method-assign]
    follower._assayed = lambda generation, replicates, past, present: (past, {})  # type: ignore[method-assign]
    state_here, record = follower.found()
    state_here, record = follower.advance(state_here, 30)
    assert record.generations["generation"].max() == generations["generation"].max() == 16
    assert all(np.array_equal(value, state[name], equal_nan=True) for name, value in follower.save(state_here).items())


def test_a_plateau_goes_on_where_a_choice_changes_within_a_chunk() -> None:
    """Fitness stays from generation 5 on; at 7 another program takes over. Three later ones are 6, 7 and 8."""

    def alike(program: Any, number: int, replicate: Any, course: Course, first: int, count: int) -> tuple[Any, Summary]:
        del program, number, course, first
        return replicate, Summary(*(np.ones(count) for _ in range(5)))

    changing = SimpleNamespace(stretches=lambda first, count, number: [(5, 2, ()), (7, 2, ())])
    stub = SimpleNamespace(
        definition=small("stop.plateau=3"),
        program=SimpleNamespace(changing=changing),
        _compiled=lambda choices: (None, None),
        _lived_alike=alike,
    )
    _, rows, course, ended = NeuralEngine._lived(stub, 0, None, Course(), 5, 4)  # type: ignore[arg-type]
    assert (rows.fitness_mean.size, course, ended) == (4, Course(1.0, 5), True)


def test_a_branch_that_can_be_stopped_counts_what_its_parent_spent(monkeypatch: pytest.MonkeyPatch) -> None:
    """The parent could not end, so that its state says nothing of who is alive, and of how many were evaluated."""
    monkeypatch.setattr(Founders, "spent", property(lambda founders: {"individuals": 70, "lives": 700}))
    found = adopted(small("stop.target=5"), 0, {"generation": np.array([6])})
    assert found["evaluated"].tolist() == [70, 70]
    assert found["alive"].tolist() == [True, True]
    assert "evaluated" not in adopted(small(), 0, {"generation": np.array([6])})
