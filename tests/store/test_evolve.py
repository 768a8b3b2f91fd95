"""The loop: it reaches the end, never passes it, and how it is cut into chunks leaves no trace."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from toy_runs import toy_definition

from baldwin.engine import Columns
from baldwin.evolve import evolve, load_engine
from baldwin.store.tables import encode


def test_a_third_wing_is_found_by_its_definition() -> None:
    assert type(load_engine(toy_definition())).__name__ == "ToyEngine"


@pytest.mark.parametrize("seconds", [0.0, 10.0])
def test_chunks_join_to_all_generations(seconds: float) -> None:
    definition = toy_definition("population.generations=70")
    chunks = list(evolve(load_engine(definition), definition, chunk_seconds=seconds))
    generations = np.concatenate([chunk.record.generations["generation"] for chunk in chunks])
    assert generations.tolist() == np.repeat(np.arange(71), 3).tolist()
    steps = np.diff([chunk.generation for chunk in chunks])
    assert steps[0] == 1
    assert np.all(steps[1:] <= 8 * steps[:-1])
    assert (steps == 1).all() == (seconds == 0.0)


def test_goes_on_from_a_state() -> None:
    definition = toy_definition()
    engine = load_engine(definition)
    whole = list(evolve(engine, definition, chunk_seconds=0.0))
    rest = list(evolve(engine, definition, state=whole[5].state))
    assert rest[0].generation == 6
    assert np.array_equal(rest[-1].state.genomes, whole[-1].state.genomes)
    assert list(evolve(engine, definition, state=whole[-1].state)) == []


def test_stops_when_every_replicate_has_stopped() -> None:
    definition = toy_definition('population.stop="fixed"')
    chunks = list(evolve(load_engine(definition), definition))
    assert chunks[-1].generation <= 12
    assert {int(row) for chunk in chunks for row in chunk.record.generations.get("generation", ())} == set(range(6))


def test_no_generations_leaves_the_founders() -> None:
    definition = toy_definition("population.generations=0")
    chunks = list(evolve(load_engine(definition), definition))
    assert [chunk.generation for chunk in chunks] == [0]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chunks=st.lists(st.integers(1, 9), max_size=20), every=st.integers(0, 5))
def test_any_chunking_gives_the_same_bytes(chunks: list[int], every: int) -> None:
    definition = toy_definition(f"assays.every={every}")
    engine = load_engine(definition)

    def table_bytes(chunks: list[int]) -> tuple[bytes, bytes]:
        state, record = engine.found()
        records = [record]
        for chunk in [*chunks, *[1] * 12]:
            if left := min(chunk, 12 - engine.generation(state)):
                state, record = engine.advance(state, left)
                records.append(record)
        return b"".join(encode(one.generations) for one in records), b"".join(encode(one.assays) for one in records)

    assert table_bytes(chunks) == table_bytes([12])


def test_equal_columns_give_equal_lines() -> None:
    table: Columns = {
        "n": np.arange(3),
        "x": np.array([0.1, np.nan, -np.inf]),
        "a%b": np.eye(3, 2),
        "ok": np.ones(3) > 0,
    }
    assert encode(table).decode().splitlines() == [
        '{"n": 0, "x": 0.1, "a%b": [1.0, 0.0], "ok": true}',
        '{"n": 1, "x": null, "a%b": [0.0, 1.0], "ok": true}',
        '{"n": 2, "x": -1e999, "a%b": [0.0, 0.0], "ok": true}',
    ]
    assert encode({}) == b""
