"""How far a study is that this process computes: a bar on a terminal, plain lines, JSON for programs, or nothing."""

from __future__ import annotations

import json
import shlex
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from baldwin.progress.bars import bars_move
from baldwin.progress.pace import JSON_EVERY, PLAIN_EVERY, left, stops
from baldwin.store.provenance import own_files
from baldwin.study import table
from baldwin.study.axes import values_text

if TYPE_CHECKING:
    from rich.console import Console

    from baldwin.study import Study
    from baldwin.study.cells import Cell, Plan
    from baldwin.study.driver import Tally
    from baldwin.study.worker import CellResult

__all__ = ["StudyPrinter", "how_to_go_on", "study_printer"]

SHOWN = 10  # failures that are named at the end


class StudyPrinter:
    """Prints what happens while a study is computed; this kind prints only failures and the path."""

    talks = False  # whether people are to be informed of what went well

    def __init__(self, plan: Plan, until: float | None = None) -> None:
        """Print of the study `plan`; `until` is when the time is up, of `time.monotonic`."""
        self.plan, self.until = plan, until
        self.reported: set[int] = set()  # cells whose failure was said

    def begin(self, path: Path, tally: Tally) -> None:
        """Say that the study begins, or goes on."""

    def report(self, tally: Tally) -> None:
        """Say how far it is."""

    def ended(self, cell: Cell, result: CellResult, tally: Tally) -> None:
        """Say how a cell ended."""

    def note(self, text: str) -> None:
        """Print what those who watch should know."""

    def say(self, text: str) -> None:
        """Print what every user must know."""
        print(text, file=sys.stderr, flush=True)

    def close(self) -> None:
        """Clear what was only there while cells were computed."""

    def done(self, study: Study) -> None:
        """Say how the study ended: what failed and why, and on stdout its path."""
        failed = [cell for cell in study.cells if study.states[cell.index].status == "failed"]
        unreported = [cell for cell in failed if cell.index not in self.reported]
        for cell in unreported[:SHOWN]:
            self.say(f"cell {cell.index} failed ({_about(cell.arm, cell.values)}): {study.states[cell.index].reason}")
        if len(unreported) > SHOWN:
            self.say(f"... and {len(unreported) - SHOWN} more.")
        if failed:
            self.say(f"{len(failed)} of {len(study.cells)} cells failed. {how_to_go_on(study, 'retry')}")
            if own := sorted({name for cell in self.plan.cells for name in own_files(cell.definition)}):
                self.say(f"They hold the study's own copy of {', '.join(own)}. After changing yours, sweep again.")
        elif study.status != "complete":
            ended = study.count("complete")
            self.say(f"{study.name} stopped, {ended} of {self.plan.total} cells done. {how_to_go_on(study, 'resume')}")
        elif self.talks:
            if early := _ended_early(study):
                self.say(
                    f"{early} of {len(study.cells)} cells came to population.generations with budget left: "
                    "set it higher to spend all of it."
                )
            path = shlex.quote(str(study.path))
            print(f"{len(study.cells)} cells complete. Table: baldwin study table {path}")
        print(study.path)


def how_to_go_on(study: Study, action: str) -> str:
    """Return the command that goes on with a study."""
    words = {"retry": "Try them again", "resume": "Go on"}
    return f"{words[action]} with: baldwin study {action} {shlex.quote(str(study.path))}"


def study_printer(plan: Plan, *, quiet: bool, json: bool, until: float | None = None) -> StudyPrinter:
    """Return the printer that options and terminal ask for; `until` is when the time is up, of `time.monotonic`."""
    if json:
        return _JsonLines(plan, until)
    if quiet:
        return StudyPrinter(plan, until)
    from rich.console import Console

    console = Console(stderr=True, highlight=False)
    return _Bar(plan, console, until) if bars_move(console) else _Lines(plan, until)


class _JsonLines(StudyPrinter):
    """One JSON object per line on stdout: events start, cell, progress, note and done."""

    _printed = 0.0

    def begin(self, path: Path, tally: Tally) -> None:
        self._print("start", path=str(path), name=self.plan.name, cells=tally.total)

    def report(self, tally: Tally) -> None:
        if time.monotonic() - self._printed >= JSON_EVERY:
            self._printed = time.monotonic()
            ends = {} if self.until is None else {"stops_in": round(self.until - time.monotonic(), 1)}
            share = round(tally.part(), 4)
            self._print("progress", **_counts(tally), share=share, seconds_left=tally.seconds_left(), **ends)

    def ended(self, cell: Cell, result: CellResult, tally: Tally) -> None:
        about = {"cell": cell.index, "arm": cell.arm, "values": cell.values, "run": cell.run}
        self._print("cell", **about, status=result.status, reason=result.reason or None, **_counts(tally))

    def note(self, text: str) -> None:
        self._print("note", text=text)

    def say(self, text: str) -> None:
        self.note(text)

    def done(self, study: Study) -> None:
        counts = {word: study.count(word) for word in ("complete", "failed")}
        self._print("done", status=study.status, cells=len(study.cells), **counts, path=str(study.path))

    def _print(self, event: str, **fields: object) -> None:
        print(json.dumps({"event": event, **fields}), flush=True)


class _Lines(StudyPrinter):
    """A plain line on stderr every few seconds, for logs."""

    talks = True
    _printed = 0.0

    def begin(self, path: Path, tally: Tally) -> None:
        self._printed = time.monotonic()

    def report(self, tally: Tally) -> None:
        if time.monotonic() - self._printed >= PLAIN_EVERY:
            self._printed = time.monotonic()
            self.say(_line(self.plan, tally) + stops(self.until, ", "))

    def note(self, text: str) -> None:
        self.say(text)

    def ended(self, cell: Cell, result: CellResult, tally: Tally) -> None:
        if result.status == "failed":
            self.reported.add(cell.index)
            self.say(f"cell {cell.index} failed ({_about(cell.arm, cell.values)}): {result.reason}")

    def close(self) -> None:
        """Nothing to clear."""


class _Bar(StudyPrinter):
    """A live line on a terminal; it disappears when the study ends."""

    talks = True

    def __init__(self, plan: Plan, console: Console, until: float | None = None) -> None:
        super().__init__(plan, until)
        from rich.progress import BarColumn, Progress, TextColumn

        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            TextColumn("{task.fields[counts]}"),
            TextColumn("{task.fields[left]}"),
            console=console,
            transient=True,
            refresh_per_second=5,
            expand=True,
        )

    def begin(self, path: Path, tally: Tally) -> None:
        self._task = self._progress.add_task(self.plan.name, total=1.0, counts="", left="")
        self._progress.start()

    def report(self, tally: Tally) -> None:
        seconds = tally.seconds_left()
        failed = f", {tally.failed} failed" if tally.failed else ""
        self._progress.update(
            self._task,
            completed=tally.part(),
            counts=f"{tally.done}/{tally.total} cells, {tally.running} running{failed}",
            left=("" if seconds is None else f"{left(seconds)} left") + stops(self.until, "  "),
        )

    def note(self, text: str) -> None:
        self._progress.console.print(text, markup=False)

    def close(self) -> None:
        self._progress.stop()


def _ended_early(study: Study) -> int:
    """Return how many cells were to end with the budget of the study, but had no generations left before."""
    if study.budget[0] not in ("seconds", "lifetime_steps"):
        return 0
    rows = table(study)
    ruled = rows.get("stopped_by", [None] * len(rows["cell"]))  # more generations would add nothing to these
    ended = [by_budget if why is None else True for by_budget, why in zip(rows["ended_by_budget"], ruled, strict=True)]
    cells = zip(rows["cell"], rows["lifetime_steps"], ended, strict=True)
    spends = study.budget[0] == "seconds"  # every cell spends time
    return len({cell for cell, steps, by_budget in cells if by_budget is False and (spends or steps)})


def _counts(tally: Tally) -> dict[str, object]:
    return {"total": tally.total, "done": tally.done, "failed": tally.failed, "running": tally.running}


def _line(plan: Plan, tally: Tally) -> str:
    seconds = tally.seconds_left()
    failed = f", {tally.failed} failed" if tally.failed else ""
    remaining = "" if seconds is None else f", {left(seconds)} left"
    return f"{plan.name}: {tally.done} of {tally.total} cells, {tally.running} running{failed}{remaining}"


def _about(arm: str, values: dict[str, object]) -> str:
    shown = values_text(values.items())
    return f"{arm}: {shown}" if shown else arm
