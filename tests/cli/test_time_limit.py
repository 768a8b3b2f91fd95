"""`--for`: save and stop when the time is up, and go on to the same bytes."""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

sys.path.append(str(Path(__file__).parent.parent / "store"))
import toy
from toy_runs import TEXT, tables

import baldwin
from baldwin.__main__ import run_command
from baldwin.definition import discovery
from baldwin.errors import UsageError
from baldwin.progress.study import study_printer
from baldwin.stopping import TIME_UP, stoppable
from baldwin.store import find_run


@pytest.fixture
def slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file of a population whose 12 generations take 0.05 s each."""
    monkeypatch.setattr(discovery, "wings", discovery.wings)
    toy.install()
    path = tmp_path / "toy.toml"
    path.write_text(f"{TEXT}delay = 0.05\n")
    return path


def test_a_run_stops_in_time_and_goes_on(slow: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cut, whole = tmp_path / "cut", tmp_path / "whole"
    assert run_command(["run", str(slow), "--runs", str(cut), "--for", "0.12s"]) == TIME_UP
    run = find_run("toy", cut)
    assert (run.status, 0 <= run.generation < 12) == ("stopped", True)
    captured = capsys.readouterr()
    assert captured.out == ""
    where = f"toy stopped, saved up to generation {run.generation} of 12. Go on with: baldwin resume {run.path}"
    assert captured.err.splitlines()[-1] == where
    assert run_command(["resume", str(run.path), "--quiet", "--for", "1h"]) == 0
    assert run_command(["run", str(slow), "--runs", str(whole), "--quiet"]) == 0
    assert tables(run.path) == tables(find_run("toy", whole).path)
    assert run_command(["run", str(slow), "--runs", str(cut), "--quiet", "--for", "0.001s"]) == 0  # nothing is left


def test_from_python_too(slow: Path, tmp_path: Path) -> None:
    run = baldwin.run(slow, runs=tmp_path, progress=False, seconds=0.001)
    assert (run.status, run.generation) == ("stopped", 0)  # a chunk at least
    again = baldwin.resume(run, progress=False, seconds=0.001)
    assert (again.status, again.generation) == ("stopped", 1)


@pytest.mark.parametrize("text", ["0", "-3", "soon", "10 m", "5x", "", "0s", "m"])
def test_what_is_no_time_is_refused(text: str, slow: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["run", str(slow), f"--for={text}"]) == UsageError.exit_status
    assert capsys.readouterr().err == f"--for {text}: must be a time above 0, such as 90s, 10m, 2h or 1h30m.\n"


@pytest.mark.parametrize(("text", "seconds"), [("90", 90.0), ("90s", 90.0), ("1.5m", 90.0), ("1h30m", 5400.0)])
def test_times_as_people_write_them(text: str, seconds: float, monkeypatch: pytest.MonkeyPatch, slow: Path) -> None:
    given: list[float] = []
    monkeypatch.setattr("baldwin.cli.run.drive", lambda writer, *, seconds, **_: given.append(seconds) or 0)
    assert run_command(["run", str(slow), "--for", text]) == 0
    assert given == [seconds]


def test_the_end_of_the_time_is_noted_once_and_not_after_the_work() -> None:
    told = threading.Event()
    with stoppable(told.set, 0.01) as stop:
        assert told.wait(5.0)
        assert (stop.expired, stop.requested) == (True, False)
    late: list[int] = []
    with stoppable(lambda: late.append(1), 0.05) as stop:
        pass
    time.sleep(0.1)
    assert (late, stop.expired) == ([], False)


@pytest.mark.parametrize(
    ("as_json", "ends"), [(False, "1 of 4 cells, 2 running, 9 s left, stops in 60 s"), (True, 60.0)]
)
def test_a_study_says_when_it_will_stop(
    as_json: bool, ends: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("baldwin.progress.study.PLAIN_EVERY", -1.0)
    plan: Any = SimpleNamespace(name="some")
    tally: Any = SimpleNamespace(done=1, total=4, running=2, failed=0, part=lambda: 0.25, seconds_left=lambda: 9.0)
    printer = study_printer(plan, quiet=False, json=as_json, until=time.monotonic() + 60.04)
    printer.report(tally)
    said = capsys.readouterr()
    assert json.loads(said.out)["stops_in"] == ends if as_json else said.err == f"some: {ends}\n"
