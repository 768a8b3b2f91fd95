"""Killed at any instant, a run goes on to the same bytes; nothing that went wrong is lost or hidden."""

from __future__ import annotations

import itertools
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from toy_runs import TABLES, compute, tables, toy_definition

from baldwin.definition.base import Definition
from baldwin.errors import RunError
from baldwin.evolve import load_engine
from baldwin.store import RunWriter, checkpoints, open_run
from baldwin.store.info import read_info
from baldwin.store.reading import DEFINITION, INFO


class Killed(BaseException):
    """The process is gone: nothing that it would do later happens."""


class Death:
    """Lets `count` calls of the system through, tears the next one, and fails all later ones."""

    def __init__(self, count: int) -> None:
        self.left = count

    def patch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for module, name in [
            (os, "replace"),
            (os, "fsync"),
            (os, "write"),
            (os, "ftruncate"),
            (os, "unlink"),
            (os, "mkdir"),
            (checkpoints, "save_file"),
        ]:
            monkeypatch.setattr(module, name, self.wrap(name, getattr(module, name)))

    def wrap(self, name: str, original: Any) -> Any:
        def call(*arguments: Any, **named: Any) -> Any:
            self.left -= 1
            if self.left >= 0:
                return original(*arguments, **named)
            if self.left == -1 and name == "write":
                original(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
            if self.left == -1 and name == "save_file":
                Path(arguments[1]).write_bytes(b"half a checkpoint")
            raise Killed

        return call


@pytest.fixture
def whole(tmp_path: Path, definition: Definition) -> tuple[bytes, ...]:
    """The tables of an uninterrupted run."""
    return tables(compute(tmp_path / "whole", definition).path)


@pytest.mark.parametrize("fresh", [False, True])
def test_killed_at_every_call_of_the_system(tmp_path: Path, fresh: bool) -> None:
    definition = toy_definition("population.generations=4")
    whole = tables(compute(tmp_path / "whole", definition).path)
    for count in itertools.count():
        runs = tmp_path / f"{count}"
        if fresh:
            compute(runs, definition, until=3, checkpoint_every=0)
        with pytest.MonkeyPatch.context() as patch:
            Death(count).patch(patch)
            try:
                compute(runs, definition, checkpoint_every=0, fresh=fresh)
                break
            except Killed:
                pass
        again = compute(runs, definition, checkpoint_every=0)
        assert tables(again.path) == whole, f"killed at call {count}"
        assert open_run(again.path).status == "complete"
        assert sorted(path.name for path in again.path.iterdir() if path.suffix == ".tmp") == []
        assert len(checkpoints.candidates(again.path)) <= checkpoints.KEEP + 1  # one that it died before removing
    assert count > 80  # so many instants were tried


@pytest.mark.parametrize("chunks", [1, 2, 5, 12, 13])
@pytest.mark.parametrize("every", [0.0, 1e9])
def test_stopped_after_any_chunk(tmp_path: Path, whole: tuple[bytes, ...], chunks: int, every: float) -> None:
    definition = toy_definition()
    path = compute(tmp_path, definition, until=chunks, checkpoint_every=every).path
    assert open_run(path).status == ("complete" if chunks == 13 else "stopped")
    assert open_run(path).generation == chunks - 1
    assert tables(compute(tmp_path, definition, checkpoint_every=every).path) == whole
    assert len(open_run(path).info["resumed"]) == (chunks < 13)


def test_an_error_on_the_way_leaves_a_run_that_goes_on(tmp_path: Path, whole: tuple[bytes, ...]) -> None:
    definition = toy_definition()
    engine = load_engine(definition)
    writer = RunWriter.create(tmp_path, definition, checkpoint_every=0)

    def fail_after_the_founders() -> None:
        with writer:
            writer.restore(engine)
            state, record = engine.found()
            writer.append(state, record, 0.1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_the_founders()
    assert open_run(writer.path).status == "stopped"
    assert tables(compute(tmp_path, definition).path) == whole


def _damage(path: Path, how: str) -> None:
    data = path.read_bytes()
    if how == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "flipped":
        path.write_bytes(data[:-3] + bytes([data[-3] ^ 1]) + data[-2:])
    else:
        path.write_bytes(b"not a checkpoint at all")


@pytest.mark.parametrize("how", ["cut", "empty", "flipped", "other"])
@pytest.mark.parametrize("both", [False, True])
def test_damaged_checkpoints_are_passed_over(tmp_path: Path, whole: tuple[bytes, ...], how: str, both: bool) -> None:
    definition = toy_definition()
    path = compute(tmp_path, definition, until=8, checkpoint_every=0).path
    found = checkpoints.candidates(path)
    for checkpoint in found if both else found[:1]:
        _damage(checkpoint, how)
    writer = compute(tmp_path, definition, checkpoint_every=0)
    assert tables(path) == whole
    assert [note.split("checkpoint ")[1].split()[0] for note in writer.notes] == [
        checkpoint.name for checkpoint in (found if both else found[:1])
    ]
    assert open_run(path).info["resumed"][0]["generation"] == (-1 if both else 6)


@pytest.mark.parametrize("table", TABLES)
def test_cut_tables_are_computed_again(tmp_path: Path, whole: tuple[bytes, ...], table: str) -> None:
    definition = toy_definition()
    path = compute(tmp_path, definition, until=8, checkpoint_every=0).path
    (path / table).write_bytes(b"")
    assert tables(compute(tmp_path, definition).path) == whole


def test_rows_after_the_checkpoint_are_cut_off(tmp_path: Path, whole: tuple[bytes, ...]) -> None:
    definition = toy_definition()
    path = compute(tmp_path, definition, until=8).path
    with (path / TABLES[0]).open("ab") as file:
        file.write(b'{"generation": 99}\n{"gener')
    assert tables(compute(tmp_path, definition).path) == whole


def test_only_the_definition_was_written(tmp_path: Path, whole: tuple[bytes, ...]) -> None:
    path = compute(tmp_path, toy_definition(), until=3).path
    for file in (path / INFO, *(path / name for name in TABLES), *checkpoints.candidates(path)):
        file.unlink()
    writer = RunWriter.resume(path)
    assert tables(compute(tmp_path, writer.definition).path) == whole


def test_fresh_starts_over(tmp_path: Path, whole: tuple[bytes, ...]) -> None:
    definition = toy_definition()
    path = compute(tmp_path, definition).path
    info = read_info(path)
    (path / INFO).write_text(json.dumps(info | {"created": f"1{info['created'][1:]}"}))
    compute(tmp_path, definition)
    assert open_run(path).info["created"].startswith("1")
    compute(tmp_path, definition, fresh=True)
    assert open_run(path).info["created"].startswith("2")
    assert tables(path) == whole
    assert open_run(path).info["resumed"] == []


def test_a_changed_definition_is_not_continued(tmp_path: Path) -> None:
    path = compute(tmp_path, toy_definition(), until=3).path
    file = path / DEFINITION
    file.write_text(file.read_text().replace("seed = 7", "seed = 8"))
    with pytest.raises(RunError, match="no longer the definition that the run began with"):
        RunWriter.resume(path)


def test_titles_do_not_make_another_run(tmp_path: Path) -> None:
    first = compute(tmp_path, toy_definition()).path
    assert compute(tmp_path, toy_definition('title="Another"', 'references=["me"]')).path == first
    assert compute(tmp_path, toy_definition("population.seed=8")).path != first


def test_stopped_replicates_and_no_number_are_counted(tmp_path: Path) -> None:
    options = ('population.stop="fixed"', "task.spoil_at=3")
    told = ["the mean fitness is NaN or infinite in 1 row of the table (first: replicate 1, generation 3)"]
    writer = compute(tmp_path, toy_definition(*options), until=5, checkpoint_every=0)
    assert writer.losses == told
    writer = compute(tmp_path, toy_definition(*options))
    assert writer.losses == told
    # Replicates 0, 1, 2 lived 4, 5, 6 generations of 5.
    assert open_run(writer.path).info["counts"] == {
        "individuals": 75,
        "lifetime_steps": 0,
        "rows_without_finite_fitness": 1,
    }


def test_rows_of_a_version_with_other_columns_are_not_mixed(tmp_path: Path, definition: Definition) -> None:
    """A cut run of an earlier version, whose table of assays had a column less."""
    path = compute(tmp_path, definition, until=5).path
    before = tables(path)
    engine: Any = load_engine(definition)
    with RunWriter.resume(path) as writer:
        state, record = engine.advance(writer.restore(engine), 5)
        assert record.assays
        wider = replace(record, assays={**record.assays, "more": record.assays["generation"]})
        with pytest.raises(RunError, match=r"with other columns\. .* --fresh"):
            writer.append(state, wider, 0.0)
        writer.append(state, record, 0.0)
    assert tables(path) != before
