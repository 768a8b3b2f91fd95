"""In this process, one cell after another: for debugging, and where processes cannot be started."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from types import TracebackType
from typing import Self

from baldwin.study.executors import Event, Settings, Started
from baldwin.study.worker import Job, compute

__all__ = ["start"]


def start(settings: Settings) -> Inline:
    """Return the executor; there is nothing to set."""
    del settings
    return Inline()


class Inline:
    """See `baldwin.study.executors.Executor`."""

    workers = 1
    patience: float | None = None

    def __init__(self) -> None:
        self._jobs: deque[Job] = deque()
        self._next: Job | None = None  # said to have begun
        self._stopped = False

    def submit(self, job: Job) -> None:
        """Take one more cell."""
        self._jobs.append(job)

    def poll(self, seconds: float) -> Sequence[Event]:
        """Say which cell is next, or compute it."""
        del seconds
        if self._next is None:
            self._next = self._jobs.popleft() if self._jobs else None
            return [Started(self._next.cell)] if self._next else []
        job, self._next = self._next, None
        return [compute(job, lambda: self._stopped)]

    def stop(self) -> Collection[int]:
        """Give back what has not begun."""
        self._stopped = True
        left = [job.cell for job in self._jobs]
        self._jobs.clear()
        return left

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._jobs.clear()
