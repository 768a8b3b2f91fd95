"""The world of one generation: a definition, or its numbers, with what schedules say of that generation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Annotated, Any, Self, TypeVar

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from baldwin.definition.base import Definition
from baldwin.definition.table import Table
from baldwin.schedules.schedule import SCHEDULES, Number, Path, Schedule, Where

__all__ = ["ScheduledDefinition", "extremes", "numbers_at", "put", "recurs", "value_of"]


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
        schedule = said.pop("schedule", ())
        return {**said, "schedule": schedule} if schedule else said

    def at(self, generation: int) -> Self:
        """Return the world of one generation, as a definition that stays so: fields as in force there, no schedule."""
        if not self.schedule:
            return self
        world: Self = self.model_copy(update={"schedule": ()})
        for path, value in self.scheduled_at(generation).items():
            world = put(world, path, value)
        return world

    def scheduled_at(self, generation: int) -> dict[Path, Number]:
        """Return the values in one generation of all fields that a schedule names."""
        found: dict[Path, Number] = {}
        for one in self.schedule:
            before = found[one.path] if one.path in found else value_of(self, one.path)
            found[one.path] = one.value_at(generation, before, _choose)
        return found


def numbers_at(schedules: Iterable[Schedule], numbers: dict[str, Any], generation: Any, where: Where) -> dict[str, Any]:
    """Return the numbers of a definition as they are in one generation; the structure stays.

    Args:
        schedules: of the definition, in its order.
        numbers: table -> field -> number, tuple of numbers or a table's numbers; they may be traced.
        generation: an integer, or a traced one.
        where: `numpy.where` or `jax.numpy.where`.
    """
    for one in schedules:
        numbers = _changed(numbers, one.path, partial(one.value_at, generation, where=where))
    return numbers


def extremes(definition: D) -> Iterator[D]:
    """Yield a definition without its schedule, then with each value that a schedule may give a field, one at a time."""
    still = definition.model_copy(update={"schedule": ()}) if definition.schedule else definition
    yield still
    for one in definition.schedule:
        for value in one.values().values():
            yield put(still, one.path, value)


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
    return schedule.model_copy(update={name: float(value) for name, value in schedule.values().items()})


def _choose(condition: Any, this: Any, that: Any) -> Any:
    return this if condition else that


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
        return {**whole, first: _changed(whole[first], rest, change)}
    assert isinstance(whole, tuple)
    return tuple(_changed(item, rest, change) if place == int(first) else item for place, item in enumerate(whole))
