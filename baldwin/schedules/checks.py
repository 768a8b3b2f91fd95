"""What is wrong with the schedules of a definition: fields that cannot change, and values that these cannot have."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from baldwin.definition.names import nearest
from baldwin.definition.problems import explain
from baldwin.definition.table import Table
from baldwin.schedules.schedule import Path
from baldwin.schedules.world import ScheduledDefinition, put, value_of

__all__ = ["broken_schedules"]

D = TypeVar("D", bound=ScheduledDefinition)
Problems = list[tuple[str, str]]


def broken_schedules(
    definition: D, changeable: Collection[str], refused: Mapping[str, str], check: Callable[[D], Problems]
) -> Problems:
    """Return (place, message) of what is wrong with the schedules of a definition that is sound without them.

    Args:
        changeable: the fields that may change.
        refused: beginning of a field -> why such fields may not, and the remedy.
        check: the rules across tables of a definition, which must hold in every world.
    """
    problems: Problems = []
    usual = set(check(definition.model_copy(update={"schedule": ()})))
    for number, one in enumerate(definition.schedule):
        place = f"schedule.{number}"
        if one.field not in changeable:
            problems.append((f"{place}.field", _cannot_change(definition, one.field, changeable, refused)))
            continue
        for name, value in one.values().items():
            found = _illegal(definition, one.path, value)
            if found is None:
                world = put(definition.model_copy(update={"schedule": ()}), one.path, value)
                found = next(
                    (f"{path} {message}" for path, message in check(world) if (path, message) not in usual), None
                )
            if found is not None:
                problems.append((f"{place}.{name}", found))
    return problems


def _cannot_change(definition: Table, field: str, changeable: Collection[str], refused: Mapping[str, str]) -> str:
    allowed = f"Allowed here: {', '.join(changeable)}"
    try:
        value_of(definition, tuple(field.split(".")))
    except LookupError:
        guess = nearest(field, changeable)
        return f"there is no such field. {f'Did you mean {guess}? ' if guess else ''}{allowed}"
    reason = next((why for start, why in refused.items() if field.startswith(start)), None)
    return f"{reason or 'cannot change over generations'}. {allowed}"


def _illegal(definition: Table, path: Path, value: Any) -> str | None:
    """Return the rule of its own table that a value of a field breaks, None if it breaks none."""
    table: Table = value_of(definition, path[:1])
    tables = put(table.model_dump(by_alias=True), path[1:], value)
    try:
        type(table).model_validate(tables)
    except ValidationError as error:
        problem = explain(error, type(table), tables, ())[0]
        return f"{'.'.join(path)} {problem.message}" if not problem.about_table else problem.message
    return None
