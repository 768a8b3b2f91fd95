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

__all__ = [
    "OWN_MODULES",
    "Arrays",
    "Columns",
    "Engine",
    "Estimate",
    "OwnKinds",
    "Record",
    "Wing",
    "place_in_own_file",
]

Columns = dict[str, npt.NDArray[Any]]
"""A table: column name -> values, all of one length; a column of lists is a 2-D array. No column is missing."""

Arrays = dict[str, npt.NDArray[Any]]
"""A state as named arrays, for a checkpoint."""

OWN_MODULES = "baldwin_own_"
"""How the names of modules begin that hold a Python file of the user's own: what fails in them is the file's fault."""


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
class OwnKinds:
    """How a wing takes `kind = "my_task.py:MyTask"`: a class in a Python file beside the definition.

    The file is run as Python when the definition is loaded: it is code of whoever names it, or of whoever made a run
    directory that is opened.
    """

    model: Callable[[Mapping[str, Any], Path], tuple[type[Definition], list[tuple[str, str]]]]
    """Called with a definition's tables and its folder; returns the model that allows for the files they name, and for
    each file that cannot be used (table.kind, message)."""
    files: Callable[[Any], dict[str, bytes]]
    """Called with a definition; returns name -> content of the files behind it, which belong to its run."""


@dataclass(frozen=True)
class Wing:
    """What the spine must know of a wing, without loading its engine."""

    name: str
    tasks: tuple[str, ...]  # the values of `task.kind` that belong to it
    definition: type[Definition]
    check: Callable[[Any], list[tuple[str, str]]]  # rules across tables: (table.field, message)
    estimate: Callable[[Any], Estimate]
    engine: str  # "module:Class", called with a definition; imported only when a run starts
    columns: dict[str, str]  # column name -> meaning and unit, for `baldwin show` and exports
    scheme: str  # version of its random streams
    benches: dict[str, str] = field(default_factory=dict)  # name, as `baldwin bench` knows it -> module with `measure`
    own: OwnKinds | None = None  # where it takes kinds from files of the user's own
    rehearse: Callable[[Any], list[str]] = lambda definition: []
    """Called with a definition before its run begins: lines on what only its engine can tell to be wrong with it."""
    replaying: str | None = None  # module that is a `baldwin.replay.Replaying`, imported when it is asked
    distributed: str | None = (
        None  # module that is a `baldwin.distributed.Distributed`, where processes can share a population
    )
