"""On Dask: a scheduler that runs already, or one of this study's own with worker processes on this machine.

The workers of a scheduler that runs already need baldwin, and the folder of runs at the same path. What a process that
Dask loses was computing is begun again by Dask itself, on another worker, from the cell's last checkpoint.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import queue
from collections.abc import Collection, Sequence
from types import TracebackType
from typing import Any, Self

from baldwin.errors import RunError, UsageError
from baldwin.study.executors import Event, Lost, Settings, available_cores
from baldwin.study.executors.local import environment
from baldwin.study.working import Job, Outcome, compute

__all__ = ["compute_there", "start"]

PATIENCE = 10  # seconds to find a scheduler
GONE = "The Dask scheduler is gone. What workers saved is still there: go on with the same command."


def start(settings: Settings) -> Dask:
    """Return the executor.

    Raises:    UsageError: Dask is not installed. RunError: no scheduler answers at the address.
    """
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError as error:
        raise UsageError("--on dask needs distributed. Install: pip install distributed.") from error
    if not settings.address:
        return Dask(*_own_cluster(settings.workers or available_cores()))
    try:
        return Dask(distributed.Client(settings.address, timeout=PATIENCE, set_as_default=False), None)
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise RunError(f"--address {settings.address}: no Dask scheduler answers ({reason}).") from error


def _own_cluster(workers: int) -> tuple[Any, Any]:
    dask, distributed = importlib.import_module("dask"), importlib.import_module("distributed")
    # In the environment before a worker starts, since libraries count their threads when they are loaded.
    threads = max(1, available_cores() // workers)
    with dask.config.set({"distributed.nanny.pre-spawn-environ": environment(threads)}):
        cluster: Any = distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address=None,
            silence_logs=logging.CRITICAL,
        )
    return distributed.Client(cluster, set_as_default=False), cluster


def compute_there(job: Job) -> Outcome:
    """Compute a cell in a worker that may have been started by anyone: with JAX as other executors have it."""
    os.environ["XLA_FLAGS"] = environment(1)["XLA_FLAGS"]  # read when JAX begins to work
    return compute(job)


class Dask:
    """See `baldwin.study.executors.Executor`."""

    def __init__(self, client: Any, cluster: Any) -> None:
        self._client, self._cluster = client, cluster
        self._ended: queue.SimpleQueue[tuple[int, Any]] = queue.SimpleQueue()
        self._futures: dict[int, Any] = {}
        self._turn = 0

    @property
    def workers(self) -> int:
        """Return how many threads the cluster has now."""
        return sum(one["nthreads"] for one in self._client.scheduler_info(-1)["workers"].values())

    def submit(self, job: Job) -> None:
        """Take one more cell; the first are computed first."""
        self._turn += 1
        key = f"{os.path.basename(job.study)}-{job.cell}-{self._turn}"
        try:
            future = self._client.submit(
                compute_there, job, key=key, pure=False, priority=-self._turn, fifo_timeout="0s"
            )
        except Exception as error:
            raise RunError(GONE) from error
        self._futures[job.cell] = future
        cell = job.cell

        def over(done: Any) -> None:
            self._ended.put((cell, done))

        future.add_done_callback(over)

    def poll(self, seconds: float) -> Sequence[Event]:
        """Return the outcomes since."""
        found: list[Event] = []
        with contextlib.suppress(queue.Empty):
            while True:
                cell, future = self._ended.get(timeout=0.0 if found else seconds)
                self._futures.pop(cell, None)
                found.append(self._event(cell, future))
        if not found and self._client.status not in ("running", "connecting"):
            raise RunError(GONE)
        return found

    def _event(self, cell: int, future: Any) -> Event:
        try:
            outcome: Event = future.result(timeout=PATIENCE)
        except Exception as error:  # a worker that died too often, a scheduler that went away
            return Lost(cell, " ".join(f"{type(error).__name__}: {error}".split())[:200])
        return outcome

    def stop(self) -> Collection[int]:
        """Have workers save; those that have not begun will see that they need not."""
        return ()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with contextlib.suppress(Exception):  # it may be gone
            self._client.close()
        if self._cluster is not None:
            with contextlib.suppress(Exception):
                self._cluster.close()
