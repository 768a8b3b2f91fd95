"""The loop that keeps a run: what it leaves behind, what its observer hears, and how it stops."""

from __future__ import annotations

from pathlib import Path

import pytest
from toy_runs import tables

from baldwin.definition.base import Definition
from baldwin.errors import BusyError
from baldwin.evolve import Progress, load_engine
from baldwin.keeping import Observer, keep
from baldwin.store import RunWriter, open_run
from baldwin.store.holding import locked


class Heard(Observer):
    """Notes what it is informed of."""

    def __init__(self) -> None:
        self.events: list[object] = []

    def note(self, text: str) -> None:
        self.events.append(text)

    def begin(self, path: Path, generation: int) -> None:
        self.events.append(("begin", generation))

    def report(self, progress: Progress) -> None:
        self.events.append(progress.generation)

    def close(self) -> None:
        self.events.append("close")


def no_engine(definition: Definition) -> None:
    raise AssertionError("an engine was loaded")


def test_a_run_is_kept_to_its_end_and_then_found(tmp_path: Path, definition: Definition) -> None:
    heard = Heard()
    run = keep(RunWriter.create(tmp_path, definition), observer=heard)
    assert (run.status, run.generation) == ("complete", 12)
    assert (heard.events[0], heard.events[1], heard.events[-2:]) == (("begin", -1), 0, [12, "close"])
    found, silent = RunWriter.create(tmp_path, definition), Heard()
    assert keep(found, engine=no_engine, observer=silent).path == run.path
    assert found.found_complete
    assert silent.events == []


@pytest.mark.parametrize("after", [0, 1, 5])
def test_a_run_stopped_on_request_goes_on_to_the_same_bytes(tmp_path: Path, definition: Definition, after: int) -> None:
    whole = keep(RunWriter.create(tmp_path / "whole", definition))
    asked: list[int | None] = []

    def stop(progress: Progress | None) -> bool:
        asked.append(None if progress is None else progress.generation)
        return progress is not None and progress.generation >= after

    stopped = keep(RunWriter.create(tmp_path / "cut", definition), stop=stop)
    assert (stopped.status, stopped.generation) == ("stopped", asked[-1])
    assert None not in asked
    heard = Heard()
    again = keep(RunWriter.create(tmp_path / "cut", definition), observer=heard)
    assert heard.events[0] == ("begin", stopped.generation)
    assert again.status == "complete"
    assert tables(again.path) == tables(whole.path)


def test_a_run_that_is_to_stop_at_once_computes_nothing(tmp_path: Path, definition: Definition) -> None:
    first = keep(RunWriter.create(tmp_path, definition), stop=lambda progress: True)
    before = tables(first.path)
    heard = Heard()
    again = keep(RunWriter.create(tmp_path, definition), observer=heard, stop=lambda progress: progress is None)
    assert (again.status, tables(again.path), heard.events) == ("stopped", before, [])


def test_an_engine_that_fails_leaves_a_run_that_can_go_on(tmp_path: Path, definition: Definition) -> None:
    def failing(definition: Definition) -> object:
        engine = load_engine(definition)
        engine.advance = lambda state, generations: 1 / 0
        return engine

    heard = Heard()
    with pytest.raises(ZeroDivisionError):
        keep(RunWriter.create(tmp_path, definition), engine=failing, observer=heard)
    assert heard.events == [("begin", -1), 0, "close"]
    path = RunWriter.create(tmp_path, definition).path
    assert open_run(path).status == "stopped"
    assert keep(RunWriter.create(tmp_path, definition)).status == "complete"


def test_one_process_keeps_a_run(tmp_path: Path, definition: Definition) -> None:
    writer = RunWriter.create(tmp_path, definition)
    writer.path.mkdir(parents=True)
    with locked(writer.path), pytest.raises(BusyError, match="another process"):
        keep(writer)
