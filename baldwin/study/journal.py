"""The directory of a study while its cells are computed; one driver at a time."""

from __future__ import annotations

import contextlib
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from baldwin.definition.sources import locate, read
from baldwin.errors import StorageError
from baldwin.store.extents import Extent, damage
from baldwin.store.files import whole_lines, write_bytes, write_text
from baldwin.store.journal import GrowingFile, Journal
from baldwin.store.provenance import heading, now, own_files, versions
from baldwin.store.reading import STUDY as KIND
from baldwin.study.cells import Cell, Plan
from baldwin.study.chained import Chain, whole_prefix
from baldwin.study.reading import CELLS, OUTCOMES, CellState, Study
from baldwin.study.spec import BASE, STUDY, to_toml
from baldwin.study.worker import STOP, CellResult

__all__ = ["StudyJournal"]


class StudyJournal:
    """Writes a study's directory; a context manager that holds it for this process alone.

    Which cells are done is not read from it: that is what the runs say. It records which cells there are, what failed
    and why, and where a budget ended a run.

    Attributes:
        runs: the folder that holds the study and its runs.
        plan: which cells there are.
        path: the study's directory.
        resumed: whether an earlier process has begun it.
        trouble: why the disk refuses to take notes, in one line; mostly empty.
    """

    def __init__(self, runs: Path, plan: Plan) -> None:
        """Prepare the directory below the folder `runs`; touches nothing before `with`."""
        self.runs, self.plan = runs, plan
        self.path = runs / plan.name / plan.id
        self.resumed = False
        self._halted = False
        self._journal = Journal(self.path)
        self._outcomes: GrowingFile | None = None
        self._chain = Chain()
        self._files: dict[str, Extent] = {}
        self.trouble = ""
        self._copied: set[str] = set()

    def __enter__(self) -> Self:
        self._journal.start_clock()
        self._journal.hold(self._open)
        return self

    def _open(self) -> None:
        (self.path / STOP).unlink(missing_ok=True)
        self.resumed = self._journal.exists
        spec = self.plan.spec
        self._journal.read_or_begin(self._describe)
        self._journal.info["status"] = "running"  # an adaptive search draws its cells again
        damaged = any(damage(self.path, self._journal.info, name, exact=True) for name in (BASE, STUDY))
        if damaged or not ((self.path / BASE).exists() and (self.path / STUDY).exists()):
            write_text(self.path / BASE, read(*locate(spec.population)))
            write_text(self.path / STUDY, to_toml(spec))
        self._files = {name: Extent.measure(self.path / name) for name in (BASE, STUDY)}
        # What a killed process left half written, or what was damaged since, is forgotten: runs say more.
        known, self._chain = whole_prefix(self.path / OUTCOMES)
        if known != whole_lines(self.path / OUTCOMES):
            write_bytes(self.path / OUTCOMES, known)
        self._outcomes = self._journal.grow(OUTCOMES, Extent().after(known))
        self.keep_cells()
        self._write_info("running")

    def _describe(self) -> dict[str, Any]:
        return {
            **heading(self.plan.name, self.plan.id, self.plan.spec.title, KIND),
            "created": now(),
            "source": Path(self.plan.spec.source).name,
            **versions(),
            "elapsed": 0.0,
        }

    def keep_cells(self) -> None:
        """Write the cells that the plan has so far, and copies of the user's own files behind them."""
        with self._journal.writing():
            for cell in self.plan.cells:
                for name, content in own_files(cell.definition).items():
                    if name not in self._copied:
                        (self.path / name).parent.mkdir(parents=True, exist_ok=True)
                        write_bytes(self.path / name, content)
                        self._copied.add(name)
            write_bytes(self.path / CELLS, Chain().lines(cell.row() for cell in self.plan.cells))

    @property
    def held(self) -> str:
        """Return what the user should know of how the directory is held, mostly nothing."""
        return self._journal.note

    def study(self) -> Study:
        """Return the study as readers see it now."""
        return Study(self.path, dict(self._journal.info))

    def states(self) -> dict[int, CellState]:
        """Return cell -> how it ended, or how far it is."""
        return self.study().states

    def started(self, cell: Cell) -> None:
        """Note that a worker has begun with a cell."""
        self._note(cell=cell.index, event="started")

    def lost(self, cell: Cell, reason: str) -> None:
        """Note that the process that computed a cell is gone."""
        self._note(cell=cell.index, event="lost", reason=reason)

    def ended(self, result: CellResult) -> None:
        """Note how a cell ended."""
        row: dict[str, Any] = {"cell": result.cell, "event": result.status}
        row |= {"generation": result.generation} if result.status != "failed" else {"reason": result.reason}
        self._note(**row, seconds=result.seconds)

    def _note(self, **row: Any) -> None:
        assert self._outcomes is not None  # entered
        try:
            with self._journal.writing():
                self._outcomes.append(self._chain.line(row))
                self._outcomes.sync()
        except StorageError as error:  # what is noted here is found again by going on
            self.trouble = self.trouble or str(error)

    def leave_halted(self) -> str:
        """Have workers that outlive this process save and let go, until the study goes on; and say so."""
        self._halted = True
        self.halt()
        return (
            "their workers save and let go when they see that the study has stopped. Going on waits for those that do "
            "not."
        )

    def halt(self) -> None:
        """Have all workers that see this directory save and let go."""
        with contextlib.suppress(OSError):
            (self.path / STOP).touch()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if not self._halted:
                (self.path / STOP).unlink(missing_ok=True)
            # After an error it stays `running` although no process holds the lock: readers see it as interrupted.
            status = "stopped" if error is None or isinstance(error, KeyboardInterrupt) else "running"
            if error is None:
                states = list(self.states().values())
                if self.plan.drawn and all(state.status in ("complete", "failed") for state in states):
                    status = "failed" if any(state.status == "failed" for state in states) else "complete"
            with contextlib.suppress(OSError):  # an error on its way out says more
                self._write_info(status)
        finally:
            self._journal.close()

    def _write_info(self, status: str) -> None:
        study = self.study()
        counts = {"cells": self.plan.total, "complete": study.count("complete"), "failed": study.count("failed")}
        assert self._outcomes is not None  # entered
        self._journal.write({**self._files, OUTCOMES: self._outcomes.extent}, status=status, counts=counts)
