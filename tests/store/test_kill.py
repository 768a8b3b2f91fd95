"""SIGKILL at random moments of a real process, and two processes on one run."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from toy_runs import TEXT, compute, tables, toy_definition

from baldwin.__main__ import run_command
from baldwin.errors import RunError
from baldwin.store import RunWriter, list_runs, open_run, run_id
from baldwin.store.info import read_info

TOY = [sys.executable, str(Path(__file__).parent / "toy.py")]
LENGTH = "population.generations=300"
OPTIONS = (LENGTH, "task.delay=0.004")  # over a second
KILLS = 10


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "toy.toml").write_text(TEXT)
    return tmp_path


SET = [part for option in OPTIONS for part in ("--set", option)]


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*TOY, *arguments], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ)
    )


def wait_for_work(folder: Path, process: subprocess.Popen[str]) -> None:
    """Wait until the process writes to a table; returns as well if it ends before."""

    def last_written() -> int:
        return max((path.stat().st_mtime_ns for path in folder.glob("runs/*/*/timings.jsonl")), default=0)

    before, deadline = last_written(), time.monotonic() + 60
    while process.poll() is None and last_written() == before and time.monotonic() < deadline:
        time.sleep(0.002)


@pytest.mark.slow
def test_killed_at_random_moments(folder: Path) -> None:
    """One run, killed again and again: a random while after it went on, or while Python starts."""
    whole = compute(folder / "whole", toy_definition(LENGTH))
    path = folder / "runs" / "toy" / run_id(toy_definition(*OPTIONS))
    moments = random.Random(1987)
    command = ["run", "toy.toml", *SET, "--checkpoint-every", "0", "--quiet"]
    reached: list[int] = []
    finished = 0
    while len(reached) < KILLS:
        process = start(folder, *command)
        if moments.random() < 0.8:
            wait_for_work(folder, process)
            time.sleep(moments.uniform(0.0, 0.25))
        else:
            time.sleep(moments.uniform(0.0, 0.5))
        process.kill()
        process.communicate()
        if process.returncode == 0:  # it was faster: check it, and begin another
            assert tables(path) == tables(whole.path)
            finished += 1
            path.rename(folder / f"finished-{finished}")
        else:
            reached.append(open_run(path).generation if (path / "run.json").exists() else -1)
    output, errors = start(folder, *command).communicate()
    assert errors == ""
    assert folder / output.strip() == path
    assert tables(path) == tables(whole.path)
    assert open_run(path).status == "complete"
    assert len(set(reached) - {-1, 300}) >= 4, reached  # it did die in the middle of its work


@pytest.mark.slow
def test_killed_while_kernels_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same with the haystack wing: a few kills, as each start takes a second."""
    options = ["hinton-nowlan", "--generations", "12000", "--replicates", "2", "--set", "assays.every=100", "--quiet"]
    runs = folder / "runs"

    def undisturbed(into: Path) -> Path:
        assert run_command(["run", *options, "--runs", str(into)]) == 0
        return Path(capsys.readouterr().out.strip())

    def checkpoints() -> set[str]:
        return {path.name for path in runs.glob("*/*/checkpoints/*.safetensors")}

    whole = undisturbed(folder / "whole")
    moments = random.Random(2)
    reached: list[int] = []
    while len(reached) < 2:
        before = checkpoints()
        process = start(folder, "run", *options, "--runs", "runs", "--checkpoint-every", "0")
        while process.poll() is None and checkpoints() == before:  # imports alone take a second
            time.sleep(0.002)
        time.sleep(moments.uniform(0.0, 0.2))
        process.kill()
        process.communicate()
        reached += [run.generation for run in list_runs(runs)]
    assert 0 <= reached[0] < 12000, reached
    assert tables(undisturbed(runs)) == tables(whole)


@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGTERM, 143), (signal.SIGUSR2, 140)],  # the others: tests/store/test_stopping.py
)
def test_asked_to_stop(
    folder: Path,
    number: signal.Signals,
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    whole = compute(folder / "whole", toy_definition(LENGTH))
    process = start(folder, "run", "toy.toml", *SET)
    wait_for_work(folder, process)
    process.send_signal(number)
    output, errors = process.communicate()
    assert (process.returncode, output) == (status, "")
    assert "toy stopped, saved up to generation" in errors
    assert "Go on with: baldwin resume runs/toy/" in errors
    path = folder / errors.strip().split()[-1]
    run = open_run(path)
    assert run.status == "stopped"
    assert 0 <= run.generation < 300
    assert run.generations["generation"][-1] == run.generation  # nothing that was computed is lost
    monkeypatch.chdir(folder)
    assert run_command(["resume", str(path.relative_to(folder))]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == str(path.relative_to(folder))
    assert tables(path) == tables(whole.path)


def test_two_processes_on_one_run(folder: Path) -> None:
    definition = toy_definition()
    with RunWriter.create(folder / "runs", definition) as writer:
        assert open_run(writer.path).status == "running"
        process = start(folder, "run", "toy.toml", "--runs", "runs")
        output, errors = process.communicate()
        assert (process.returncode, output) == (2, "")
        assert errors.count("\n") == 1
        assert "another process is working on this run" in errors
        with pytest.raises(RunError, match="another process"), RunWriter.resume(writer.path):
            pass
    assert open_run(writer.path).status == "interrupted"  # neither finished nor alive


def test_readers_do_not_lock_a_writer_out(folder: Path) -> None:
    compute(folder, toy_definition(), until=2)
    (run,) = folder.glob("toy/*")
    (run / "run.json").write_text(json.dumps(read_info(run) | {"status": "running"}))
    descriptor = os.open(run / "lock", os.O_RDONLY)
    import fcntl

    fcntl.flock(descriptor, fcntl.LOCK_SH)  # as `baldwin list` does for a moment
    try:
        assert open_run(run).status == "interrupted"
    finally:
        os.close(descriptor)
