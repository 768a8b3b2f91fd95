"""Evolutions under way: each advanced chunk by chunk as it is asked for, and kept in memory as far as it has come."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from baldwin.definition import Definition, refuse_if_unfit, wing_of
from baldwin.engine import Columns, Engine, Record
from baldwin.evolve import Progress, evolve, load_engine, renew_engine
from baldwin.explore.turns import Turns
from baldwin.store import Run, run_id

__all__ = ["Evolution", "Evolutions", "OvertakenError"]

KEPT = 8  # evolutions in memory; the longest unused goes first
CHUNK = 0.1  # seconds, after which a page can show something new


class OvertakenError(Exception):
    """The page has asked something else meanwhile."""


class Evolution:
    """One evolution: what it recorded, and how to go on. Only who has a turn advances it.

    Attributes:
        definition: what evolves.
        digits: the id that a run of it has.
        generation: the last on record; -1 before the founders.
        over: whether nothing is left to compute.
        holding: whether somebody else advances it, and writes what is computed.
    """

    def __init__(self, definition: Definition, digits: str, run: Run | None = None) -> None:
        self.definition, self.digits = definition, digits
        self.generation, self.over, self.holding = -1, False, False
        self.engine: Engine | None = None
        self.state: Any = None
        self._chunks: list[Record] = []
        self._steps: Iterator[Progress] | None = None
        if run is not None:
            self._chunks = [Record(run.generations, run.assays)]
            self.generation = int(run.generations["generation"].max())
            self.over = run.status == "complete"

    @property
    def record(self) -> Record:
        """Everything recorded so far."""
        if len(self._chunks) > 1:
            tables = [[one.generations for one in self._chunks], [one.assays for one in self._chunks]]
            self._chunks = [Record(*map(_joined, tables))]
        return self._chunks[0] if self._chunks else Record({}, {})

    def begin(self, engine: Callable[[Definition], Engine]) -> None:
        """Make the engine, unless there is one; what a run recorded before its end is computed again."""
        if self.engine is None:
            refuse_if_unfit(self.definition)
            self._chunks, self.generation = [], -1
            self.engine = engine(self.definition)
            self._steps = evolve(self.engine, self.definition, chunk_seconds=CHUNK)

    def advance(self) -> Record:
        """Compute one more chunk, and return its record."""
        assert self.engine is not None
        assert self._steps is not None
        progress = next(self._steps)
        self.state, self.generation = progress.state, progress.generation
        self._chunks.append(progress.record)
        self.over = self.generation >= self.definition.population.generations or self.engine.finished(self.state)
        return progress.record

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let nobody else advance it, since its state is being written."""
        self.holding = True
        try:
            yield
        finally:
            self.holding = False


class Evolutions:
    """The evolutions of a server, each once, for all who ask."""

    def __init__(self) -> None:
        self._turns: defaultdict[str, Turns] = defaultdict(Turns)
        self.closing = False  # the server ends: nothing more is computed
        self._known: OrderedDict[str, Evolution] = OrderedDict()
        self._lock = threading.Lock()
        self._newest: dict[str, int] = {}

    def turns(self, definition: Definition) -> Turns:
        """Return the turns of all evolutions of a wing: what is compiled for networks keeps no haystack waiting.

        Those of one wing are computed one at a time: two programs that share several devices would wait for each other.
        """
        return self._turns[wing_of(definition).name]

    def of(self, definition: Definition, run: Run | None = None) -> Evolution:
        """Return the evolution of a definition, as far as it has come; that of `run` as far as its tables go."""
        digits = run_id(definition)
        with self._lock:
            found = self._known.get(digits)
            if found is None:
                same = run is not None and bool(run.generations) and run_id(run.definition) == digits
                found = self._known[digits] = Evolution(definition, digits, run if same else None)
            self._known.move_to_end(digits)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
            return found

    def ask(self, tab: str, number: int) -> Callable[[], bool]:
        """Take in that a page asks its question of a number; return whether it has asked another since."""
        with self._lock:
            self._newest[tab] = max(number, self._newest.pop(tab, number))
            while len(self._newest) > 100:
                self._newest.pop(next(iter(self._newest)))
        return lambda: bool(tab) and self._newest.get(tab, number) > number

    def advance(
        self, wanted: list[Evolution], until: int, seconds: float, overtaken: Callable[[], bool] = lambda: False
    ) -> None:
        """Advance evolutions to a generation, or for about so many seconds; at least one chunk.

        Raises:
            OvertakenError: the page has asked something else, or the server ends.
        """
        started = time.monotonic()
        for one in wanted:
            while not one.over and one.generation < until:
                if one.holding:  # somebody else advances it
                    time.sleep(CHUNK)
                    break
                with self.turns(one.definition).turn():
                    if self.closing or overtaken():
                        raise OvertakenError
                    self._advance(one, until)
                if time.monotonic() - started > seconds:
                    break

    def _advance(self, one: Evolution, until: int) -> None:
        if one.over or one.generation >= until or one.holding:  # another page came before
            return
        try:
            one.begin(self.engine)
            one.advance()
        except BaseException:  # who asks again begins anew
            with self._lock:
                self._known.pop(one.digits, None)
            raise

    def engine(self, definition: Definition) -> Engine:
        """Return an engine, with what another one has compiled where their programs are the same."""
        with self._lock:
            engines = [one.engine for one in reversed(self._known.values()) if one.engine is not None]
        renewed = (renew_engine(engine, definition) for engine in engines)
        return next((one for one in renewed if one is not None), None) or load_engine(definition)


def _joined(tables: list[Columns]) -> Columns:
    """Return tables of the same columns one below the other; those without rows may lack columns."""
    found = [one for one in tables if one]
    return {name: np.concatenate([one[name] for one in found]) for name in found[0]} if found else {}
