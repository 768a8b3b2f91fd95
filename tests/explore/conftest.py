"""An application that keeps its runs in a folder of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("starlette")
pytest.importorskip("vl_convert")

from asgi import PORT, TOKEN
from chromium import Page, chromium, opened

from baldwin.explore.guard import Guard
from baldwin.explore.lab import Lab
from baldwin.explore.serving import application, listening
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
    import uvicorn

    with listening(0) as found:
        port = int(found.getsockname()[1])
        server = uvicorn.Server(uvicorn.Config(application(lab, TOKEN, port), log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [found]})
        thread.start()
        yield f"http://127.0.0.1:{port}/{TOKEN}/"
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def page() -> Iterator[Page]:
    """Return a page of a browser that reaches this machine alone."""
    program = chromium()
    if program is None:
        pytest.skip("no Chromium")
    with opened(program) as page:
        yield page
