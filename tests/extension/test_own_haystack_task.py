"""A haystack task in a file of the user's own: run, looked at without running the file, and refused in one line."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

import baldwin
from baldwin.__main__ import run_command
from baldwin.definition.discovery import wing_of

HERE = Path(__file__).parent
TEXT = """
name = "roads"
[population]
size = 30
replicates = 2
generations = 6
[task]
kind = "royal_road.py:RoyalRoad"
loci = 8
flip_rate = 0.01
{more}
[lifetime]
trials = 10
"""
CLIMB = """kind = "hill_climb"
[encoding]
kind = "flagged"
[fitness]
kind = "lifetime_mean"
"""


def write(folder: Path, more: str = "", lives: str = "") -> Path:
    shutil.copy(HERE / "royal_road.py", folder)
    path = folder / "roads.toml"
    path.write_text(TEXT.format(more=more) + lives)
    return path


@pytest.fixture(scope="module", params=["", CLIMB])
def roads(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("roads")
    run = baldwin.run(write(folder, lives=request.param), runs=folder / "runs", progress=False)
    (folder / "royal_road.py").write_text("raise RuntimeError('who only looks does not run this')\n")
    return run


@pytest.mark.parametrize("command", ["show", "plot", "report"])
def test_what_it_left_is_looked_at_as_ever(
    roads: Any, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_command([command, str(roads.path)]) == 0, capsys.readouterr().err


def test_it_is_a_haystack_and_is_examined_again(roads: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert wing_of(roads.definition).name == "haystack"
    assert run_command(["assay", str(roads.path), "--instances", "4"]) == 0, capsys.readouterr().err
    assert "learned" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("block = 0", "[task] block = 0: must be an integer from 1 to 512"),
        ("blocks = 2", "[task] blocks = 2: no such field. Did you mean block?"),
        ("block = 3", "royal_road.py, line 19: ValueError"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(
    more: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, more)
    assert run_command(["run", str(path), "--runs", str(tmp_path / "runs")]) == 2
    told = capsys.readouterr().err
    assert says in told
    assert told.count("\n") == 1
    assert not (tmp_path / "runs").exists()
