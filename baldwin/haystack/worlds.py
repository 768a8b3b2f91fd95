"""The worlds of an evolution: stretches of generations in which no number of the definition changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

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

__all__ = ["Stretch", "World", "Worlds"]

REMEMBERED = 8  # worlds whose numbers are kept: a schedule may come back to them
SCALES = 4096  # worlds whose scale of fitness is kept: three numbers

Values = tuple[Value, ...]
Scale = tuple[float, float, np.uint64]


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

    def born_elsewhere(self, parents: Scale) -> Model:
        """Return the numbers for children of parents who lived in another world, by whose fitness they are drawn."""
        floor, unit, least = parents
        return self.model._replace(parents_floor=floor, parents_unit=unit, parents_least=least)


class Stretch(NamedTuple):
    """Generations that some replicates live in one world."""

    replicates: tuple[int, ...]
    world: World
    numbers: Model  # of the world, with the scale of fitness of that where the parents lived
    moves: npt.NDArray[np.bool_]  # (generations,) whether the target moves before their lives


def scale_of(model: Model) -> Scale:
    """Return the floor and unit of fitness in a world, and the least excess that leaves offspring."""
    return model.floor, model.unit, model.least


class Worlds:
    """Which world each generation of a definition lives in; each replicate, where these have worlds of their own."""

    def __init__(self, definition: HaystackDefinition) -> None:
        self.definition = definition
        self._known: dict[Values, World] = {}
        self._scales: dict[Values, Scale] = {}

    @cached_property
    def by_replicate(self) -> bool:
        """Whether replicates have worlds of their own, or had them in the run that a branch goes on from."""
        parent = self.definition.founders.parent
        return self.definition.by_replicate or (parent is not None and parent.by_replicate)

    def at(self, generation: int, replicate: int = 0) -> World:
        """Return the world in which a generation is born and lives."""
        values = self._values(generation, replicate)
        if values not in self._known:
            if len(self._known) == REMEMBERED:
                self._known.pop(next(iter(self._known)))
            there = self.definition.at(generation, replicate)
            self._known[values] = world = World(there, model_of(there))
            if len(self._scales) == SCALES:
                self._scales.clear()
            self._scales[values] = scale_of(world.model)
        return self._known[values]

    def stretches(self, born: int, most: int, replicates: Sequence[int]) -> Iterator[Stretch]:
        """Yield the stretches that begin with generation `born`: one for all replicates whose worlds are alike.

        All are as long, at most `most` generations: until a world changes. Each is made when it is asked for, since the
        numbers of a world may be many.

        Args:      replicates: those that live; (0,) stands for all where they share their worlds.
        """
        now = {one: self._values(born, one) for one in replicates}
        before = {one: self._before(born, one) for one in replicates}
        elsewhere = self.definition.assays.world
        alike: dict[Any, list[int]] = {}
        for one in replicates:
            named = None if elsewhere is None else self._values(elsewhere, one)
            alike.setdefault((now[one], before[one], named), []).append(one)
        count = most if now == before and not self.definition.schedule else 1
        while now == before and count < most and all(self._values(born + count, one) == now[one] for one in replicates):
            count += 1
        for whose in alike.values():
            yield self._stretch(born, count, tuple(whose))

    def _stretch(self, born: int, count: int, replicates: tuple[int, ...]) -> Stretch:
        world, scale = self.at(born, replicates[0]), self._scale_of_parents(born, replicates[0])
        numbers = world.model if scale == scale_of(world.model) else world.born_elsewhere(scale)
        task = world.definition.task
        if not (isinstance(task, MovingTask) and task.move_every):
            return Stretch(replicates, world, numbers, np.zeros(count, np.bool_))
        moves = np.asarray(recurs(task.move_every, born + np.arange(count)), np.bool_)
        return Stretch(replicates, world, numbers, moves)

    def _values(self, generation: int, replicate: int) -> Values:
        """Return what schedules make of their fields in one generation: worlds with equal values are the same."""
        if not self.definition.schedule:
            return ()
        return tuple(self.definition.scheduled_at(generation, replicate).values())

    def _before(self, born: int, replicate: int) -> Any:
        """Return what tells the worlds apart in which the parents of generation `born` lived."""
        if (parent := self._parent(born)) is not None:
            return "parent", *parent.scheduled_at(born - 1, replicate).values()
        return self._values(max(born - 1, 0), replicate)

    def _parent(self, born: int) -> HaystackDefinition | None:
        """Return the run that this one goes on from, where it was there that the parents of generation `born` lived."""
        return self.definition.founders.parent if born == self.definition.first_generation else None

    def _scale_of_parents(self, born: int, replicate: int) -> Scale:
        """Return the scale of the fitness by which the parents of generation `born` are drawn."""
        if (parent := self._parent(born)) is not None:
            return scale_of(model_of(parent.at(born - 1, replicate), tables=False))
        values = self._values(max(born - 1, 0), replicate)
        return self._scales[values] if values in self._scales else scale_of(self.at(max(born - 1, 0), replicate).model)

    def can_change(self) -> bool:
        """Return whether identical genotypes may ever differ again, in any world, beside what is written back now."""
        if not self.definition.schedule:  # the one world is asked for anyway
            return bool(self.at(0).model.can_change)
        models = [model_of(one, tables=False) for one in extremes(self.definition)]
        return any(one.can_change or one.write_back != models[0].write_back for one in models)
