"""What a folder of runs holds, as rows of a page: read again only where a file has changed since."""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from baldwin.errors import RunError, UsageError
from baldwin.listing import row, selected
from baldwin.opening import Opened, open_path, typed
from baldwin.store.bin import BIN
from baldwin.store.info import INFO
from baldwin.store.notes import NOTES
from baldwin.store.reading import DEFINITION, Entry, Run, open_entry

__all__ = ["Shelf"]

_Signature = tuple[tuple[int, int, int], ...]
KEY = re.compile(r"[A-Za-z]\w{0,199}/[0-9a-f]{12}")
_SHOWN = ("kind", "title", "status", "progress", "created", "seconds", "changed", "study", "numbers", "tags", "note")


class _Known(NamedTuple):
    signature: _Signature
    entry: Opened
    row: dict[str, Any]


class Shelf:
    """The runs, studies and tested claims of a folder, by `name/id`; a browser knows no path.

    What was read of a directory is believed while the size, the time and the number of its files are what they were;
    whether a process works on a run is asked each time.
    """

    def __init__(self, folder: Path) -> None:
        """Read nothing yet."""
        self.folder = folder
        self._known: dict[str, _Known] = {}
        self._lock = threading.Lock()

    def entries(self) -> dict[str, Opened]:
        """Return `name/id` -> what lies there, the newest first."""
        return {key: one.entry for key, one in self._read().items()}

    def _read(self) -> dict[str, _Known]:
        with self._lock:
            before, self._known = self._known, {}
            for key, path in _directories(self.folder):
                signature, known = _signature(path), before.get(key)
                if known is None or known.signature != signature or known.entry.info.get("status") == "running":
                    entry = _opened(path)
                    known = _Known(signature, entry, {"key": key, **_row(entry)})
                self._known[key] = known
            by_time = sorted(self._known.items(), key=lambda one: str(one[1].row["created"] or ""), reverse=True)
            return dict(by_time)

    def ask(self, stamp: str, words: Sequence[str], where: Sequence[str], sort: str | None, reverse: bool) -> Any:
        """Return what a page shows: rows, unless they are still those of `stamp`, and which of them fit, in order.

        Raises:
            UsageError: a condition or a column is none.
        """
        known = self._read()
        keys = {one.entry.path: key for key, one in known.items()}
        fitting: list[Entry] = selected([one.entry for one in known.values()], words, where, sort, reverse=reverse)
        rows = [one.row for one in known.values()]
        now = hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:16]
        return {"stamp": now, "rows": None if now == stamp else rows, "order": [keys[one.path] for one in fitting]}

    def find(self, key: str) -> Opened:
        """Return what lies at `name/id` now, read anew, so that its tables are not kept.

        Raises:
            UsageError: nothing does.
            RunError: it cannot be read.
        """
        path = self.folder / key if KEY.fullmatch(key) else None
        if path is None or not _is_kept(path):
            raise UsageError(f"{key[:80]}: is not here any more.")
        return open_path(path)


def _row(entry: Entry) -> dict[str, Any]:
    whole = row(entry)
    return {name: whole[name] for name in _SHOWN} | {"problem": whole["problem"]}


def _directories(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield `name/id` and path of the directories of the store in a folder, by name."""
    for name in _within(folder):
        if name != BIN:
            for digits in _within(folder / name):
                path = folder / name / digits
                if KEY.fullmatch(f"{name}/{digits}") and _is_kept(path):
                    yield f"{name}/{digits}", path


def _is_kept(path: Path) -> bool:
    return any((path / one).is_file() for one in (INFO, DEFINITION))


def _within(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as found:
            return sorted(one.name for one in found if one.is_dir())
    except OSError:
        return []


def _signature(path: Path) -> _Signature:
    found = []
    for name in (INFO, NOTES):
        try:
            stat = os.stat(path / name)
        except OSError:
            found.append((0, 0, 0))
        else:
            found.append((stat.st_mtime_ns, stat.st_size, stat.st_ino))
    return tuple(found)


def _opened(path: Path) -> Opened:
    try:
        return typed(open_entry(path))
    except RunError as error:
        return Run(path, problem=str(error))
