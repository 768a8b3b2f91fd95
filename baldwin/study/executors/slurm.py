"""On a Slurm cluster, through submitit; `--slurm cluster=local` runs the same jobs as processes on this machine.

A job computes some cells one after another, since each has to load the compilers. Jobs outlive the driver: one that is
started again waits for runs that they hold. A job that Slurm stops, for its time or for others' sake, is queued again
and goes on from the last checkpoints.
"""

from __future__ import annotations

import contextlib
import os
import queue
import shutil
import textwrap
import threading
import time
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from baldwin.errors import UsageError
from baldwin.stopping import ignore_terminal
from baldwin.study.executors import Event, Lost, Settings, available_cores, one_line, shielded
from baldwin.study.executors.local import environment
from baldwin.study.worker import CellResult, Job, compute

__all__ = ["Pack", "start"]

NAMES = {"time": "timeout_min", "memory": "mem_gb", "cpus": "cpus_per_task", "partition": "slurm_partition"}
OURS = ("cluster", "cells_per_job")
LONG = 60 * 24 * 30  # minutes; on this machine no other job waits
PATIENCE = 20.0  # seconds; of the 30 that Slurm gives a job from SIGTERM to SIGKILL, if the driver is in one
STOPPED = 1000  # times that a job may be stopped for its time and queued again
ROUNDS = 4  # jobs for each worker, unless the number of cells per job is given


def start(settings: Settings) -> Slurm:
    """Return the executor.

    Raises:    UsageError: submitit is not installed, it finds no Slurm, or a setting means nothing to it.
    """
    try:
        import submitit
    except ImportError as error:
        raise UsageError("--on slurm needs submitit. Install: pip install submitit.") from error
    cluster = settings.passed.get("cluster", "slurm")
    if cluster not in ("slurm", "local"):
        raise UsageError(f"--slurm cluster={cluster}: must be slurm, or local for processes on this machine.")
    if cluster == "slurm" and shutil.which("srun") is None:
        raise UsageError("--on slurm: there is no Slurm here. Try the same on this machine: --slurm cluster=local.")
    for key, value in settings.passed.items():
        if not (key.isidentifier() and value.isprintable()):  # each is a line of a script for the shell
            raise UsageError(f"--slurm {ascii(key)[1:-1]}={ascii(value)[1:-1]}: must be a name and one line of text.")
    if cluster == "slurm" and not {"time", "timeout_min", "slurm_time"} & settings.passed.keys():
        raise UsageError(
            "--on slurm: how many minutes may a job take? Say --slurm time=MINUTES, such as time=240. One that takes "
            "longer is queued again and goes on."
        )
    workers = settings.workers or (available_cores() if cluster == "local" else 32)
    per_job = _number(settings.passed.get("cells_per_job", "0"), "cells_per_job")
    executor = submitit.AutoExecutor(folder=settings.scratch, cluster=cluster, slurm_max_num_timeout=STOPPED)
    passed: dict[str, Any] = {"timeout_min": LONG} if cluster == "local" else {}
    for key, value in settings.passed.items():
        if key not in OURS:
            name = NAMES.get(key, key if key.startswith("slurm_") else f"slurm_{key}")
            passed[name] = _number(value, key) if key in ("time", "memory", "cpus") else value
    try:
        executor.update_parameters(name="baldwin", **passed)
    except (NameError, TypeError, ValueError) as error:
        _forget(settings.scratch)
        raise UsageError(f"--slurm: {textwrap.shorten(str(error), 300, placeholder=' ...')}") from error
    return Slurm(executor, workers, per_job, settings.scratch, local=cluster == "local")


def _forget(scratch: Path) -> None:
    """Remove the folder for logs, and those around it as far as nothing else is there."""
    shutil.rmtree(scratch, ignore_errors=True)
    with contextlib.suppress(OSError):
        scratch.parent.rmdir()
        scratch.parent.parent.rmdir()


def _number(text: str, key: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise UsageError(f"--slurm {key}={text}: must be a whole number.") from None


class Pack:
    """Some cells, as one job; what submitit sends to the queue."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self.jobs = list(jobs)

    def __call__(self) -> list[CellResult]:
        """Compute the cells one after another."""
        ignore_terminal()
        return [compute(job) for job in self.jobs]

    def checkpoint(self) -> Any:
        """Return what goes on with the same cells in another job: their runs are saved as they go."""
        from submitit.helpers import DelayedSubmission

        return DelayedSubmission(Pack(self.jobs))


class Slurm:
    """See `baldwin.study.executors.Executor`.

    Commands of the queue are called in a thread of their own: one that never answers must not hold the driver.
    """

    def __init__(self, executor: Any, workers: int, per_job: int, scratch: Path, *, local: bool) -> None:
        self.workers = workers
        self.patience = PATIENCE
        self._executor, self._per_job, self._local = executor, per_job, local
        self._scratch = scratch
        self._waiting: deque[Job] = deque()
        self._sent: list[tuple[Pack, Any]] = []
        self._found: queue.SimpleQueue[Event | BaseException] = queue.SimpleQueue()
        self._asking: threading.Thread | None = None
        self._stopping = False

    def submit(self, job: Job) -> None:
        """Take one more cell."""
        self._waiting.append(job)

    def poll(self, seconds: float) -> Sequence[Event]:
        """Send jobs as long as there is room, and return the outcomes of those that are over."""
        deadline = time.monotonic() + seconds
        while True:
            if self._asking is None or not self._asking.is_alive():
                self._asking = threading.Thread(target=self._ask, daemon=True)
                self._asking.start()
            self._asking.join(max(0.0, deadline - time.monotonic()))
            found: list[Event] = []
            while not self._found.empty():
                one = self._found.get()
                if isinstance(one, BaseException):
                    raise one
                found.append(one)
            if found or time.monotonic() >= deadline:
                return found
            time.sleep(min(0.05, seconds))

    def _ask(self) -> None:
        """Have the queue take jobs, and ask it which are over."""
        try:
            while self._waiting and len(self._sent) < self.workers and not self._stopping:
                size = self._per_job or -(-len(self._waiting) // (ROUNDS * self.workers))
                pack = Pack([self._waiting.popleft() for _ in range(min(size, len(self._waiting)))])
                with _sending(local=self._local):
                    self._sent.append((pack, self._executor.submit(pack)))
            for pack, job in list(self._sent):
                if job.done():
                    events = _events(pack, job)
                elif self._stopping and not self._local and job.state == "PENDING":
                    job.cancel()
                    events = [Lost(one.cell, "taken back from the queue") for one in pack.jobs]
                else:
                    continue
                self._sent.remove((pack, job))
                for event in events:
                    self._found.put(event)
        except BaseException as error:
            self._found.put(error)

    def stop(self) -> Collection[int]:
        """Give back what is not sent; what is still queued follows, as far as the queue answers."""
        self._stopping = True
        left = [job.cell for job in self._waiting]
        self._waiting.clear()
        return left

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if error is None and not self._sent:
            _forget(self._scratch)


def _events(pack: Pack, job: Any) -> list[Event]:
    try:
        return list(job.result())
    except Exception as error:  # killed, out of time too often, out of memory
        return [Lost(one.cell, f"job lost ({one_line(error).partition(' (')[0]})") for one in pack.jobs]


@contextlib.contextmanager
def _sending(*, local: bool) -> Iterator[None]:
    """Give jobs the environment of workers; keep Ctrl-C at this terminal from those on this machine."""
    before = dict(os.environ)
    os.environ.update(environment(1))
    try:
        with shielded() if local else contextlib.nullcontext():
            yield
    finally:
        os.environ.clear()
        os.environ.update(before)
