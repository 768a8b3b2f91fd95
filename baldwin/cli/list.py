"""`baldwin list`: the presets and the runs, or the kinds that a population can be made of."""

from __future__ import annotations

import json as json_
import sys
import tomllib
from collections.abc import Mapping, Sequence
from inspect import getdoc
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from baldwin.cli.options import Json, Runs
from baldwin.cli.printing import console, plain_table
from baldwin.definition import presets, studies
from baldwin.listing import row, selected
from baldwin.opening import list_any
from baldwin.store.finding import runs_folder
from baldwin.store.reading import Entry

__all__ = ["list_"]

SHOWN = 20  # runs; more only on demand
LONGEST = 60  # characters of what was changed in a run, and of its note
FOLDED = 200  # rows of a table up to which its columns are made to fit the terminal, which takes long of thousands
ABILITIES = ("innate", "learned")


Where = Annotated[
    list[str] | None,
    Parameter(name="--where", negative="", help="Show what fits: COLUMN=VALUE, or with != > >= < <= ~. Repeatable."),
]
Sort = Annotated[str | None, Parameter(name="--sort", help="Column to sort by; default: created.")]
Reverse = Annotated[
    bool, Parameter(name="--reverse", negative="", show_default=False, help="Sort the other way round.")
]
All = Annotated[
    bool, Parameter(name="--all", negative="", show_default=False, help=f"Print all that fit, not the first {SHOWN}.")
]
Kinds = Annotated[
    bool, Parameter(negative="", show_default=False, help="List what each table of a population can be instead.")
]


def list_(
    *words: str,
    where: Where = None,
    sort: Sort = None,
    reverse: Reverse = False,
    runs: Runs = None,
    json: Json = False,
    all_: All = False,
    kinds: Kinds = False,
) -> None:
    """List the presets and studies that ship, then the runs, newest first; with words or conditions, the runs that fit.

    A run is complete, running, stopped (by its user), interrupted (it ended in some other way) or unreadable.
    `baldwin resume` goes on with stopped and interrupted ones.
    What was changed is said against the preset of the run's name, or where none has it against defaults. Numbers are
    medians over replicates, in the last generation of each.

    Columns for --where and --sort: name, id, kind (evolution, study, claims), title, status, generation, generations,
    created, seconds, preset, study, changed, note, tag, innate, learned, learning_gain, innate_share, fitness_mean, and
    every field of populations, such as lifetime.trials.

    Parameters
    ----------
    words
        Each must stand in the name, id, title, status, changes, tags or note.

    Examples
    --------
    baldwin list
    baldwin list hinton-nowlan --all
    baldwin list --where status=stopped
    baldwin list --where tag=paper --where "innate>=0.9" --sort innate
    baldwin list --where lifetime.trials=300 --where "created>=2026-11"
    baldwin list --where note~talk --runs /tmp/runs --json
    baldwin list --kinds                  tasks, lifetimes, encodings, ...
    """
    if kinds:
        _list_kinds(json)
        return
    folder = runs_folder(runs)
    everything = list_any(folder)
    found: list[Entry] = selected(everything, words, where or (), sort, reverse=reverse)
    asked = bool(words or where or sort or reverse)
    shipped = {} if asked else {"populations": _titles(presets()), "studies": _titles(studies())}
    if json:
        print(json_.dumps({**shipped, "runs": [row(run) for run in found]}, indent=2))
        return
    for heading, about in zip(("population", "study (baldwin sweep)"), shipped.values(), strict=False):
        _print_table([heading, "title"], [[one["name"], one["title"]] for one in about])
        print()
    if not everything:
        print(f"No runs in {folder} yet. Start one: baldwin run hinton-nowlan")
        return
    _print_runs(found if all_ else found[:SHOWN], folder)
    if asked:
        print(f"{len(found)} of {len(everything)} fit.")
    if not all_ and len(found) > SHOWN:
        print(f"... and {len(found) - SHOWN} {'others: add' if asked else 'older ones: baldwin list'} --all")


def _print_runs(shown: Sequence[Entry], folder: Path) -> None:
    """Print a line for each run, study and tested claims; columns that say nothing of any of them are left out."""
    rows = [row(run) for run in shown]
    if not rows:
        return
    columns = {
        f"run (in {folder})": [f"{one['name']}/{one['id']}" for one in rows],
        "status": [one["status"] for one in rows],
        "generation": [one["progress"] for one in rows],
        "created (UTC)": [str(one["created"] or "-").replace("T", " ").removesuffix("Z") for one in rows],
        **{name: [_number(one["numbers"].get(name)) for one in rows] for name in ABILITIES},
        "changed": [_changed(one) for one in rows],
        "tags, note": [_noted(one) for one in rows],
    }
    for name in (*ABILITIES, "tags, note"):
        if not any(columns[name]):
            del columns[name]
    _print_table(list(columns), [list(cells) for cells in zip(*columns.values(), strict=True)])
    for one in rows:
        if one["problem"]:
            print(one["problem"], file=sys.stderr)


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


def _titles(shipped: Mapping[str, Path]) -> list[dict[str, str]]:
    return [{"name": name, "title": _title(path)} for name, path in shipped.items()]


def _title(path: Path) -> str:
    # Read without validation, which `baldwin check` does: listing must not fail, nor wait, for one bad file.
    try:
        return str(tomllib.loads(path.read_text(encoding="utf-8")).get("title", ""))
    except (OSError, ValueError):
        return "(not readable: see baldwin check)"


def _changed(row: dict[str, Any]) -> str:
    """Return what was changed, and for which study, no longer than a line."""
    text = ", ".join(one.removeprefix("population.") for one in row["changed"])
    text = text if text.isprintable() else ascii(text)[1:-1]
    text = text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
    return "; ".join(filter(None, (text, f"of {row['study']}" if row["study"] else "")))


def _noted(row: dict[str, Any]) -> str:
    """Return tags, and the first line of the note."""
    first = row["note"].partition("\n")[0]
    short = first if first == row["note"] and len(first) <= LONGEST else f"{first[:LONGEST]}..."
    return " ".join(filter(None, (*(f"#{tag}" for tag in row["tags"]), short)))


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"


def _print_table(headings: list[str], rows: list[list[str]]) -> None:
    from rich.cells import cell_len
    from rich.text import Text

    if len(rows) > FOLDED:
        widths = [max(map(cell_len, column)) for column in zip(headings, *rows, strict=True)]
        for cells in (headings, *rows):
            padded = (cell + " " * (width - cell_len(cell)) for cell, width in zip(cells, widths, strict=True))
            print("  ".join(padded).rstrip())
        return
    table = plain_table()
    for number, heading in enumerate(headings):
        table.add_column(heading, no_wrap=number == 0, overflow="fold")
    for cells in rows:
        table.add_row(*(Text(cell) for cell in cells))
    console(200).print(table)
