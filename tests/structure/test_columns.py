"""Every recorded column has a guard: a test that works it out again, and says so by `pytest.mark.guards`.

Columns are taken from where they are declared, so that a new one without a guard fails here.
"""

from __future__ import annotations

import ast
import functools
from pathlib import Path
from typing import Any

import pytest

from baldwin.assimilation import MEANINGS
from baldwin.comparison import effect
from baldwin.definition.discovery import wings
from baldwin.probes.catalogue import probes
from baldwin.store.summary import summary_of

TESTS = Path(__file__).parents[1]
NAMES = ("quantity", "arm", "control")  # of a row of effects, which are no numbers


def recorded() -> dict[str, list[str]]:
    """Return where columns are declared -> their names."""
    found = {wing.name: list(wing.columns) for wing in wings()}
    found["assimilation"] = list(MEANINGS)
    found["comparison"] = [name for name in effect("innate", "a", "b", [1.0], [2.0]).row() if name not in NAMES]
    found["summary"] = list(summary_of([1.0]))
    found["probes"] = [f"probe {name}" for name in probes()]
    return found


@functools.cache
def guarded() -> dict[str, list[str]]:
    """Return column -> the tests that name it in `guards` and read it."""
    found: dict[str, list[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if "mark.guards(" not in text:
            continue
        tree = ast.parse(text)
        for test in ast.walk(tree):
            if not isinstance(test, ast.FunctionDef) or not test.name.startswith("test_"):
                continue
            marks = [one for one in test.decorator_list if ast.unparse(one).startswith("pytest.mark.guards(")]
            for mark in marks:
                assert isinstance(mark, ast.Call)
                named = [str(ast.literal_eval(one)) for one in mark.args]
                for name in named:
                    found.setdefault(name, []).append(f"{path.name}::{test.name}")
                unread = [name for name in named if _mentions(tree, name) <= _marked(tree, name)]
                assert not unread, f"{path.name}::{test.name} names {unread}, and reads nothing of that name"
    return found


def _mentions(tree: ast.AST, name: str) -> int:
    """Return how often a text of a file holds the column's name."""
    return sum(
        isinstance(one, ast.Constant) and isinstance(one.value, str) and name.removeprefix("probe ") in one.value
        for one in ast.walk(tree)
    )


def _marked(tree: ast.AST, name: str) -> int:
    marks = [
        one for one in ast.walk(tree) if isinstance(one, ast.Call) and ast.unparse(one.func) == "pytest.mark.guards"
    ]
    return sum(_mentions(argument, name) for one in marks for argument in one.args)


@pytest.mark.parametrize("where", recorded())
def test_every_column_has_a_guard(where: str) -> None:
    missing = [name for name in recorded()[where] if name not in guarded()]
    assert not missing, f"no test works out {', '.join(missing)} again; mark the one that does with pytest.mark.guards"


def test_guards_name_columns_that_there_are() -> None:
    known = {name for names in recorded().values() for name in names}
    unknown: Any = {name: tests for name, tests in guarded().items() if name not in known}
    assert not unknown
