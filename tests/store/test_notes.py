"""Tags and notes: kept beside a run, and no part of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from toy_runs import compute, tables, toy_definition

from baldwin.__main__ import run_command
from baldwin.errors import RunError, UsageError
from baldwin.report.sections.asked import facts_of
from baldwin.store import RunWriter, open_run
from baldwin.store.notes import NOTES, Notes, read_notes, write_notes

TEXT = 'said "so":\n  and a backslash \\ in line two'


@pytest.mark.parametrize(
    ("tags", "note"), [(("paper", "figure-2", "ß.1"), TEXT), ((), "a"), (("b",), ""), ((), "'''\"\"\""), ((), "é\n\nü")]
)
def test_what_is_written_is_read(tmp_path: Path, tags: tuple[str, ...], note: str) -> None:
    assert write_notes(tmp_path, tags, note) == read_notes(tmp_path) == Notes(tags, note)
    assert [path.name for path in tmp_path.iterdir()] == [NOTES]  # and nothing else is left
    assert write_notes(tmp_path, (), " \n") == Notes()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("tag", ["", "two words", "-x", "#x", "a/b", "x" * 41, "a\nb", "a\x1b[2Jb"])
def test_a_tag_is_one_word(tmp_path: Path, tag: str) -> None:
    with pytest.raises(UsageError, match="must be a word of at most 40"):
        write_notes(tmp_path, [tag], "")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "text", ["tags = 3", "note = ['a']", "tags = [1]", "note = ", "\ufffe\x00", "x = " + "[" * 9000]
)
def test_a_file_that_cannot_be_read_is_a_problem_and_no_failure(tmp_path: Path, text: str) -> None:
    (tmp_path / NOTES).write_text(text)
    found = read_notes(tmp_path)
    assert (found.tags, found.note) == ((), "")
    assert found.problem.startswith(str(tmp_path / NOTES))
    assert "\n" not in found.problem


def test_a_hand_written_note_holds_no_control_characters(tmp_path: Path) -> None:
    (tmp_path / NOTES).write_text('tags = ["a\\u001bb"]\nnote = "one\\u001b[2J\\ntwo"\n')
    assert read_notes(tmp_path) == Notes(("a\\x1bb",), "one\\x1b[2J\ntwo")


def test_tagging_changes_nothing_of_a_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = compute(tmp_path, toy_definition()).path
    before = {one.name: one.read_bytes() for one in path.iterdir() if one.is_file()}
    assert run_command(["tag", str(path), "paper", "b"]) == 0
    assert run_command(["tag", str(path), "c", "--remove", "b"]) == 0
    assert run_command(["note", str(path), "first"]) == 0
    assert run_command(["note", str(path), "second"]) == 0
    assert open_run(path).notes == Notes(("paper", "c"), "first\nsecond")
    after = {one.name: one.read_bytes() for one in path.iterdir() if one.is_file() and one.name != NOTES}
    assert after == before
    assert RunWriter.resume(path).__enter__().complete  # still found whole
    capsys.readouterr()
    assert run_command(["show", str(path), "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["tags"], shown["note"]) == (["paper", "c"], "first\nsecond")
    assert {"tags": "paper c", "note": "first\nsecond"}.items() <= dict(facts_of(open_run(path))).items()
    assert run_command(["note", str(path), "--replace", ""]) == 0
    assert open_run(path).notes.note == ""


def test_a_damaged_file_is_not_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = compute(tmp_path, toy_definition()).path
    (path / NOTES).write_text("note = 'mine")
    for command in (["tag", str(path), "a"], ["note", str(path), "b"]):
        assert run_command(command) == 2
        assert capsys.readouterr().err.startswith(f"{path / NOTES}: cannot be read")
    with pytest.raises(RunError, match="cannot be read"):
        write_notes(path, ["a"], "")
    assert (path / NOTES).read_text() == "note = 'mine"
    for words in (["show", str(path)], ["show", str(path), "--json"]):
        assert run_command(words) == 0
        assert "cannot be read" in capsys.readouterr().out


def test_notes_outlive_a_run_that_is_made_anew(tmp_path: Path) -> None:
    path = compute(tmp_path, toy_definition()).path
    first = tables(path)
    write_notes(path, ["kept"], "")
    compute(tmp_path, toy_definition(), fresh=True)
    assert (tables(path), read_notes(path)) == (first, Notes(("kept",)))
