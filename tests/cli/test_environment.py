"""What surrounds a command: closed streams, readers that leave, backends and filters of a shell."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from baldwin.__main__ import run_command
from baldwin.descriptors import bear_unread_messages
from baldwin.errors import RunError
from baldwin.store.files import writing


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a run computed with all three descriptors closed, warnings made errors, and numba told otherwise."""
    folder = tmp_path_factory.mktemp("runs")
    words = ["run", "hinton-nowlan", "--set", "population.size=10", "--generations", "3", "--replicates", "1"]
    command = [sys.executable, "-m", "baldwin", *words, "--runs", str(folder)]
    hostile = {
        **os.environ,
        "PYTHONWARNINGS": "error",
        "NUMBA_DISABLE_JIT": "1",
        "NUMBA_THREADING_LAYER": "tbb",
        "NUMBA_DEBUG_CACHE": "1",
        "NUMBA_OPT": "banana",
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
    }
    script = f"exec <&- >&- 2>&-; exec {subprocess.list2cmdline(command)}"
    assert subprocess.run(["sh", "-c", script], env=hostile, check=False).returncode == 0
    (path,) = folder.glob("hinton_nowlan/*")
    return path


def test_a_hostile_environment_changes_no_byte(run: Path, tmp_path: Path) -> None:
    words = ("--set", "population.size=10", "--generations", "3", "--replicates", "1", "--quiet")
    assert run_command(["run", "hinton-nowlan", *words, "--runs", str(tmp_path)]) == 0
    (same,) = tmp_path.glob("hinton_nowlan/*")
    assert same.name == run.name
    for name in ("generations.jsonl", "assays.jsonl"):
        assert (same / name).read_bytes() == (run / name).read_bytes()


def test_a_backend_that_is_none_and_a_folder_that_cannot_be_hinder_no_figure(run: Path, tmp_path: Path) -> None:
    (rc := tmp_path / "matplotlibrc").write_text("text.usetex: True\nno.such: 3\nsavefig.format: nothing\n")
    words = ["plot", str(run), "--figures", "story", "--output", str(tmp_path)]
    found = subprocess.run(
        [sys.executable, "-m", "baldwin", *words],
        env={**os.environ, "MPLBACKEND": "no_such_backend", "MPLCONFIGDIR": "/dev/null/fonts", "MATPLOTLIBRC": str(rc)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.returncode, found.stderr) == (0, "")
    assert (tmp_path / "story.png").exists()


@pytest.mark.parametrize("words", [["list"], ["show"], ["run", "--help"], ["list", "--kinds"]])
def test_a_reader_that_leaves_is_answered_with_141(
    words: list[str], run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `head` does; rich by itself would end with 1."""
    gone, writes = os.pipe()
    os.close(gone)
    with os.fdopen(writes, "w") as stdout:
        monkeypatch.setattr(sys, "stdout", stdout)
        monkeypatch.setattr(Console, "on_broken_pipe", Console.on_broken_pipe)
        assert run_command([*words, *([str(run)] if words == ["show"] else [])]) == 141


def test_a_path_that_nobody_reads_is_no_failure_of_the_disk(tmp_path: Path) -> None:
    with pytest.raises(BrokenPipeError), writing(tmp_path, "Make room."):
        raise BrokenPipeError
    with pytest.raises(RunError, match="Make room"), writing(tmp_path, "Make room."):
        raise OSError(28, "No space left on device")


def test_a_working_directory_that_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (gone := tmp_path / "gone").mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert run_command(["check", "hinton-nowlan"]) == 2
    assert capsys.readouterr().err.startswith("The working directory is gone.")


def test_messages_that_cannot_be_written_end_no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    gone, writes = os.pipe()
    os.close(gone)
    with os.fdopen(writes, "w") as stderr:
        monkeypatch.setattr(sys, "stderr", stderr)
        bear_unread_messages()
        for text in ("generation 1", "x" * 100_000):
            print(text, file=sys.stderr, flush=True)
        assert sys.stderr.fileno() == stderr.fileno()
