"""The numbers of a definition as traced values, so that changing one recompiles nothing."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from baldwin.definition.base import Table
from baldwin.neural.contracts import TRACED

__all__ = ["is_traced", "numbers_of", "with_numbers"]

T = TypeVar("T", bound=Table)

Numbers = dict[str, Any]


def numbers_of(table: Table) -> Numbers:
    """Return field -> value of every field of a table, and of the tables in it, that is marked as `TRACED`."""
    found: Numbers = {}
    for name in type(table).model_fields:
        value = getattr(table, name)
        if isinstance(value, Table):
            if inner := numbers_of(value):
                found[name] = inner
        elif value is not None and value != () and is_traced(type(table), name):
            found[name] = value
    return found


@cache
def is_traced(table: type[Table], field: str) -> bool:
    """Return whether the numbers of a field are arguments of what is compiled."""
    return TRACED in table.model_fields[field].metadata


def with_numbers(table: T, numbers: Numbers) -> T:
    """Return `table` with these numbers, which may be traced, in the place of its own; nothing is validated."""
    update = {
        name: with_numbers(getattr(table, name), value) if isinstance(value, dict) else value
        for name, value in numbers.items()
    }
    return table.model_copy(update=update)
