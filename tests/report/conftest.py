"""Small real runs, evolved once, and a browser that is opened once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from chromium import Page, chromium, opened

from baldwin.__main__ import run_command
from baldwin.store import Run, find_run

ARMS = {
    "hinton_nowlan": ["--replicates", "3", "--generations", "20", "--set", "population.size=200"],
    "no_learning": ["--replicates", "3", "--generations", "12", "--set", "population.size=200"],
    "sinusoid": [
        *("--generations=4", "--replicates=2"),
        *("--set=population.size=8", "--set=network.hidden=[4]", "--set=sampling.lives=2"),
        *("--set=assays.every=1", "--set=assays.instances=6", "--set=assays.individuals=5"),
    ],
}


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that holds a run of each arm."""
    runs = tmp_path_factory.mktemp("runs")
    for name, options in ARMS.items():
        assert run_command(["run", name, "--quiet", "--runs", str(runs), *options]) == 0
    return runs


@pytest.fixture(scope="session")
def run_of(folder: Path) -> Callable[[str], Run]:
    return lambda name: find_run(name, folder)


@pytest.fixture(scope="session")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a small study: two fields that vary, and a control."""
    runs = tmp_path_factory.mktemp("study")
    vary = ["--vary", "lifetime.trials=30,300", "--vary", "population.size=40,80"]
    small = ["--replicates", "2", "--generations", "6", "--control", "no_learning:lifetime.kind=none"]
    command = ["sweep", "hinton-nowlan", *vary, *small, "--on", "inline", "--quiet", "--runs", str(runs)]
    assert run_command(command) == 0
    return next((runs / "hinton_nowlan_sweep").iterdir())


@pytest.fixture(scope="session")
def page() -> Iterator[Page]:
    """Return a page of a browser without a network."""
    program = chromium()
    if program is None:
        pytest.skip("no Chromium")
    with opened(program) as page:
        yield page
