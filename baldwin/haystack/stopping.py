"""Replicates that a rule stops: kernels evolve some generations ahead, and those who ended in them go there again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from baldwin.engine import Columns, Record
from baldwin.haystack.definition import HaystackDefinition
from baldwin.haystack.layouts import State
from baldwin.stop_rules import Course, stopped

__all__ = ["AHEAD", "advance_until_stopped"]

AHEAD = 64  # generations, at most so many of which are evolved twice
CHANGING = ("genomes", "sides", "trials_before", "living", "individuals_before")  # of each replicate, in a state


def advance_until_stopped(
    definition: HaystackDefinition, advance: Callable[[State, int], Record], state: State, generations: int
) -> Record:
    """Evolve `state` in place, each replicate up to the generation in which the stop rule ends it; return the record.

    Args:
        definition: with a stop rule.
        advance: evolves a state in place by so many generations, whatever the rule says, and returns the record.
        state: of at least one replicate that goes on.
        generations: how many at most.
    """
    records = []
    while generations and state.alive.any():
        before, count = _copied(state), min(generations, AHEAD)
        record = advance(state, count)
        state.courses, ends = _ends(definition, state, record)
        for last in sorted(set(ends.values())):
            whose = [replicate for replicate, end in ends.items() if end == last]
            if last < before.generation + count:
                _go_back(state, before, advance, last, whose)
            state.alive[whose] = False
        records.append(_until(record, ends))
        generations -= count
    return Record(*(_joined([getattr(one, name) for one in records]) for name in ("generations", "assays")))


def _ends(definition: HaystackDefinition, state: State, record: Record) -> tuple[list[Course], dict[int, int]]:
    """Return the courses of replicates after a record, and those that the rule ends by it, with their generation."""
    rule = definition.stop
    if rule.of in record.generations:
        courses, found = stopped(rule, state.courses, record.generations)
    else:
        courses, found = stopped(rule, state.courses, record.assays, definition.assays.every)
    return courses, {replicate: generation for replicate, (generation, _) in found.items()}


def _go_back(state: State, before: State, advance: Callable[[State, int], Record], last: int, whose: list[int]) -> None:
    """Put the replicates `whose` into the state that they had in generation `last`, given the state before it."""
    again = _copied(before)
    again.alive[:] = False
    again.alive[whose] = True
    advance(again, last - before.generation)
    for name in CHANGING:
        getattr(state, name)[whose] = getattr(again, name)[whose]


def _copied(state: State) -> State:
    return replace(state, **{name: getattr(state, name).copy() for name in ("alive", *CHANGING)})


def _until(record: Record, ends: dict[int, int]) -> Record:
    """Return a record without rows after the ends of replicates."""

    def kept(table: Columns) -> Columns:
        if not ends or not table:
            return table
        last = np.array([ends.get(one, np.iinfo(np.int64).max) for one in table["replicate"].tolist()])
        rows = table["generation"] <= last
        return {name: column[rows] for name, column in table.items()}

    return Record(kept(record.generations), kept(record.assays))


def _joined(tables: list[Columns]) -> Columns:
    return {name: np.concatenate([one[name] for one in tables]) for name in tables[0]}
