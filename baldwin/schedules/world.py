"""The world of one generation: a definition, or its numbers, with what schedules say of that generation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Annotated, Any, Self

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from baldwin.definition.base import Definition
from baldwin.definition.table import Table
from baldwin.schedules.schedule import SCHEDULES, Path, Schedule, Where

__all__ = ["ScheduledDefinition", "numbers_at"]


class ScheduledDefinition(Definition):
    """A definition whose world may change over generations."""

    schedule: Annotated[
        tuple[Annotated[Schedule, SCHEDULES], ...],
        Field(strict=False, description="what changes over generations; a later one of the same field comes after"),
    ] = ()

    @model_serializer(mode="wrap")
    def _schedule_comes_last(self, serialised: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out an empty schedule, so that worlds without one keep their canonical form and with it their ids."""
        tables: dict[str, Any] = serialised(self)
        schedule = tables.pop("schedule", ())
        return {**tables, "schedule": schedule} if schedule else tables

    def at(self, generation: int) -> Self:
        """Return the world of one generation, as a definition that stays so: fields as in force there, no schedule."""
        if not self.schedule:
            return self
        world: Self = self.model_copy(update={"schedule": ()})
        for one in self.schedule:
            world = _changed(world, one.path, partial(one.value_at, generation, where=_choose))
        return world


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


def _choose(condition: Any, this: Any, that: Any) -> Any:
    return this if condition else that


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
