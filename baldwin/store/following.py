"""Following a run that another process writes: only what is new is read, and nothing is locked."""

from __future__ import annotations

import json
import math
import os
import shlex
import statistics
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from baldwin.engine import Columns
from baldwin.errors import RunError
from baldwin.plateaus import Streaks
from baldwin.store.extents import Extent
from baldwin.store.files import whole_lines
from baldwin.store.places import runs_option
from baldwin.store.reading import ASSAYS, DEFINITION, GENERATIONS, TIMINGS

__all__ = ["Followed", "Growth", "Tail", "last_row", "refuse_other_columns", "timed_until"]

CHUNKS = 30  # the newest, over which the pace is taken
LENGTH = 4096  # of a history; older values are thinned by half when it is full
END = 1 << 16  # bytes of a table, enough for its last row
COMPILING = 2  # chunks at the beginning that may compile
TRUSTED = 1.0  # seconds of work before a pace is given
ABILITIES = ("innate", "learned", "learning_gain")

Row = dict[str, Any]


class Tail:
    """The rows of a file of JSON lines, as they are appended; a file that was cut back is read from its beginning."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.restarted = False  # whether the last call began anew
        self._offset = 0

    def new(self) -> list[Row]:
        """Return whole rows that were appended since the last call; what is not JSON is left out."""
        try:
            size = self.path.stat().st_size
            self.restarted = size < self._offset
            if self.restarted:
                self._offset = 0
            with self.path.open("rb") as file:
                file.seek(self._offset)
                data = file.read()
        except OSError:
            return []
        whole = data[: data.rfind(b"\n") + 1]
        self._offset += len(whole)
        rows = []
        for line in whole.splitlines():
            try:
                row = json.loads(line)
            except ValueError:
                continue
            if isinstance(row, dict):
                rows.append(row)
        return rows


def last_row(path: Path) -> Row:
    """Return the last whole row of a file of JSON lines; empty where there is none."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - END))
            lines = file.read().splitlines(keepends=True)
        row = json.loads(next(line for line in reversed(lines) if line.endswith(b"\n")))
    except (OSError, StopIteration, ValueError):
        return {}
    return row if isinstance(row, dict) else {}


def timed_until(path: Path, generation: int) -> Extent:
    """Return the first part of a table of timings, its rows up to a generation; of no bytes where it is damaged."""
    extent = Extent()
    try:
        for line in whole_lines(path).splitlines(keepends=True):
            if int(json.loads(line)["generation"]) > generation:
                break
            extent = extent.after(line)
    except (RunError, ValueError, KeyError, TypeError):  # no result: not worth computing anything again
        return Extent()
    return extent


def refuse_other_columns(path: Path, appended: Mapping[str, Mapping[str, Any]]) -> None:
    """Do nothing if what is appended to the tables of a run, name -> columns, has the columns that are there.

    Raises:
        RunError: it has not, as where another version began the run.
    """
    for name, columns in appended.items():
        before = list(last_row(path / name)) if columns else []
        if before and before != list(columns):
            anew = f"baldwin run {shlex.quote(str(path / DEFINITION))} --fresh{runs_option(path)}"
            raise RunError(
                f"{path / name}: another version of baldwin wrote it, with other columns. "
                f"Go on with that version, or compute it anew: {anew}"
            )


class Growth:
    """Whether a run has grown since this was made, and how far: cheap enough to ask of many runs every second."""

    def __init__(self, path: Path) -> None:
        self._file = path / GENERATIONS
        self._last = self._now()

    def _now(self) -> tuple[int, int] | None:
        try:
            found = self._file.stat()
        except OSError:
            return None
        return found.st_size, found.st_mtime_ns

    def newest(self) -> Row | None:
        """Return the newest row of the table of generations, None if nothing was written since the last time."""
        now = self._now()
        if now in (None, self._last):
            return None
        self._last = now
        return last_row(self._file)


class Followed:
    """What is known so far of a run that is being written.

    Attributes:
        generation: the newest that was recorded; -1 before the founders.
        latest: the newest medians over replicates: innate, learned, learning_gain, fitness_mean.
        history: the same over time, thinned where it is long.
        diverged: lives that diverged so far; None where the run does not count them.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._tails = {name: Tail(path / name) for name in (GENERATIONS, ASSAYS, TIMINGS)}
        self._forget()

    def _forget(self) -> None:
        self.generation = -1
        self.latest: dict[str, float] = {}
        self.history: dict[str, list[float]] = {}
        self.diverged: int | None = None
        self._groups: dict[str, tuple[int, list[Row]]] = {}
        self._chunks: deque[tuple[int, float]] = deque(maxlen=CHUNKS)
        self._seen = 0
        self._streaks = Streaks()

    @property
    def alike(self) -> int:
        """Return how many replicates are on a plateau now."""
        return len(self._streaks.lasting)

    def update(self) -> bool:
        """Take in what is new, and return whether anything was."""
        fresh = {name: tail.new() for name, tail in self._tails.items()}
        if any(tail.restarted for tail in self._tails.values()):  # a resumed run was cut back to its checkpoint
            self._tails = {name: Tail(self.path / name) for name in self._tails}
            self._forget()
            fresh = {name: tail.new() for name, tail in self._tails.items()}
        for row in fresh[GENERATIONS]:
            self.generation = max(self.generation, int(row.get("generation", -1)))
            if "diverged" in row:
                self.diverged = (self.diverged or 0) + int(row["diverged"] or 0)
        self._streaks.add(_columns(fresh[GENERATIONS]))
        self._take(GENERATIONS, fresh[GENERATIONS], ("fitness_mean",))
        self._take(ASSAYS, fresh[ASSAYS], ABILITIES)
        for row in fresh[TIMINGS]:
            self._seen += 1
            if self._seen > COMPILING:
                self._chunks.append((int(row["generation"]), float(row["seconds"])))
            else:
                self._chunks.clear()
                self._chunks.append((int(row["generation"]), 0.0))
        return any(fresh.values())

    def _take(self, table: str, rows: Iterable[Row], columns: Iterable[str]) -> None:
        """Group rows by generation; the newest group counts at once, and may still grow."""
        for row in rows:
            generation, group = self._groups.get(table, (-1, []))
            if row.get("generation") == generation:
                group.append(row)
                replace = True
            else:
                group, replace = [row], False
                self._groups[table] = (int(row.get("generation", -1)), group)
            for name in columns:
                values = [one[name] for one in group if one.get(name) is not None]
                if values:
                    self._keep(name, statistics.median(values), replace=replace)

    def _keep(self, name: str, value: float, *, replace: bool) -> None:
        if not math.isfinite(value):
            return
        self.latest[name] = value
        values = self.history.setdefault(name, [])
        if replace and values:
            values[-1] = value
        else:
            values.append(value)
        if len(values) > LENGTH:
            del values[1:-1:2]

    @property
    def rate(self) -> float | None:
        """Return generations per second over the newest chunks; None before it means something."""
        if len(self._chunks) < 2:
            return None
        seconds = sum(seconds for _, seconds in list(self._chunks)[1:])
        done = self._chunks[-1][0] - self._chunks[0][0]
        return done / seconds if seconds >= TRUSTED and done > 0 else None


def _columns(rows: Sequence[Row]) -> Columns:
    """Return the numbers of rows as columns; NaN where one is null."""
    names = [name for name, value in (rows[0] if rows else {}).items() if not isinstance(value, list)]
    return {name: np.array([math.nan if row.get(name) is None else row[name] for row in rows]) for name in names}
