"""`baldwin note`: write down what a run is for, or what it showed."""

from __future__ import annotations

import json as json_
from typing import Annotated

from cyclopts import Parameter

from baldwin.cli.options import Json, NamedRun, Runs
from baldwin.errors import RunError, UsageError
from baldwin.opening import open_any
from baldwin.store.finding import runs_folder
from baldwin.store.notes import write_notes

__all__ = ["note"]


def note(
    run: NamedRun,
    text: str | None = None,
    /,
    *,
    replace: Annotated[
        bool, Parameter(name="--replace", negative="", help="Replace the note; with an empty text remove it.")
    ] = False,
    runs: Runs = None,
    json: Json = False,
) -> None:
    """Add a line to the note of a run, a study or tested claims, and print the note as it is then.

    It is kept in notes.toml in the run's directory; nothing that the run holds depends on it.

    Parameters
    ----------
    run
        The run's path, name/id, the first digits of its id, or a name: its newest run, one without changes first.
    text
        What to add; nothing to see the note.

    Examples
    --------
    baldwin note hinton-nowlan "takes off at generation 12, as in the paper"
    baldwin note 3f9a
    baldwin note 3f9a --replace "the run of the talk"
    baldwin note 3f9a --replace ""
    """
    found = open_any(run, runs_folder(runs))
    has = found.notes
    if has.problem:
        raise RunError(has.problem)
    if text is not None:
        has = write_notes(found.path, has.tags, text if replace else f"{has.note}\n{text}")
    elif replace:
        raise UsageError('--replace: by what? Give a text, or "" to remove the note.')
    if json:
        print(json_.dumps({"path": str(found.path), "tags": list(has.tags), "note": has.note}, indent=2))
    else:
        print(has.note or f"{found.name}/{found.id}: no note")
