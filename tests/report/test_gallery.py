"""The gallery of populations/README.md: every preset has its figure and its lesson, and the page is current."""

from __future__ import annotations

import importlib.util
import shlex
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

from baldwin.cli import app
from baldwin.definition import load, presets
from baldwin.plots.catalogue import figures

ROOT = Path(__file__).parents[2]
MAKE = ROOT / ".github" / "gallery" / "make.py"
LIMIT = 3_000_000  # bytes of all pictures

pytestmark = pytest.mark.skipif(not MAKE.exists(), reason="not a clone of the repository")


@pytest.fixture(scope="module")
def make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_gallery", MAKE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_preset_has_a_lesson_and_no_other(make):
    """If not: add it to populations/gallery/lessons.toml, then: python .github/gallery/make.py"""
    assert set(make.lessons()) == set(presets())
    for lesson in make.lessons().values():
        assert set(lesson) <= {"predict", "run", "explain", "figure", "set"}
        assert lesson["predict"].endswith(("?", "."))
        assert lesson.get("figure", make.DEFAULT) in figures()


def test_the_page_is_current(make):
    """If not: python .github/gallery/make.py"""
    assert make.page() == make.PAGE.read_text(encoding="utf-8")


def test_pictures_are_there_and_small(make):
    """If not: python .github/gallery/make.py"""
    pictures = [make.picture_of(name) for name in make.lessons()]
    assert [path.name for path in pictures if not path.exists()] == []
    assert sum(path.stat().st_size for path in pictures) < LIMIT
    assert {path.name for path in MAKE.parent.glob("*.png")} == {path.name for path in pictures}


def test_what_is_to_be_run_can_be_run(make):
    for lesson in make.lessons().values():
        program, command, *words = shlex.split(lesson["run"])
        assert program == "baldwin"
        assert command in app
        if command == "run":
            options = [value for word, value in pairwise(words) if word == "--set"]
            load(words[0], options)
        if command == "plot":
            assert {name.replace("_", "-") for name in words if name.replace("_", "-") in presets()}
