"""`baldwin watch`: follow a running evolution in the terminal."""

from __future__ import annotations

import json as json_
import math
import shlex
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from baldwin.cli.options import Json, Runs
from baldwin.cli.watch_many import follow_many
from baldwin.errors import UsageError
from baldwin.opening import open_any, open_path
from baldwin.progress.run import time_left, whole_rate
from baldwin.store import Run, open_run
from baldwin.store.finding import runs_folder
from baldwin.store.following import Followed
from baldwin.store.reading import INFO

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from baldwin.claims.reading import ClaimRun
    from baldwin.study import Study

__all__ = ["sparkline", "watch"]

EVERY = 0.5  # seconds between looks
PLAIN_EVERY = 5.0  # seconds between plain lines
PATIENCE = 5.0  # seconds for a run that is just being begun
BLOCKS, PLAIN_BLOCKS = "▁▂▃▄▅▆▇█", "_.-=+*#@"
SHOWN = {"innate": "innate", "learned": "learned", "learning_gain": "learning gain", "fitness_mean": "mean fitness"}


def watch(
    run: str,
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
        The run's path, name/id, the first digits of its id, or a name for its newest run.

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
        last = _follow(found, every, json=json) if isinstance(found, Run) else follow_many(found, every, json=json)
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


def _follow(run: Run, every: float, *, json: bool) -> Run:
    """Tell of the run until no process works on it, and return it as it is then."""
    from rich.console import Console

    console = Console(highlight=False)
    followed = Followed(run.path)
    if json:
        return _tell(run, followed, every, every, _print_json)
    if not console.is_terminal or console.is_dumb_terminal:
        return _tell(run, followed, every, PLAIN_EVERY, _print_line)
    return _live(run, followed, every, console)


Telling = Callable[[Run, Followed, str], None]


def _tell(run: Run, followed: Followed, every: float, apart: float, tell: Telling) -> Run:
    told = -math.inf
    while True:
        run = open_run(run.path)
        status = run.status  # before the tables: what is written later is seen at the next look
        changed = followed.update()
        over = status != "running"
        if over or (time.monotonic() - told >= apart and (changed or told == -math.inf)):
            told = time.monotonic()
            tell(run, followed, status)
        if over:
            return run
        time.sleep(every)


def _live(run: Run, followed: Followed, every: float, console: Console) -> Run:
    from rich.live import Live

    followed.update()
    with Live(picture(run, followed, run.status, console), console=console, auto_refresh=False) as live:
        while True:
            run = open_run(run.path)
            status = run.status
            followed.update()
            live.update(picture(run, followed, status, console), refresh=True)
            if status != "running":
                return run
            time.sleep(every)


def _print_json(run: Run, followed: Followed, status: str) -> None:
    row = {
        "event": "progress" if status == "running" else "done",
        "status": status,
        "generation": followed.generation,
        "generations": _wanted(run),
        "per_second": followed.rate,
        **followed.latest,
        **({} if followed.diverged is None else {"diverged": followed.diverged}),
        "path": str(run.path),
    }
    print(json_.dumps(row), flush=True)


def _print_line(run: Run, followed: Followed, status: str) -> None:
    values = [f"{name} {value:.3g}" for name, value, _ in _shown(run, followed)]
    print(
        ", ".join([f"{run.name}: {_state(run, followed, status)}", *_pace(run, followed, status), *values]), flush=True
    )


def _wanted(run: Run) -> int:
    return int(run.info.get("generations", 0))


def _state(run: Run, followed: Followed, status: str) -> str:
    if followed.generation < 0:
        return "not begun yet" if status == "running" else f"{status} before the founders were recorded"
    words = f"generation {followed.generation:,} of {_wanted(run):,}"
    return words if status == "running" else f"{status}, {words}"


def _pace(run: Run, followed: Followed, status: str) -> list[str]:
    rate = followed.rate
    if status != "running" or not rate:
        return []
    left = max(0, _wanted(run) - followed.generation)
    return [f"{whole_rate(rate)} per second", f"{time_left(left, rate)} left"]


def _shown(run: Run, followed: Followed) -> list[tuple[str, float, Sequence[float]]]:
    """Return name, newest value and course of what is told: errors positive."""
    from baldwin.presentation import presentation_of

    error = presentation_of(run.definition).error
    found: list[tuple[str, float, Sequence[float]]] = []
    for name, title in SHOWN.items():
        if name not in followed.latest:
            continue
        turned = bool(error) and name in ("innate", "learned")
        sign = -1.0 if turned else 1.0
        course = [sign * value for value in followed.history[name]]
        found.append((f"{title} error" if turned else title, sign * followed.latest[name] + 0.0, course))
    return found


def picture(run: Run, followed: Followed, status: str, console: Console) -> RenderableType:
    """Return what a terminal shows: a bar, the pace, and the course of each quantity."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    plain = not console.encoding.lower().startswith("utf")
    facts = [_state(run, followed, status), *_pace(run, followed, status)]
    if followed.diverged:
        facts.append(f"{followed.diverged:,} lives diverged")
    rows = Table(box=None, show_header=False, show_edge=False, padding=(0, 2, 0, 0))
    rows.add_column(no_wrap=True)
    rows.add_column(justify="right", no_wrap=True)
    rows.add_column(no_wrap=True)
    shown = _shown(run, followed)
    beside = max((len(name) for name, _, _ in shown), default=0) + 16
    longest = max((len(course) for _, _, course in shown), default=0)  # all begin and end with the run
    for name, value, course in shown:
        line = sparkline(course, min(longest, max(8, console.width - beside)), plain=plain)
        rows.add_row(Text(name), Text(f"{value:.4g}"), Text(line, style=_colour(name)))
    return Group(
        Text(run.title, style="bold"),
        Padding(ProgressBar(total=max(1, _wanted(run)), completed=max(0, followed.generation)), 0),
        Text(", ".join(facts)),
        rows,
    )


def _colour(name: str) -> str:
    return {"innate": "#009e73", "learned": "#d55e00", "learning": "#e69f00"}.get(name.split()[0], "default")


def sparkline(values: Sequence[float], width: int, *, plain: bool = False) -> str:
    """Return the course of `values` in `width` characters, from their least to their greatest."""
    blocks = PLAIN_BLOCKS if plain else BLOCKS
    if not values:
        return ""
    values = [values[round(i * (len(values) - 1) / max(1, width - 1))] for i in range(width)]
    low, high = min(values), max(values)
    if high <= low:
        return blocks[0] * len(values)
    return "".join(blocks[min(len(blocks) - 1, int((value - low) / (high - low) * len(blocks)))] for value in values)


def _farewell(run: Run | Study | ClaimRun, json: bool) -> None:
    """Say what to do next."""
    if json:
        return
    if run.status == "complete":
        print(f"Complete. See it: baldwin report {shlex.quote(str(run.path))}")
    else:
        print(f"{run.status.capitalize()}: no process works on it. Go on with: {run.resume_command}")
