"""Fresh processes on this machine, each with its share of the cores; the default."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Collection, Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from baldwin.definition.discovery import wings
from baldwin.study.executors import Event, Lost, Settings, Started, available_cores, shielded
from baldwin.study.worker import CellResult, Job

__all__ = ["environment", "start"]

GRACE = 30.0  # seconds for a worker to save; then it is killed, and its run goes on from the last checkpoint


def start(settings: Settings) -> Local:
    """Return the executor."""
    return Local(settings.workers or available_cores())


def environment(threads: int) -> dict[str, str]:
    """Return what a worker's environment must hold before it starts, so that it uses no more than `threads` cores.

    That holds for the libraries below NumPy, and for those that wings name. What the user has set already stays as it
    is.
    """
    counts = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    found = {name: os.environ.get(name, str(threads)) for name in counts}
    for wing in wings():
        found |= wing.environment(threads)
    return found


def _path() -> dict[str, str]:
    """Return what leads a worker to this baldwin where it runs from a source tree."""
    root = Path(__file__).parents[3]
    if root.name in ("site-packages", "dist-packages"):
        return {}
    others = os.environ.get("PYTHONPATH")
    return {"PYTHONPATH": os.pathsep.join([str(root), *([others] if others else [])])}


class Local:
    """See `baldwin.study.executors.Executor`."""

    patience: float | None = None

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._threads = max(1, available_cores() // workers)
        self._events: queue.SimpleQueue[tuple[_Worker, Event | None]] = queue.SimpleQueue()
        self._crew: list[_Worker] = []
        self._jobs: list[Job] = []

    def submit(self, job: Job) -> None:
        """Take one more cell."""
        self._jobs.append(job)

    def poll(self, seconds: float) -> Sequence[Event]:
        """Hand out cells, and return what has happened."""
        found: list[Event] = self._hand_out()
        with contextlib.suppress(queue.Empty):
            while True:
                worker, event = self._events.get(timeout=0.0 if found else seconds)
                if event is None:  # it is gone
                    self._crew.remove(worker)
                    if worker.job is not None:
                        found.append(Lost(worker.job.cell, worker.last_words()))
                    worker.dismiss()
                    worker.end(GRACE)
                else:
                    if isinstance(event, CellResult):
                        worker.job = None
                        worker.retired = worker.leaving
                        found += self._hand_out()
                    found.append(event)
        return found

    def _hand_out(self) -> list[Event]:
        """Give a cell to each idle worker, starting workers as long as there are cells for them."""
        found: list[Event] = []
        while self._jobs:
            worker = next((one for one in self._crew if one.job is None and not one.retired and one.alive), None)
            if worker is None:
                if len(self._crew) >= self.workers:
                    break
                worker = _Worker(self._threads, self._events)
                self._crew.append(worker)
            job = self._next_for(worker)
            self._jobs.remove(job)
            worker.give(job)
            found.append(Started(job.cell))
        return found

    def _next_for(self, worker: _Worker) -> Job:
        """Return a cell of the shape that the worker has compiled, else one of a shape that no worker computes."""
        taken = {one.shape for one in self._crew if one is not worker}
        for wanted in (lambda job: job.shape == worker.shape, lambda job: job.shape not in taken):
            if (job := next(filter(wanted, self._jobs), None)) is not None:
                return job
        return self._jobs[0]

    def stop(self) -> Collection[int]:
        """Give back what has not begun, and have workers save."""
        left = [job.cell for job in self._jobs]
        self._jobs.clear()
        for worker in self._crew:
            worker.ask_to_stop()
        return left

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for worker in self._crew:
            worker.dismiss()
        for worker in self._crew:
            worker.end(GRACE if error is None else 1.0)


class _Worker:
    """A process that computes one cell after another."""

    def __init__(self, threads: int, events: queue.SimpleQueue[tuple[_Worker, Event | None]]) -> None:
        self.job: Job | None = None
        self.shape = ""
        self.leaving = False  # it takes no more cells: it was asked to stop, or has grown too large
        self.retired = False
        self._words: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self._said = 0
        with shielded():  # also before it can see to that itself
            self._process = subprocess.Popen(
                # -P: a file in the working directory must not pass for a module of that name.
                [sys.executable, "-P", "-m", "baldwin.study.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._words,
                env={**os.environ, **_path(), **environment(threads)},
            )
        self._events = events
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    @property
    def alive(self) -> bool:
        """Return whether the process is there."""
        return self._process.poll() is None

    def give(self, job: Job) -> None:
        """Have the process compute a cell; if it is gone, its reader notices."""
        self.job, self.shape = job, job.shape
        self._said = self._words.seek(0, os.SEEK_END)  # before, of other cells
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.write(json.dumps(asdict(job)).encode() + b"\n")
            self._process.stdin.flush()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                with contextlib.suppress(ValueError):  # half a line, of a process that was killed
                    row: dict[str, Any] = json.loads(line)
                    self.leaving = row.pop("last")
                    self._events.put((self, CellResult(**row)))
        self._process.wait()
        self._events.put((self, None))

    def last_words(self) -> str:
        """Return how the process ended, in one line."""
        status = self._process.returncode
        how = f"exit status {status}"
        if status is not None and status < 0:
            with contextlib.suppress(ValueError):
                how = f"signal {signal.Signals(-status).name}"
            if -status == signal.SIGKILL:
                how += ", as by someone, or by a system that ran out of memory"
        self._words.seek(max(self._said, self._words.seek(0, os.SEEK_END) - 2000))
        lines = self._words.read().decode(errors="replace").strip().splitlines()
        return f"the worker process ended ({how}){f': {lines[-1][:200]}' if lines else ''}"

    def ask_to_stop(self) -> None:
        """Have the process save its cell and return it."""
        with contextlib.suppress(OSError):
            self._process.terminate()

    def dismiss(self) -> None:
        """End the process's input: no more cells come."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()

    def end(self, seconds: float) -> None:
        """Wait for the process to end, and see to it that it does."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._listener.join(5.0)
        self._words.close()
