"""On Dask: a scheduler that runs already, or one of this study's own with worker processes on this machine.

The workers of a scheduler that runs already need baldwin, and the folder of runs at the same path. What a process that
such a cluster loses was computing is begun again by Dask itself, up to three times, on another worker, from the cell's
last checkpoint; in a cluster of the study's own, by the driver.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import queue
import re
import shlex
from collections.abc import Collection, Iterator, Sequence
from types import TracebackType
from typing import Any, Self

from baldwin.definition.discovery import wings
from baldwin.errors import RunError, UsageError
from baldwin.stopping import FROM_QUEUE, ignore_terminal
from baldwin.study.executors import Event, Lost, Settings, available_cores, one_line
from baldwin.study.executors.local import environment
from baldwin.study.worker import CellResult, Job, compute

__all__ = ["compute_there", "start"]

PATIENCE = 10  # seconds to find a scheduler
ADDRESS = re.compile(r"\w+://\S+")


def start(settings: Settings) -> Dask:
    """Return the executor.

    Raises:    UsageError: Dask is not installed. RunError: no scheduler answers at the address.
    """
    if settings.address and not ADDRESS.fullmatch(settings.address):
        raise UsageError(f"--address {settings.address}: must be like tcp://127.0.0.1:8786.")
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError as error:
        raise UsageError("--on dask needs distributed. Install: pip install distributed.") from error
    if not settings.address:
        return Dask(*_own_cluster(settings.workers or available_cores()))
    try:
        return Dask(distributed.Client(settings.address, timeout=PATIENCE, set_as_default=False), None)
    except (OSError, ValueError) as error:
        raise RunError(f"--address {settings.address}: no Dask scheduler answers ({one_line(error)}).") from error


def _own_cluster(workers: int) -> tuple[Any, Any]:
    dask, distributed = importlib.import_module("dask"), importlib.import_module("distributed")
    settings = {
        # In the environment before a worker starts, since libraries count their threads when they are loaded.
        "distributed.nanny.pre-spawn-environ": environment(max(1, available_cores() // workers)),
        "distributed.scheduler.allowed-failures": 0,  # the driver counts
        "distributed.scheduler.worker-saturation": 1.0,  # a worker that dies takes its own cell with it, no other
    }
    with dask.config.set(settings):
        cluster: Any = distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address=None,
            silence_logs=logging.CRITICAL,
        )
    client: Any = distributed.Client(cluster, set_as_default=False)

    class Deaf(distributed.WorkerPlugin):  # type: ignore[misc, name-defined]
        """The terminal sends Ctrl-C to all; the driver decides. For every worker, also one in another's place."""

        def setup(self, worker: Any) -> None:
            """Have the worker's process ignore it."""
            del worker
            ignore_terminal(FROM_QUEUE)

    client.register_plugin(Deaf(), name="deaf")
    return client, cluster


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the library's loggers quiet: what matters is reported by the driver."""
    loggers = [logging.getLogger(name) for name in logging.root.manager.loggerDict if name.startswith("distributed")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def compute_there(job: Job) -> CellResult:
    """Compute a cell in a worker that may have been started by anyone, to the numbers of other executors."""
    for wing in wings():
        os.environ.update(wing.environment(None))  # read when its libraries begin to work
    return compute(job)


class Dask:
    """See `baldwin.study.executors.Executor`."""

    patience: float | None = 60.0

    def __init__(self, client: Any, cluster: Any) -> None:
        self._client, self._cluster = client, cluster
        self._ended: queue.SimpleQueue[tuple[int, Any]] = queue.SimpleQueue()
        self._futures: dict[int, Any] = {}
        self._study = ""
        self._turn = 0
        self._stopping = False
        self._quiet = contextlib.ExitStack()

    @property
    def workers(self) -> int:
        """Return how many threads the cluster has now; 0 where the scheduler does not answer."""
        try:
            known = self._client.scheduler_info(-1)["workers"]
        except Exception:  # the scheduler may be gone, and there are many ways to learn of it
            return 0
        return sum(one["nthreads"] for one in known.values())

    def submit(self, job: Job) -> None:
        """Take one more cell; the first are computed first."""
        self._turn, self._study = self._turn + 1, job.study
        key = f"{os.path.basename(job.study)}-{job.cell}-{self._turn}"
        try:
            future = self._client.submit(
                compute_there, job, key=key, pure=False, priority=-self._turn, fifo_timeout="0s"
            )
        except Exception as error:
            raise self._gone() from error
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
            raise self._gone()
        if self._stopping and not found and self._futures and not self.workers:
            found = [Lost(cell, "no Dask worker is left") for cell in self._futures]
            self._futures.clear()
        return found

    def _gone(self) -> RunError:
        path = shlex.quote(os.path.relpath(self._study))
        return RunError(
            "The Dask scheduler is gone; what its workers saved is still there. "
            f"Go on with: baldwin study resume {path} --on local, or --on dask --address of another."
        )

    def _event(self, cell: int, future: Any) -> Event:
        try:
            result: Event = future.result(timeout=PATIENCE)
        except Exception as error:
            if type(error).__name__ == "KilledWorker":
                return Lost(cell, "the Dask worker that computed it died")
            if future.cancelled():  # no other process does
                raise self._gone() from error
            return Lost(cell, one_line(error))
        return result

    def stop(self) -> Collection[int]:
        """Have workers save; those that have not begun will see that they need not."""
        self._stopping = True
        return ()

    def __enter__(self) -> Self:
        self._quiet.enter_context(_quiet())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with contextlib.suppress(Exception):  # it may be gone
            self._client.close()
        if self._cluster is not None:
            with contextlib.suppress(Exception):
                self._cluster.close()
        self._quiet.close()
