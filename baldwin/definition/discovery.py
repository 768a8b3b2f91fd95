"""The wings of this installation, and what each tells of itself: definitions, rules, and the modules that run them.

A wing is a sub-package of `baldwin` with a module `wing` that holds one `WING`; nothing else names it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from baldwin.definition.base import Definition
from baldwin.definition.kinds import families_of, names_file
from baldwin.definition.own_code import RefusedError, read_own_code
from baldwin.named_arrays import NamedArrays

__all__ = ["DEFAULT_TASK", "Estimate", "Wing", "tasks", "wing_of", "wing_of_task", "wings"]

DEFAULT_TASK = "needle"  # what a definition means that names no task


@dataclass(frozen=True)
class Estimate:
    """What a run will need, before it starts."""

    memory: int  # peak bytes of the arrays that the engine holds, beside the interpreter's own
    lives: int  # individuals that will live, over all replicates and generations
    trials: int  # most lifetime steps they can use, as the column `lifetime_steps` counts them
    seconds: float  # rough time on one core
    exact: bool = True  # whether they use exactly so many trials, whatever evolves
    genes: int = 0  # numbers that an individual inherits, 0 where nobody counts them
    born: int = 0  # numbers of a newborn that develop from them
    met: tuple[str, int] | None = None  # what they do and how often in all, such as ("trials", 90), if no such steps
    disk: int = 0  # bytes of the run's directory, roughly: its tables, and two checkpoints


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
    surroundings: Callable[[Any], dict[str, object]] = lambda definition: {}
    """Called with a definition before its run writes anything: returns, for the record, what its numbers may depend on
    beside it. Raises UsageError where this machine, or its user's settings, cannot give the numbers of a definition."""
    environment: Callable[[int | None], dict[str, str]] = lambda threads: {}
    """Called with a number of cores: the variables that a process which is yet to start needs so that the wing's
    libraries use no more of them, and its numbers are those of any other process. Called with None, those that matter
    to a process that has started already. What the user has set is the wing's to keep."""
    founding: Callable[[Any, NamedArrays], list[str]] = lambda definition, arrays: [
        "populations of this kind draw their founders. Leave the table out"
    ]
    """Called with a definition and the arrays that are to found its population: why they cannot, with a remedy."""
    branching: Callable[[Any], list[tuple[str, str]]] = lambda definition: []
    """Called with the definition of a branch that knows its parent's: what its state would mean something else under,
    as (table.field, message); `baldwin.definition.branching` has the words for it."""
    paced: Callable[[Any], str | None] = lambda definition: None
    """Called with a definition: the field by which what a generation does depends on how many there are in all, such as
    a step size that falls to the end; None where a shorter run is the beginning of a longer one."""
    followed: Callable[[Any], tuple[tuple[str, ...], tuple[str, ...]] | None] = lambda definition: None
    """Called with a definition: columns, of the table of generations and of assays, by which its replicates can be
    stopped (`baldwin.definition.stop`); None where the wing's replicates all go on to the last generation."""
    sources: Callable[[], dict[str, str]] = dict
    """Called for the manual: column -> the file that computes it, below the package."""
    presentation: str | None = None  # "module:Class", a `baldwin.presentation.Presentation`, for figures and reports
    replaying: str | None = None  # module that is a `baldwin.replaying.Replaying`, imported when it is asked
    playing: str | None = None  # module that is a `baldwin.playing.Playing`, where a page can simulate a population
    dissecting: str | None = None  # module that is a `baldwin.dissecting.Dissecting`, where genes are start or rule
    knowing: str | None = (
        None  # module that is a `baldwin.knowing.Knowing`, where lives can be seen as an ideal observer does
    )
    distributed: str | None = (
        None  # module that is a `baldwin.distributed.Distributed`, where processes can share a population
    )


def wings() -> Iterator[Wing]:
    """Yield the wings, by name; no list of them is kept anywhere. Each is imported when its turn comes."""
    for name in _names():
        yield importlib.import_module(f"baldwin.{name}.wing").WING


@cache
def _names() -> tuple[str, ...]:
    return tuple(sorted(path.parent.name for path in Path(__file__).parent.parent.glob("*/wing.py")))


def tasks() -> tuple[str, ...]:
    """Return every legal value of `task.kind`."""
    return tuple(task for wing in wings() for task in wing.tasks)


def wing_of_task(kind: object, folder: Path | None = None) -> Wing | None:
    """Return the wing that a task belongs to, or None if there is no such task.

    A task in a file of the user's own, in `folder`, by default the working directory, belongs to the one wing whose
    modules the file imports, or the files that it reads; None if they do not say. Nothing is run.
    """
    if isinstance(kind, str) and names_file(kind):
        return _wing_of_file((folder or Path()) / kind.partition(":")[0])
    return next((wing for wing in wings() if kind in wing.tasks), None)


def _wing_of_file(path: Path) -> Wing | None:
    try:
        imported = read_own_code(path).imported
    except RefusedError:  # which is reported where the file is loaded
        return None
    found = [
        wing
        for wing in wings()
        if "task" in families_of(wing.definition)
        and any(name.split(".")[:2] == ["baldwin", wing.name] for name in imported)
    ]
    return found[0] if len(found) == 1 else None


def wing_of(definition: Definition) -> Wing:
    """Return the wing that a definition belongs to."""
    return next(wing for wing in wings() if isinstance(definition, wing.definition))
