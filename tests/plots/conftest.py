"""Small real runs, evolved once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from imagined_memories import imagined_memory
from imagined_nested import imagined_nested
from imagined_networks import imagined_network, imagined_plastic
from imagined_runs import mortal

from baldwin.__main__ import run_command
from baldwin.store import Run, find_run, list_runs

ARMS = {
    "uniform_crossover": ["--replicates", "6", "--generations", "14"],
    "no_learning": ["--replicates", "6", "--generations", "14"],
    "learning_budget": ["--replicates", "3", "--generations", "8"],
    "classroom": ["--replicates", "3", "--generations", "8"],
    "moving_needle": ["--replicates", "3", "--generations", "45"],
    "nk_landscape": ["--replicates=3", "--generations=6", "--set", "population.size=50", "--set", "assays.every=1"],
    "lamarck": ["--replicates", "1", "--generations", "8"],
    "asexual": ["--generations", "60", "--set", "population.size=60", "--set", "population.stop=fixed"],
    "hinton_nowlan": ["--generations", "0"],
    "all_or_none": ["--generations", "3", "--set", "assays.every=0", "--set", "population.size=50"],
}

TINY = [
    *("--generations=4", "--replicates=2"),
    *("--set=population.size=8", "--set=network.hidden=[4]", "--set=sampling.lives=2"),
    *("--set=assays.every=1", "--set=assays.instances=6", "--set=assays.individuals=5"),
]
NETWORKS = {"sinusoid": TINY}  # the others are imagined, to save compiling
MEMORY = "memory_"  # before the name of a task: an imagined run of lives that learn by memory


@pytest.fixture(scope="session")
def evolved(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return what evolves an arm when it is first asked for, and names the folder of runs that it lies in.

    One by one: several have kernels of their own, and whoever asks first compiles what it needs, not all of them.
    """
    runs = tmp_path_factory.mktemp("runs")

    @cache
    def evolve(name: str) -> Path:
        assert run_command(["run", name, "--quiet", "--runs", str(runs), *(ARMS | NETWORKS)[name]]) == 0
        return runs

    return evolve


@pytest.fixture(scope="session")
def folder(evolved: Callable[[str], Path]) -> Path:
    """Return a folder that holds a run of each arm."""
    (runs,) = {evolved(name) for name in ARMS | NETWORKS}
    return runs


@pytest.fixture
def run_of(evolved: Callable[[str], Path]) -> Callable[[str], Run]:
    def find(name: str) -> Run:
        if name.startswith(MEMORY):
            return imagined_memory(name.removeprefix(MEMORY))
        if name == "critical_period":
            return imagined_plastic()
        if name == "nested":
            return imagined_nested()
        if name == "mortal":
            return mortal()
        return imagined_network(name) if name in ("navigation", "sinusoid_darwin") else find_run(name, evolved(name))

    return find


@pytest.fixture
def every(folder: Path) -> list[Run]:
    """Return every run of a population with alleles, or on a landscape."""
    return sorted((run for run in list_runs(folder) if run.name in ARMS), key=lambda run: run.name)


@pytest.fixture
def networks(evolved: Callable[[str], Path]) -> list[Run]:
    """Return runs of populations of networks: one real, two imagined."""
    return [
        imagined_network("navigation"),
        find_run("sinusoid", evolved("sinusoid")),
        imagined_network("sinusoid_darwin"),
    ]
