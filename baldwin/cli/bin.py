"""`baldwin bin`: delete runs such that they can be had back."""

from __future__ import annotations

import json as json_
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from baldwin.cli import candidates
from baldwin.cli.options import Json, Runs
from baldwin.errors import UsageError
from baldwin.listing import cells_of, row
from baldwin.store.bin import binned, empty_bin, find_binned, move_to_bin, restore
from baldwin.store.finding import find_entry, runs_folder
from baldwin.store.places import runs_option
from baldwin.store.reading import Entry

__all__ = ["bin_"]


def bin_(
    run: Annotated[list[str] | None, Parameter(negative="", completer=candidates.runs)] = None,
    /,
    *,
    cells: Annotated[
        bool, Parameter(name="--cells", negative="", help="Of a study or tested claims: their runs as well.")
    ] = False,
    restored: Annotated[bool, Parameter(name="--restore", negative="", help="Move runs back from the bin.")] = False,
    empty: Annotated[
        bool, Parameter(name="--empty", negative="", help="Delete for good what lies in the bin.")
    ] = False,
    runs: Runs = None,
    json: Json = False,
) -> None:
    """Move runs, studies or tested claims to the bin of their folder, from which they can be restored.

    Without a run: list what lies in the bin. A run that a process is working on is refused.
    A study's runs stay, unless --cells is given; those that another study has as well stay even then.
    The bin is the folder .bin in the folder of runs; what lies there is in no list, and no name finds it.

    Parameters
    ----------
    run
        Path, name/id, the first digits of an id, or a name that one run alone has.

    Examples
    --------
    baldwin bin hinton_nowlan/3f9a1c2e77b0
    baldwin bin hinton-nowlan-sweep --cells
    baldwin bin                              what lies there
    baldwin bin --restore 3f9a
    baldwin bin --empty
    """
    folder, texts = runs_folder(runs), run or []
    if empty and (texts or restored or cells):
        raise UsageError("--empty: deletes all that lies in the bin. Leave out the rest.")
    if restored and (cells or not texts):
        raise UsageError("--restore: takes names of runs in the bin, and nothing else. See them: baldwin bin")
    if empty:
        count, size = empty_bin(folder)
        _say({"deleted": count, "bytes": size}, f"Deleted {count} for good, {size / 1e6:,.1f} MB.", json)
    elif restored:
        found = [find_binned(text, folder) for text in texts]
        moved = [str(restore(one, folder)) for one in {one.path: one for one in found}.values()]
        _say({"restored": moved}, "\n".join(moved), json)
    elif texts:
        _delete(texts, folder, cells, json)
    else:
        _list(folder, json)


def _delete(texts: Sequence[str], folder: Path, cells: bool, json: bool) -> None:
    found = {
        one.path.resolve(): one for one in (find_entry(text, folder, unreadable=True, alone=True) for text in texts)
    }
    if cells:
        found |= {one.path.resolve(): one for one in cells_of(list(found.values()), folder)}
    for entry in found.values():  # before any is moved
        if entry.status == "running":
            raise UsageError(f"{entry.path}: a process is working on it. Wait for it, or stop it first.")
    moved = {f"{entry.name}/{entry.id}": str(move_to_bin(entry, folder)) for entry in found.values()}
    for entry in found.values():
        if (study := entry.info.get("study")) and not cells:
            print(f"{entry.name}/{entry.id}: is a run of {study}, which lacks it from now on.", file=sys.stderr)
    names = list(moved)
    again = f"baldwin bin --restore {' '.join(map(shlex.quote, names[:3]))}{' ...' if len(names) > 3 else ''}"
    if not json:
        print(f"Moved {len(moved)} to the bin. To have them back: {again}{runs_option(folder / 'name' / 'id')}")
    _say({"moved": moved}, "", json)


def _list(folder: Path, json: bool) -> None:
    found = binned(folder)
    lines = [f"{one.name}/{one.id}  {one.status}  deleted {_deleted(one)}" for one in found]
    rows = [{**row(one), "deleted": _deleted(one)} for one in found]
    _say({"bin": rows}, "\n".join(lines) or f"The bin of {folder} is empty.", json)


def _deleted(entry: Entry) -> str:
    """Return when a directory of the bin was deleted, by the name of its folder."""
    stamp = entry.path.parent.parent.name
    return f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]} {stamp[9:11]}:{stamp[11:13]}:{stamp[13:15]}"


def _say(document: dict[str, object], text: str, json: bool) -> None:
    if json:
        print(json_.dumps(document, indent=2))
    elif text:
        print(text)
