"""An evolution as an ordinary run: what is computed already is written, what is missing is computed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from baldwin.definition import Definition
from baldwin.definition.fits import refuse_if_no_room
from baldwin.engine import Arrays, Engine, Record
from baldwin.errors import BaldwinError
from baldwin.explore.evolutions import Evolution, Evolutions
from baldwin.keeping import keep
from baldwin.store import RunWriter
from baldwin.store.reading import holds_run

__all__ = ["Keeping", "Keepings"]

PATIENCE = 0.5  # seconds, after which a person wants to know what is waited for


class _Begun:
    """The engine of an evolution that may have begun: its first chunk is all that is on record; each takes a turn."""

    def __init__(self, evolution: Evolution, evolutions: Evolutions) -> None:
        self._evolution, self._evolutions = evolution, evolutions
        self._turns = evolutions.turns(evolution.definition)
        with self._turns.turn():
            evolution.begin(evolutions.engine)
        assert evolution.engine is not None
        self._engine: Engine = evolution.engine

    @property
    def notice(self) -> str | None:
        """Say nothing: nobody reads it."""
        return None

    def found(self) -> tuple[Any, Record]:
        """Return the state that the evolution has come to, and all that it recorded."""
        one = self._evolution
        with self._turns.turn():
            if one.generation < 0:
                one.advance()
            return one.state, one.record

    def advance(self, state: Any, generations: int) -> tuple[Any, Record]:
        """Go on with the evolution; or, where `state` is another one, such as that of a checkpoint, from there."""
        with self._turns.turn():
            if state is not self._evolution.state:
                return self._engine.advance(state, generations)
            record = self._evolution.advance()  # after which there is another state
            return self._evolution.state, record

    def generation(self, state: Any) -> int:
        """Return how many reproductions lie behind a state."""
        return self._engine.generation(state)

    def finished(self, state: Any) -> bool:
        """Return whether every replicate has stopped."""
        return self._engine.finished(state)

    def save(self, state: Any) -> Arrays:
        """Return a state as named arrays."""
        return self._engine.save(state)

    def restore(self, arrays: Arrays) -> Any:
        """Return the state that was saved."""
        return self._engine.restore(arrays)


@dataclass
class Keeping:
    """One run that is being kept.

    Attributes:
        path: of the run.
        generations: how many there will be.
        evolution: that is being written; None once that is over.
        problem: why it ended early, in one line.
        saved: the last generation that is known to be kept.
        over: whether all are.
    """

    path: Path
    generations: int
    evolution: Evolution | None
    problem: str = ""
    saved: int = -1
    over: bool = False
    thread: threading.Thread = field(init=False)

    @property
    def generation(self) -> int:
        """How far it has come."""
        one = self.evolution
        return self.saved if one is None else one.generation

    @property
    def done(self) -> bool:
        """Whether nothing more happens to it."""
        return not self.thread.is_alive()


class Keepings:
    """The runs that a server keeps, each by a thread of its own."""

    def __init__(self, evolutions: Evolutions, runs: Path) -> None:
        self._evolutions, self._runs = evolutions, runs
        self._known: dict[str, Keeping] = {}
        self._lock = threading.Lock()

    def keep(self, definition: Definition, source: str, overrides: Sequence[str], seconds: float = 0.5) -> Keeping:
        """Return the run of a definition as it is kept, begun if nobody has asked for it; waits for it for a while.

        Raises:
            RunError: there is no room for it.
        """
        refuse_if_no_room(definition, self._runs)
        with self._lock:
            evolution = self._evolutions.of(definition)
            found = self._known.get(evolution.digits)
            if found is None or (found.done and (found.problem or not holds_run(found.path))):  # or it was deleted
                found = self._begin(definition, evolution, source, overrides)
                self._known[evolution.digits] = found
        found.thread.join(seconds)
        return found

    def _begin(self, definition: Definition, evolution: Evolution, source: str, overrides: Sequence[str]) -> Keeping:
        if evolution.over and evolution.engine is None:  # of a run that was opened, which may lie elsewhere
            evolution = Evolution(definition, evolution.digits)
        writer = RunWriter.create(self._runs, definition, source=source, overrides=overrides)
        made = Keeping(writer.path, definition.population.generations, evolution)

        def work() -> None:
            try:
                with evolution.held():
                    keep(
                        writer,
                        engine=lambda _: _Begun(evolution, self._evolutions),
                        stop=lambda progress: self._evolutions.closing,
                    )
            except BaldwinError as error:
                made.problem = str(error)
            except Exception as error:  # as the command line has it: one line
                made.problem = " ".join(f"{type(error).__name__}: {error}".split())[:300]
            made.saved, made.over, made.evolution = writer.saved, writer.complete, None

        made.thread = threading.Thread(target=work, name=f"keep {evolution.digits}")
        made.thread.start()
        return made

    def close(self, tell: Callable[[str], None] = lambda text: None) -> None:
        """Wait until every run is saved; `tell` of those that this takes a while for."""
        for one in list(self._known.values()):
            one.thread.join(PATIENCE)
            if not one.done:
                tell(f"{one.path}: being saved, after what is computed now.")
            one.thread.join()

    @property
    def stopped(self) -> list[Path]:
        """The runs that are not complete."""
        return [one.path for one in self._known.values() if not one.problem and not one.over]
