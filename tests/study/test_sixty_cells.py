"""A study of sixty cells that is killed in every way, and goes from executor to executor."""

from __future__ import annotations

import json
import os
import random
import signal
from pathlib import Path

import pytest
from calls import alive, call, children, generations, kill, start, table, wait_for

SIXTY = (
    "sweep",
    "hinton-nowlan",
    *("--vary", "lifetime.trials=10,100,300,1000,3000", "--vary", "population.size=100:400:100"),
    *("--vary", "fitness.bonus=5.0,19.0", "--control", "no_learning:lifetime.kind=none"),
    *("--control", "expected:lifetime.kind=expected", "--require", "population.size * lifetime.trials != 1_200_000"),
    *("--budget", "evaluations=200_000", "--set", "assays.every=100", "--replicates", "2", "--name", "guesses"),
)
ON = {
    "local": ("--workers", "2"),
    "dask": ("--on", "dask", "--workers", "2"),
    "slurm": ("--on", "slurm", "--slurm", "cluster=local", "--slurm", "cells_per_job=3"),
    "inline": ("--on", "inline"),
}


def descendants(pid: int) -> list[int]:
    return [one for child in children(pid) for one in (child, *descendants(child))]


@pytest.mark.cluster
@pytest.mark.timeout(900)
def test_killed_in_many_ways_and_finished_elsewhere(tmp_path: Path) -> None:
    call(*SIXTY, "--runs", tmp_path / "whole")
    undisturbed = table(tmp_path / "whole")
    known = json.loads(call("study", "status", "guesses", "--runs", tmp_path / "whole", "--json"))
    assert known["total"] >= 60

    runs, moments = tmp_path / "killed", random.Random(3)
    for number, where in ((9, "local"), (9, "dask"), (2, "local"), (15, "dask"), (9, "slurm"), (9, "inline")):
        before = generations(runs)
        process = start(*SIXTY, "--runs", runs, "--checkpoint-every", "0.05", *ON[where], start_new_session=True)
        wait_for(lambda before=before: generations(runs) > before + moments.randint(500, 4000), process, 90)
        victims = [pid for pid in descendants(process.pid) if alive(pid)]
        if number == signal.SIGKILL and victims and moments.random() < 0.5:
            kill(moments.choice(victims), signal.SIGKILL)  # a worker, a nanny, or a job's controller, first
        process.send_signal(number)
        process.communicate(timeout=60)
        if where == "slurm":  # its jobs are made to outlive the driver; here the machine goes down
            os.killpg(process.pid, signal.SIGKILL)
    assert table(runs) != undisturbed
    call("study", "resume", "guesses", "--runs", runs, *ON["dask"])
    assert table(runs) == undisturbed
    for path in (tmp_path / "whole").glob("hinton_nowlan/*"):
        for name in ("population.toml", "generations.jsonl", "assays.jsonl"):
            assert (runs / "hinton_nowlan" / path.name / name).read_bytes() == (path / name).read_bytes()
