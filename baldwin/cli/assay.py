"""`baldwin assay`: what evolved, examined in other settings."""

from __future__ import annotations

import json as json_
import math
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from cyclopts import Parameter

from baldwin.cli import candidates
from baldwin.cli.options import TABLE, Folder, Json, NamedRun, Quiet, Runs, Set, Trust, ending_of, whole_number
from baldwin.cli.printing import console, plain_table
from baldwin.errors import UsageError
from baldwin.store import find_run
from baldwin.store.exporting import as_csv, finite
from baldwin.store.files import writing
from baldwin.store.finding import runs_folder
from baldwin.store.output import refuse_output, write_output

if TYPE_CHECKING:
    from baldwin.evaluation import Evaluation

__all__ = ["assay"]

INSTANCES = "2000"
DPI = 200
FEW = 8  # replicates that are printed one by one

Vary = Annotated[
    list[str] | None,
    Parameter(
        name="--vary",
        negative="",
        help="A field and its values: table.field=value,value. Repeatable: a grid.",
        completer=candidates.varied,
    ),
]
Instances = Annotated[str, Parameter(name="--instances", help="Held-out task instances that each genotype lives in.")]
World = Annotated[
    str | None,
    Parameter(
        name="--world",
        help="A generation in whose world they live, where it changes: 0 is the founders'; a later one may be to come.",
    ),
]
Output = Annotated[
    Folder, Parameter(name="--output", help="File to write: .csv holds all numbers, .png, .svg or .pdf a heat map.")
]


def assay(
    *run: NamedRun,
    set_: Set = None,
    vary: Vary = None,
    world: World = None,
    instances: Instances = INSTANCES,
    output: Output = None,
    runs: Runs = None,
    trust: Trust = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Examine what evolved in other settings: how far does it generalise?

    The genotype that stands for the last generation of each replicate lives in instances that no life has seen, in the
    run's own setting as changed by `--set`; where its world changes, in the one of their generation or of `--world`.
    With `--vary` a table crosses runs with settings, with what theory knows of others below. Nothing is written into a
    run; a run that was interrupted is examined as it was saved.

    Parameters
    ----------
    run
        Runs: each a path, name/id, the first digits of an id, or a name: its newest run, one without changes first.

    Examples
    --------
    baldwin assay bandit
    baldwin assay bandit --set task.law=hard
    baldwin assay 3f9a 77b0 --vary task.law=independent,uniform,easy,medium,hard
    baldwin assay bandit --vary task.law=easy,hard --vary task.trials=50,100
    baldwin assay 3f9a 77b0 --vary task.law=easy,hard --output grid.png
    baldwin assay sinusoid --vary lifetime.steps=1,5,10 --json
    baldwin assay seasons --world 0
    """
    from baldwin.evaluation import evaluate, labelled, varied

    grid = varied(vary or ())
    count = whole_number(instances, "--instances", "must be an integer >= 2, held-out instances.", least=2)
    if output is not None:
        _check(output, bool(grid))
    if not run:
        raise UsageError("No run given. Name one, such as: baldwin assay bandit (`baldwin list` shows the runs).")
    there = None if world is None else whole_number(world, "--world", "must be an integer >= 0, a generation.", least=0)
    chosen = labelled([find_run(text, runs_folder(runs)) for text in run], world=there, trust=trust)
    for one in chosen:
        for note in one.evolved.damaged if quiet else one.evolved.notes:
            _say(note)
    found = evaluate(chosen, set_ or (), grid, count, **({} if quiet else {"report": _say}))
    if output is not None:
        _write(found, output)
    if json:
        print(json_.dumps(_as_json(found, output), indent=2, allow_nan=False))
        return
    if grid:
        _print_matrix(found)
    else:
        _print_columns(found)
    if output is not None:
        print(output)


def _check(path: Path, varies: bool) -> None:
    if ending_of(path) != TABLE and not varies:
        why = "a heat map crosses runs with settings. Name them with --vary, or write a .csv"
        raise UsageError(f"--output {path}: {why}.")
    refuse_output(path)
    with _writing(path):  # before anything is computed
        path.parent.mkdir(parents=True, exist_ok=True)


def _better(found: Evaluation) -> str:
    return "lower is better" if found.measure.error else "higher is better"


def _print_matrix(found: Evaluation) -> None:
    """Print runs by settings, with what theory knows below."""
    from rich.text import Text

    out = console()
    out.print(Text(f"{found.measure.text}, {_better(found)}", style="bold"))
    out.print(Text(f"{found.replicates}, {found.instances:,} held-out instances", style="dim"))
    out.print()
    table = plain_table()
    table.add_column(f"evolved \\ {' / '.join(found.fields)}")
    for values in found.settings:
        table.add_column(" / ".join(values), justify="right")
    for place, one in enumerate(found.runs):
        numbers = [found.median(place, setting) for setting in range(len(found.settings))]
        table.add_row(Text(one.label), *map(_number, numbers))
    reference_scores = found.references()
    if reference_scores:
        table.add_row()
    for name, known in reference_scores.items():
        table.add_row(Text(name, style="dim"), *(Text(_number(value), style="dim") for value in known))
    out.print(table)


def _print_columns(found: Evaluation) -> None:
    """Print what is found of each run: medians over replicates, as figures show; of a single run its replicates too."""
    from rich.text import Text

    out = console()
    replicates = len(found.cells[0][0]["measure"])
    each = range(replicates) if len(found.runs) == 1 and 1 < replicates <= FEW else ()
    table = plain_table()
    table.add_column(found.replicates if replicates > 1 or len(found.runs) > 1 else "")
    for one in found.runs:
        table.add_column(one.label, justify="right")
    for number in each:
        table.add_column(f"{number}", justify="right")
    table.add_column("")
    for name in found.scalars:
        cells = [found.column(place, 0, name) for place in range(len(found.runs))]
        middle = [_number(float(np.median(one))) if one is not None else "-" for one in cells]
        own = [_number(float(cells[0][number])) if cells[0] is not None else "-" for number in each]
        error = f" {found.measure.error}" if found.measure.error and name in found.measure.abilities else ""
        meaning = found.measure.text if name == "measure" else found.meanings.get(name, "")
        shown = "whole life" if name == "measure" else f"{name}{' error' if error else ''}"
        table.add_row(shown, *middle, *own, Text(meaning, style="dim"))
    out.print(Text(f"{found.measure.error or found.measure.score}, {_better(found)}", style="bold"))
    out.print(Text(f"{found.instances:,} held-out instances", style="dim"))
    out.print()
    out.print(table)


def _number(value: float) -> str:
    return f"{value:,.4g}" if math.isfinite(value) else "-"


def _as_json(found: Evaluation, output: Path | None) -> dict[str, Any]:
    """Return everything that was found; columns hold scores, of which higher is better."""
    return {
        "measure": found.measure.text,
        "lower_is_better": found.measure.error is not None,
        "instances": found.instances,
        "fields": found.fields,
        "settings": found.settings,
        "runs": [
            {"path": str(one.run.path), "name": one.run.name, "id": one.run.id, "generation": one.generation}
            for one in found.runs
        ],
        "values": [
            [[finite(value) for value in found.shown(cell["measure"]).tolist()] for cell in row] for row in found.cells
        ],
        "theory": {name: [finite(value) for value in values] for name, values in found.references().items()},
        "columns": [
            [{name: finite(values.tolist()) for name, values in cell.items() if name != "measure"} for cell in row]
            for row in found.cells
        ],
        "files": [] if output is None else [str(output)],
    }


def _write(found: Evaluation, path: Path) -> None:
    with _writing(path):
        if ending_of(path) == TABLE:
            write_output(path, as_csv(found.table()))
        else:
            _draw(found, path)


def _writing(path: Path) -> AbstractContextManager[None]:
    return writing(path, "Choose another file with --output FILE.")


def _draw(found: Evaluation, path: Path) -> None:
    from baldwin.plots.generalisation import draw
    from baldwin.plots.saving import FORMATS, save
    from baldwin.plots.style import style

    kind = next(one for one in FORMATS if f".{one}" == path.suffix.lower())
    with style():
        figure = draw(found)
    save(figure, path, kind, dpi=DPI, sources=[f"{one.run.name}/{one.run.id}" for one in found.runs])


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
