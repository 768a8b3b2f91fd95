"""Which numbers of a neural definition may change over generations."""

from __future__ import annotations

from typing import Any

from baldwin.neural.checks.compatibility import broken
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.replay import shape
from baldwin.neural.traced import numbers_of
from baldwin.schedules.checks import broken_schedules
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
    "strategy.": "is no part of the world. Use what the strategy offers, such as sigma_final and decay",
}


def broken_in_any_world(definition: NeuralDefinition) -> list[tuple[str, str]]:
    """Return (table.field, message) of each rule across tables that is broken, in any world of the schedules."""
    problems = broken(definition)
    if problems or not definition.schedule:
        return problems
    return broken_schedules(definition, _changeable(definition), NOT_CHANGEABLE, broken)


def _changeable(definition: NeuralDefinition) -> list[str]:
    """Return the traced numbers of the world that leave a genome its meaning."""
    still = definition.model_copy(update={"schedule": ()})
    usual = shape(still)
    found = numbers_of(still)
    paths = [path for table in TABLES for path in _paths(found.get(table, {}), (table,))]
    return [".".join(path) for path in paths if shape(put(still, path, 0.25)) == usual]


def _paths(numbers: Any, above: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the path of each number, of those in lists with their place."""
    if isinstance(numbers, dict):
        return [path for name, inner in numbers.items() for path in _paths(inner, (*above, name))]
    if isinstance(numbers, tuple):
        return [path for place, inner in enumerate(numbers) for path in _paths(inner, (*above, str(place)))]
    return [above]
