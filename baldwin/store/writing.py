"""Writing a run: tables that only grow, checkpoints that replace each other, and going on from the last good one."""

from __future__ import annotations

import contextlib
import shlex
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from baldwin.definition.base import Definition
from baldwin.definition.plugins import own_codes
from baldwin.definition.trust import remember
from baldwin.engine import Engine, Record
from baldwin.errors import BaldwinError, RunError
from baldwin.store import beginning, checkpoints
from baldwin.store.definitions import read_definition, write_definition
from baldwin.store.extents import Extent
from baldwin.store.following import refuse_other_columns, timed_until
from baldwin.store.info import INFO, DamagedInfoError, read_info, read_request
from baldwin.store.journal import GrowingFile, Journal
from baldwin.store.places import located, misplaced, runs_option
from baldwin.store.provenance import describe, now, run_id, scheme_of, surroundings, versions
from baldwin.store.reading import ASSAYS, DEFINITION, GENERATIONS, TIMINGS, Entry, Run
from baldwin.store.tables import encode, read_table
from baldwin.store.totals import Totals, losses
from baldwin.version import VERSION

__all__ = ["RunWriter"]

RESULTS = (GENERATIONS, ASSAYS)
TABLES = (*RESULTS, TIMINGS)


class RunWriter:
    """Writes one run directory; a context manager that holds the run for this process alone.

    `baldwin.keeping.keep` drives it: enter, `restore` once unless `complete`, then `append` each chunk.

    The order of events makes every instant safe: rows reach the disk before the checkpoint that counts them, and going
    on cuts the tables back to what the checkpoint counted. A checkpoint whose tables were damaged since is passed over,
    and a complete run with damaged tables goes on like any other: results depend on the definition alone, so what is
    computed again is the same. On leaving, the last state is saved and the run is marked complete, or stopped if
    generations are left.

    What begins takes its first generations from a shorter run beside it that is otherwise the same, if there is one.

    Attributes:
        path: the run directory.
        complete: whether the run is complete and undamaged; then nothing is left to write.
        found_complete: whether it was so before this process began.
        resumed: whether an earlier process has begun it.
        notes: what the user should know, one sentence each.
        news: where its beginning comes from, if from a shorter run, in a sentence.
        generation: last generation that was appended; -1 before the first.
        saved: generation of the newest checkpoint; -1 before the first.
    """

    def __init__(
        self,
        path: Path,
        definition: Definition,
        *,
        source: str = "",
        overrides: Iterable[str] = (),
        study: str = "",
        fresh: bool = False,
        checkpoint_every: float = 10.0,
        shorter: Path | Literal["search"] | None = "search",
    ) -> None:
        """Prepare to write the run of `definition` in `path`; touches nothing before `with`.

        Args:
            path: the run directory.
            definition: as resolved.
            source: the file or preset that the user named, for provenance.
            overrides: what the user set on top of it, for provenance.
            study: name/id of the study, or of the claims, that ask for the run, for provenance.
            fresh: discard what an earlier process has computed.
            checkpoint_every: wall time [s] between checkpoints; 0 saves one after every chunk.
            shorter: run whose continuation this one is, as `beginning.longest` returns it; by default it is looked for.
        """
        self.path, self.definition = path, definition
        self.complete = self.found_complete = self.resumed = False
        self.notes: list[str] = []
        self.news = ""
        self.generation = -1
        self._origin = (source, tuple(overrides), study)
        self._computed_on: dict[str, object] = {}
        self._fresh, self._every, self._shorter = fresh, checkpoint_every, shorter
        self._journal = Journal(path)
        self._tables: list[GrowingFile] = []
        self._counted = [Extent() for _ in TABLES]  # what the newest checkpoint counts of them
        self._damage = ""  # of a run that was complete
        self._good: list[Path] = []  # checkpoints known to be whole, oldest first
        self._engine: Engine | None = None
        self._state: Any = None
        self.saved = -1
        self._totals = Totals()
        self._alike = False  # whether columns are known to be those of the tables
        self._saved_at = time.monotonic()

    @classmethod
    def create(cls, runs: Path, definition: Definition, **options: Any) -> Self:
        """Return the writer of `definition`'s run below the folder `runs`; options as of the class."""
        return cls(runs / definition.name / run_id(definition), definition, **options)

    @classmethod
    def resume(cls, path: Path, *, checkpoint_every: float = 10.0) -> Self:
        """Return the writer that goes on with the run in `path`, from its own definition.

        Raises:
            RunError: not a run, or one that this version cannot continue.
            UntrustedError: its Python files have never been run on this machine.
        """
        path = located(path)
        try:
            info = read_info(path)
        except RunError as error:
            lost = isinstance(error, DamagedInfoError) or not (path / INFO).exists()  # killed before the first one
            if lost and (path / DEFINITION).exists() and run_id(read_definition(path)) == path.name:
                if foreign := misplaced(path / INFO):
                    raise RunError(foreign) from None
                return cls(path, read_definition(path, policy="ask"), checkpoint_every=checkpoint_every)
            raise
        run = Run.of(Entry(path, info))  # or it is refused
        definition = run.definition
        if info.get("random_scheme") == scheme_of(definition) and run_id(definition) != info.get("id"):
            raise RunError(
                f"{path}: begun by {_program(info)}, whose definitions had other fields than those of this "
                f"{VERSION}. Go on with that one, or start another run: "
                f"baldwin run {shlex.quote(str(path / DEFINITION))}{runs_option(path)}"
            )
        return cls(path, run.trusted().definition, checkpoint_every=checkpoint_every)

    @property
    def losses(self) -> list[str]:
        """A sentence on each thing that was no number, or lost to it: lives, individuals, rows of a table."""
        return losses(self._journal.info.get("counts", {})) if self.found_complete else self._totals.losses()

    @property
    def elapsed(self) -> float:
        """Return how long [s] the run has been worked on, by this process and those before."""
        return self._journal.elapsed

    def __enter__(self) -> Self:
        remember(own_codes(self.definition))  # run by its user, if it is not trusted already
        if not self._fresh and self._journal.exists:
            with contextlib.suppress(DamagedInfoError):  # which is mended below
                self._journal.read()
                self._take_info()
            if self.complete and self._has_definition():  # nothing to write: it may be on a read-only disk
                return self
        self._computed_on = surroundings(self.definition)  # or it is refused, before anything is written
        self._journal.hold(self._open)
        if self._journal.note:
            self.notes.append(self._journal.note)
        return self

    def _open(self) -> None:
        if self._fresh:
            self._discard()
        # Again, now that no other process can change it.
        if self._journal.read_or_begin(self._describe):
            self._take_info()
            self.resumed = not self.complete
            if self._has_definition():
                return
        # The definition comes first: a directory with a run.json can always be continued.
        write_definition(self.path, self.definition, self._journal.info)
        self._journal.write({DEFINITION: Extent.measure(self.path / DEFINITION)})

    def _describe(self) -> dict[str, object]:
        """Return what a new `run.json` says: that of a run whose own was lost, who asked for it and how."""
        described = describe(self.definition, *self._origin, self._computed_on)
        source, *_ = self._origin
        return described | ({} if source else read_request(self.path))

    def _take_info(self) -> None:
        self._refuse_other_scheme()
        self._damage = self._journal.damage(*RESULTS) if self._journal.complete else ""
        self.complete = self.found_complete = self._journal.complete and not self._damage
        self.saved = self._journal.info.get("generation", -1) if self.complete else -1

    def _has_definition(self) -> bool:
        try:
            return run_id(read_definition(self.path, self._journal.info)) == run_id(self.definition)
        except BaldwinError:
            return False

    def _discard(self) -> None:
        # In this order a process killed in between leaves nothing, or a run that goes on to the same bytes.
        (self.path / INFO).unlink(missing_ok=True)
        checkpoints.prune(self.path, [])
        for name in TABLES:
            (self.path / name).unlink(missing_ok=True)

    def _refuse_other_scheme(self) -> None:
        scheme_here = scheme_of(self.definition)
        info = self._journal.info
        if (scheme := info.get("random_scheme")) != scheme_here:
            raise RunError(
                f"{self.path}: written by baldwin {info.get('baldwin', '?')} with random scheme {scheme}; "
                f"this is {versions()['baldwin']} with {scheme_here}, which would draw other numbers. "
                f"Go on with that version, or compute it anew: "
                f"baldwin run {shlex.quote(str(self.path / DEFINITION))}{runs_option(self.path)}"
            )

    def restore(self, engine: Engine) -> Any:
        """Return the state of the newest checkpoint that is whole, None to begin with the founders.

        Cuts the tables back to that moment; call it once, before the first `append`.
        """
        self._engine = engine
        with self._journal.writing("Free the folder, and try again."):
            self._state, self._counted = self._newest(engine)
            if self._state is not None:
                self.generation = self.saved = engine.generation(self._state)
                rows, assays = (read_table(self.path / RESULTS[i], self._counted[i].size) for i in (0, 1))
                self._totals.add(rows, assays)
            if self._damage:
                start = f"generation {self.generation}" if self.generation >= 0 else "the beginning"
                self.notes.append(f"{self._damage}. Computed again from {start}.")
            self._journal.start_clock()
            if self.resumed:  # before the tables are cut, so that run.json never counts bytes that are gone
                past = self._journal.info.get("resumed", ())
                here = {"computed_on": self._computed_on} if self._computed_on else {}
                again = {"at": now(), "generation": self.generation, **versions(), **here}
                self._write_info(status="running", resumed=[*past, again])
            self._tables = [
                self._journal.grow(name, extent) for name, extent in zip(TABLES, self._counted, strict=True)
            ]
            if self._state is None and not self._fresh:
                self._take_beginning(engine)
        self._saved_at = time.monotonic()
        return self._state

    def _take_beginning(self, engine: Engine) -> None:
        """Begin with what a shorter run has computed already, if there is one."""
        if (parent := self.definition.founders).state is not None:
            self.news = f"{self.definition.name}: branched from {parent.run} at generation {parent.generation}."
        path = beginning.search(self.path, self.definition) if self._shorter == "search" else self._shorter
        if path is None or (found := beginning.take(path, self.definition, engine)) is None:
            return
        for table, rows in zip(self._tables, found.tables, strict=True):
            table.append(rows)
        self._state, self.generation = found.state, found.generation
        self._totals.add(*(read_table(self.path / name) for name in RESULTS))
        self._journal.info |= found.info
        first = self.definition.first_generation
        self.news = f"{self.definition.name}: generations {first} to {found.generation} are taken from {found.run}."
        self.checkpoint()

    def _newest(self, engine: Engine) -> tuple[Any, list[Extent]]:
        for path in checkpoints.candidates(self.path):
            try:
                arrays, tables = checkpoints.read(path, scheme_of(self.definition))
                checkpoints.refuse_other_tables(path, tables, [self.path / name for name in RESULTS])
                state = engine.restore(arrays)
            except (KeyError, ValueError) as error:
                self.notes.append(f"{self.path}: checkpoint {error.args[0]}; left out.")
                continue
            self._good = [path]
            return state, [*tables, timed_until(self.path / TIMINGS, engine.generation(state))]
        return None, [Extent() for _ in TABLES]

    def append(self, state: Any, record: Record, seconds: float) -> None:
        """Add the rows of `record`, which lead to `state`, and save a checkpoint if one is due.

        Raises:
            RunError: the disk is full or refuses; the last checkpoint stays, and the message says how to go on. Or the
                tables have other columns, as another version writes them.
        """
        if self._engine is None:
            raise RunError(f"{self.path}: restore() comes before append().")
        if not self._alike:  # asked once: rows of two versions must not mix
            refuse_other_columns(self.path, dict(zip(RESULTS, (record.generations, record.assays), strict=True)))
            self._alike = bool(record.assays)
        generation = self._engine.generation(state)
        timing = b'{"generation": %d, "seconds": %.6f}\n' % (generation, seconds)
        with self._journal.writing(self._how_to_go_on()):
            lines = encode(record.generations), encode(record.assays), timing
            for table, rows in zip(self._tables, lines, strict=True):
                table.append(rows)
        self._state, self.generation = state, generation
        self._totals.add(record.generations, record.assays)
        if time.monotonic() - self._saved_at >= self._every:
            self.checkpoint()

    def checkpoint(self) -> None:
        """Save the state that was appended last; does nothing if it is saved already."""
        if self._engine is None or self._state is None or self.saved == self.generation:
            return
        with self._journal.writing(self._how_to_go_on()):
            for table in self._tables:
                table.sync()
            counted, scheme = [table.extent for table in self._tables], scheme_of(self.definition)
            arrays, results = self._engine.save(self._state), counted[: len(RESULTS)]
            path = checkpoints.write(self.path, self.generation, arrays, results, scheme)
            self.saved, self._counted = self.generation, counted
            self._good = [*self._good, path][-checkpoints.KEEP :]
            checkpoints.prune(self.path, self._good)
            self._write_info()
        self._saved_at = time.monotonic()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if self.complete or self._engine is None:
                return
            if error is None:
                self.checkpoint()
                with self._journal.writing(self._how_to_go_on()):
                    self._write_info(status="complete" if self._is_over() else "stopped")
            else:
                with contextlib.suppress(OSError):  # the error on its way out says more
                    self._write_info(status="stopped")
        finally:
            self._journal.close()

    def _is_over(self) -> bool:
        if self._engine is None or self._state is None:
            return False
        return self.generation >= self.definition.population.generations or self._engine.finished(self._state)

    def _write_info(self, **changes: Any) -> None:
        """Replace run.json: what it said, what the newest checkpoint counts, and `changes`."""
        counted = dict(zip(RESULTS, self._counted, strict=False))
        known = {"counts": self._totals.counts(), "final": self._totals.final()}
        self._journal.write(counted, **{"generation": self.saved, **known, **changes})
        self.complete = self._journal.complete

    def run(self) -> Run:
        """Return the run as readers see it."""
        run = Run(self.path, dict(self._journal.info))
        run.__dict__["definition"] = self.definition  # with the kinds that were just run, not their stand-ins
        return run

    def _how_to_go_on(self) -> str:
        last = f"Last checkpoint: generation {self.saved}" if self.saved >= 0 else "No checkpoint yet"
        return f"{last}. Once it can be written, go on with: baldwin resume {shlex.quote(str(self.path))}"


def _program(info: Mapping[str, Any]) -> str:
    """Return how to call the program that began a run: under development, one version is many programs."""
    version = info.get("baldwin", "?")
    return f"baldwin {version}" if version != VERSION else f"another state of baldwin {version}"
