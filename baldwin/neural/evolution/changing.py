"""A world that changes, for compiled code: numbers become arrays over generations, and choices other programs.

The values of a schedule are computed on the host, so other values, or chance, compile nothing anew. A choice, such as
which law draws a task, is static in compiled code: each combination of choices has a program.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.traced import Numbers, moving
from baldwin.schedules.schedule import Path, Value
from baldwin.schedules.world import put, value_of

__all__ = ["Changing", "Choices", "numbers_in", "with_choices"]

Choices = tuple[tuple[Path, Value], ...]
"""Field -> value of the fields that change and are static in compiled code."""


class Changing:
    """What changes in one definition, and when."""

    def __init__(self, definition: NeuralDefinition) -> None:
        self.definition = definition
        self.numbers = moving(definition)
        self.choices = tuple({one.path for one in definition.schedule} - set(self.numbers))

    def choices_at(self, generation: int, replicate: int) -> Choices:
        """Return the choices of one generation."""
        if not self.choices:
            return ()
        values = self.definition.scheduled_at(generation, replicate)
        return tuple((path, values[path]) for path in self.choices)

    def stretches(self, first: int, count: int, replicate: int) -> Iterator[tuple[int, int, Choices]]:
        """Yield first generation, number of generations and choices of the stretches in which choices stay."""
        begin, choices = first, self.choices_at(first, replicate)
        for generation in range(first + 1, first + count if self.choices else 0):
            now = self.choices_at(generation, replicate)
            if now != choices:
                yield begin, generation - begin, choices
                begin, choices = generation, now
        yield begin, first + count - begin, choices

    def over(self, numbers: Numbers, first: int, length: int, replicate: int) -> Numbers:
        """Return `numbers`, those that change as arrays (length,) from generation `first` on."""
        if not self.numbers:
            return numbers
        values = [self.definition.scheduled_at(first + place, replicate) for place in range(length)]
        for path in self.numbers:
            column = np.array([one[path] for one in values])
            numbers = put(numbers, path, column.astype(np.int32 if column.dtype.kind == "i" else np.float32))
        return numbers


def with_choices(definition: NeuralDefinition, choices: Choices) -> NeuralDefinition:
    """Return a definition with other choices; its schedule stays."""
    for path, value in choices:
        definition = put(definition, path, value)
    return definition


def numbers_in(definition: NeuralDefinition, numbers: Numbers, place: Any) -> Numbers:
    """Return the numbers of one generation of those that `Changing.over` returned; `place` may be traced."""
    for path in moving(definition):
        numbers = put(numbers, path, value_of(numbers, path)[place])
    return numbers
