"""`baldwin watch`: follow a running evolution in the terminal."""

from __future__ import annotations

import shlex
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from baldwin.cli.options import Json, NamedRun, Runs
from baldwin.errors import UsageError
from baldwin.opening import open_any, open_path
from baldwin.progress.parts import follow_parts
from baldwin.progress.watching import follow
from baldwin.store import Run
from baldwin.store.finding import runs_folder
from baldwin.store.reading import INFO

if TYPE_CHECKING:
    from baldwin.claims.reading import ClaimRun
    from baldwin.study import Study

__all__ = ["watch"]

EVERY = 0.5  # seconds between looks
PATIENCE = 5.0  # seconds for a run that is just being begun


def watch(
    run: NamedRun,
    /,
    *,
    every: Annotated[float, Parameter(name="--every", help="Seconds between looks, from 0.1 on.")] = EVERY,
    runs: Runs = None,
    json: Json = False,
) -> int:
    """Follow a running evolution: generation, pace, time left, and the course of innate and learned ability.

    Of a study it shows the cells, of claims how many are tested. It only reads, so it can be begun and left at any
    time, over ssh too; Ctrl-C leaves the run as it is. It ends when the run does. Without a terminal it prints a line
    every few seconds.

    Parameters
    ----------
    run
        The run's path, name/id, the first digits of its id, or a name: its newest run, one without changes first.

    Examples
    --------
    baldwin watch sinusoid
    baldwin watch runs/sinusoid/3f9a1c2e77b0 --every 2
    baldwin watch sinusoid --json
    baldwin watch hinton_nowlan_sweep
    """
    if not every >= 0.1:
        raise UsageError(f"--every {every:g}: must be 0.1 or more seconds.")
    found = _begun(open_any(run, runs_folder(runs), unreadable=True).path)
    last: Run | Study | ClaimRun
    try:
        last = follow(found, every, json=json) if isinstance(found, Run) else follow_parts(found, every, json=json)
    except KeyboardInterrupt:
        print("Left; the run is not touched.", file=sys.stderr)
        return 130
    _farewell(last, json)
    return 0


def _begun(path: Path) -> Run | Study | ClaimRun:
    """Return what `path` holds, waiting a moment for one whose first file is just being written.

    Raises:
        RunError: it cannot be read.
    """
    deadline = time.monotonic() + PATIENCE
    while not (path / INFO).exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    return open_path(path)


def _farewell(run: Run | Study | ClaimRun, json: bool) -> None:
    """Say what to do next."""
    if json:
        return
    if run.status == "complete":
        print(f"Complete. See it: baldwin report {shlex.quote(str(run.path))}")
    else:
        print(f"{run.status.capitalize()}: no process works on it. Go on with: {run.resume_command}")
