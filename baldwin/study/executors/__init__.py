"""Where cells are computed: one file per kind, the file's name is the kind.

A module holds a function `start(settings)` that returns an `Executor`. Workers write run directories themselves, on a
file system that they share with the driver, and return a summary; so every kind leaves the same bytes.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import textwrap
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, cast

from baldwin.definition.names import did_you_mean
from baldwin.errors import UsageError
from baldwin.stopping import FROM_TERMINAL
from baldwin.study.worker import CellResult, Job

__all__ = [
    "Event",
    "Executor",
    "Lost",
    "Settings",
    "Started",
    "available_cores",
    "kinds",
    "one_line",
    "shielded",
    "start",
]

LONGEST = 240  # characters of what a library says of an error


@dataclass(frozen=True)
class Settings:
    """What a user can say of an executor."""

    workers: int = 0  # processes at once; 0: one per core, or all that a cluster has
    address: str = ""  # of a scheduler that runs already
    passed: dict[str, str] = field(default_factory=dict)  # on to the queue, such as partition and time
    scratch: Path = Path()  # absolute; a folder for logs that no one keeps


@dataclass(frozen=True)
class Started:
    """A worker has begun with a cell. Executors that cannot know send none: the cell's run shows it, or its result."""

    cell: int


@dataclass(frozen=True)
class Lost:
    """The process that had a cell is gone; what it had saved is still there."""

    cell: int
    reason: str


Event = Started | CellResult | Lost


class Executor(Protocol):
    """Computes cells in processes of its own; a context manager that leaves no process behind."""

    patience: float | None
    """Seconds to wait for outcomes after `stop`; None: as long as they take, since its own processes bring them."""

    @property
    def workers(self) -> int:
        """How many cells can be computed at once, as far as is known."""
        ...

    def submit(self, job: Job) -> None:
        """Take one more cell."""
        ...

    def poll(self, seconds: float) -> Sequence[Event]:
        """Return what has happened since, after waiting up to `seconds` for anything to happen."""
        ...

    def stop(self) -> Collection[int]:
        """Return cells that now will not begin, and ask workers to save and let go; their outcomes still come."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None: ...


def kinds() -> list[str]:
    """Return the kinds of executor."""
    return sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))


def start(kind: str, settings: Settings) -> Executor:
    """Return an executor of a kind.

    Raises:    UsageError: there is none such, what it needs is not installed, or a setting means nothing to it.
    """
    if kind not in kinds():
        raise UsageError(f'on = "{kind}": no such executor. {did_you_mean(kind, kinds())}')
    return cast(Executor, importlib.import_module(f"{__name__}.{kind}").start(settings))


@contextlib.contextmanager
def shielded() -> Iterator[None]:
    """Keep Ctrl-C and the closing of this terminal from processes and threads that begin now: the driver decides."""
    mask = getattr(signal, "pthread_sigmask", None)  # not on Windows
    before = mask(signal.SIG_BLOCK, FROM_TERMINAL) if mask else None
    try:
        yield
    finally:
        if mask:
            mask(signal.SIG_SETMASK, before)


def one_line(error: BaseException) -> str:
    """Return an error of a library in one line, long ones in part."""
    return textwrap.shorten(f"{type(error).__name__}: {error}", LONGEST, placeholder=" ...")


def available_cores() -> int:
    """Return how many cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
