"""One way to open what the store holds: a run, a study or tested claims."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from baldwin.errors import RunError
from baldwin.store.finding import find_entry, runs_folder
from baldwin.store.reading import CLAIMS, EVOLUTION, STUDY, Entry, Run, list_entries, open_entry
from baldwin.study.reading import Study

if TYPE_CHECKING:
    from baldwin.claims.reading import ClaimRun

__all__ = ["Opened", "list_any", "open_any", "open_path", "typed"]

Opened: TypeAlias = "Run | Study | ClaimRun"
"""What a directory of the store is opened as."""


def open_any(text: str | Path, folder: str | Path | None = None, *, unreadable: bool = False) -> Run | Study | ClaimRun:
    """Return what `text` means: a path, `name/id`, the start of an id, or a name, as `find_entry` reads it.

    Args:
        text: what the user typed.
        folder: that holds the runs; by default BALDWIN_RUNS, else ./runs.
        unreadable: return what cannot be read as well, as a run with its `problem`.

    Raises:
        UsageError: the text is empty, or nothing or more than one fits.
        RunError: the one that fits cannot be read.

    Example:
        >>> run = baldwin.run("hinton-nowlan", {"population.size": 200}, progress=False)
        >>> baldwin.open_any(run.path) == run
        True
    """
    chosen = runs_folder(None) if folder is None else Path(folder)
    return typed(find_entry(str(text), chosen, unreadable=unreadable))


def open_path(path: Path) -> Run | Study | ClaimRun:
    """Return what the directory `path` holds.

    Raises:
        RunError: it is no directory of the store, it is damaged, or another version of baldwin wrote it.
    """
    return typed(open_entry(path))


def list_any(folder: str | Path | None = None) -> list[Run | Study | ClaimRun]:
    """Return everything below `folder`, the newest first; what cannot be read is a run with its `problem`.

    By default below BALDWIN_RUNS, else ./runs. `baldwin.frame` makes a table of it, with the columns of `baldwin list`.

    Example:
        >>> run = baldwin.run("hinton-nowlan", {"population.size": 200}, progress=False)
        >>> run.path in [one.path for one in baldwin.list_any("runs")]
        True
    """
    found: list[Run | Study | ClaimRun] = []
    for entry in list_entries(runs_folder(None) if folder is None else Path(folder)):
        try:
            found.append(typed(entry))
        except RunError as error:
            found.append(Run(entry.path, problem=str(error)))
    return found


def typed(entry: Entry) -> Run | Study | ClaimRun:
    """Return a directory of the store as what it holds.

    Raises:
        RunError: another version of baldwin wrote it, and it is none of these.
    """
    if entry.kind not in _READERS:
        version = entry.info.get("baldwin", "?")
        raise RunError(f"{entry.path}: is {entry.kind}, written by baldwin {version}. Use that version to read it.")
    return _READERS[entry.kind](entry)


def _claims(entry: Entry) -> ClaimRun:
    from baldwin.claims.reading import ClaimRun  # loads what claims are made of, which few need

    return ClaimRun.of(entry)


_READERS: dict[str, Callable[[Entry], Run | Study | ClaimRun]] = {
    EVOLUTION: Run.of,
    STUDY: Study.of,
    CLAIMS: _claims,
}
