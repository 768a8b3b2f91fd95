"""Files of a study that were changed, cut or lost: never used in silence; and disks that refuse what is written."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from calls import call
from test_driver import SMALL, drive

from baldwin.__main__ import run_command
from baldwin.errors import RunError, StorageError
from baldwin.store.files import writing
from baldwin.study import open_study, table
from baldwin.study.cells import Plan
from baldwin.study.chained import Chain, read_chained, whole_prefix
from baldwin.study.executors import Started
from baldwin.study.journal import StudyJournal
from baldwin.study.plan import plan
from baldwin.study.proposals import Options, ask
from baldwin.study.worker import CellResult, Job, compute

ROWS: list[dict[str, Any]] = [{"cell": place, "values": {"a.b": [0.1, "größer"]}} for place in range(4)]


def lines(data: bytes) -> list[bytes]:
    return data.splitlines(keepends=True)


DAMAGE: dict[str, tuple[Callable[[bytes], bytes], int]] = {  # and the number of the first line that does not fit
    "a digit": (lambda data: data.replace(b'"cell": 2', b'"cell": 3'), 3),
    "a key": (lambda data: data.replace(b'"cell": 1', b'"bell": 1'), 2),
    "a checksum": (lambda data: data[:-4] + b"7}\n" if data[-4:] != b"7}\n" else data[:-4] + b"8}\n", 4),
    "its key": (lambda data: data.replace(b"crc32", b"crc33", 1), 1),
    "a lost line": (lambda data: b"".join([lines(data)[0], *lines(data)[2:]]), 2),
    "the first line lost": (lambda data: b"".join(lines(data)[1:]), 1),
    "swapped lines": (lambda data: b"".join([lines(data)[0], lines(data)[2], lines(data)[1], lines(data)[3]]), 2),
    "no JSON": (lambda data: data.replace(b'{"cell": 2', b'("cell": 2'), 3),
    "no row": (lambda data: b"3\n" + data, 1),
}


@pytest.mark.parametrize("how", DAMAGE)
def test_no_line_can_change_or_be_lost(tmp_path: Path, how: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(Chain().lines(ROWS))
    assert read_chained(path, "") == ROWS
    change, number = DAMAGE[how]
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(
        RunError, match=rf"rows\.jsonl: line {number} is damaged, or one before it is lost\. Mend it\.$"
    ):
        read_chained(path, "Mend it.")
    known, chain = whole_prefix(path)
    path.write_bytes(known + chain.line({"next": 1}))
    assert read_chained(path, "") == [*ROWS[: number - 1], {"next": 1}]


def test_lines_without_checksums_are_those_of_an_earlier_version(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    assert read_chained(path, "") == ROWS
    known, chain = whole_prefix(path)
    path.write_bytes(known + chain.line({"next": 1}))
    assert read_chained(path, "") == [*ROWS, {"next": 1}]


@pytest.fixture
def four() -> Plan:
    """Return the plan of a study with four cells."""
    return plan(ask("hinton-nowlan", Options(set=SMALL, vary=["lifetime.trials=1:4:1"])))


@pytest.fixture
def study(tmp_path: Path, four: Plan) -> Path:
    def complete(job: Job, attempt: int) -> list[Any]:
        return [Started(job.cell), CellResult(job.cell, "failed", reason="why not")]

    drive(tmp_path, four, complete)
    return tmp_path / four.name / four.id


def cut(data: bytes) -> bytes:
    return b"".join(lines(data)[:-1])


FILES = {
    "a cell": (
        "cells.jsonl",
        lambda data: data.replace(b'"lifetime.trials": 2', b'"lifetime.trials": 9'),
        "study resume",
    ),
    "a lost cell": ("cells.jsonl", cut, "study resume"),
    "all cells": ("cells.jsonl", lambda data: b"", "study resume"),
    "an outcome": ("outcomes.jsonl", lambda data: data.replace(b"why not", b"why yes"), "study resume"),
    "a lost outcome": ("outcomes.jsonl", cut, "study resume"),
    "what varies": ("study.toml", lambda data: data.replace(b"4", b"5"), "as then; its runs are kept"),
    "a key": ("study.toml", lambda data: data.replace(b"population", b"populatiom"), "as then; its runs are kept"),
    "its description": ("run.json", lambda data: data.replace(b'"cells": 4', b'"cells": 3'), "study resume"),
}


@pytest.mark.parametrize("what", FILES)
def test_a_damaged_study_is_not_believed(
    study: Path,
    four: Plan,
    what: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    name, change, remedy = FILES[what]
    before = (study / name).read_bytes()
    (study / name).write_bytes(change(before))
    assert (study / name).read_bytes() != before
    for command in (["study", "table"], ["show"], ["report"], ["study", "status"]):
        assert run_command([*command, str(study)]) == 2, command
        captured = capsys.readouterr()
        assert (captured.out, captured.err.count("\n")) == ("", 1)
        assert f"{study / name}: " in captured.err
        assert remedy in captured.err
    with StudyJournal(study.parent.parent, four):  # as the same request, or resume, goes on
        pass
    assert (study / name).read_bytes() == before or name in ("run.json", "outcomes.jsonl")
    assert len(table(open_study(study))["cell"]) == 4


def test_its_population_is_not_believed(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (study / "base.toml").write_bytes((study / "base.toml").read_bytes() + b"\n")
    assert run_command(["report", str(study)]) == 2
    assert "base.toml: damaged, it holds" in capsys.readouterr().err


def test_resume_writes_a_lost_description_anew(study: Path) -> None:
    (study / "run.json").write_text("nothing")
    call("study", "resume", str(study), "--on", "inline", "--quiet", status=1)  # its cells failed
    assert (open_study(study).status, len(open_study(study).cells)) == ("failed", 4)


REFUSALS = [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO]


@pytest.mark.parametrize("number", REFUSALS)
def test_a_disk_that_refuses_pauses_a_study(tmp_path: Path, four: Plan, number: int) -> None:
    def full(job: Job, attempt: int) -> list[Any]:
        return [Started(job.cell), CellResult(job.cell, "paused", reason="runs: the disk is full (No space left).")]

    _, heard = drive(tmp_path, four, full)
    study = open_study(tmp_path / four.name / four.id)
    assert study.status == "stopped"
    assert [state.status for state in study.states.values()] == ["waiting"] * 4
    (note,) = (note for note in heard.notes if "paused" in note)
    assert note == (
        f"runs: the disk is full (No space left). The study is paused; go on with: baldwin study resume {study.path}"
    )
    with pytest.raises(StorageError), writing(tmp_path, "Make room."):
        raise OSError(number, "refused")


def test_a_cell_on_a_full_disk_is_paused(tmp_path: Path, four: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: Any, **options: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("baldwin.store.journal.write_text", refuse)
    from baldwin.definition import to_toml

    job = Job(0, to_toml(four.cells[0].definition), str(tmp_path), str(tmp_path / "runs"), "shape")
    result = compute(job)
    assert (result.status, "the disk is full" in result.reason) == ("paused", True)


def test_notes_that_the_disk_refuses_pause_it_too(
    tmp_path: Path,
    four: Plan,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(self: Any, line: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("baldwin.store.journal.GrowingFile.append", refuse)
    _, heard = drive(tmp_path, four, lambda job, attempt: [Started(job.cell), CellResult(job.cell, "stopped")])
    assert sum("The study is paused" in note for note in heard.notes) == 1
    assert open_study(tmp_path / four.name / four.id).status == "stopped"
