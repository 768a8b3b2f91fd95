"""Settings for every test: reproducible examples, no deadline on a shared machine, as many processes as pay."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from compiled_sooner import OPTIMISING
from hypothesis import settings

# Tracing makes many objects and little garbage; looking for it takes a twentieth of the time.
gc.set_threshold(100_000, 20, 20)

settings.register_profile("baldwin", deadline=None, derandomize=True, print_blob=True, max_examples=25)
# More examples, and others each time: HYPOTHESIS_PROFILE=search.
settings.register_profile("search", deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "baldwin"))

MOST_WORKERS = 8  # each holds JAX, numba and matplotlib: a gigabyte


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Return how many processes `-n auto` starts: one per core, and none where a file or two are asked for."""
    paths = {Path(argument.split("::")[0]) for argument in config.args}
    if len(paths) <= 2 and all(path.is_file() for path in paths):
        return 0
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    return min(cores, MOST_WORKERS) if cores > 1 else 0


@pytest.fixture(scope="session", autouse=True)
def _own_state(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep what tests trust apart from what the user trusts, for the commands that they start too."""
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))


@pytest.fixture(scope="module")
def optimised() -> Iterator[None]:
    """Compile for the tests of a module, and for the commands that they start, what a user's program compiles."""
    before = os.environ[OPTIMISING]

    def choose(value: str) -> None:
        os.environ[OPTIMISING] = value
        if jax := sys.modules.get("jax"):
            jax.config.update(OPTIMISING.lower(), value != "0")

    choose("0")
    yield
    choose(before)
