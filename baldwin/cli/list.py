"""`baldwin list`: the presets and the runs, or the kinds that a population can be made of."""

from __future__ import annotations

import json as json_
import sys
import tomllib
from inspect import getdoc
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from baldwin.cli.options import Json, Runs
from baldwin.cli.printing import console, plain_table
from baldwin.definition import presets
from baldwin.opening import list_any
from baldwin.store import Run
from baldwin.store.finding import runs_folder
from baldwin.store.reading import Entry

__all__ = ["list_"]

SHOWN = 20  # runs; more only on demand
LONGEST = 60  # characters of what was changed in a run


def list_(
    *,
    runs: Runs = None,
    json: Json = False,
    all_: Annotated[
        bool, Parameter(name="--all", negative="", help=f"Print all runs, not the newest {SHOWN}.")
    ] = False,
    kinds: Annotated[bool, Parameter(negative="", help="List what each table of a population can be instead.")] = False,
) -> None:
    """List the presets with their titles, then the runs, newest first.

    A run is complete, running, stopped (by its user), interrupted (it ended in some other way) or unreadable.
    `baldwin resume` goes on with stopped and interrupted ones.

    Examples
    --------
    baldwin list
    baldwin list --all --runs /tmp/runs
    baldwin list --kinds                  tasks, lifetimes, encodings, ...
    baldwin list --json
    """
    if kinds:
        _list_kinds(json)
        return
    folder = runs_folder(runs)
    titles = {name: _title(path) for name, path in presets().items()}
    found = list_any(folder)
    if json:
        populations = [{"name": name, "title": title} for name, title in titles.items()]
        print(json_.dumps({"populations": populations, "runs": [_row(run) for run in found]}, indent=2))
        return
    _print_table(["population", "title"], [[name, title] for name, title in titles.items()])
    print()
    if not found:
        print(f"No runs in {folder} yet. Start one: baldwin run hinton-nowlan")
        return
    shown = found if all_ else found[:SHOWN]
    rows = [[f"{run.name}/{run.id}", run.status, run.progress, _created(run), _changed(run)] for run in shown]
    _print_table([f"run (in {folder})", "status", "generation", "created (UTC)", "changed"], rows)
    if len(shown) < len(found):
        print(f"... and {len(found) - len(shown)} older ones: baldwin list --all")
    for run in shown:
        if run.problem:
            print(run.problem, file=sys.stderr)


def _list_kinds(json: bool) -> None:
    """Print each kind of each table, the default of the table first."""
    from baldwin.definition.discovery import wings  # loading every wing takes longer than listing presets and runs
    from baldwin.definition.kinds import every_kind, families_of

    rows = [
        {"wing": wing.name, "table": table, "kind": kind, "meaning": (getdoc(model) or "").partition("\n")[0]}
        for wing in wings()
        for table, kinds in every_kind(wing.definition).items()
        for kind, model in kinds.items()
    ]
    if json:
        print(json_.dumps({"kinds": rows}, indent=2))
        return
    for wing in wings():
        _print_table(
            [wing.name, "kind", ""],
            [[row["table"], row["kind"], row["meaning"]] for row in rows if row["wing"] == wing.name],
        )
        if families := families_of(wing.definition):
            table = "task" if "task" in families else next(iter(families))
            of = "" if table == "task" else f" of {table}"
            example = f"my_{table}.py:My{table.title()}"
            print(f'\nA class in a Python file beside the definition is a kind{of} as well: kind = "{example}"')
        print()


def _title(path: Path) -> str:
    # Read without validation, which `baldwin check` does: listing must not fail, nor wait, for one bad file.
    try:
        return str(tomllib.loads(path.read_text(encoding="utf-8")).get("title", ""))
    except (OSError, ValueError):
        return "(not readable: see baldwin check)"


def _row(run: Entry) -> dict[str, Any]:
    return {
        "path": str(run.path),
        "name": run.name,
        "id": run.id,
        "kind": run.kind,
        "title": run.info.get("title", ""),
        "status": run.status,
        "generation": run.generation if isinstance(run, Run) else -1,
        "generations": run.info.get("generations"),
        "created": run.info.get("created"),
        "overrides": run.info.get("overrides", []),
        "study": run.info.get("study"),
        "problem": run.problem or None,
    }


def _created(run: Entry) -> str:
    return str(run.info.get("created", "-")).replace("T", " ").removesuffix("Z")


def _changed(run: Entry) -> str:
    """Return what was changed in the population that a run began with, and for which study."""
    changed, study = run.info.get("overrides"), run.info.get("study")
    texts = [str(one).removeprefix("population.") for one in changed] if isinstance(changed, list) else []
    text = ", ".join(one if one.isprintable() else ascii(one)[1:-1] for one in texts)
    text = text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
    return "; ".join(filter(None, (text, f"of {study}" if study else "")))


def _print_table(headings: list[str], rows: list[list[str]]) -> None:
    from rich.text import Text

    table = plain_table()
    for number, heading in enumerate(headings):
        table.add_column(heading, no_wrap=number == 0, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console(200).print(table)
