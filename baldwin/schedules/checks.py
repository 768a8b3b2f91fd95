"""What is wrong with the schedules of a definition: fields that cannot change, and values that these cannot have."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from baldwin.definition.names import nearest
from baldwin.definition.problems import explain, shown
from baldwin.definition.table import Table
from baldwin.schedules.schedule import Path, Schedule, Value
from baldwin.schedules.world import ScheduledDefinition, of_its_type, put, reached, value_of

__all__ = ["broken_schedules", "no_other_world"]

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
    known: dict[Path, tuple[Value, ...]] = {}  # what a field can be before the schedule that is looked at
    for number, one in enumerate(definition.schedule):
        place = f"schedule.{number}"
        if one.field not in changeable:
            problems.append((f"{place}.field", _cannot_change(definition, one.field, changeable, refused)))
            continue
        before = known.setdefault(one.path, (value_of(definition, one.path),))
        if (wrong := _unlike(one, before)) is not None:
            problems.append((f"{place}.{wrong[0]}", wrong[1]))
            continue
        after = reached(one, before)
        known[one.path] = tuple(dict.fromkeys(itertools.chain(before, *after.values())))
        wrongs = []
        for name, values in after.items():
            found = next(filter(None, (_broken(definition, one, value, check, usual) for value in values)), None)
            if found is not None:
                wrongs.append((name, found))
        if not wrongs and (beginning := _no_beginning(one, before)) is not None:
            wrongs = [beginning]
        problems += [(f"{place}.{name}", message) for name, message in wrongs]
    return problems


def no_other_world(definition: ScheduledDefinition) -> Problems:
    """Return (place, message) where assays ask for another world, and there is none."""
    if definition.assays.world is None or definition.schedule:
        return []
    return [("assays.world", "the world never changes. Omit it, or add a [[schedule]]")]


def _unlike(schedule: Schedule, before: tuple[Value, ...]) -> tuple[str, str] | None:
    """Return (own field, message) of values that do not go with the field's others, None if all do."""
    choice = next((one for one in before if not _is_number(one)), None)
    if choice is not None and schedule.effect != "set":
        return "effect", f"{schedule.field} is no number but {shown(choice)}. Leave the effect out"
    for name, value in schedule.values().items():
        if choice is not None and _is_number(value):
            return name, f"{schedule.field} is no number but {shown(choice)}"
        if choice is None and not _is_number(value):
            return name, f"{schedule.field} is a number"
    return None


def _no_beginning(schedule: Schedule, before: tuple[Value, ...]) -> tuple[str, str] | None:
    """Return (own field, rule) where a schedule cannot set out from what its field is before it, None if it can."""
    usual = {"add": (0.0,), "multiply": (1.0,)}
    return next(filter(None, map(schedule.cannot_begin, usual.get(schedule.effect, before))), None)


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _broken(
    definition: D, schedule: Schedule, value: Value, check: Callable[[D], Problems], usual: Collection[tuple[str, str]]
) -> str | None:
    """Return the rule that a value of a scheduled field breaks, None if it breaks none."""
    if schedule.effect != "set":  # which may leave the whole numbers: the nearest is taken
        value = of_its_type(value, value_of(definition, schedule.path))
    illegal = _illegal(definition, schedule.path, value)
    if illegal is not None:
        return illegal if schedule.effect == "set" else f"makes {schedule.field} {shown(value)}; {illegal}"
    world = put(definition.model_copy(update={"schedule": ()}), schedule.path, value)
    return next((f"{path} {message}" for path, message in check(world) if (path, message) not in usual), None)


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
    rest = path
    for end in range(len(path) - 1, 0, -1):  # the innermost table first: what holds it takes it as it is, being made
        table = value_of(definition, path[:end])
        if not isinstance(table, Table):
            continue
        fields = {field.alias or name: getattr(table, name) for name, field in type(table).model_fields.items()}
        tables = put(fields, rest[end:], value)
        try:
            value, rest = type(table).model_validate(tables), path[:end]
        except ValidationError as error:
            problem = explain(error, type(table), tables, ())[0]
            return f"{'.'.join(path)} {problem.message}" if not problem.about_table else problem.message
    return None
