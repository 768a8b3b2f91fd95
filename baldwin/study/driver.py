"""The driver of a study: hands cells to an executor, notes what comes back, and tries again what was lost."""

from __future__ import annotations

import itertools
import shlex
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from baldwin.definition import to_toml
from baldwin.store.beginning import lengths, longest
from baldwin.store.following import Growth
from baldwin.study.adaptive import adaptive_batches
from baldwin.study.cells import Cell, Plan, seconds_of
from baldwin.study.executors import Event, Executor, Lost, Started
from baldwin.study.journal import StudyJournal
from baldwin.study.reading import CellState, find_complete
from baldwin.study.worker import CellResult, Job

__all__ = ["Driver", "StudyObserver", "Tally"]

POLL = 0.2  # seconds
BUSY_AGAIN = 0.5  # seconds before another process is asked again to let go of a run
LOOK = 0.5  # seconds between looks at the runs
ALONE = 5.0  # seconds between counts of workers; that there are none is reported the second time
ENOUGH = 0.05  # fraction of the work done before an estimate of time left is shown, if no cell has ended
LOOKED_AT = 1000  # cells, those handed out first: on a network each look takes its time


@dataclass
class Tally:
    """How far a study is, as its observer is informed of it."""

    total: int  # cells
    work: dict[int, float] = field(default_factory=dict)  # cell -> rough seconds that it takes
    share: dict[int, float] = field(default_factory=dict)  # cell that runs -> share of it that is done
    done: int = 0
    failed: int = 0
    over: set[int] = field(default_factory=set)  # cells that have ended
    _rest: float = 0.0  # share of the work that was done when the clock began
    _ended: int = 0  # cells that had ended then
    _began: float = field(default_factory=time.monotonic)

    @property
    def running(self) -> int:
        """Return how many cells are being computed; one that is done only waits for its result to be taken."""
        return sum(share < 1.0 for share in self.share.values())

    def part(self) -> float:
        """Return the share of the whole work that is done, each cell weighed by its estimate."""
        known = len(self.work)
        mean = sum(self.work.values()) / known if known else 1.0
        whole = sum(self.work.values()) + mean * (self.total - known)
        finished = whole - self._left() - mean * (self.total - known)
        return finished / whole if whole else 1.0

    def _left(self) -> float:
        return sum(
            work * (1.0 - self.share.get(cell, 0.0)) for cell, work in self.work.items() if cell not in self.over
        )

    def begin(self) -> None:
        """Start the clock: the pace is that of what is done from now on."""
        self._rest, self._began, self._ended = self.part(), time.monotonic(), len(self.over)

    def seconds_left(self) -> float | None:
        """Return the time that is left at the pace so far, None until there is one: compiling comes first."""
        gained, elapsed = self.part() - self._rest, time.monotonic() - self._began
        known = gained > ENOUGH or (gained > 0.0 and len(self.over) > self._ended)
        return elapsed * (1.0 - self.part()) / gained if known and elapsed > 0.5 else None


class StudyObserver(Protocol):
    """Is informed while a study is computed."""

    def begin(self, path: Path, tally: Tally) -> None:
        """Take in that the study begins, or goes on."""

    def report(self, tally: Tally) -> None:
        """Take in how far it is."""

    def ended(self, cell: Cell, result: CellResult, tally: Tally) -> None:
        """Take in how a cell ended."""

    def note(self, text: str) -> None:
        """Take in what the user should know, one sentence."""

    def close(self) -> None:
        """Release what was only needed while cells were computed."""


class Driver:
    """Computes what is left of a study; the journal is open, the executor runs.

    A cell that fails never stops the others.
    """

    def __init__(
        self,
        journal: StudyJournal,
        executor: Executor,
        observer: StudyObserver,
        *,
        retries: int = 2,
        again: bool = False,
        checkpoint_every: float = 10.0,
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        """Prepare to drive.

        Args:      retries: how often a cell is begun again after its process was lost.
                   again: try again what failed before.
                   checkpoint_every: wall time [s] between checkpoints of a cell.
                   stopping: whether to save the cells that run and begin no other. Asked after
                   each poll; a halted journal reaches the workers sooner.
        """
        self.journal, self.executor, self.observer = journal, executor, observer
        self.plan: Plan = journal.plan
        self.tally = Tally(self.plan.total)
        self.stopped = False
        self._retries, self._again, self._every = retries, again, checkpoint_every
        self._stopping = stopping
        self._open: dict[int, Cell] = {}  # in the executor's hands
        self._later: list[tuple[float, Cell]] = []  # whose run another process has
        self._lost: dict[int, int] = {}
        self._waited_for: set[int] = set()
        self._begun: set[int] = set()  # of the open ones
        self._growth: dict[int, Growth] = {}  # of their runs
        self._lengths: dict[Path, set[int]] = {}  # of the runs in a folder, when the study began
        self._looked = self._counted = time.monotonic()
        self._workers, self._told_alone = 1, False
        self._patient_until: float | None = None

    def drive(self) -> None:
        """Compute until every cell has ended, or until asked to stop."""
        self.observer.begin(self.journal.path, self.tally)
        for note in filter(None, (self.journal.held, *self.plan.notes)):
            self.observer.note(note)
        try:
            for batch in self._batches():
                self._compute(batch)
                if self._stopping() or self.stopped:
                    self.stopped = True
                    return
            self.plan.drawn = True
        finally:
            self.observer.close()

    def _batches(self) -> Iterator[Sequence[Cell]]:
        """Yield cells in portions: all at once, or as an adaptive search draws them."""
        if self.plan.adaptive:
            yield from adaptive_batches(self.journal, self.observer.note)
        else:
            yield self.plan.cells

    def _compute(self, batch: Sequence[Cell]) -> None:
        states = self.journal.states()
        self.tally.total = self.plan.total
        for cell in batch:
            self.tally.work[cell.index] = seconds_of(cell)
        todo = [cell for cell in batch if not self._is_over(cell, states[cell.index])]
        self.tally.begin()
        for cell in todo:
            self._submit(cell)
        while self._open or self._later:
            self._turn()
        self.observer.report(self.tally)

    def _is_over(self, cell: Cell, state: CellState) -> bool:
        over = state.status == "complete" or (state.status == "failed" and not self._again)
        if over:
            self._close(cell.index, failed=state.status == "failed")
        return over

    def _close(self, cell: int, *, failed: bool) -> None:
        self.tally.over.add(cell)
        self.tally.share.pop(cell, None)
        self.tally.done += not failed
        self.tally.failed += failed

    def _submit(self, cell: Cell) -> None:
        self._open[cell.index] = cell
        self._begun.discard(cell.index)
        self._growth[cell.index] = Growth(self.journal.runs / cell.run)
        self.executor.submit(self._job(cell))

    def _job(self, cell: Cell) -> Job:
        return Job(
            cell=cell.index,
            definition=to_toml(cell.definition),
            study=str(self.journal.path.resolve()),
            runs=str(self.journal.runs.resolve()),
            shape=cell.shape,
            source=self.plan.spec.source,
            overrides=tuple(map(str, cell.overrides)),
            column=cell.limit.column if cell.limit else "",
            amount=cell.limit.amount if cell.limit else 0.0,
            checkpoint_every=self._every,
            shorter=self._shorter(cell),
        )

    def _shorter(self, cell: Cell) -> str:
        """Return the name of the shorter run whose continuation a cell is, or nothing; a folder is searched once."""
        folder = self.journal.runs / cell.definition.name
        if folder not in self._lengths:
            self._lengths[folder] = lengths(folder)
        found = longest(folder, cell.definition, self._lengths[folder])
        return found.name if found is not None else ""

    def _turn(self) -> None:
        """Take in what has happened, once."""
        if not self.stopped and self._stopping():
            self._stop()
        if self.journal.trouble:
            self._pause(self.journal.trouble)
        for event in self.executor.poll(POLL):
            self._take(event)
        due = [cell for moment, cell in self._later if time.monotonic() >= moment]
        self._later = [one for one in self._later if one[1] not in due]
        for cell in due:
            self._submit(cell)
        if self._patient_until is not None and time.monotonic() >= self._patient_until:
            self._leave()
        if time.monotonic() - self._looked >= LOOK:
            self._look()
        self.observer.report(self.tally)

    def _look(self) -> None:
        """See by the runs on disk how far cells are and which have begun: few executors report that."""
        for index, cell in itertools.islice(self._open.items(), LOOKED_AT):
            row = self._growth[index].newest()
            if row is not None:
                self._begin(cell)
                self.tally.share[index] = _share(cell, row)
        self._looked = time.monotonic()
        if self._looked - self._counted > ALONE:
            self._count_workers()

    def _count_workers(self) -> None:
        """Report that there are no workers, if there were none the last time either."""
        workers = self.executor.workers
        if not workers and not self._workers and not self._told_alone:
            self.observer.note("There are no workers: cells wait until some come.")
        self._told_alone = not workers and not self._workers
        self._workers, self._counted = workers, time.monotonic()

    def _begin(self, cell: Cell) -> None:
        if cell.index not in self._begun:
            self._begun.add(cell.index)
            self.tally.share.setdefault(cell.index, 0.0)
            self.journal.started(cell)

    def _stop(self) -> None:
        self.stopped = True
        self._later.clear()
        for cell in self.executor.stop():
            self._open.pop(cell, None)
        if self.executor.patience is not None:
            self._patient_until = time.monotonic() + self.executor.patience

    def _leave(self) -> None:
        """Wait no longer for the outcomes of cells: the queue does not answer, or a worker does not end."""
        if self._open:
            self.observer.note(f"No answer for {len(self._open)} cells; {self.journal.leave_halted()}")
            self._open.clear()

    def _take(self, event: Event) -> None:
        cell = self._open.get(event.cell)
        if cell is None:
            return
        match event:
            case Started():
                self._begin(cell)
            case Lost(reason=reason):
                self._take_lost(cell, reason)
            case CellResult():
                if event.status != "busy":
                    self._begin(cell)  # and ended, before anyone looked
                self._take_result(cell, event)

    def _take_lost(self, cell: Cell, reason: str) -> None:
        self._lost[cell.index] = self._lost.get(cell.index, 0) + 1
        self.tally.share.pop(cell.index, None)
        if self.stopped:
            del self._open[cell.index]
            return
        if (
            run := find_complete(self.journal.runs / cell.run)
        ) is not None:  # it had ended, and only its result was lost
            self._take_result(cell, CellResult(cell.index, "complete", run.generation))
            return
        self.journal.lost(cell, reason)
        if self._lost[cell.index] <= self._retries:
            self.observer.note(f"cell {cell.index}: {reason}; going on from its last checkpoint.")
            self._submit(cell)
            return
        times = f"{self._lost[cell.index]} times"
        self._take_result(cell, CellResult(cell.index, "failed", reason=f"{reason} ({times})"))

    def _take_result(self, cell: Cell, result: CellResult) -> None:
        del self._open[cell.index]
        self.tally.share.pop(cell.index, None)
        if result.status == "busy":
            if not self.stopped:
                self._later.append((time.monotonic() + BUSY_AGAIN, cell))
                if cell.index not in self._waited_for:
                    self._waited_for.add(cell.index)
                    self.observer.note(f"cell {cell.index}: another process works on {cell.run}; waiting for it.")
            return
        if result.status == "paused":
            self._pause(result.reason)
            return
        self.journal.ended(result)
        if result.status == "stopped" and not self.stopped:  # not by this driver: a queue that needs its node
            self._submit(cell)
            return
        if result.status != "stopped":
            self._close(cell.index, failed=result.status == "failed")
        self.observer.ended(cell, result, self.tally)

    def _pause(self, reason: str) -> None:
        """Stop, since the disk refuses what is written: cells would fail one after another, and none of them is bad."""
        if not self.stopped:
            again = f"baldwin study resume {shlex.quote(str(self.journal.path))}"
            self.observer.note(f"{reason} The study is paused; go on with: {again}")
            self._stop()


def _share(cell: Cell, row: Mapping[str, Any]) -> float:
    """Return how much of a cell is done, by the newest row of its run: of its generations, or of what it may spend."""
    done = float(row.get("generation", 0)) / max(cell.definition.population.generations, 1)
    if cell.limit is not None and cell.limit.column in row:
        done = max(done, float(row[cell.limit.column]) / cell.limit.amount)
    return min(max(done, 0.0), 1.0)
