"""`baldwin tag`: give a run tags, by which lists can be filtered."""

from __future__ import annotations

import json as json_
from typing import Annotated

from cyclopts import Parameter

from baldwin.cli.options import Json, NamedRun, Runs
from baldwin.errors import RunError, UsageError
from baldwin.opening import open_any
from baldwin.store.finding import runs_folder
from baldwin.store.notes import write_notes

__all__ = ["tag"]


def tag(
    run: NamedRun,
    tags: Annotated[list[str] | None, Parameter(negative="", allow_leading_hyphen=False)] = None,
    /,
    *,
    remove: Annotated[
        list[str] | None, Parameter(name="--remove", negative="", help="Take this tag away. Repeatable.")
    ] = None,
    runs: Runs = None,
    json: Json = False,
) -> None:
    """Give a run, a study or tested claims tags, and print those that it has then.

    A tag is one word. Lists show tags, and are filtered by them: baldwin list --where tag=paper.
    They are kept in notes.toml in the run's directory; nothing that the run holds depends on them.

    Parameters
    ----------
    run
        The run's path, name/id, the first digits of its id, or a name: its newest run, one without changes first.
    tags
        The tags to give; none to see those that it has.

    Examples
    --------
    baldwin tag hinton-nowlan paper figure-2
    baldwin tag 3f9a --remove figure-2
    baldwin tag 3f9a
    """
    found = open_any(run, runs_folder(runs))
    has, away = found.notes, remove or []
    if has.problem:
        raise RunError(has.problem)
    if tags or away:
        if unknown := [one for one in away if one not in has.tags]:
            raise UsageError(f"{found.path}: has no tag {unknown[0]}. It has: {', '.join(has.tags) or 'none'}.")
        has = write_notes(found.path, [one for one in (*has.tags, *(tags or ())) if one not in away], has.note)
    if json:
        print(json_.dumps({"path": str(found.path), "tags": list(has.tags), "note": has.note}, indent=2))
    else:
        print(f"{found.name}/{found.id}: {' '.join(has.tags) or 'no tags'}")
