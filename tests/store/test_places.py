"""Where a run lies, and what stands in the place of its files; what is said to do about it is done."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from toy_runs import TEXT, tables

from baldwin.__main__ import run_command
from baldwin.errors import RunError
from baldwin.store import open_run
from baldwin.store.info import INFO, REQUEST
from baldwin.store.places import located, runs_option
from baldwin.store.reading import DEFINITION

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BALDWIN_RUNS", raising=False)
    Path("toy.toml").write_text(TEXT)

    def call(*words: str) -> tuple[int, str, str]:
        status = run_command(words)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call


@pytest.fixture
def run(command: Command) -> Path:
    """A run in a folder of runs that is not the usual one."""
    words = ("run", "toy.toml", "--set", "title=Other", "--quiet", "--runs", "elsewhere")
    return Path(command(*words)[1].strip())


PLACES = {"a folder": Path.mkdir, "a link": lambda path: path.symlink_to("/nowhere/to/be/found")}


@pytest.mark.parametrize(
    ("name", "how"),
    [
        *((name, "a folder") for name in ("generations.jsonl", "timings.jsonl", "lock", INFO, DEFINITION)),
        *((name, "a link") for name in ("assays.jsonl", "checkpoints", "lock")),
    ],
)
def test_what_stands_in_the_place_of_a_file_is_moved_as_said(name: str, how: str, run: Path, command: Command) -> None:
    whole = tables(run)
    (shutil.rmtree if name == "checkpoints" else Path.unlink)(run / name)
    PLACES[how](run / name)
    words = ("run", "toy.toml", "--set", "title=Other", "--quiet", "--runs", "elsewhere", "--fresh")
    status, out, err = command(*words)
    assert (status, out) == (2, "")
    found = re.fullmatch(rf"{run / name}: is {how}, where the run .*\. Move it: (mv .*)\n", err)
    assert found is not None
    subprocess.run(found[1], shell=True, check=True)
    assert command(*words)[0] == 0
    assert tables(run) == whole


def test_looking_at_a_folder_in_the_place_of_a_table_says_the_same(run: Path) -> None:
    (run / "assays.jsonl").unlink()
    (run / "assays.jsonl").mkdir()
    with pytest.raises(RunError, match=r"assays.jsonl: is a folder, where the run keeps a file. Move it: mv "):
        _ = open_run(run).assays


def test_who_asked_is_known_when_the_description_is_lost(run: Path, command: Command) -> None:
    before = open_run(run).info
    assert (before["source"], before["overrides"]) == ("toy.toml", ["title=Other"])
    for damage in (Path.unlink, lambda path: path.write_bytes(path.read_bytes()[:-9])):
        damage(run / INFO)
        assert command("resume", str(run), "--quiet")[0] == 0
        after = open_run(run).info
        assert {name: after[name] for name in ("source", "overrides", "created")} == {
            name: before[name] for name in ("source", "overrides", "created")
        }
    assert "title=Other" in command("list", "--runs", "elsewhere")[1]


@pytest.mark.parametrize(
    "text", ["", "{}", '{"source": "\\u001b[31m", "checksum": 3}', '{"run": 3, "checksum": 0}', "[]"]
)
def test_a_damaged_request_is_not_believed(text: str, run: Path, command: Command) -> None:
    (run / INFO).unlink()
    (run / REQUEST).write_text(text)
    assert command("resume", str(run), "--quiet")[0] == 0
    assert open_run(run).info["source"] == ""


def test_a_lost_definition_is_written_again_where_it_was(run: Path, command: Command) -> None:
    (run / DEFINITION).unlink()
    err = command("show", str(run))[2]
    remedy = f"have it written again: baldwin run toy.toml --set title=Other --runs {run.parents[1]}\n"
    assert err.endswith(remedy)
    words = re.findall(r"\S+", remedy.partition("baldwin ")[2])
    assert command(*words, "--quiet") == (0, f"{run}\n", "")
    (run / DEFINITION).unlink()
    Path("toy.toml").rename("moved.toml")
    err = command("show", str(run))[2]
    absolute = Path.cwd() / run.parents[1]
    assert err.endswith(f"again where toy.toml is: baldwin run toy.toml --set title=Other --runs {absolute}\n")


def test_a_run_in_another_place_goes_on_there(run: Path, command: Command) -> None:
    copy = Path("copies/mine")
    shutil.copytree(run, copy)
    (copy / "generations.jsonl").write_bytes(b"")
    assert command("resume", str(copy), "--quiet")[:2] == (0, f"{copy}\n")
    assert tables(copy) == tables(run)
    status, out, err = command("resume", str(copy), "--generations", "+1")
    assert (status, out) == (2, "")
    subprocess.run(err.rpartition("Move it there: ")[2], shell=True, check=True)
    status, out, _ = command("resume", str(Path("copies", *run.parts[-2:])), "--generations", "+1", "--quiet")
    assert (status, Path(out.strip()).parent) == (0, Path("copies/toy"))
    (run / INFO).unlink()
    shutil.copytree(run, Path("copies/other"))
    err = command("resume", "copies/other")[2]
    assert err.endswith("no folder named by an id. Compute it: baldwin run copies/other/population.toml\n")


def test_a_path_of_dots_is_where_it_is(run: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = run.resolve().parent
    monkeypatch.chdir(run)
    status, out, _ = command("resume", ".", "--generations", "+1", "--quiet")
    assert (status, Path(out.strip()).parent) == (0, folder)
    assert located(Path("../x")) == folder / "x"
    assert located(Path("toy/x")) == Path("toy/x")


def test_a_study_in_another_place_is_not_computed_elsewhere(command: Command) -> None:
    words = ("sweep", "toy.toml", "--vary", "population.size=4,5", "--on", "inline", "--quiet", "--runs", "elsewhere")
    study = Path(command(*words)[1].strip())
    shutil.copytree(study, Path("far/away/copy"))
    before = sorted(Path().rglob("*"))
    status, out, err = command("study", "resume", "far/away/copy")
    assert (status, out) == (2, "")
    assert err.startswith(f"far/away/copy: is not in a folder {'/'.join(study.parts[-2:])}, beside whose runs")
    assert err.endswith("baldwin sweep far/away/copy/study.toml\n")
    assert sorted(Path().rglob("*")) == before


def test_the_usual_folder_needs_no_option(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BALDWIN_RUNS", raising=False)
    assert runs_option(Path("runs/toy/0")) == runs_option(tmp_path / "runs/toy/0") == ""
    assert runs_option(Path("a b/toy/0")) == " --runs 'a b'"
    monkeypatch.setenv("BALDWIN_RUNS", "a b")
    assert runs_option(Path("a b/toy/0")) == ""
