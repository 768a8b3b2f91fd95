"""The loop that drives any engine from founders, or from a checkpoint, to the last generation; writes no file."""

from __future__ import annotations

import importlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from baldwin.arguments import checked
from baldwin.definition.base import Definition
from baldwin.distributed import Distributed
from baldwin.engine import Engine, Record, adopt
from baldwin.errors import DefinitionError, UsageError

__all__ = ["Progress", "distributed_of", "evolve", "load_engine", "renew_engine"]

MAX_GROWTH = 8  # from one call to the next; a first call that was lucky must not lead to one that takes minutes


@dataclass(frozen=True)
class Progress:
    """What one call of the engine returned, a chunk of the evolution."""

    state: Any
    record: Record  # of the generations that this call added
    generation: int  # how many reproductions lie behind `state`
    seconds: float  # wall time of the call


@checked
def load_engine(definition: Definition) -> Engine:
    """Import the engine of the definition's wing and return it, ready to evolve `definition`.

    Raises:
        DefinitionError: with what only the engine can find wrong with it.
        UsageError: this machine, or its user's settings, cannot give the numbers of the definition.
    """
    from baldwin.definition import wing_of

    wing = wing_of(definition)
    wing.surroundings(definition)
    if problems := wing.rehearse(definition):
        raise DefinitionError(problems)
    module, _, name = wing.engine.partition(":")
    return cast(Engine, getattr(importlib.import_module(module), name)(definition))


def renew_engine(engine: Engine, definition: Definition) -> Engine | None:
    """Return an engine for `definition` with all that `engine` has compiled, None where it cannot be had.

    An engine may offer `renewed(definition)`, for definitions that differ from its own in numbers and seeds alone. What
    it returns computes the same as a new engine, and starts at once.
    """
    renewed = getattr(engine, "renewed", None)
    return cast("Engine | None", renewed(definition)) if renewed is not None else None


def distributed_of(definition: Definition) -> Distributed:
    """Return how several processes share a population of this definition.

    Raises:
        UsageError: populations of its wing live in one process.
    """
    from baldwin.definition import wing_of

    wing = wing_of(definition)
    if wing.distributed is None:
        raise UsageError(f"--processes: populations of the {wing.name} wing live in one process. Leave it out.")
    return cast(Distributed, importlib.import_module(wing.distributed))


@checked
def evolve(
    engine: Engine, definition: Definition, *, state: Any = None, chunk_seconds: float = 0.15
) -> Iterator[Progress]:
    """Yield the evolution in chunks, until `population.generations` or until every replicate has stopped.

    Args:
        engine: as `load_engine` returns it for `definition`.
        definition: says where the evolution ends.
        state: where to go on from; None founds the population, and the first chunk is then generation 0, or begins a
            branch, whose first generation is that after the state of its parent.
        chunk_seconds: wall time [s] that a chunk should take. It decides how often there is news, not what it is.
    """
    last = definition.population.generations
    if state is None and definition.founders.state is not None:
        state = adopt(engine, definition.founders.state.copied())
    if state is None:
        started = time.perf_counter()
        state, record = engine.found()
        yield Progress(state, record, engine.generation(state), time.perf_counter() - started)
    chunk = 1
    while not engine.finished(state) and (left := last - engine.generation(state)) > 0:
        chunk = min(chunk, left)
        started = time.perf_counter()
        state, record = engine.advance(state, chunk)
        seconds = time.perf_counter() - started
        yield Progress(state, record, engine.generation(state), seconds)
        chunk = _next_chunk(chunk, seconds, chunk_seconds)


def _next_chunk(chunk: int, seconds: float, wanted: float) -> int:
    if wanted <= 0.0:
        return 1
    if seconds * MAX_GROWTH <= wanted:
        return chunk * MAX_GROWTH
    return max(1, int(chunk * wanted / seconds))
