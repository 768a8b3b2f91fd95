"""One cell, computed in whatever process an executor has for it: the run directory is written here, a summary returns.

As a program (`python -m baldwin.study.worker`) it is a worker of the local executor: jobs as JSON lines on stdin,
results as JSON lines on stdout. The end of stdin means that the driver has ended: the worker then saves and exits.
"""

from __future__ import annotations

import json
import os
import queue
import re
import signal
import sys
import textwrap
import threading
import time
import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from baldwin.definition import from_toml, refuse_if_too_large
from baldwin.definition.base import Definition
from baldwin.definition.plugins import place_in_own_file
from baldwin.engine import Engine
from baldwin.errors import BaldwinError, BusyError, StorageError, UsageError
from baldwin.evolve import Progress, load_engine, renew_engine
from baldwin.keeping import keep
from baldwin.stopping import FROM_QUEUE, ignore_terminal
from baldwin.store import RunWriter
from baldwin.store.holding import is_locked
from baldwin.store.provenance import run_id
from baldwin.study.budget import Limit

__all__ = ["STOP", "CellResult", "Job", "compute"]

STOP = "stop"  # file in a study's folder: all its workers save and exit
PATIENCE = 1.0  # seconds to wait for another process to release the run
GROWTH = 1_000_000_000  # bytes that a worker may gain after its first cell: compiled programs are never given back

_LAST: dict[str, Engine] = {}  # the engine of this process's last cell
_ALONE = threading.Lock()  # one cell at a time in a process: compiled kernels share its threads

Status = Literal["complete", "budget", "stopped", "paused", "busy", "failed"]


@dataclass(frozen=True)
class Job:
    """What a worker must know of a cell; plain values, so that any executor can send it."""

    cell: int
    definition: str  # TOML, as resolved
    study: str  # absolute path of the study's folder, which holds the user's own Python files
    runs: str  # absolute path of the folder of runs
    shape: str  # equal for cells that share compiled programs
    source: str = ""
    overrides: tuple[str, ...] = ()
    column: str = ""  # of the limit, if there is one
    amount: float = 0.0
    checkpoint_every: float = 10.0
    shorter: str = ""  # name of the run, beside that of the cell, whose continuation it is


@dataclass(frozen=True)
class CellResult:
    """How a cell ended.

    Complete, at its budget, stopped on demand, paused (the disk or the machine refuses), busy (another process has
    the run) or failed.
    """

    cell: int
    status: Status
    generation: int = -1  # that is saved
    reason: str = ""  # of a failure or a pause, in one line
    seconds: float = 0.0  # here and now


def compute(job: Job, stopping: Callable[[], bool] = lambda: False) -> CellResult:
    """Compute what is left of a cell and return how that ended; never raises but for a lost process.

    Args:      stopping: whether to save and return, asked after each chunk; a file `stop` in the study's folder says
               the same.
    """
    started = time.monotonic()

    def result(status: Status, generation: int = -1, reason: str = "") -> CellResult:
        return CellResult(job.cell, status, generation, reason, round(time.monotonic() - started, 3))

    halt = os.path.join(job.study, STOP)
    try:
        with _ALONE:
            return _compute(job, lambda: stopping() or os.path.exists(halt), result)
    except (StorageError, UsageError) as error:  # the latter of this machine's settings, the same for all cells
        return result("paused", reason=" ".join(str(error).split()))
    except BaldwinError as error:
        return result("failed", reason=" ".join(str(error).split()))
    except MemoryError:
        return result("failed", reason="Not enough memory.")
    except Exception as error:
        summary, place = _summary(error), place_in_own_file(error)
        return result("failed", reason=f"{place}: {summary}" if place else summary)


def _summary(error: Exception) -> str:
    """Return an error in one line; of a traceback within it, as compilers pass them on, what it ends with."""
    ends = re.findall(r"^\s*(\w+(?:\.\w+)*(?:Error|Exception|Exit|Interrupt)\b.*)", str(error), re.MULTILINE)
    nested = "Traceback (most recent call last)" in str(error) and ends
    return textwrap.shorten(ends[-1] if nested else f"{type(error).__name__}: {error}", 300, placeholder=" ...")


def _compute(job: Job, stopping: Callable[[], bool], result: Callable[..., CellResult]) -> CellResult:
    definition = from_toml(job.definition, f"cell {job.cell}", folder=Path(job.study))
    path = Path(job.runs) / definition.name / run_id(definition)
    if stopping():
        return result("stopped")
    deadline = time.monotonic() + PATIENCE
    while is_locked(path):  # by a worker of a study that was killed, or by anyone
        if time.monotonic() > deadline or stopping():
            return result("busy")
        time.sleep(0.05)
    refuse_if_too_large(definition)
    writer = RunWriter(
        path,
        definition,
        source=job.source,
        overrides=job.overrides,
        study="/".join(Path(job.study).parts[-2:]),
        checkpoint_every=job.checkpoint_every,
        shorter=path.parent / job.shorter if job.shorter else None,
    )
    limit = Limit(job.column, job.amount) if job.column else None
    reason: Status = "complete"

    def stop(progress: Progress | None) -> bool:
        nonlocal reason
        if limit is not None and _reached(limit, writer.elapsed, progress):
            reason = "budget"
        elif stopping():
            reason = "stopped"
        return reason != "complete"

    try:
        run = keep(writer, engine=_engine_for, stop=stop)
    except BusyError:  # another process was faster
        return result("busy")
    return result("complete" if run.status == "complete" else reason, writer.saved)


def _engine_for(definition: Definition) -> Engine:
    """Return an engine for `definition`, with what the last one compiled if that serves."""
    last = _LAST.get("engine")
    engine = renew_engine(last, definition) if last is not None else None
    _LAST["engine"] = engine = engine or load_engine(definition)
    return engine


def _reached(limit: Limit, elapsed: float, progress: Progress | None) -> bool:
    """Return whether a run has spent what it may, by its seconds of work or by the newest rows of its last chunk."""
    if limit.column == "seconds":
        return elapsed >= limit.amount
    rows = progress.record.generations if progress is not None else {}
    if not len(rows.get("generation", ())):
        return False
    newest = rows["generation"] == rows["generation"][-1]
    return bool((rows[limit.column][newest] > limit.amount).all())


def _memory() -> int:
    """Return how many bytes of memory this process holds, 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return 0


def main() -> None:
    """Work on jobs from stdin until it ends."""
    warnings.resetwarnings()
    warnings.simplefilter("ignore")  # PYTHONWARNINGS=error would make failures of libraries' warnings
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else is printed must not come between
    halted = threading.Event()
    ignore_terminal()
    for one in (signal.SIGTERM, *FROM_QUEUE):  # a queue may send them to all processes of a job
        signal.signal(one, lambda number, frame: halted.set())
    jobs: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def read() -> None:
        for line in sys.stdin:
            jobs.put(line)
        halted.set()
        jobs.put(None)

    threading.Thread(target=read, daemon=True).start()

    def send(**row: Any) -> None:
        try:
            replies.write(json.dumps(row) + "\n")
            replies.flush()
        except OSError:  # the driver has ended
            halted.set()

    size = 0
    while (line := jobs.get()) is not None:
        fields = json.loads(line)
        job = Job(**{**fields, "overrides": tuple(fields["overrides"])})
        result = compute(job, halted.is_set)
        size = size or _memory()  # after the first cell
        last = result.status == "stopped" or _memory() - size > GROWTH
        send(last=last, **asdict(result))
        if last:
            break
    os._exit(0)  # without waiting for the threads of compilers


if __name__ == "__main__":
    main()
