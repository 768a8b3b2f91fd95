"""The contract between the spine and its wings: what an engine does, and the record that it leaves.

A wing is a sub-package of `baldwin` with a module `wing` that holds one `WING`; nothing else names it.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy.typing as npt

from baldwin.definition.base import Definition
from baldwin.definition.plugins import OWN_MODULES

__all__ = [
    "Arrays",
    "Columns",
    "Engine",
    "Estimate",
    "Record",
    "Wing",
    "place_in_own_file",
]

Columns = dict[str, npt.NDArray[Any]]
"""A table: column name -> values, all of one length; a column of lists is a 2-D array. No column is missing."""

Arrays = dict[str, npt.NDArray[Any]]
"""A state as named arrays, for a checkpoint."""


def place_in_own_file(error: BaseException) -> str:
    """Return file and line of the user's own where an error arose, or empty if it arose elsewhere."""
    place = ""
    for frame, line in traceback.walk_tb(error.__traceback__):
        if str(frame.f_globals.get("__name__", "")).startswith(OWN_MODULES):
            place = f"{Path(frame.f_code.co_filename).name}, line {line}"
    return place


@dataclass(frozen=True)
class Record:
    """What some generations leave behind: rows ordered by (generation, replicate), the first two columns.

    `generations` has a row per generation and living replicate; `assays` a row for those that are assayed.
    Cutting an evolution into other chunks cuts the same rows elsewhere and changes none of them.
    """

    generations: Columns
    assays: Columns = field(default_factory=dict)


@dataclass(frozen=True)
class Estimate:
    """What a run will need, before it starts."""

    memory: int  # peak bytes of the arrays that the engine holds, beside the interpreter's own
    lives: int  # individuals that will live, over all replicates and generations
    trials: int  # most lifetime steps they can use
    seconds: float  # rough time on one core
    exact: bool = True  # whether they use exactly so many trials, whatever evolves


class Engine(Protocol):
    """One wing's way to evolve one definition. A state is opaque; `advance` may reuse its memory.

    Results depend on the definition alone: not on how many generations a call advances, nor on threads. An engine may
    offer `renewed(definition)` as well: another engine, with what this one compiled (`baldwin.evolve.renew_engine`).
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


@dataclass(frozen=True)
class Wing:
    """What the spine must know of a wing, without loading its engine."""

    name: str
    tasks: tuple[str, ...]  # the values of `task.kind` that belong to it
    definition: type[Definition]
    check: Callable[[Any], list[tuple[str, str]]]  # rules across tables: (table.field, message)
    estimate: Callable[[Any], Estimate]
    engine: str  # "module:Class", called with a definition; imported only when a run starts
    columns: Mapping[str, str]  # column name -> meaning and unit, for `baldwin show` and exports
    scheme: str  # version of its random streams
    benches: dict[str, str] = field(default_factory=dict)  # name, as `baldwin bench` knows it -> module with `measure`
    moved: Callable[[dict[str, Any]], dict[tuple[str, ...], tuple[str, ...]]] = lambda tables: {}
    """Called with the tables of a definition: moves fields from where earlier versions had them, and returns old place
    -> new place, () where nothing reads it now."""
    rehearse: Callable[[Any], list[str]] = lambda definition: []
    """Called with a definition before its run begins: lines on what only its engine can tell to be wrong with it."""
    presentation: str | None = None  # "module:Class", a `baldwin.presentation.Presentation`, for figures and reports
    replaying: str | None = None  # module that is a `baldwin.replaying.Replaying`, imported when it is asked
    distributed: str | None = (
        None  # module that is a `baldwin.distributed.Distributed`, where processes can share a population
    )
