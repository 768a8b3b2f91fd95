"""An application that keeps its runs in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("starlette")
pytest.importorskip("vl_convert")

from asgi import PORT, TOKEN

from baldwin.explore.guard import Guard
from baldwin.explore.lab import Lab
from baldwin.explore.serving import application
from baldwin.explore.subjects import Subjects


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for runs."""
    return tmp_path_factory.mktemp("explored")


@pytest.fixture(scope="session")
def lab(runs: Path) -> Iterator[Lab]:
    """Return what a server without a subject shares among its routes."""
    made = Lab(Subjects.of(None, runs))
    yield made
    made.close()


@pytest.fixture(scope="session")
def app(lab: Lab) -> Guard:
    """Return its application."""
    return application(lab, TOKEN, PORT)
