"""The calendar of a definition: what each field that changes is when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from baldwin.definition.problems import shown
from baldwin.schedules.schedule import Schedule, Value
from baldwin.schedules.world import ScheduledDefinition

__all__ = ["Course", "Stretch", "calendar", "change_points"]

MOST = 12  # stretches of a field that a calendar shows
FARTHEST = 100_000  # generations that are looked at


@dataclass(frozen=True)
class Stretch:
    """Generations in which a field stays as it is, or goes one way from one value to another."""

    first: int
    last: int
    value: Value  # in the first generation
    end: Value  # in the last
    evenly: bool = True  # whether it goes there by equal steps


@dataclass(frozen=True)
class Course:
    """What one field is over the generations of a run, in replicate 0."""

    field: str
    schedules: tuple[Schedule, ...]
    by_replicate: bool  # the other replicates see other values
    stretches: tuple[Stretch, ...]
    complete: bool  # whether the stretches reach the last generation

    @property
    def laws(self) -> tuple[str, ...]:
        """What the definition says of each schedule, in one line each."""
        return tuple(f"{one.kind}: {_fields(one)}" for one in self.schedules)


def calendar(definition: ScheduledDefinition, most: int = MOST) -> tuple[Course, ...]:
    """Return the course of each field that changes, at most `most` stretches of it."""
    found = []
    for path in dict.fromkeys(one.path for one in definition.schedule):
        own = tuple(one for one in definition.schedule if one.path == path)

        @cache
        def value(generation: int, path: tuple[str, ...] = path) -> Any:
            return definition.scheduled_at(generation)[path]

        last = min(definition.population.generations, FARTHEST)
        stretches: list[Stretch] = []
        while len(stretches) < most and (first := stretches[-1].last + 1 if stretches else 0) <= last:
            end, evenly = _end(value, first, last)
            stretches.append(Stretch(first, end, value(first), value(end), evenly))
        complete = stretches[-1].last == definition.population.generations
        by_replicate = any(one.by_replicate for one in own)
        found.append(Course(".".join(path), own, by_replicate, tuple(stretches), complete))
    return tuple(found)


def _end(value: Any, first: int, last: int) -> tuple[int, bool]:
    """Return the last generation of the stretch that begins with `first`, and whether it goes evenly."""

    def as_long_as(holds: Callable[[int], bool]) -> int:
        return next((end for end in range(first, last) if not holds(end)), last)

    end = as_long_as(lambda g: value(g + 1) == value(first))
    if end > first or first == last or isinstance(value(first), bool | str):
        return end, True
    step = value(first + 1) - value(first)
    end = as_long_as(lambda g: abs(value(g + 1) - value(g) - step) <= 1e-9 * (abs(step) + abs(value(g))))
    if end >= first + 3:  # three on a line may be so by chance
        return end, True
    end = as_long_as(lambda g: (value(g + 1) - value(g)) * step > 0.0)
    return (end, False) if end >= first + 2 else (first, True)


def change_points(definition: ScheduledDefinition) -> tuple[int, ...]:
    """Return the generations in which the world becomes another at once, for every replicate alike.

    None of fields that change without an end, or at random; at most `MOST` of a field.
    """
    found = set[int]()
    for course in calendar(definition):
        if course.complete and not course.by_replicate:
            found |= {one.first for one in course.stretches[1:]}
    return tuple(sorted(found))


def _fields(schedule: Schedule) -> str:
    """Return the fields of a schedule that say more than its kind and what it changes, as TOML writes them."""
    plain = schedule.model_dump(mode="json", exclude_none=True, exclude={"kind", "field"})
    usual = {name: field.default for name, field in type(schedule).model_fields.items()}
    told = {name: value for name, value in plain.items() if value != usual.get(name)}
    return ", ".join(f"{name} = {shown(value)}" for name, value in told.items())
