"""The world of one generation: a definition, or its numbers, with what schedules say of that generation."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, Self, TypeVar

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from baldwin.definition.base import Definition
from baldwin.definition.table import Table
from baldwin.schedules.chance import SHARED, Chance
from baldwin.schedules.schedule import SCHEDULES, Path, Schedule, Value

__all__ = ["ScheduledDefinition", "extremes", "of_its_type", "put", "reached", "recurs", "value_of"]


D = TypeVar("D", bound="ScheduledDefinition")
T = TypeVar("T")


class ScheduledDefinition(Definition):
    """A definition whose world may change over generations."""

    schedule: Annotated[
        tuple[Annotated[Schedule, SCHEDULES], ...],
        Field(strict=False, description="what changes over generations; a later one of the same field comes after"),
    ] = ()

    @model_validator(mode="after")
    def _values_are_of_their_fields_type(self) -> Self:
        """Write whole numbers as the field writes them, so that 3 and 3.0 are the same definition."""
        schedule = tuple(_alike(self, one) for one in self.schedule)
        if schedule != self.schedule or repr(schedule) != repr(self.schedule):
            object.__setattr__(self, "schedule", schedule)
        return self

    @model_serializer(mode="wrap")
    def _only_what_is_said(self, serialised: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out an empty schedule too, and let one come last."""
        tables: dict[str, Any] = serialised(self)
        said = {name: table for name, table in tables.items() if getattr(getattr(self, name, None), "given", True)}
        schedule = [_without_usual_effect(one) for one in said.pop("schedule", ())]
        return {**said, "schedule": schedule} if schedule else said

    @property
    def by_replicate(self) -> bool:
        """Whether replicates live in different worlds."""
        return any(one.by_replicate for one in self.schedule)

    @property
    def known_worlds(self) -> bool:
        """Whether its worlds can be told: not if it is only looked at, and has schedules of the user's own."""
        return all(one.record is None for one in self.schedule)

    def at(self, generation: int, replicate: int = 0) -> Self:
        """Return the world of one generation, as a definition that stays so: fields as in force there, no schedule.

        Args:      replicate: whose; it matters where `by_replicate`.
        """
        if not self.schedule:
            return self
        world: Self = self.model_copy(update={"schedule": ()})
        for path, value in self.scheduled_at(generation, replicate).items():
            world = put(world, path, value)
        return world

    def scheduled_at(self, generation: int, replicate: int = 0) -> dict[Path, Value]:
        """Return the values in one generation of all fields that a schedule names."""
        found: dict[Path, Value] = {}
        usual: dict[Path, Value] = {}
        for one, chance in zip(self.schedule, _chances(self, replicate), strict=True):
            if one.path not in found:
                found[one.path] = usual[one.path] = value_of(self, one.path)
            if one.record is None:  # or what it would say is not known: see `known_worlds`
                found[one.path] = _after(one, generation, found[one.path], chance)
        return {path: of_its_type(value, usual[path]) for path, value in found.items()}


def _chances(definition: ScheduledDefinition, replicate: int) -> Iterator[Chance]:
    """Yield the chance of each schedule; those of one kind and field have streams of their own, by their order."""
    counts: dict[str, int] = {}
    for one in definition.schedule:
        name = f"{one.kind} {one.field}"
        number = counts[name] = counts.get(name, -1) + 1
        stream = f"history {one.stream}" if one.stream else f"{name} {number}"
        yield Chance(definition.population.seed, replicate if one.by_replicate else SHARED, stream)


def _after(schedule: Schedule, generation: int, before: Any, chance: Chance) -> Any:
    """Return the value that a schedule leaves in one generation, with its effect."""
    if schedule.effect == "add":
        return before + schedule.value_at(generation, 0.0, chance)
    if schedule.effect == "multiply":
        return before * schedule.value_at(generation, 1.0, chance)
    return schedule.value_at(generation, before, chance)


def of_its_type(value: Any, usual: Any) -> Any:
    """Return a value as its field has it: of a field of whole numbers the nearest one."""
    if isinstance(usual, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(usual, int) and not isinstance(usual, bool) and isinstance(value, float) and math.isfinite(value):
        return math.floor(value + 0.5)
    return value


def reached(schedule: Schedule, before: tuple[Value, ...]) -> dict[str, tuple[Value, ...]]:
    """Return own field of a schedule -> values that the scheduled field can have by it, its extremes at least.

    Args:      before: the values, or the extremes, that the field can have without it.
    """
    if schedule.effect == "set":
        return {name: (value,) for name, value in schedule.values().items()}
    found: dict[str, tuple[Value, ...]] = {}
    for name, value in schedule.values().items():
        pairs: list[tuple[Any, Any]] = [(one, value) for one in before]
        found[name] = tuple(a + b if schedule.effect == "add" else a * b for a, b in pairs)
    return found


def extremes(definition: D) -> Iterator[D]:
    """Yield a definition without its schedule, then with the values that schedules may give its fields.

    Numbers at their least and their most, choices all, in every combination.
    """
    still = definition.model_copy(update={"schedule": ()}) if definition.schedule else definition
    found: dict[Path, tuple[Value, ...]] = {}
    for one in definition.schedule:
        before = found.setdefault(one.path, (value_of(still, one.path),))
        after = itertools.chain.from_iterable(reached(one, before).values())
        found[one.path] = _least_and_most((*before, *after))
    for values in itertools.product(*found.values()):
        world = still
        for path, value in zip(found, values, strict=True):
            world = put(world, path, of_its_type(value, value_of(still, path)))
        yield world


def _least_and_most(values: tuple[Any, ...]) -> tuple[Value, ...]:
    """Return the first value, and the least and the most of numbers, or all others."""
    first, others = values[0], list(dict.fromkeys(values[1:]))
    if all(isinstance(one, int | float) and not isinstance(one, bool) for one in values):
        others = [min(values), max(values)]
    return (first, *(one for one in dict.fromkeys(others) if one != first))


def recurs(period: int, generation: Any) -> Any:
    """Return whether an event that comes every `period` generations comes in `generation`: period, 2 period, ..

    `generation` is an integer or an array; an event of period 0 never comes, and none comes to the founders.
    """
    return (period > 0) & (generation > 0) & (generation % max(period, 1) == 0)


def put(whole: T, path: Path, value: Any) -> T:
    """Return nested tables with `value` at `path`; nothing is checked."""
    made: T = _changed(whole, path, lambda _: value)
    return made


def _alike(definition: Table, schedule: Schedule) -> Schedule:
    """Return a schedule whose values are floats if its field is one."""
    if schedule.record is not None:  # as the run's own file has it
        return schedule
    try:
        now = value_of(definition, schedule.path)
    except (LookupError, ValueError):  # which `baldwin.schedules.checks` tells
        return schedule
    if not isinstance(now, float):
        return schedule
    for name, value in schedule.values().items():
        if isinstance(value, int) and not isinstance(value, bool):
            schedule = put(schedule, tuple(name.split(".")), float(value))
    return schedule


def _without_usual_effect(schedule: dict[str, Any]) -> dict[str, Any]:
    """Return a table without its effect if that is the usual one."""
    return {name: value for name, value in schedule.items() if (name, value) != ("effect", "set")}


def value_of(whole: Any, path: Path) -> Any:
    """Return what lies at `path` in nested tables, mappings or tuples; raises LookupError if there is nothing."""
    for part in path:
        if isinstance(whole, Table):
            if part not in type(whole).model_fields:
                raise LookupError(part)
            whole = getattr(whole, part)
        elif isinstance(whole, Mapping):
            whole = whole[part]
        elif isinstance(whole, tuple) and part.isdecimal():
            whole = whole[int(part)]
        else:
            raise LookupError(part)
    return whole


def _changed(whole: Any, path: Path, change: Callable[[Any], Any]) -> Any:
    """Return nested tables, mappings or tuples with what lies at `path` changed."""
    if not path:
        return change(whole)
    first, rest = path[0], path[1:]
    if isinstance(whole, Table):
        return whole.model_copy(update={first: _changed(getattr(whole, first), rest, change)})
    if isinstance(whole, Mapping):
        return {**whole, first: _changed(whole.get(first), rest, change)}  # left out where it is as ever
    assert isinstance(whole, tuple)
    return tuple(_changed(item, rest, change) if place == int(first) else item for place, item in enumerate(whole))
