"""The command line: in a process of its own, which can be killed, or in this one, which takes no time to start."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from baldwin.__main__ import run_command

BALDWIN = [sys.executable, "-m", "baldwin"]

SWEEP = (  # six cells that take some tenths of a second each
    "sweep",
    "hinton-nowlan",
    "--vary",
    "lifetime.trials=10,100,1000",
    "--vary",
    "population.size=200,600",
    "--replicates",
    "2",
    "--set",
    "assays.every=50",
    "--name",
    "guesses",
)


def start(*arguments: object, **options) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*BALDWIN, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )


def call(*arguments: object, status: int = 0) -> str:
    """Run a command in this process, to its end, and return its stdout; workers are processes as ever."""
    output, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
        found = run_command([str(argument) for argument in arguments])
    assert found == status, errors.getvalue()
    return output.getvalue()


def table(runs: Path, name: str = "guesses") -> str:
    return call("study", "table", name, "--runs", runs)


def wait_for(condition: Callable[[], bool], process: subprocess.Popen[str] | None = None, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "nothing happened"
        assert process is None or process.poll() is None, process.communicate()
        time.sleep(0.02)


def generations(runs: Path) -> int:
    """Return how many rows the runs of a folder have."""
    return sum(file.read_bytes().count(b"\n") for file in runs.glob("*/*/generations.jsonl"))


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        if int(fields[1]) == pid:
            found.append(int(path.parent.name))
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def kill(pid: int, number: int) -> None:
    os.kill(pid, number)
