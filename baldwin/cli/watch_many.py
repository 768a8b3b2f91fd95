"""Following what consists of many parts: the cells of a study, or claims that are being tested."""

from __future__ import annotations

import json as json_
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from baldwin.store import Run, open_run
from baldwin.store.reading import STUDY

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

__all__ = ["Tally", "follow_many", "tally_of"]

PLAIN_EVERY = 5.0  # seconds between plain lines
SHOWN = 8  # parts at work that are named


@dataclass(frozen=True)
class Tally:
    """How many parts are done, and which are at work: name, and how far."""

    word: str  # cells, or claims
    total: int
    done: int
    counts: dict[str, int]  # other states
    working: tuple[tuple[str, str], ...] = ()

    def line(self) -> str:
        """Return it as one line."""
        others = "".join(f", {count} {name}" for name, count in self.counts.items() if count)
        return f"{self.done} of {self.total} {self.word}{others}"


def tally_of(run: Run) -> Tally:
    """Return how far a study, or a run that tests claims, is."""
    return _cells(run) if run.kind == STUDY else _claims(run)


def _cells(run: Run) -> Tally:
    from baldwin.study import Study

    study = Study(run.path, run.info)
    total = int(run.info.get("counts", {}).get("cells", len(study.cells)))
    working = []
    for cell in study.cells:
        fate = study.fates[cell.index]
        if fate.status == "running":
            words = ", ".join([cell.arm, *(f"{name} = {value}" for name, value in cell.values.items())])
            working.append((words, f"generation {max(0, fate.generation):,} of {cell.generations:,}"))
    counts = {name: study.count(name) for name in ("running", "failed", "stopped", "interrupted")}
    return Tally("cells", total, study.count("complete"), counts, tuple(working))


def _claims(run: Run) -> Tally:
    from baldwin.claims.journal import read_outcomes

    outcomes = read_outcomes(run.path)
    failed = sum(not outcome.passed for outcome in outcomes)
    counts = {"hold": len(outcomes) - failed, "fail": failed}
    return Tally("claims", len(run.info.get("claims", outcomes)), len(outcomes), counts)


def follow_many(run: Run, every: float, *, json: bool) -> Run:
    """Tell of the parts until no process works on them, and return the run as it is then."""
    from rich.console import Console

    console = Console(highlight=False)
    if not json and console.is_terminal and not console.is_dumb_terminal:
        return _live(run, every, console)
    told: tuple[float, Tally | None] = (0.0, None)
    while True:
        run = open_run(run.path)
        status, tally = run.status, tally_of(run)
        apart = every if json else PLAIN_EVERY
        if status != "running" or (tally != told[1] and time.monotonic() - told[0] >= apart):
            told = time.monotonic(), tally
            print(json_.dumps(_row(run, status, tally)) if json else f"{run.name}: {_state(status, tally)}", flush=True)
        if status != "running":
            return run
        time.sleep(every)


def _state(status: str, tally: Tally) -> str:
    return tally.line() if status == "running" else f"{status}, {tally.line()}"


def _row(run: Run, status: str, tally: Tally) -> dict[str, Any]:
    event = "progress" if status == "running" else "done"
    counts = {"total": tally.total, "done": tally.done, **tally.counts}
    return {"event": event, "status": status, "kind": run.kind, **counts, "path": str(run.path)}


def _live(run: Run, every: float, console: Console) -> Run:
    from rich.live import Live

    with Live(_picture(run, run.status), console=console, auto_refresh=False) as live:
        while True:
            run = open_run(run.path)
            status = run.status
            live.update(_picture(run, status), refresh=True)
            if status != "running":
                return run
            time.sleep(every)


def _picture(run: Run, status: str) -> RenderableType:
    from rich.console import Group
    from rich.padding import Padding
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    tally = tally_of(run)
    rows = Table(box=None, show_header=False, show_edge=False, padding=(0, 2, 0, 0))
    for name, how_far in tally.working[:SHOWN]:
        rows.add_row(Text(name), Text(how_far))
    if len(tally.working) > SHOWN:
        rows.add_row(Text(f"and {len(tally.working) - SHOWN} more"), Text(""))
    return Group(
        Text(str(run.info.get("title") or run.name), style="bold"),
        Padding(ProgressBar(total=max(1, tally.total), completed=tally.done), 0),
        Text(_state(status, tally)),
        rows,
    )
