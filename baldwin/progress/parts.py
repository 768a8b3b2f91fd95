"""Following what consists of many parts: the cells of a study, or claims that are being tested."""

from __future__ import annotations

import json as json_
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from baldwin.progress.pace import PLAIN_EVERY
from baldwin.store.reading import open_entry
from baldwin.study import Study

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from baldwin.claims.reading import ClaimRun

__all__ = ["Parts", "follow_parts", "parts_of"]

SHOWN = 8  # parts at work that are named


@dataclass(frozen=True)
class Parts:
    """How many parts are done, and which are at work: name, and how far."""

    word: str  # cells, claims, or nulls of claims
    total: int
    done: int
    counts: dict[str, int]  # other states
    working: tuple[tuple[str, str], ...] = ()

    def line(self) -> str:
        """Return it as one line."""
        others = "".join(f", {count} {name}" for name, count in self.counts.items() if count)
        return f"{self.done} of {self.total} {self.word}{others}"


def parts_of(found: Study | ClaimRun) -> Parts:
    """Return how far a study, or the testing of claims, is."""
    return _cells(found) if isinstance(found, Study) else _claims(found)


def _cells(study: Study) -> Parts:
    total = int(study.info.get("counts", {}).get("cells", len(study.cells)))
    working = []
    for cell in study.cells:
        state = study.states[cell.index]
        if state.status == "running":
            words = ", ".join([cell.arm, *(f"{name} = {value}" for name, value in cell.values.items())])
            working.append((words, f"generation {max(0, state.generation):,} of {cell.generations:,}"))
    counts = {name: study.count(name) for name in ("running", "failed", "stopped", "interrupted")}
    return Parts("cells", total, study.count("complete"), counts, tuple(working))


def _claims(run: ClaimRun) -> Parts:
    left = len(run.outcomes) - run.passed
    counts = {"refuted": run.passed, "not refuted": left} if run.nulls else {"hold": run.passed, "fail": left}
    return Parts("nulls" if run.nulls else "claims", len(run.claims), len(run.outcomes), counts)


def _again(run: Study | ClaimRun) -> Study | ClaimRun:
    """Return what a directory holds now."""
    return type(run).of(open_entry(run.path))


def follow_parts(run: Study | ClaimRun, every: float, *, json: bool) -> Study | ClaimRun:
    """Print how far the parts are until no process works on them, and return the run as it is then."""
    from rich.console import Console

    console = Console(highlight=False)
    if not json and console.is_terminal and not console.is_dumb_terminal:
        return _live(run, every, console)
    printed: tuple[float, Parts | None] = (0.0, None)
    while True:
        run = _again(run)
        status, parts = run.status, parts_of(run)
        apart = every if json else PLAIN_EVERY
        if status != "running" or (parts != printed[1] and time.monotonic() - printed[0] >= apart):
            printed = time.monotonic(), parts
            print(json_.dumps(_row(run, status, parts)) if json else f"{run.name}: {_state(status, parts)}", flush=True)
        if status != "running":
            return run
        time.sleep(every)


def _state(status: str, parts: Parts) -> str:
    return parts.line() if status == "running" else f"{status}, {parts.line()}"


def _row(run: Study | ClaimRun, status: str, parts: Parts) -> dict[str, Any]:
    event = "progress" if status == "running" else "done"
    counts = {"total": parts.total, "done": parts.done, **parts.counts}
    return {"event": event, "status": status, "kind": run.kind, **counts, "path": str(run.path)}


def _live(run: Study | ClaimRun, every: float, console: Console) -> Study | ClaimRun:
    from rich.live import Live

    with Live(_picture(run, run.status), console=console, auto_refresh=False) as live:
        while True:
            run = _again(run)
            status = run.status
            live.update(_picture(run, status), refresh=True)
            if status != "running":
                return run
            time.sleep(every)


def _picture(run: Study | ClaimRun, status: str) -> RenderableType:
    from rich.console import Group
    from rich.padding import Padding
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    parts = parts_of(run)
    rows = Table(box=None, show_header=False, show_edge=False, padding=(0, 2, 0, 0))
    for name, how_far in parts.working[:SHOWN]:
        rows.add_row(Text(name), Text(how_far))
    if len(parts.working) > SHOWN:
        rows.add_row(Text(f"and {len(parts.working) - SHOWN} more"), Text(""))
    return Group(
        Text(run.title, style="bold"),
        Padding(ProgressBar(total=max(1, parts.total), completed=parts.done), 0),
        Text(_state(status, parts)),
        rows,
    )
