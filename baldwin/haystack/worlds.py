"""The worlds of an evolution: stretches of generations in which no number of the definition changes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from baldwin.haystack.ability import Worth, worth_of
from baldwin.haystack.contracts import MovingTask
from baldwin.haystack.definition import HaystackDefinition
from baldwin.haystack.kernels.graded import Guessing
from baldwin.haystack.kernels.model import Model
from baldwin.haystack.model import guessing_of, model_of
from baldwin.schedules.schedule import Value
from baldwin.schedules.world import extremes, recurs

__all__ = ["World", "Worlds"]

REMEMBERED = 8  # worlds whose numbers are kept: a schedule may come back to them


@dataclass(frozen=True)
class World:
    """One world, as a definition without a schedule, and the numbers that kernels compute with there."""

    definition: HaystackDefinition
    model: Model

    @cached_property
    def worth(self) -> Worth:
        """What kinds of genotype are worth here (a needle population)."""
        return worth_of(self.definition)

    @cached_property
    def guessing(self) -> Guessing:
        """What lives need here that guess at a graded needle."""
        return guessing_of(self.definition, self.model)

    def born_elsewhere(self, parents: Model) -> Model:
        """Return the numbers for children of parents who lived in another world, by whose fitness they are drawn."""
        return self.model._replace(parents_floor=parents.floor, parents_unit=parents.unit, parents_least=parents.least)


class Worlds:
    """Which world each generation of a definition lives in; each replicate, where these have worlds of their own."""

    def __init__(self, definition: HaystackDefinition) -> None:
        self.definition = definition
        self._known: dict[tuple[Value, ...], World] = {}

    @cached_property
    def by_replicate(self) -> bool:
        """Whether replicates have worlds of their own, or had them in the run that a branch goes on from."""
        parent = self.definition.founders.parent
        return self.definition.by_replicate or (parent is not None and parent.by_replicate)

    def at(self, generation: int, replicate: int = 0) -> World:
        """Return the world in which a generation is born and lives."""
        scheduled = self.definition.scheduled_at(generation, replicate) if self.definition.schedule else {}
        values = tuple(scheduled.values())
        if values not in self._known:
            if len(self._known) == REMEMBERED:
                self._known.pop(next(iter(self._known)))
            there = self.definition.at(generation, replicate)
            self._known[values] = World(there, model_of(there))
        return self._known[values]

    def stretch(self, born: int, most: int, replicate: int = 0) -> tuple[World, Model, npt.NDArray[np.bool_]]:
        """Return the world of generation `born`, its numbers, and for how long they hold.

        Args:      replicate: whose worlds; all share them unless the definition says that they are by replicate.
        Returns:   the world; the numbers for children of the generation before; and for each of the generations from
                   `born` on that share both, at most `most`, whether the target moves before their lives.
        """
        world, count = self.at(born, replicate), 1
        numbers, before = world.model, self._of_parents(born, replicate)
        if (before.floor, before.unit, before.least) != (numbers.floor, numbers.unit, numbers.least):
            numbers = world.born_elsewhere(before)
        elif not self.definition.schedule:
            count = most
        else:
            while count < most and self.at(born + count, replicate) is world:
                count += 1
        task = world.definition.task
        if not (isinstance(task, MovingTask) and task.move_every):
            return world, numbers, np.zeros(count, np.bool_)
        return world, numbers, np.asarray(recurs(task.move_every, born + np.arange(count)), np.bool_)

    def _of_parents(self, born: int, replicate: int) -> Model:
        """Return the numbers of the world where the parents of generation `born` lived, of a branch another run's."""
        parent = self.definition.founders.parent
        if parent is not None and born == self.definition.first_generation:
            return model_of(parent.at(born - 1, replicate), tables=False)
        return self.at(max(born - 1, 0), replicate).model

    def can_change(self) -> bool:
        """Return whether identical genotypes may ever differ again, in any world, beside what is written back now."""
        if not self.definition.schedule:  # the one world is asked for anyway
            return bool(self.at(0).model.can_change)
        models = [model_of(one, tables=False) for one in extremes(self.definition)]
        return any(one.can_change or one.write_back != models[0].write_back for one in models)
