"""The numbers of a definition as traced values, so that changing one recompiles nothing."""

from __future__ import annotations

from typing import Any, TypeVar

from baldwin.definition.base import Table

__all__ = ["numbers_of", "with_numbers"]

T = TypeVar("T", bound=Table)

Numbers = dict[str, Any]


def numbers_of(table: Table) -> Numbers:
    """Return field -> value of every float of a table, floats in tuples and tables within it included."""
    found: Numbers = {}
    untraced = getattr(table, "untraced", ())
    for name in type(table).model_fields:
        value = None if name in untraced else getattr(table, name)
        if isinstance(value, Table):
            if inner := numbers_of(value):
                found[name] = inner
        elif isinstance(value, float) or (
            isinstance(value, tuple) and value and all(isinstance(one, float) for one in value)
        ):
            found[name] = value
    return found


def with_numbers(table: T, numbers: Numbers) -> T:
    """Return `table` with these numbers, which may be traced, in the place of its own; nothing is validated."""
    update = {
        name: with_numbers(getattr(table, name), value) if isinstance(value, dict) else value
        for name, value in numbers.items()
    }
    return table.model_copy(update=update)
