"""The bin: what is deleted can be had back as it was, until the bin is emptied."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from toy_runs import TEXT, compute, toy_definition

from baldwin.__main__ import run_command
from baldwin.errors import BusyError, RunError
from baldwin.store.bin import BIN, binned, move_to_bin, restore
from baldwin.store.holding import locked
from baldwin.store.reading import list_entries, open_entry

Said = pytest.CaptureFixture[str]


def content(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_what_is_deleted_comes_back_as_it_was(tmp_path: Path, capsys: Said) -> None:
    path = compute(tmp_path, toy_definition()).path
    before = content(tmp_path)
    assert run_command(["bin", f"toy/{path.name}", "--runs", str(tmp_path)]) == 0
    assert not (tmp_path / "toy").exists()
    assert list_entries(tmp_path) == []
    assert run_command(["show", "toy", "--runs", str(tmp_path)]) == 2
    assert [entry.status for entry in binned(tmp_path)] == ["complete"]
    assert run_command(["bin", "--restore", path.name[:4], "--runs", str(tmp_path)]) == 0
    assert content(tmp_path) == before
    assert not (tmp_path / BIN).exists()
    assert capsys.readouterr().out.splitlines()[-1] == str(path)


def test_the_same_run_deleted_twice_lies_there_twice_and_the_last_comes_back(tmp_path: Path) -> None:
    for _ in range(2):
        path = compute(tmp_path, toy_definition()).path
        move_to_bin(open_entry(path), tmp_path)
    last, first = binned(tmp_path)
    assert (last.id, first.id) == (path.name, path.name)
    assert restore(last, tmp_path) == path
    with pytest.raises(RunError, match="is there again"):
        restore(first, tmp_path)
    assert len(binned(tmp_path)) == 1


def test_a_run_that_is_being_written_is_refused(tmp_path: Path, capsys: Said) -> None:
    path = compute(tmp_path, toy_definition()).path
    before = content(tmp_path)
    with locked(path):
        with pytest.raises(BusyError):
            move_to_bin(open_entry(path), tmp_path)
        assert run_command(["bin", str(path), "--runs", str(tmp_path)]) != 0
    assert "another process is working on this run" in capsys.readouterr().err
    assert content(tmp_path) == before


def test_emptied_is_gone_and_nothing_else(tmp_path: Path, capsys: Said) -> None:
    one, two = (compute(tmp_path, toy_definition(f"population.seed={seed}")).path for seed in (1, 2))
    runs = ("--runs", str(tmp_path))
    assert run_command(["bin", str(one), *runs]) == 0
    capsys.readouterr()
    assert run_command(["bin", "--empty", "--json", *runs]) == 0
    assert json.loads(capsys.readouterr().out)["deleted"] == 1
    assert [entry.path for entry in list_entries(tmp_path)] == [two]
    assert not (tmp_path / BIN).exists()
    assert run_command(["bin", *runs]) == 0
    assert capsys.readouterr().out == f"The bin of {tmp_path} is empty.\n"


def test_a_bin_behind_a_link_is_left_alone(tmp_path: Path) -> None:
    runs, elsewhere = tmp_path / "runs", tmp_path / "elsewhere"
    path = compute(runs, toy_definition()).path
    elsewhere.mkdir()
    (elsewhere / "mine").write_text("precious")
    (runs / BIN).symlink_to(elsewhere)
    assert run_command(["bin", str(path), "--runs", str(runs)]) == 2
    assert run_command(["bin", "--empty", "--runs", str(runs)]) == 2
    assert path.is_dir()
    assert (elsewhere / "mine").exists()


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["toy"], "2 have this name. Give name/id"),
        (["nothing"], "no such run"),
        (["--restore", "toy"], "is not in the bin"),
        (["--restore"], "takes names of runs in the bin"),
        (["--empty", "toy"], "deletes all that lies in the bin"),
    ],
)
def test_what_is_not_clear_is_refused(tmp_path: Path, capsys: Said, command: list[str], said: str) -> None:
    for seed in (1, 2):
        compute(tmp_path, toy_definition(f"population.seed={seed}"))
    before = content(tmp_path)
    assert run_command(["bin", *command, "--runs", str(tmp_path)]) == 2
    assert said in capsys.readouterr().err
    assert content(tmp_path) == before


def test_a_study_takes_its_runs_along_if_asked_but_not_those_of_another(tmp_path: Path, capsys: Said) -> None:
    population = tmp_path / "toy.toml"
    population.write_text(TEXT)
    runs = ("--runs", str(tmp_path / "runs"))
    common = (str(population), *runs, "--quiet", "--on", "inline")
    assert run_command(["sweep", *common, "--vary", "task.step=0.2,0.4", "--name", "two"]) == 0
    assert run_command(["sweep", *common, "--vary", "task.step=0.4,0.6", "--name", "other"]) == 0
    assert run_command(["bin", "two", "--cells", *runs]) == 0
    left = sorted(entry.name for entry in list_entries(tmp_path / "runs"))
    assert left == ["other", "toy", "toy"]  # the cell that both have is still there
    capsys.readouterr()
    assert run_command(["study", "status", "other", *runs, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"] == {"complete": 2}
    assert sorted(entry.name for entry in binned(tmp_path / "runs")) == ["toy", "two"]
