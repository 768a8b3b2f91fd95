"""Reading a study back: its cells, how each ended or how far it is, and the runs that they are."""

from __future__ import annotations

import math
import shlex
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import Field, TypeAdapter, ValidationError

from baldwin.arguments import checked
from baldwin.errors import RunError, UsageError
from baldwin.store import Run, open_run
from baldwin.store.extents import damage
from baldwin.store.finding import find_entry
from baldwin.store.following import last_row
from baldwin.store.info import printable
from baldwin.store.reading import ASSAYS, GENERATIONS, Entry, list_entries, open_entry
from baldwin.store.reading import STUDY as KIND
from baldwin.study.chained import read_chained
from baldwin.study.searches import is_adaptive
from baldwin.study.spec import MAIN, STUDY, Document

__all__ = [
    "CELLS",
    "ENDED",
    "OUTCOMES",
    "CellState",
    "Study",
    "StudyCell",
    "find_complete",
    "find_study",
    "list_studies",
    "open_study",
]

CELLS = "cells.jsonl"
OUTCOMES = "outcomes.jsonl"
ENDS = ("complete", "failed")  # of a study: all of its cells are drawn
ENDED = ("complete", "budget", "failed")  # nothing is left to do, unless what failed is tried again


@dataclass(frozen=True)
class StudyCell:
    """One cell as `cells.jsonl` has it: an arm at a point, and its run."""

    index: int
    point: int
    arm: Annotated[str, Field(pattern=r"^\w+$")]
    values: dict[str, Any]  # field -> value, of the axes that mean something in this arm
    run: Annotated[str, Field(pattern=r"^\w+/[0-9a-f]{12}$")]  # name/id
    generations: int


@dataclass(frozen=True)
class CellState:
    """How a cell ended, or how far it is.

    `status` is waiting, running, complete, failed, stopped (saved before its end, on demand or because its driver was
    gone) or interrupted.
    """

    status: str
    reason: str = ""  # of a failure
    attempts: int = 0
    generation: int = -1  # that is saved
    budget: int | None = None  # generation at which its budget was spent, where that ended it


@dataclass(frozen=True)
class Study(Entry):
    """A study on disk; read at first use and kept."""

    content: ClassVar[str] = "is a study"

    @classmethod
    def of(cls, entry: Entry) -> Study:
        """Return the study that a directory holds.

        Raises:    UsageError: it holds something else.
        """
        if entry.kind != KIND:
            path = shlex.quote(str(entry.path))
            raise UsageError(f"{entry.path}: is no study but a run. See it with: baldwin show {path}")
        return entry if isinstance(entry, Study) else cls(entry.path, entry.info, entry.problem)

    @property
    def progress(self) -> str:
        """Return how far it came, for a list."""
        counts = self.info.get("counts", {})
        return f"{counts.get('complete', '?')} of {counts.get('cells', '?')} cells"

    @property
    def resume_command(self) -> str:
        """Return the command that goes on with it."""
        return f"baldwin study resume {shlex.quote(str(self.path))}"

    @property
    def runs(self) -> Path:
        """Return the folder that holds the study and its runs."""
        return self.path.parent.parent

    @cached_property
    def document(self) -> dict[str, Any]:
        """Return the study's file as tables.

        Raises:    RunError: it is missing or damaged.
        """
        file = self.path / STUDY
        found = damage(self.path, self.info, STUDY, exact=True)
        try:
            document = tomllib.loads(file.read_text(encoding="utf-8"))
            Document.model_validate(document)
        except (OSError, ValueError, RecursionError) as error:
            found = found or printable(" ".join(str(error).split()))[:200]
        if found:
            raise RunError(f"{file}: damaged, {found}. Ask for the study again, as then; its runs are kept.")
        return document

    @property
    def axes(self) -> tuple[str, ...]:
        """Return the fields that vary."""
        return tuple(self.document.get("vary", {}))

    @property
    def arms(self) -> tuple[str, ...]:
        """Return the arms, the population itself (`main`) first and controls last."""
        return (MAIN, *(arm["name"] for word in ("arms", "controls") for arm in self.document.get(word, ())))

    @property
    def budget(self) -> tuple[str, float]:
        """Return kind and amount of what every cell may spend; none, and no limit, where nothing is said."""
        table = self.document.get("budget", {})
        return str(table.get("kind", "none")), float(table.get("amount", math.inf))

    @property
    def controls(self) -> tuple[str, ...]:
        """Return the arms that others are compared with."""
        return tuple(arm["name"] for arm in self.document.get("controls", ()))

    @cached_property
    def cells(self) -> tuple[StudyCell, ...]:
        """Return the cells, those of an adaptive search as far as they are drawn."""
        file, remedy = self.path / CELLS, f"Write it anew, all else is kept: {self.resume_command}"
        rows = read_chained(file, remedy)
        try:
            cells = TypeAdapter(tuple[StudyCell, ...]).validate_python(
                tuple({"index" if name == "cell" else name: value for name, value in row.items()} for row in rows)
            )
        except ValidationError as error:
            raise RunError(f"{file}: damaged, a cell is not as cells are. {remedy}") from error
        planned = self.info.get("counts", {}).get("cells", len(cells))
        drawing = is_adaptive(str(self.document.get("search", {}).get("kind"))) and self.info.get("status") not in ENDS
        if len(cells) < planned and not drawing:
            raise RunError(f"{file}: damaged, it holds {len(cells)} of {planned} cells. {remedy}")
        return cells

    @cached_property
    def states(self) -> dict[int, CellState]:
        """Return cell -> how it ended, or how far it is; where runs on disk disagree with the journal, they decide."""
        events: dict[int, list[dict[str, Any]]] = {}
        file, remedy = self.path / OUTCOMES, f"Go on without what is lost: {self.resume_command}"
        self.refuse_damaged(OUTCOMES, remedy)
        for row in read_chained(file, remedy):
            if not (isinstance(row.get("cell"), int) and isinstance(row.get("event"), str)):
                raise RunError(f"{file}: damaged, a line is not as lines are. {remedy}")
            events.setdefault(row["cell"], []).append(row)
        return {cell.index: self._state(cell, events.get(cell.index, [])) for cell in self.cells}

    def _state(self, cell: StudyCell, events: list[dict[str, Any]]) -> CellState:
        attempts = sum(row["event"] == "started" for row in events)
        ends = [row for row in events if row["event"] not in ("started", "lost")]
        last: dict[str, Any] = ends[-1] if ends else {}
        run = self.run(cell)
        generation = run.generation if run is not None else -1
        ended = last.get("generation") if last.get("event") == "budget" else None
        budget = ended if isinstance(ended, int) else None
        over = run is not None and (run.status == "complete" or (budget is not None and generation >= budget))
        if over and run is not None and not _is_damaged(run):
            return CellState("complete", "", attempts, generation, budget)
        if run is not None and run.status == "running":  # ahead of what is saved
            newest = int(last_row(run.path / GENERATIONS).get("generation", generation))
            return CellState("running", "", attempts, max(newest, generation))
        if last.get("event") == "failed":
            return CellState("failed", printable(str(last.get("reason", ""))), attempts, generation)
        if run is None or run.problem:
            return CellState("waiting", "", attempts, generation)
        return CellState("interrupted" if run.status == "complete" else run.status, "", attempts, generation)

    @checked
    def run(self, cell: StudyCell) -> Run | None:
        """Return the run of a cell, None where there is none yet."""
        path = self.runs / cell.run
        try:
            return open_run(path)
        except RunError as error:
            return Run(path, problem=str(error)) if path.is_dir() else None

    @checked
    def count(self, status: str) -> int:
        """Return how many cells have a status."""
        return sum(state.status == status for state in self.states.values())


_SOUND: set[tuple[str, int, int]] = set()  # path, size and time of files that this process has read and found whole


def _is_damaged(run: Run) -> bool:
    return any(_differs(run, name) for name in (GENERATIONS, ASSAYS))


def _differs(run: Run, name: str) -> bool:
    try:
        found = (run.path / name).stat()
    except OSError:
        return bool(damage(run.path, run.info, name))
    seen = (str(run.path / name), found.st_size, found.st_mtime_ns)
    if seen in _SOUND:
        return False
    differs = bool(damage(run.path, run.info, name))
    if not differs:
        _SOUND.add(seen)
    return differs


def find_complete(path: Path) -> Run | None:
    """Return the run in `path` if it is complete and undamaged, else None."""
    try:
        run = open_run(path)
    except RunError:
        return None
    return run if run.status == "complete" and not _is_damaged(run) else None


def open_study(path: Path | str) -> Study:
    """Return the study in the directory `path`.

    Raises:    RunError: it is no study, or cannot be read.

    Example:
        >>> small = {"population.size": 50}
        >>> study = baldwin.sweep("hinton-nowlan", {"lifetime.trials": [30]}, small, on="inline", progress=False)
        >>> [cell.values for cell in baldwin.open_study(study.path).cells]
        [{'lifetime.trials': 30}]
    """
    return Study.of(open_entry(path))


def find_study(text: str, folder: Path, *, damaged: bool = False) -> Study:
    """Return the study that `text` means, as runs are found: a path, name/id, the start of an id, or a name.

    With `damaged` also one whose `run.json` cannot be read, to go on with it.

    Raises:    UsageError: none fits. RunError: it cannot be read.
    """
    entry = find_entry(text, folder, unreadable=damaged)
    if entry.problem and (entry.path / STUDY).is_file():
        return Study(entry.path, problem=entry.problem)
    return Study.of(entry)


def list_studies(folder: Path) -> list[Study]:
    """Return every study below `folder`, the newest first."""
    return [Study.of(entry) for entry in list_entries(folder) if entry.kind == KIND]
