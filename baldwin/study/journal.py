"""The directory of a study while its cells are computed; one driver at a time."""

from __future__ import annotations

import contextlib
import json
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from baldwin.definition.sources import locate, read
from baldwin.store.files import open_alone, remove_leftovers, write_all, write_bytes, write_text, writing
from baldwin.store.provenance import FORMAT, now, own_files, versions
from baldwin.store.reading import INFO, read_info
from baldwin.store.reading import STUDY as KIND
from baldwin.study.cells import Cell, Plan
from baldwin.study.reading import CELLS, OUTCOMES, Fate, Study, read_lines
from baldwin.study.spec import BASE, STUDY, to_toml
from baldwin.study.worker import STOP, Outcome

__all__ = ["Book"]


class Book:
    """Writes a study's directory; a context manager that holds it for this process alone.

    Nothing in it is needed to know what is done: that is what the runs say. It remembers what cells there are, what
    failed and why, and where a budget ended a run.
    """

    def __init__(self, runs: Path, plan: Plan) -> None:
        """Prepare the directory below the folder `runs`; touches nothing before `with`."""
        self.runs, self.plan = runs, plan
        self.path = runs / plan.name / plan.id
        self.resumed = False
        self._info: dict[str, Any] = {}
        self._closing = contextlib.ExitStack()
        self._descriptor = -1
        self._opened = time.monotonic()
        self._copied: set[str] = set()

    def __enter__(self) -> Self:
        open_alone(self.path, self._closing, self._open)
        return self

    def _open(self) -> None:
        remove_leftovers(self.path)
        (self.path / STOP).unlink(missing_ok=True)
        self.resumed = (self.path / INFO).exists()
        spec = self.plan.spec
        if not ((self.path / BASE).exists() and (self.path / STUDY).exists()):
            write_text(self.path / BASE, read(*locate(spec.population)))
            write_text(self.path / STUDY, to_toml(spec))
        if self.resumed:
            self._info = read_info(self.path)
        else:
            self._info = {
                "format": FORMAT,
                "kind": KIND,
                "status": "running",
                "name": self.plan.name,
                "id": self.plan.id,
                "title": spec.title,
                "created": now(),
                "source": Path(spec.source).name,
                **versions(),
                "elapsed": 0.0,
            }
        # Whole lines only: what a killed process left half written is forgotten.
        rows = list(read_lines(self.path / OUTCOMES))
        write_text(self.path / OUTCOMES, "".join(json.dumps(row) + "\n" for row in rows))
        self._descriptor = os.open(self.path / OUTCOMES, os.O_WRONLY | os.O_APPEND)
        self._closing.callback(os.close, self._descriptor)
        self.keep_cells()
        self._write_info("running")

    def keep_cells(self) -> None:
        """Write the cells that the plan has so far, and copies of the user's own files behind them."""
        with self._writing():
            for cell in self.plan.cells:
                for name, content in own_files(cell.definition).items():
                    if name not in self._copied:
                        write_bytes(self.path / name, content)
                        self._copied.add(name)
            lines = [json.dumps(cell.row(), ensure_ascii=False) + "\n" for cell in self.plan.cells]
            write_text(self.path / CELLS, "".join(lines))

    def study(self) -> Study:
        """Return the study as readers see it now."""
        return Study(self.path, dict(self._info))

    def fates(self) -> dict[int, Fate]:
        """Return what became of each cell so far."""
        return self.study().fates

    def started(self, cell: Cell) -> None:
        """Note that a worker has begun with a cell."""
        self._note(cell=cell.index, event="started")

    def lost(self, cell: Cell, reason: str) -> None:
        """Note that the process that computed a cell is gone."""
        self._note(cell=cell.index, event="lost", reason=reason)

    def ended(self, outcome: Outcome) -> None:
        """Note how a cell ended."""
        row: dict[str, Any] = {"cell": outcome.cell, "event": outcome.status}
        row |= {"generation": outcome.generation} if outcome.status != "failed" else {"reason": outcome.reason}
        self._note(**row, seconds=outcome.seconds)

    def _note(self, **row: Any) -> None:
        with self._writing():
            write_all(self._descriptor, (json.dumps(row, ensure_ascii=False) + "\n").encode())

    def halt(self) -> None:
        """Have all workers that see this directory save and let go."""
        with contextlib.suppress(OSError):
            (self.path / STOP).touch()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            (self.path / STOP).unlink(missing_ok=True)
            # Of an error, it was interrupted: nobody holds it, and nobody said that it had ended.
            status = "stopped" if error is None or isinstance(error, KeyboardInterrupt) else "running"
            if error is None:
                fates = list(self.fates().values())
                if self.plan.drawn and all(fate.status in ("complete", "failed") for fate in fates):
                    status = "failed" if any(fate.status == "failed" for fate in fates) else "complete"
            with contextlib.suppress(OSError):  # an error on its way out says more
                self._write_info(status)
        finally:
            self._closing.close()

    def _write_info(self, status: str) -> None:
        elapsed = float(self._info.get("elapsed", 0.0)) + time.monotonic() - self._opened
        self._opened = time.monotonic()
        study = self.study()
        counts = {"cells": self.plan.total, "complete": study.count("complete"), "failed": study.count("failed")}
        self._info |= {"status": status, "elapsed": round(elapsed, 3), "counts": counts}
        write_text(self.path / INFO, json.dumps(self._info, indent=2) + "\n")

    def _writing(self) -> contextlib.AbstractContextManager[None]:
        return writing(self.path, "Make room or choose another folder with --runs DIR, and try again.")
