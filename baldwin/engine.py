"""The contract between the spine and its wings: what an engine does, and the record that it leaves.

A wing is a sub-package of `baldwin` with a module `wing` that holds one `WING`; nothing else names it.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping, Sequence
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
    "Examining",
    "Measure",
    "OwnKinds",
    "Record",
    "Rival",
    "Rivals",
    "Team",
    "Teaming",
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


class Rival(Protocol):
    """The mean score of one rule in each trial of a life, in the task's unit; higher is better."""

    @property
    def name(self) -> str:
        """What the field calls it."""
        ...

    @property
    def scores(self) -> npt.NDArray[Any]:
        """Mean score in each trial (T,)."""
        ...

    @property
    def errors(self) -> npt.NDArray[Any] | None:
        """Standard errors (T,) of the scores where lives were simulated; None if they are exact."""
        ...

    @property
    def error_of_mean(self) -> float | None:
        """Standard error of the mean over a life, likewise."""
        ...


@dataclass(frozen=True)
class Rivals:
    """How others score in a task; the best first."""

    task: str  # its kind
    fields: dict[str, Any]  # of the task, as resolved
    score: str  # what it scores, with its unit
    error: str | None  # if that is an error with its sign changed: the error's name
    rules: Sequence[Rival]  # empty where nothing is known, or it would take too long to work out
    ceiling: float | None  # best mean score per trial of anyone who cannot learn
    oracle: float | None  # mean score per trial of one who knows each instance


@dataclass(frozen=True)
class Measure:
    """What sums up a life in one number; columns of tables hold scores, of which higher is better."""

    score: str  # what a task scores, with its unit
    error: str | None  # if that is an error with its sign changed: the error's name
    trials: int | None  # over which the score is summed; None: the score at the end of life
    abilities: tuple[str, ...]  # columns of what `examine` returns that are scores, and errors where people look
    meanings: dict[str, str]  # of the columns that the task adds to those of its wing

    @property
    def text(self) -> str:
        """What the number is, as people see it."""
        unit = self.error or self.score
        return f"learned {unit}" if self.trials is None else f"{unit}, summed over a life"


class Examining(Protocol):
    """A module of a wing that looks at its tasks and genotypes outside an evolution.

    Only `examine` may load a compiler.
    """

    def tasks(self) -> dict[str, str]:
        """Return the kinds of task of which `rivals` knows something, with their meanings."""
        ...

    def bare(self, task: str) -> str:
        """Return the TOML of a small definition around a kind of task, with the task's defaults."""
        ...

    def rivals(self, definition: Any) -> Rivals | None:
        """Return how others score in the task of a definition, None if it knows of none, whatever its size."""
        ...

    def measure(self, definition: Any) -> Measure:
        """Return what sums up a life of this definition."""
        ...

    def marks(self, definition: Any) -> dict[str, float]:
        """Return name -> what others score in that measure: the best that knows the task, ideals, chance."""
        ...

    def shape(self, definition: Any) -> Any:
        """Return what two definitions have in common if a genotype of one can live in the other."""
        ...

    def centres(self, definition: Any, arrays: Arrays) -> npt.NDArray[Any]:
        """Return the genotypes (replicates, G) that stand for the last generation of a checkpoint.

        Raises KeyError or ValueError if the arrays are no such checkpoint.
        """
        ...

    def examine(self, definition: Any, genotypes: npt.NDArray[Any], instances: int) -> Columns:
        """Return what lives of each genotype (n, G) achieve on held-out instances, as in the wing's assays: n rows.

        The column `measure` holds the score that sums up a life.
        """
        ...


@dataclass(frozen=True)
class Team:
    """Processes that share one population: where the first of them listens, how many they are, which one this is."""

    coordinator: str  # host:port, or "auto": as a cluster's manager says
    processes: int
    process: int  # 0 leads, and alone writes


class Teaming(Protocol):
    """A module of a wing by which several processes share one population."""

    def join(self, team: Team, definition: Any) -> int:
        """Make this process one of a team, wait until all have joined, and return this one's number."""
        ...

    def lead(self, definition: Any) -> Engine:
        """Return the engine of process 0, with which it evolves as if it were alone."""
        ...

    def follow(self, definition: Any) -> None:
        """Take part in what process 0 does, until it ends."""
        ...

    def end(self) -> None:
        """Let the others go; of process 0."""
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
    columns: dict[str, str]  # column name -> meaning and unit, for `baldwin show` and exports
    scheme: str  # version of its random streams
    benches: dict[str, str] = field(default_factory=dict)  # name, as `baldwin bench` knows it -> module with `measure`
    own: OwnKinds | None = None  # where it takes kinds from files of the user's own
    rehearse: Callable[[Any], list[str]] = lambda definition: []
    """Called with a definition before its run begins: lines on what only its engine can tell to be wrong with it."""
    examining: str | None = None  # module that is an `Examining`, imported when it is asked
    teaming: str | None = None  # module that is a `Teaming`, where several processes can share a population
