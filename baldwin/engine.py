"""The contract between the spine and a wing's engine: what an engine does, and the record that it leaves.

`baldwin.definition.discovery` says how a wing tells of its engine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy.typing as npt

from baldwin.definition.base import Definition

__all__ = [
    "Arrays",
    "Columns",
    "Engine",
    "Record",
    "adopt",
    "unadoptable",
]

Columns = dict[str, npt.NDArray[Any]]
"""A table: column name -> values, all of one length; a column of lists is a 2-D array. No column is missing."""

Arrays = dict[str, npt.NDArray[Any]]
"""A state as named arrays, for a checkpoint."""


@dataclass(frozen=True)
class Record:
    """What some generations leave behind: rows ordered by (generation, replicate), the first two columns.

    `generations` has a row per generation and living replicate; `assays` a row for those that are assayed.
    Cutting an evolution into other chunks cuts the same rows elsewhere and changes none of them.
    """

    generations: Columns
    assays: Columns = field(default_factory=dict)


class Engine(Protocol):
    """One wing's way to evolve one definition. A state is opaque; `advance` may reuse its memory.

    Results depend on the definition alone: not on how many generations a call advances, nor on threads. An engine may
    offer two more: `renewed(definition)`, another engine with what this one compiled (`baldwin.evolve.renew_engine`),
    and `adopted(arrays)`, what it would have saved where another run saved `arrays`: a shorter one that is otherwise
    the same, or the parent of a branch (`adopt`).
    """

    @property
    def notice(self) -> str | None:
        """What a user should know before waiting for it, in one line."""
        ...

    def found(self) -> tuple[Any, Record]:
        """Return the founders, having lived, and the record of generation 0."""
        ...

    def advance(self, state: Any, generations: int) -> tuple[Any, Record]:
        """Return the state `generations` later, and the record of the generations in between.

        `generations` >= 1.
        """
        ...

    def generation(self, state: Any) -> int:
        """Return how many reproductions lie behind `state`."""
        ...

    def finished(self, state: Any) -> bool:
        """Return whether every replicate has stopped, so that advancing would record nothing."""
        ...

    def save(self, state: Any) -> Arrays:
        """Return `state` as named arrays."""
        ...

    def restore(self, arrays: Arrays) -> Any:
        """Return the state that `save` gave; raises KeyError or ValueError if it is not one of this definition's."""
        ...


def adopt(engine: Engine, arrays: Arrays) -> Any:
    """Return the state of an engine where another run saved `arrays`, which it may reuse.

    Raises:
        KeyError or ValueError: they are no state that this engine can go on from.
    """
    adopted = getattr(engine, "adopted", None)
    return engine.restore(adopted(arrays) if adopted is not None else arrays)


def unadoptable(engine: Engine, definition: Definition) -> list[str]:
    """Return why a branch cannot go on from its state, though its definition may: a line, or none."""
    founders = definition.founders
    assert founders.state is not None
    try:
        state = adopt(engine, founders.state.copied())
        if (found := engine.generation(state)) != founders.generation:
            raise ValueError(f"it is of generation {found}, not of {founders.generation}")
    except (KeyError, ValueError, IndexError, TypeError) as error:
        said = f"it lacks {error.args[0]}" if isinstance(error, KeyError) else str(error)
        place = f'{definition.name}: [founders] file = "{founders.file}"'
        return [f"{place}: holds no state of this population: {' '.join(said.split())}. Take it anew from its run."]
    if engine.finished(state):
        place = f'{definition.name}: [founders] who = "state"'
        ended = f"every replicate had ended by generation {founders.generation} of the run that this one goes on from"
        return [f'{place}: {ended}. Name a run in which one still goes on, or set it to "population" to begin anew.']
    return []
