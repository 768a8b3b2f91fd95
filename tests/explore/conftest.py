"""An application that keeps its runs in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("starlette")
pytest.importorskip("vl_convert")

from asgi import PORT, TOKEN, served
from chromium import Page, chromium, opened

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


@pytest.fixture(scope="session")
def address(lab: Lab) -> Iterator[str]:
    """Return the address of a real server."""
    with served(lab) as address:
        yield address


@pytest.fixture(scope="session")
def page() -> Iterator[Page]:
    """Return a page of a browser that reaches this machine alone."""
    program = chromium()
    if program is None:
        pytest.skip("no Chromium")
    with opened(program) as page:
        yield page
