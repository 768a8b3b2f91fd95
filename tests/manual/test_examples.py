"""Each function of the Python face has an example in its own words, and it does what it says."""

from __future__ import annotations

import doctest
import inspect
from pathlib import Path

import pytest

import baldwin
from baldwin.manual.docstrings import described
from baldwin.manual.python import public

FUNCTIONS = {name: one for name, one in public().items() if not isinstance(one, type)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all examples share, so that the same request is the same run."""
    return tmp_path_factory.mktemp("examples")


LONG = ("dissect", "film")  # whose many settings are compiled one by one, and many frames drawn


@pytest.mark.parametrize(
    "name", [pytest.param(one, marks=pytest.mark.long) if one in LONG else one for one in FUNCTIONS]
)
def test_its_example_holds(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.delenv("BALDWIN_RUNS", raising=False)
    text = inspect.getdoc(FUNCTIONS[name]) or ""
    assert "Example" in described(FUNCTIONS[name]).sections, "needs an example"
    parsed = doctest.DocTestParser().get_doctest(text, {"baldwin": baldwin}, name, None, None)
    assert parsed.examples
    said: list[str] = []
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(parsed, out=said.append)
    assert result.failed == 0, "".join(said)
