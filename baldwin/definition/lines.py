"""Which line of a TOML file a field stands on; `tomllib` does not say."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["line_of", "lines_of"]

MOST = 5000  # fields and headers; those that follow have no line number

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{}]|\n', re.DOTALL
)
"""What decides where a statement ends: texts, comments, brackets and ends of lines."""

Path = tuple[str, ...]


def lines_of(text: str) -> dict[Path, int]:
    """Return table or field -> line number, from 1, of a text that is valid TOML.

    A field of an inline table stands on the line where the outer value begins. The path of a table in a list has its
    number after the list's name, from "0".
    """
    found: dict[Path, int] = {}
    table: Path = ()
    counts: dict[Path, int] = {}  # of the tables in each list
    for number, statement in itertools.islice(_statements(text), MOST):
        inner = list(_paths(tomllib.loads(statement)))
        if statement.lstrip().startswith("["):
            table = max(inner, key=len, default=())
            if statement.lstrip().startswith("[["):
                counts[table] = counts.get(table, -1) + 1
                table = (*table, str(counts[table]))
            inner = [table[:depth] for depth in range(1, len(table) + 1)]
        else:
            inner = [table + path for path in inner]
        for path in inner:
            found.setdefault(path, number)
    return found


def line_of(path: Path, lines: Mapping[Path, int]) -> int | None:
    """Return the line of a field, or of the nearest table around it that has one."""
    return next((lines[path[:depth]] for depth in range(len(path), 0, -1) if path[:depth] in lines), None)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield line number and text of each header or key, which ends with its line outside all brackets and texts."""
    start, depth, line, first = 0, 0, 1, 1
    for token in _TOKEN.finditer(text := text.replace("\r\n", "\n") + "\n"):
        sign = token[0]
        if sign in "[{":
            depth += 1
        elif sign in "]}":
            depth -= 1
        elif sign != "\n":
            line += sign.count("\n")
        else:
            line += 1
            if depth == 0:
                statement = text[start : token.end()]
                if (bare := statement.strip()) and not bare.startswith("#"):
                    yield first, statement
                start, first = token.end(), line


def _paths(value: Any, above: Path = ()) -> Iterator[Path]:
    """Yield the path of every field in nested tables, outer ones first."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*above, key)
            yield from _paths(inner, (*above, key))
