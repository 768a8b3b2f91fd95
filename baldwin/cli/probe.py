"""`baldwin probe`: what an evolved individual knows."""

from __future__ import annotations

import json as json_
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from baldwin.cli import candidates
from baldwin.cli.options import Folder, Json, Quiet, Runs, Trust, whole_number
from baldwin.cli.printing import console, plain_table
from baldwin.errors import UsageError
from baldwin.store import find_run
from baldwin.store.exporting import as_csv, finite
from baldwin.store.files import writing
from baldwin.store.finding import runs_folder
from baldwin.store.output import refuse_output, write_output

if TYPE_CHECKING:
    from baldwin.probes import ProbeResult

__all__ = ["as_json", "print_result", "probe"]

INSTANCES = "200"

Fields = Annotated[
    list[str] | None, Parameter(name="--set", negative="", help="A field of the probe: field=value. Repeatable.")
]
Instances = Annotated[str, Parameter(name="--instances", help="Held-out task instances that each genotype lives in.")]
To = Annotated[Folder, Parameter(name="--to", help="File to write the table to: a .csv.")]
ListOnly = Annotated[
    bool, Parameter(name="--list", negative="", show_default=False, help="List the probes and compute nothing.")
]


def probe(
    run: Annotated[str | None, Parameter(completer=candidates.runs)] = None,
    kind: Annotated[str | None, Parameter(completer=candidates.probes)] = None,
    /,
    *,
    set_: Fields = None,
    instances: Instances = INSTANCES,
    to: To = None,
    list_: ListOnly = False,
    runs: Runs = None,
    trust: Trust = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Analyse what evolved by living its lives again: what does it know, and what does it use?

    The genotype that stands for the last generation of each replicate lives in instances that no life has seen. Nothing
    is written into the run.

    Parameters
    ----------
    run
        The run's path, name/id, the first digits of its id, or a name: its newest run, one without changes first.
    kind
        A probe that --list names, or a class in a Python file of your own, which is run: my_probe.py:MyProbe.

    Examples
    --------
    baldwin probe --list
    baldwin probe bandit frozen                              weights, state and inputs held still, one at a time
    baldwin probe bandit frozen --set 'parts=["state"]' --instances 1000
    baldwin probe 3f9a frozen --to frozen.csv
    baldwin probe bandit my_probe.py:MyProbe --json
    """
    from baldwin.probes import examine, load_probe, probes

    if list_:
        _list(json)
        return
    if run is None or kind is None:
        given = "No run given" if run is None else "No probe given"
        raise UsageError(f"{given}. Name both, such as: baldwin probe {run or 'bandit'} {probes()[0]} (see --list).")
    asked = load_probe(kind, set_ or ())
    count = whole_number(instances, "--instances", "must be an integer >= 2, held-out instances.", least=2)
    if to is not None and to.suffix.lower() != ".csv":
        raise UsageError(f"--to {to}: must be a .csv file.")
    if to is not None:
        refuse_output(to)
    found = examine(find_run(run, runs_folder(runs)), asked, count, trust=trust)
    if not quiet:
        for note in found.warnings:
            print(note, file=sys.stderr)
    if to is not None:
        _write(found, to)
    if json:
        print(json_.dumps(as_json(found, to), indent=2, allow_nan=False))
        return
    print_result(found)
    if to is not None:
        print(to)


def _list(json: bool) -> None:
    from baldwin.probes import probes, summary

    rows = {kind: summary(kind) for kind in probes()}
    if json:
        print(json_.dumps([{"probe": kind, "finds": text} for kind, text in rows.items()], indent=2))
        return
    width = max(map(len, rows))
    for kind, text in rows.items():
        print(f"{kind:{width}}  {text}")


def print_result(found: ProbeResult) -> None:
    """Print a table with what should be known to read it."""
    from rich.text import Text

    out, table = console(), plain_table()
    out.print(Text(found.title, style="bold"))
    for note in found.notes:
        out.print(Text(note, style="dim"))
    out.print()
    first = list(next(iter(found.columns.values())).values)
    grouped = len(set(first)) < len(first)
    for name, column in found.columns.items():
        numbers = all(isinstance(value, int | float) for value in column.values)
        table.add_column(name.replace("_", " "), justify="right" if numbers else "left", overflow="fold")
    before: tuple[Any, ...] = ()
    for row in zip(*(column.values for column in found.columns.values()), strict=True):
        if grouped and before and row[0] != before[0]:
            table.add_row()
        table.add_row(*map(Text, _cells(row, before)))
        before = row
    out.print(table)
    out.print()
    for name, column in found.columns.items():
        if column.meaning:
            unit = f" [{column.unit}]" if column.unit else ""
            out.print(Text(f"{name.replace('_', ' ')}: {column.meaning}{unit}", style="dim"))


def _cells(row: tuple[Any, ...], before: tuple[Any, ...]) -> list[str]:
    """Return a row as text; words that hold for a whole group are said in its first row."""
    in_group = bool(before) and row[0] == before[0]
    texts = [_shown(row[0])]
    for place in range(1, len(row)):
        again = in_group and isinstance(row[place], str) and row[place] == before[place]
        texts.append("" if again else _shown(row[place]))
    return texts


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.4g}" if math.isfinite(value) else "-"
    return str(value)


def as_json(found: ProbeResult, to: Path | None) -> dict[str, Any]:
    """Return everything that was found, in the types of JSON."""
    return {
        "title": found.title,
        "notes": found.notes,
        "columns": {
            name: {"meaning": one.meaning, "unit": one.unit, "values": [finite(value) for value in one.values]}
            for name, one in found.columns.items()
        },
        "arrays": {
            name: {"meaning": found.meanings[name], "values": finite(values.tolist())}
            for name, values in found.arrays.items()
        },
        "file": None if to is None else str(to),
    }


def _write(found: ProbeResult, path: Path) -> None:
    with writing(path, "Choose another file with --to FILE."):
        write_output(path, as_csv(found.table()))
