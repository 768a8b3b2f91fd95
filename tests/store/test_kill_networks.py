"""SIGKILL of runs of networks, in the middle of their evolution: what goes on afterwards comes to the same bytes."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from safetensors.numpy import load_file
from toy_runs import tables

from baldwin.__main__ import run_command
from baldwin.store import open_run
from baldwin.store.checkpoints import candidates

# One population whose lives learn by gradient steps, in compiled kernels, and one whose lives learn by memory.
SMALL: dict[str, list[str]] = {
    "sinusoid": ["population.size=8", "population.generations=8000", "sampling.lives=4", "network.hidden=[5]"],
    "bandit": ["population.size=8", "population.generations=1500", "network.units=3", "sampling.lives=4"],
}
ASSAYS = ["assays.every=1000", "assays.instances=8", "assays.individuals=2", "assays.mutants=0"]

pytestmark = pytest.mark.usefixtures("optimised")  # as what is killed, which is a user's program


def result(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Path:
    """Run a command in this process, to its end, and return the run that it names."""
    assert run_command([*map(str, arguments), "--quiet"]) == 0, capsys.readouterr().err
    return Path(capsys.readouterr().out.splitlines()[-1])


# What a checkpoint of memory holds is restored in tests/neural/test_memory_engine.py; here the process is the point.
@pytest.mark.parametrize(
    "preset", [pytest.param("sinusoid", marks=pytest.mark.slow), pytest.param("bandit", marks=pytest.mark.long)]
)
def test_killed_while_networks_evolve(preset: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changes = [part for one in [*SMALL[preset], *ASSAYS] for part in ("--set", one)]
    whole = result(capsys, "run", preset, *changes, "--runs", tmp_path / "whole")
    path = tmp_path / "runs" / whole.parent.name / whole.name

    command = ["run", preset, *changes, "--runs", "runs", "--checkpoint-every", "0", "--quiet"]
    process = subprocess.Popen(
        [sys.executable, "-m", "baldwin", *command],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 90
    while process.poll() is None and time.monotonic() < deadline:  # generation 0 is saved as soon as it has lived
        if (path / "checkpoints").exists() and any(int(one.stem[4:]) > 0 for one in candidates(path)):
            break
        time.sleep(0.002)
    time.sleep(random.Random(len(preset)).uniform(0.0, 0.05))
    process.kill()
    process.communicate()
    assert process.returncode == -9, "it was faster than the kill"
    stopped = open_run(path)
    assert stopped.status == "interrupted"
    assert 0 < stopped.generation < stopped.definition.population.generations

    assert result(capsys, "resume", path) == path
    assert tables(path) == tables(whole)
    resumed, uninterrupted = candidates(path)[0], candidates(whole)[0]
    assert resumed.name == uninterrupted.name
    after, wanted = load_file(resumed), load_file(uninterrupted)
    assert list(after) == list(wanted)
    assert all(after[name].dtype == one.dtype for name, one in wanted.items())
    assert all(after[name].tobytes() == one.tobytes() for name, one in wanted.items())
