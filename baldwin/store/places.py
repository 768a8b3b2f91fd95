"""Where a directory of the store lies, what stands in the place of its files, and how remedies name it."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from baldwin.definition.own_code import KEPT_BY_RUNS, MADE_BY_COMMANDS
from baldwin.errors import RunError

__all__ = ["in_its_place", "located", "misplaced", "refuse_misplaced", "runs_option"]

_FOLDERS = frozenset({"checkpoints"})
_APPENDED = frozenset({"generations.jsonl", "assays.jsonl", "timings.jsonl", "outcomes.jsonl", "claims.jsonl", "lock"})


def located(path: Path) -> Path:
    """Return the path of a directory such that its last two names, of NAME/ID, can be read off it; not `.` or `..`."""
    return path if len(path.parts) >= 2 and ".." not in path.parts else Path(os.path.abspath(path))


def in_its_place(path: Path, name: str, digits: str) -> bool:
    """Return whether the directory `path` is NAME/ID, as all are that commands find by a name."""
    return located(path).parts[-2:] == (name, digits)


def runs_option(path: Path) -> str:
    """Return ` --runs DIR` for the directory `path`, or nothing where a command looks there anyway."""
    folder, usual = located(path).parent.parent, Path(os.environ.get("BALDWIN_RUNS") or "runs")
    return "" if os.path.abspath(folder) == os.path.abspath(usual) else f" --runs {shlex.quote(str(folder))}"


def misplaced(path: Path) -> str:
    """Return what foreign thing stands where a file or folder of the store belongs, with what to do; or nothing."""
    folder = path.name in _FOLDERS
    if path.is_symlink() and (folder or path.name in _APPENDED):  # through which files elsewhere would be changed
        found = "a link"
    elif os.path.exists(path) and not (path.is_dir() if folder else path.is_file()):
        found = "a folder" if path.is_dir() else "no folder" if folder else "no regular file"
    else:
        return ""
    kept = "has a folder" if folder else "keeps a file"
    aside = path.with_name(f"{path.name}.aside")
    return f"{path}: is {found}, where the run {kept}. Move it: mv {shlex.quote(str(path))} {shlex.quote(str(aside))}"


def refuse_misplaced(run: Path) -> None:
    """Do nothing if what a directory of the store is to hold can be written there.

    Raises:
        RunError: something else stands in the place of a file.
    """
    for name in sorted(KEPT_BY_RUNS - MADE_BY_COMMANDS):
        if found := misplaced(run / name):
            raise RunError(found)
