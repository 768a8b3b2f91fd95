"""How far a run is that another process computes: a live picture on a terminal, plain lines elsewhere, or JSON."""

from __future__ import annotations

import json as json_
import math
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from baldwin.progress.pace import PLAIN_EVERY, time_left, whole_rate
from baldwin.store import Run, open_run
from baldwin.store.following import Followed

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

__all__ = ["follow", "live_picture", "sparkline"]

BLOCKS, PLAIN_BLOCKS = "▁▂▃▄▅▆▇█", "_.-=+*#@"
SHOWN = {"innate": "innate", "learned": "learned", "learning_gain": "learning gain", "fitness_mean": "mean fitness"}


def follow(run: Run, every: float, *, json: bool) -> Run:
    """Print how far a run is until no process works on it, and return it as it is then; `every` is in seconds."""
    from rich.console import Console

    console = Console(highlight=False)
    followed = Followed(run.path)
    if json:
        return _print_until_over(run, followed, every, every, _print_json)
    if not console.is_terminal or console.is_dumb_terminal:
        return _print_until_over(run, followed, every, PLAIN_EVERY, _print_line)
    return _live(run, followed, every, console)


Printer = Callable[[Run, Followed, str], None]


def _print_until_over(run: Run, followed: Followed, every: float, apart: float, show: Printer) -> Run:
    printed = -math.inf
    while True:
        run = open_run(run.path)
        status = run.status  # before the tables: what is written later is seen at the next look
        changed = followed.update()
        over = status != "running"
        if over or (time.monotonic() - printed >= apart and (changed or printed == -math.inf)):
            printed = time.monotonic()
            show(run, followed, status)
        if over:
            return run
        time.sleep(every)


def _live(run: Run, followed: Followed, every: float, console: Console) -> Run:
    from rich.live import Live

    followed.update()
    with Live(live_picture(run, followed, run.status, console), console=console, auto_refresh=False) as live:
        while True:
            run = open_run(run.path)
            status = run.status
            followed.update()
            live.update(live_picture(run, followed, status, console), refresh=True)
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
    """Return name, newest value and course of what is printed: errors positive."""
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


def live_picture(run: Run, followed: Followed, status: str, console: Console) -> RenderableType:
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
    if followed.alike:
        facts.append(f"all individuals equally fit in {followed.alike} of {run.definition.population.replicates}")
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
