"""A directory while one process writes it: what runs, studies and tested claims have in common.

A lock, a `run.json` that says what the directory is and how far it came, the time that the work has taken, and files
that only grow. A process killed at any instant leaves a directory that can be read and continued.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from baldwin.descriptors import open_standard_streams
from baldwin.store import extents
from baldwin.store.extents import Extent
from baldwin.store.files import (
    ELSEWHERE,
    NOFOLLOW,
    remove_leftovers,
    sync,
    whole_lines,
    write_all,
    write_text,
    writing,
)
from baldwin.store.holding import open_alone
from baldwin.store.info import INFO, DamagedInfoError, read_info, sealed
from baldwin.store.places import refuse_misplaced

__all__ = ["GrowingFile", "Journal"]


class GrowingFile:
    """A file that only grows, by whole lines.

    Attributes:
        extent: how much it holds.
    """

    def __init__(self, path: Path, extent: Extent) -> None:
        """Open the file to append to it, and cut off what lies beyond `extent`; creates it if there is none."""
        self.extent = extent
        new = not path.exists()
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | NOFOLLOW, 0o666)
        os.ftruncate(self._descriptor, extent.size)
        if new:
            sync(path.parent)

    def append(self, lines: bytes) -> None:
        """Add whole lines, or raise OSError."""
        write_all(self._descriptor, lines)
        self.extent = self.extent.after(lines)

    def sync(self) -> None:
        """Force what was appended to the disk."""
        os.fsync(self._descriptor)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._descriptor)


class Journal:
    """Writes the `run.json` of a directory, and holds the directory for this process alone.

    Attributes:
        path: the directory.
        info: what `run.json` says; empty until it is read, or written for the first time.
        note: what the user should know of how it is held, one sentence; mostly empty.
    """

    def __init__(self, path: Path) -> None:
        """Prepare to write in `path`; touches nothing."""
        self.path = path
        self.info: dict[str, Any] = {}
        self.note = ""
        self._closing = contextlib.ExitStack()
        self._counted_from: float | None = None  # from when on time is not yet part of what `info` says

    @property
    def exists(self) -> bool:
        """Return whether an earlier process has begun the directory."""
        return (self.path / INFO).exists()

    @property
    def complete(self) -> bool:
        """Return whether `run.json` says that nothing is left to do."""
        return self.info.get("status") == "complete"

    @property
    def elapsed(self) -> float:
        """Return for how long [s] this process, and those before, have worked here."""
        since = 0.0 if self._counted_from is None else time.monotonic() - self._counted_from
        return float(self.info.get("elapsed", 0.0)) + since

    def start_clock(self) -> None:
        """Count the time from now on as work, until `close`."""
        self._counted_from = time.monotonic()

    def read(self) -> None:
        """Read `run.json`.

        Raises:
            RunError: it is missing or damaged, or another version of baldwin wrote it.
        """
        self.info = read_info(self.path)

    def read_or_begin(self, describe: Callable[[], Mapping[str, Any]]) -> bool:
        """Read `run.json`; where it is missing or damaged, begin it with what `describe` returns.

        Returns:
            Whether it could be read.

        Raises:
            RunError: another version of baldwin wrote it.
        """
        if self.exists:
            try:
                self.read()
                return True
            except DamagedInfoError:
                self.note = f"{self.path / INFO}: was damaged, and is written anew; all else is kept."
        self.info = dict(describe())
        return False

    def hold(self, begin: Callable[[], None]) -> None:
        """Create the directory, hold its lock until `close`, and call `begin`; if that fails, let go.

        Raises:
            BusyError: another process holds it.
            RunError: it cannot be written, or something else stands in the place of a file.
        """
        refuse_misplaced(self.path)

        def start() -> None:
            remove_leftovers(self.path)
            begin()

        open_standard_streams()
        held = open_alone(self.path, self._closing, start)
        self.note = " ".join(filter(None, (held, self.note)))

    def grow(self, name: str, extent: Extent | None = None) -> GrowingFile:
        """Return the file `name` to append to until `close`, cut back to `extent`, by default to its whole lines."""
        path = self.path / name
        file = GrowingFile(path, Extent().after(whole_lines(path)) if extent is None else extent)
        self._closing.callback(file.close)
        return file

    def damage(self, *names: str) -> str:
        """Return which file is not what `run.json` recorded, and how; empty if all fit."""
        for name in names:
            if found := extents.damage(self.path, self.info, name):
                return f"{self.path / name}: damaged, {found}"
        return ""

    def write(self, files: Mapping[str, Extent] | None = None, **changes: Any) -> None:
        """Replace `run.json`: what it said, the time until now, `changes`, and how much the `files` hold."""
        elapsed = self.elapsed
        if self._counted_from is not None:
            self._counted_from = time.monotonic()
        if files is not None:
            changes["files"] = {**self.info.get("files", {}), **extents.describe(files)}
        self.info |= {"elapsed": round(elapsed, 3), **changes}
        write_text(self.path / INFO, sealed(self.info))

    def writing(self, remedy: str = ELSEWHERE) -> contextlib.AbstractContextManager[None]:
        """Turn the system's refusal to write here into one line that ends in `remedy`."""
        return writing(self.path, remedy)

    def close(self) -> None:
        """Let go of the directory."""
        self._counted_from = None
        self._closing.close()
