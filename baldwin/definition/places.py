"""Where values lie in the nested tables and lists of a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

__all__ = ["MISSING", "Path", "field_of", "leaves", "value_at"]

Path = tuple[str, ...]

MISSING = object()
"""What lies at a path that leads nowhere."""


def field_of(document: Any, path: Path) -> Path:
    """Return the field that a path leads to: that of an item of its list, unless that is a table, is the list's."""
    field = path
    while field and isinstance(value_at(document, field[:-1]), list | tuple):
        if isinstance(value_at(document, field), dict):
            return path
        field = field[:-1]
    return field


def value_at(document: Any, path: Path) -> Any:
    """Return what lies at a path, `MISSING` if nothing does."""
    for part in path:
        if isinstance(document, list | tuple) and part.isdigit() and int(part) < len(document):
            document = document[int(part)]
        elif isinstance(document, dict) and part in document:
            document = document[part]
        else:
            return MISSING
    return document


def leaves(value: Any, above: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield path and value of all that is not a table; an item of a list has the list's path, unless it is a table."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*above, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from leaves(inner, (*above, str(number)) if isinstance(inner, dict) else above)
    else:
        yield above, value
