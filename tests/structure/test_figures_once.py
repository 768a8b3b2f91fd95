"""A figure is described once for all renderers; one that a single renderer draws says why."""

from __future__ import annotations

import ast
from pathlib import Path

import baldwin

PACKAGE = Path(baldwin.__file__).parent
PLACES = ("plots/figures", "report/charts")
NO_FIGURES = ("__init__", "catalogue")
REASONS = ("alone draws it", "No figure of its own")


def test_what_one_renderer_draws_says_why() -> None:
    modules = [path for place in PLACES for path in (PACKAGE / place).glob("*.py") if path.stem not in NO_FIGURES]
    words = {path.stem: ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "" for path in modules}
    assert set(words) == {"competent", "gain_function", "quantities", "story"}
    assert [name for name, text in words.items() if not any(reason in text for reason in REASONS)] == []
