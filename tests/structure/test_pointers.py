"""What the first words of a module, or the README, point a reader to is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import baldwin

PACKAGE = Path(baldwin.__file__).parent
README = PACKAGE.parent / "README.md"
POINTED = re.compile(r"`(?:baldwin/)?((?:[\w*]+/)+(?:[\w*]+\.py)?|\w+\.py)`")  # a file, or a folder


def stale(text: str, folder: Path) -> list[str]:
    """Return the files and folders that a text names and that are not there: below it, the package or a wing."""
    places = (folder, PACKAGE, PACKAGE / "neural", PACKAGE / "haystack", PACKAGE.parent)
    return [name for name in POINTED.findall(text) if not any(any(place.glob(name)) for place in places)]


def test_what_modules_point_to_is_there() -> None:
    words = {path: ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) for path in PACKAGE.rglob("*.py")}
    assert {str(path): found for path, text in words.items() if (found := stale(text or "", path.parent))} == {}


@pytest.mark.skipif(not README.exists(), reason="an installed package has no README beside it")
def test_what_the_readme_points_to_is_there() -> None:
    assert stale(README.read_text(encoding="utf-8"), README.parent) == []


def test_a_stale_pointer_is_found() -> None:
    assert stale("see `encodings/direct.py`, `encodings/low.py` and `nowhere/`", PACKAGE) == [
        "encodings/low.py",
        "nowhere/",
    ]
