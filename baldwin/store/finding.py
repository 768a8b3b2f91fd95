"""From what a user types to a run: a path, `name/id`, a name, or the first digits of an id.

A name means its newest run. Cells of studies come last: a sweep must not change what a name means.
"""

from __future__ import annotations

import difflib
import re
from pathlib import Path

from baldwin.definition import presets
from baldwin.errors import RunError, UsageError
from baldwin.store.reading import DEFINITION, INFO, Run, list_runs, open_run

__all__ = ["find_run"]

ID = "[0-9a-f]{12}"


def find_run(text: str, folder: Path, *, unreadable: bool = False) -> Run:
    """Return the run that `text` means: a path, `name/id` or the start of an id in `folder`, or the newest of a name.

    A name means a cell of a study only if it has no other runs.

    Args:
        text: what the user typed.
        folder: of runs.
        unreadable: return a run that cannot be read as well, with its `problem`.

    Raises:
        UsageError: the text is empty, or no run or more than one fits.
        RunError: the one that fits cannot be read.
    """
    run = _find(text, folder)
    if run.problem and not unreadable:
        raise RunError(run.problem)
    return run


def _find(text: str, folder: Path) -> Run:
    if not text.strip():
        raise UsageError("A run has a name or a path; this one is empty. See baldwin list.")
    for path in (Path(text), folder / text):
        if _is_run(path):
            return _open(path)
        if _is_file(path) and _is_run(path.parent):  # a file of the run, as a shell completes it
            return _open(path.parent)
    runs = list_runs(folder)
    name, _, digits = text.strip("/").rpartition("/")
    name = Path(name).name
    of_name = [run for run in runs if run.path.parent.name == Path(text).name.replace("-", "_")]
    if of_name:
        return next((run for run in of_name if not run.info.get("study")), of_name[0])
    fitting = [
        run
        for run in runs
        if re.fullmatch(r"[0-9a-f]{2,12}", digits)
        and run.path.name.startswith(digits)
        and name in ("", run.path.parent.name)
    ]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = ", ".join(f"{run.name}/{run.id}" for run in fitting[:5])
        raise UsageError(f"{text}: {len(fitting)} runs begin like that ({names}). Give more of the id.")
    raise UsageError(_no_such_run(text, folder, runs))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that no file can have
        return False


def _is_run(path: Path) -> bool:
    return _is_file(path / INFO) or (_is_file(path / DEFINITION) and re.fullmatch(ID, path.name) is not None)


def _open(path: Path) -> Run:
    try:
        return open_run(path)
    except RunError as error:
        return Run(path, problem=str(error))


def _no_such_run(text: str, folder: Path, runs: list[Run]) -> str:
    preset = Path(text).name.replace("_", "-")
    if text == Path(text).name and preset in presets():
        return f"{text}: has no run yet in {folder}. Start it: baldwin run {preset}"
    exists = _is_file(Path(text)) or (len(text) < 256 and Path(text).is_dir())
    fact = f"not a run, it holds no {INFO}" if exists else "no such run"
    return f"{text}: {fact}. {_hint(text, folder, runs)}"


def _hint(text: str, folder: Path, runs: list[Run]) -> str:
    if not runs:
        return f"{folder} holds no runs yet. Start one: baldwin run hinton-nowlan"
    spellings = {form: f"{run.name}/{run.id}" for run in reversed(runs) for form in (f"{run.name}/{run.id}", run.id)}
    spellings |= {run.name: run.name for run in runs}
    nearest = difflib.get_close_matches(Path(text).as_posix().replace("-", "_"), spellings, n=1, cutoff=0.5)
    return f"Did you mean {spellings[nearest[0]]}?" if nearest else f"`baldwin list` shows the runs in {folder}."
