"""What runs, studies and tested claims share: one process at a time, whole lines, the time of work, damage."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from baldwin.errors import BusyError, RunError
from baldwin.store import journal as module
from baldwin.store.journal import Journal
from baldwin.store.provenance import heading


def begun(path: Path) -> Journal:
    """Return a journal that has written its first run.json, and still holds the directory."""
    journal = Journal(path)
    journal.info = heading("name", "0" * 12, "A title", "notes")
    journal.hold(journal.write)
    return journal


def test_one_process_at_a_time(tmp_path: Path) -> None:
    first = begun(tmp_path / "0")
    with pytest.raises(BusyError, match="another process"):
        begun(tmp_path / "0")
    first.close()
    begun(tmp_path / "0").close()


def test_whoever_fails_to_begin_lets_go(tmp_path: Path) -> None:
    def fail() -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(RunError, match="disk is full"):
        Journal(tmp_path / "0").hold(fail)
    begun(tmp_path / "0").close()


def test_half_written_lines_are_cut_off(tmp_path: Path) -> None:
    journal = begun(tmp_path)
    rows = tmp_path / "rows.jsonl"
    rows.write_bytes('{"word": "größer"}\n{"word": "gr'.encode())
    journal.grow("rows.jsonl").append(b'{"word": "next"}\n')
    journal.close()
    assert rows.read_text() == '{"word": "größer"}\n{"word": "next"}\n'


def test_damage_is_what_differs_from_run_json(tmp_path: Path) -> None:
    journal = begun(tmp_path)
    file = journal.grow("rows.jsonl")
    file.append(b"1\n2\n")
    journal.write({"rows.jsonl": file.extent}, status="stopped")
    file.append(b"3\n")
    journal.close()
    assert journal.damage("rows.jsonl") == ""  # it has grown since it was counted
    (tmp_path / "rows.jsonl").write_bytes(b"1\n9\n3\n")
    assert "its checksum differs" in journal.damage("rows.jsonl")


def test_only_work_counts_as_elapsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(module.time, "monotonic", lambda: now)
    journal = begun(tmp_path)
    now += 5.0  # an engine is loaded
    journal.start_clock()
    now += 2.0
    journal.write()
    now += 1.0
    journal.write()
    journal.close()
    now += 50.0
    assert journal.elapsed == 3.0
    again = Journal(tmp_path)
    again.read()
    again.start_clock()
    now += 4.0
    assert again.elapsed == 7.0
    assert json.loads((tmp_path / "run.json").read_text())["elapsed"] == 3.0
