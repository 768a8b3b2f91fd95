"""From what a user types to a run: a path, `name/id`, a name, or the first digits of an id.

A name means its newest run without changes, the population as it stands in its file; without one, its newest. Cells
of studies and populations of claims come last: a sweep must not change what a name means. Where several runs have a
name, a warning says which was taken.
"""

from __future__ import annotations

import difflib
import os
import re
import shlex
import warnings
from pathlib import Path

from baldwin.definition import presets
from baldwin.errors import NameWarning, RunError, UsageError
from baldwin.store.places import located
from baldwin.store.reading import DEFINITION, INFO, Entry, Run, list_entries, open_entry

__all__ = ["find_entry", "find_run", "runs_folder"]

ID = "[0-9a-f]{12}"


def runs_folder(given: Path | None) -> Path:
    """Return the folder of runs: the one that is given, else BALDWIN_RUNS, else ./runs; it need not exist yet.

    Raises:
        UsageError: the name is that of something else.
    """
    variable = os.environ.get("BALDWIN_RUNS")
    folder = given or Path(variable or "runs")
    if os.path.exists(folder) and not os.path.isdir(folder):
        option = "--runs" if given else "BALDWIN_RUNS" if variable else "The folder of runs"
        raise UsageError(f"{option} {folder}: is not a folder. Name one with --runs DIR.")
    return folder


def find_entry(text: str, folder: Path, *, unreadable: bool = False, alone: bool = False) -> Entry:
    """Return what `text` means: a path, `name/id` or the start of an id in `folder`, or the newest of a name.

    A name means a cell of a study only if nothing else has it.

    Args:
        text: what the user typed.
        folder: of runs.
        unreadable: return what cannot be read as well, with its `problem`.
        alone: refuse a name that several have.

    Raises:
        UsageError: the text is empty, or nothing or more than one fits.
        RunError: the one that fits cannot be read.
    """
    entry = _find(text, folder, alone)
    if entry.problem and not unreadable:
        raise RunError(entry.problem)
    return entry


def find_run(text: str | Path, folder: str | Path) -> Run:
    """Return the run that `text` means, as `find_entry` finds it.

    Raises:
        UsageError: the text is empty, or no run or more than one fits.
        RunError: the one that fits cannot be read, or holds no evolution.

    Example:
        >>> run = baldwin.run("hinton-nowlan", {"population.size": 200}, progress=False)
        >>> baldwin.find_run(f"hinton_nowlan/{run.id[:8]}", "runs") == run
        True
    """
    return Run.of(find_entry(str(text), Path(folder)))


def _find(text: str, folder: Path, alone: bool) -> Entry:
    if not text.strip():
        raise UsageError("A run has a name or a path; this one is empty. See baldwin list.")
    for path in (Path(text), folder / text):
        if _is_run(path):
            return _open(path)
        if _is_file(path) and _is_run(path.parent):  # a file of the run, as a shell completes it
            return _open(path.parent)
    entries = list_entries(folder)
    name, _, digits = text.strip("/").rpartition("/")
    name = Path(name).name
    of_name = [entry for entry in entries if entry.path.parent.name == Path(text).name.replace("-", "_")]
    if of_name and _is_of(folder, Path(text).parent):
        if alone and len(of_name) > 1:
            raise UsageError(f"{text}: {len(of_name)} have this name. Give name/id; see: baldwin list {text} --all")
        return _taken(text, of_name)
    fitting = [
        entry
        for entry in entries
        if _is_of(folder, Path(text).parent.parent)
        and re.fullmatch(r"[0-9a-f]{2,12}", digits)
        and entry.path.name.startswith(digits)
        and (name in ("", entry.path.parent.name) or name.replace("-", "_") == entry.path.parent.name)
    ]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = ", ".join(f"{entry.name}/{entry.id}" for entry in fitting[:5])
        raise UsageError(f"{text}: {len(fitting)} runs begin like that ({names}). Give more of the id.")
    raise UsageError(_no_such_run(text, folder, entries))


def _is_of(folder: Path, path: Path) -> bool:
    """Return whether a path is that of the folder, or its end: a path of another folder names no run of this one."""
    whole, parts = Path(os.path.abspath(folder)), path.parts
    return path == Path() or Path(os.path.abspath(path)) == whole or whole.parts[-len(parts) :] == parts


def _taken(text: str, entries: list[Entry]) -> Entry:
    """Return the entry of several of one name, the newest first, that a name means, and warn if there are others."""
    own = [entry for entry in entries if not entry.info.get("study")] or entries
    unchanged = [entry for entry in own if not entry.problem and not entry.info.get("overrides")]
    taken = (unchanged or own)[0]
    if len(entries) > 1:
        what = "the newest without changes" if unchanged and len(unchanged) < len(entries) else "the newest"
        message = f"{text}: {len(entries)} have this name; took {what}, {taken.name}/{taken.id}. See: baldwin list"
        warnings.warn(message, NameWarning, stacklevel=2)
    return taken


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that no file can have
        return False


def _is_run(path: Path) -> bool:
    return _is_file(path / INFO) or (_is_file(path / DEFINITION) and re.fullmatch(ID, path.name) is not None)


def _open(path: Path) -> Entry:
    try:
        return open_entry(path)
    except RunError as error:
        return Entry(located(path), problem=str(error))


def _no_such_run(text: str, folder: Path, runs: list[Entry]) -> str:
    preset = Path(text).name.replace("_", "-")
    if text == Path(text).name and preset in presets():
        return f"{text}: has no run yet in {folder}. Start it: baldwin run {preset}"
    if _is_file(Path(text) / DEFINITION):
        remedy = f"Compute it: baldwin run {shlex.quote(str(Path(text) / DEFINITION))}"
        return f"{text}: holds a population and no {INFO}, and is no folder named by an id. {remedy}"
    exists = _is_file(Path(text)) or (len(text) < 256 and Path(text).is_dir())
    fact = f"not a run, it holds no {INFO}" if exists else "no such run"
    return f"{text}: {fact}. {_hint(text, folder, runs)}"


def _hint(text: str, folder: Path, runs: list[Entry]) -> str:
    if not runs:
        return f"{folder} holds no runs yet. Start one: baldwin run hinton-nowlan"
    spellings = {form: f"{run.name}/{run.id}" for run in reversed(runs) for form in (f"{run.name}/{run.id}", run.id)}
    spellings |= {run.name: run.name for run in runs}
    nearest = difflib.get_close_matches(Path(text).as_posix().replace("-", "_"), spellings, n=1, cutoff=0.5)
    return f"Did you mean {spellings[nearest[0]]}?" if nearest else f"`baldwin list` shows the runs in {folder}."
