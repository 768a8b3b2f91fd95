"""The numbers of a definition as traced values, so that changing one recompiles nothing."""

from __future__ import annotations

import contextlib
from functools import cache
from typing import Any, TypeVar

from baldwin.definition.base import Table
from baldwin.neural.contracts import TRACED
from baldwin.schedules.schedule import Path
from baldwin.schedules.world import ScheduledDefinition, value_of

__all__ = ["Numbers", "is_traced", "moving", "numbers_of", "with_numbers"]

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


def moving(definition: ScheduledDefinition) -> tuple[Path, ...]:
    """Return the traced fields that change over generations, each once."""
    numbers, found = numbers_of(definition), dict[Path, None]()
    for one in definition.schedule:
        with contextlib.suppress(LookupError, ValueError):  # a choice, which is not traced
            value_of(numbers, one.path)
            found[one.path] = None
    return tuple(found)


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
