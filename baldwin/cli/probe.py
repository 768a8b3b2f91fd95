"""`baldwin probe`: what an evolved individual knows."""

from __future__ import annotations

import json as json_
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from baldwin.cli import candidates
from baldwin.cli.options import TABLE, Json, Quiet, Runs, Trust, ending_of, whole_number
from baldwin.cli.printing import console, plain_table
from baldwin.errors import UsageError
from baldwin.store import find_run
from baldwin.store.exporting import as_csv, finite
from baldwin.store.files import writing
from baldwin.store.finding import runs_folder
from baldwin.store.output import refuse_output, write_output

if TYPE_CHECKING:
    from baldwin.figures.description import Figure
    from baldwin.probes import ProbeResult
    from baldwin.store import Run

__all__ = ["as_json", "print_result", "probe", "write_figure"]

INSTANCES = "200"
DPI = 200

Fields = Annotated[
    list[str] | None, Parameter(name="--set", negative="", help="A field of the probe: field=value. Repeatable.")
]
Instances = Annotated[str, Parameter(name="--instances", help="Held-out task instances that each genotype lives in.")]
Outputs = Annotated[
    list[Path] | None,
    Parameter(
        name="--output",
        negative="",
        help="File to write: .csv holds the table, .png, .svg or .pdf the figure. Repeatable.",
    ),
]
ListOnly = Annotated[
    bool,
    Parameter(
        name="--list",
        negative="",
        show_default=False,
        help="List the probes; of a run, those that apply to it, and why others do not.",
    ),
]


def probe(
    run: Annotated[str | None, Parameter(completer=candidates.runs)] = None,
    kind: Annotated[str | None, Parameter(completer=candidates.probes)] = None,
    /,
    *,
    set_: Fields = None,
    instances: Instances = INSTANCES,
    output: Outputs = None,
    list_: ListOnly = False,
    runs: Runs = None,
    trust: Trust = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Analyse what evolved by living its lives again: what does it know, and what does it use?

    The genotype that stands for the last generation of each replicate lives in instances that no life has seen. What is
    found is kept in the run, where `baldwin report RUN` shows it.

    Parameters
    ----------
    run
        The run's path, name/id, the first digits of its id, or a name: its newest run, one without changes first.
    kind
        A probe that --list names, or a class in a Python file of your own, which is run: my_probe.py:MyProbe.

    Examples
    --------
    baldwin probe --list
    baldwin probe bandit --list                              which apply to this run, and why others do not
    baldwin probe bandit frozen                              weights, state and inputs held still, one at a time
    baldwin probe 3f9a frozen --set 'parts=["state"]' --instances 1000 --output frozen.csv
    baldwin probe bandit structure --output arc.svg          states of many lives, in their principal components
    baldwin probe bandit my_probe.py:MyProbe --json
    """
    from baldwin.probes import examine, load_probe

    if list_:
        _list(None if run is None else find_run(run, runs_folder(runs)), trust, json)
        return
    if run is None or kind is None:
        given = "No run given" if run is None else "No probe given"
        raise UsageError(f"{given}. Name both, such as: baldwin probe {run or 'bandit'} frozen (see --list).")
    asked = load_probe(kind, set_ or ())
    count = whole_number(instances, "--instances", "must be an integer >= 2, held-out instances.", least=2)
    files = output or []
    _refuse_files(files, kind)
    chosen = find_run(run, runs_folder(runs))
    found = examine(chosen, asked, count, trust=trust)
    if not quiet:
        for note in found.warnings:
            print(note, file=sys.stderr)
    _write_files(found, chosen, files)
    if json:
        kept = {"kept": None if found.file is None else str(found.file)}
        print(json_.dumps(as_json(found, files) | kept, indent=2, allow_nan=False))
        return
    print_result(found)
    _print_files(found, files)


def _print_files(found: ProbeResult, files: Sequence[Path]) -> None:
    if found.file is not None:
        kept = f"Kept in {found.file}; `baldwin report` shows it."
        console().print(kept, style="dim", markup=False, soft_wrap=True)
    for file in files:
        print(file)


def _list(run: Run | None, trust: bool, json: bool) -> None:
    """Print what each probe finds; of a run, why it does not apply."""
    from baldwin.probes import applying, probes, summary

    refused = {} if run is None else applying(run, trust=trust)
    if json:
        rows = [{"probe": kind, "finds": summary(kind), **_applies(refused.get(kind))} for kind in probes()]
        print(json_.dumps(rows, indent=2))
        return
    width = max(map(len, probes()))
    for kind in sorted(probes(), key=lambda one: bool(refused.get(one))):
        why = refused.get(kind)
        print(f"{kind:{width}}  {f'does not apply: {why}' if why else summary(kind)}")


def _applies(why: str | None) -> dict[str, object]:
    return {} if why is None else {"applies": not why, "why": why}


def print_result(found: ProbeResult) -> None:
    """Print a table with what should be known to read it."""
    from rich.text import Text

    out, table = console(), plain_table()
    out.print(Text(found.title, style="bold"))
    if found.reading:
        out.print(Text(found.reading))
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


def as_json(found: ProbeResult, files: Sequence[Path]) -> dict[str, Any]:
    """Return everything that was found, in the types of JSON."""
    return {
        "title": found.title,
        "reading": found.reading,
        "notes": found.notes,
        "columns": {
            name: {"meaning": one.meaning, "unit": one.unit, "values": [finite(value) for value in one.values]}
            for name, one in found.columns.items()
        },
        "arrays": {
            name: {"meaning": found.meanings[name], "values": finite(values.tolist())}
            for name, values in found.arrays.items()
        },
        "files": [str(one) for one in files],
    }


def _refuse_files(files: Sequence[Path], kind: str) -> None:
    """Refuse, before anything is computed, files of other formats, and a figure that no probe of this kind has."""
    from baldwin.figures.probes import drawable

    for file in files:
        if ending_of(file) != TABLE and kind.replace("-", "_") not in drawable():
            raise UsageError(f"--output {file}: probe {kind} has no figure. Those have: {', '.join(drawable())}.")
        refuse_output(file)


def _write_files(found: ProbeResult, run: Run, files: Sequence[Path]) -> None:
    from baldwin.figures.probes import describe

    for file in files:
        if ending_of(file) == TABLE:
            with writing(file, "Choose another file with --output FILE."):
                write_output(file, as_csv(found.table()))
        else:
            write_figure(describe(found), run, file)


def write_figure(figure: Figure, run: Run, path: Path) -> None:
    """Draw a figure of what was found in a run, into a file that says so."""
    from baldwin.plots.drawing import draw
    from baldwin.plots.saving import FORMATS, save
    from baldwin.plots.style import style

    format = next(one for one in FORMATS if f".{one}" == path.suffix.lower())
    with writing(path, "Choose another file with --output FILE."), style():
        save(draw(figure), path, format, dpi=DPI, sources=[f"{run.name}/{run.id}"])
