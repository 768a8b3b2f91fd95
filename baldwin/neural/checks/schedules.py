"""Which fields of a neural definition may change over generations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from baldwin.definition.families import Kind
from baldwin.definition.table import Table
from baldwin.neural.assays.assay import groups
from baldwin.neural.checks.compatibility import broken
from baldwin.neural.contracts import SequentialTask
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.replay import shape
from baldwin.neural.traced import numbers_of
from baldwin.schedules.checks import broken_schedules, no_other_world
from baldwin.schedules.world import put

__all__ = ["broken_in_any_world"]

TABLES = ("task", "lifetime", "fitness", "inheritance", "survival")
"""Where what changes is the world; strategies that change have fields for it, such as `sigma_final`."""
NOT_CHANGEABLE = {
    "population.": "says who evolves, which stays as it is",
    "assays.": "says what is measured, which stays as it is",
    "encoding.": "says what a genome means, which stays as it is",
    "network.": "says what a genome means, which stays as it is",
    "lifetime.": "says what genes mean, or how large arrays are",
    "sampling.": "says how large arrays are",
    "task.": "says what the network meets and answers, or how large arrays are",
    "survival.": "says how many a survivor leaves, which stays as it is",
    "strategy.": "is no part of the world. Use what the strategy offers, such as sigma_final and decay",
}


def broken_in_any_world(definition: NeuralDefinition) -> list[tuple[str, str]]:
    """Return (table.field, message) of each rule across tables that is broken, in any world of the schedules."""
    problems = broken(definition) + no_other_world(definition)
    if problems or not definition.schedule:
        return problems
    usual = _lasting(definition.model_copy(update={"schedule": ()}))

    def check(world: NeuralDefinition) -> list[tuple[str, str]]:
        problems = broken(world)
        if not problems and _lasting(world) != usual:
            problems = [("schedule", "gives genes another meaning, or changes what is recorded of a life")]
        return problems

    return broken_schedules(definition, _changeable(definition), NOT_CHANGEABLE, check)


def _changeable(definition: NeuralDefinition) -> list[str]:
    """Return the traced numbers and the choices of the world that leave a genome its meaning."""
    still = definition.model_copy(update={"schedule": ()})
    usual = shape(still)
    found = numbers_of(still)
    paths = [path for table in TABLES for path in _paths(found.get(table, {}), (table,))]
    paths = [path for path in paths if path != ("survival", "offspring")]
    numbers = [path for path in paths if shape(put(still, path, 0.25)) == usual]
    lasting = _lasting(still)
    choices = [
        path
        for path, others in _choices(still)
        if any(not broken(world) and _lasting(world) == lasting for world in (put(still, path, one) for one in others))
    ]
    return [".".join(path) for path in (*numbers, *choices)]


def _lasting(definition: NeuralDefinition) -> Any:
    """Return what must be the same in all generations: what a genotype means, and what is recorded."""
    d, task = definition, definition.task
    columns = {name: one.dimensions for name, one in task.columns.items()} if isinstance(task, SequentialTask) else {}
    applying = tuple(name for name, group in groups().items() if group.applies(d))
    return shape(d), d.lifetime.num_scores(task), d.inheritance.kind == "darwinian", columns, applying


def _choices(definition: NeuralDefinition) -> Iterator[tuple[tuple[str, ...], list[Any]]]:
    """Yield each field of the world with few legal values, which compiled code cannot hold, and its other values."""
    for table in TABLES:
        yield from _choices_of(getattr(definition, table), (table,))


def _choices_of(table: Table, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], list[Any]]]:
    for name, field in type(table).model_fields.items():
        value = getattr(table, name)
        if isinstance(value, Table):
            yield from _choices_of(value, (*above, name))
        elif isinstance(value, bool | str) and not (name == "kind" and isinstance(table, Kind)):
            legal = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
            others = [one for one in ((True, False) if isinstance(value, bool) else legal) if one != value]
            if others:
                yield (*above, name), others


def _paths(numbers: Any, above: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the path of each number, of those in lists with their place."""
    if isinstance(numbers, dict):
        return [path for name, inner in numbers.items() for path in _paths(inner, (*above, name))]
    if isinstance(numbers, tuple):
        return [path for place, inner in enumerate(numbers) for path in _paths(inner, (*above, str(place)))]
    return [above]
