"""The engine's promises: nothing but the definition decides a number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baldwin.definition import load
from baldwin.engine import Columns
from baldwin.haystack import layouts
from baldwin.haystack.definition import HaystackDefinition
from baldwin.haystack.engine import HaystackEngine
from baldwin.haystack.kernels.first_success import cell_bits, trial_tables
from baldwin.haystack.wing import COLUMNS

SMALL = ["population.size=120", "population.replicates=3", "population.generations=12"]
PRESETS = [
    "hinton-nowlan",
    "plasticity-cost",
    "learning-budget",
    "lamarck",
    "moving-needle",
    "flipping-target",
    "graded-needle",
    "nk-landscape",
    "no-learning",
    "tournament",
    "steady-state",
    "classroom",
]


def small(preset: str, *overrides: str) -> HaystackDefinition:
    definition = load(preset, [*SMALL, *overrides])
    assert isinstance(definition, HaystackDefinition)
    return definition


def tables(definition: HaystackDefinition, chunks: list[int], *, restart: bool = False) -> tuple[Columns, Columns]:
    """Return both tables of an evolution in these chunks; with `restart`, through a saved state after each."""
    engine = HaystackEngine(definition)
    state, record = engine.found()
    records = [record]
    for chunk in chunks:
        if restart:
            saved = {name: array.copy() for name, array in engine.save(state).items()}
            engine = HaystackEngine(definition)
            state = engine.restore(saved)
        if engine.finished(state):
            break
        state, record = engine.advance(state, chunk)
        records.append(record)
    joined = []
    for part in ("generations", "assays"):
        columns = getattr(records[0], part)
        joined.append({name: np.concatenate([getattr(r, part)[name] for r in records]) for name in columns})
    return joined[0], joined[1]


def assert_same(one: Columns, other: Columns) -> None:
    assert list(one) == list(other)
    for name, values in one.items():
        assert values.tobytes() == other[name].tobytes(), name


@st.composite
def cuttings(draw: st.DrawFn) -> list[int]:
    left, chunks = 12, []
    while left:
        chunks.append(draw(st.integers(1, left)))
        left -= chunks[-1]
    return chunks


@settings(max_examples=40)
@given(st.sampled_from(PRESETS), cuttings(), st.booleans())
def test_chunks_and_checkpoints_change_nothing(preset: str, chunks: list[int], restart: bool) -> None:
    definition = small(preset, "assays.every=3")
    whole, cut = tables(definition, [12]), tables(definition, chunks, restart=restart)
    assert_same(whole[0], cut[0])
    assert_same(whole[1], cut[1])


@settings(max_examples=10)
@given(st.integers(1, 11), st.booleans())
def test_replicates_that_stop_are_cut_alike(chunk: int, restart: bool) -> None:
    definition = small("asexual", "population.size=6", 'population.stop="fixed"', "population.generations=40")
    chunks = [chunk] * (40 // chunk) + [40 % chunk] * (40 % chunk > 0)
    whole, cut = tables(definition, [40]), tables(definition, chunks, restart=restart)
    assert_same(whole[0], cut[0])
    assert len(whole[0]["generation"]) < 3 * 41  # some did stop


@pytest.mark.parametrize(
    "overrides",
    [
        ['population.stop="fixed"'],  # in packed words
        ['population.stop="fixed"', "task.loci=40"],  # in rows of them
        ["survival.threshold=0.0", "survival.offspring=0.5"],
    ],
)
def test_a_state_in_which_all_have_ended_does_not_depend_on_chunks(overrides: list[str]) -> None:
    definition = small("asexual", "population.size=6", "population.generations=400", *overrides)
    saved, last = [], 0
    for chunk in (1, 7, 400):
        engine = HaystackEngine(definition)
        state, record = engine.found()
        while not engine.finished(state):
            state, record = engine.advance(state, chunk)
        last = int(record.generations["generation"][-1])
        saved.append({name: (array.shape, array.tobytes()) for name, array in engine.save(state).items()})
        assert engine.generation(state) == last < 400
    assert saved[0] == saved[1] == saved[2]


@pytest.fixture
def thread_counts() -> Iterator[list[int]]:
    before = numba.get_num_threads()
    if before < 2:
        pytest.skip("one thread only")
    yield [1, 2]
    numba.set_num_threads(before)


@pytest.mark.parametrize("preset", PRESETS)
def test_threads_change_nothing(preset: str, thread_counts: list[int]) -> None:
    results = []
    for count in thread_counts:
        numba.set_num_threads(count)
        results.append(tables(small(preset), [12]))
    assert_same(results[0][0], results[1][0])
    assert_same(results[0][1], results[1][1])


@pytest.mark.parametrize("mutation_rate", [0.0, 0.01])
def test_blocks_of_one_large_population_change_nothing(
    mutation_rate: float, monkeypatch: pytest.MonkeyPatch, thread_counts: list[int]
) -> None:
    """One replicate in blocks, on one thread and two, against the kernel that gives each replicate a thread."""
    size = f"population.size={3 * layouts.BLOCK + 1234}"
    overrides = [size, "population.replicates=1", "lifetime.kind=geometric", f"strategy.mutation_rate={mutation_rate}"]
    definition = small("hinton-nowlan", *overrides, "task.loci=12")  # of few loci, so that learning takes off at once
    whole = tables(definition, [12])
    assert whole[0]["successes"][-1] > 0.5 * definition.population.size
    monkeypatch.setattr(layouts, "prefers_blocks", lambda *_: True)
    for count in thread_counts:
        numba.set_num_threads(count)
        assert_same(whole[0], tables(definition, [5, 7])[0])


@pytest.mark.parametrize("preset", PRESETS)
def test_assays_touch_nothing(preset: str) -> None:
    """Selection, records and the state are the same whether innate and learned ability are measured or not."""
    measured = tables(small(preset), [12])
    left_alone = tables(small(preset, "assays.every=0"), [12])
    assert_same(measured[0], left_alone[0])
    assert left_alone[1] == {}


@pytest.mark.parametrize("preset", PRESETS)
def test_every_column_is_explained(preset: str) -> None:
    for table in tables(small(preset), [12]):
        assert set(table) <= set(COLUMNS)
        assert len({len(values) for values in table.values()}) == 1


@pytest.mark.parametrize("preset", PRESETS)
def test_seeds_and_replicates_differ(preset: str) -> None:
    one, other = tables(small(preset), [12])[0], tables(small(preset, "population.seed=0"), [12])[0]
    drifting = "correct" if "correct" in one else "plastic"
    assert not np.array_equal(one[drifting], other[drifting])
    assert len(set(one[drifting][one["generation"] == 12])) == 3


def test_replicates_do_not_depend_on_how_many_there_are() -> None:
    few, many = (
        tables(small("hinton-nowlan"), [12])[0],
        tables(small("hinton-nowlan", "population.replicates=5"), [12])[0],
    )
    kept = many["replicate"] < 3
    for name, values in few.items():
        np.testing.assert_array_equal(values, many[name][kept], err_msg=name)


@settings(max_examples=60)
@given(st.integers(1, 3000), st.sampled_from([0.5, 0.1, 0.9, 0.999, 1e-6]), st.integers(1, 40))
def test_alias_tables_hold_the_geometric_law(trials: int, hit_probability: float, loci: int) -> None:
    """Each table's cells, put together again, give P(T = t) = p (1 - p)^(t - 1) and the rest to failure."""
    tables = trial_tables(loci, trials, hit_probability)
    bits, cells = cell_bits(trials), tables.shape[1]
    capacity = 1 << (64 - bits)
    for q, row in enumerate(tables):
        low = np.array([int(entry) >> bits for entry in row], dtype=object)
        alias = [int(entry) & (cells - 1) for entry in row]
        weight: Any = low.copy()
        for cell in range(cells):
            weight[alias[cell]] += capacity - low[cell]
        p = hit_probability**q
        expected = p * (1.0 - p) ** np.arange(trials)
        expected[expected * 2.0**64 < 1.0] = 0.0
        got = np.array(weight[:trials], dtype=float) / 2.0**64
        assert sum(weight) == 1 << 64
        np.testing.assert_allclose(got, expected if p * 2.0**64 >= 2.0 else 0.0, atol=1e-15, rtol=2e-10)
