"""`baldwin assay`: what evolved, examined in other settings."""

from __future__ import annotations

import csv
import io
import json as json_
import math
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from cyclopts import Parameter

from baldwin.cli.options import Folder, Json, Quiet, Runs, Set, runs_folder
from baldwin.errors import UsageError
from baldwin.store.files import write_text, writing

if TYPE_CHECKING:
    from baldwin.evaluation import Crossing

__all__ = ["assay"]

INSTANCES = 2000
KINDS = (".csv", ".png", ".svg", ".pdf")
DPI = 200
FEW = 8  # replicates that are printed one by one

Vary = Annotated[
    list[str] | None,
    Parameter(name="--vary", negative="", help="A field and its values: table.field=value,value. Repeatable: a grid."),
]
Instances = Annotated[str, Parameter(name="--instances", help="Held-out task instances that each genotype lives in.")]
To = Annotated[
    Folder, Parameter(name="--to", help="File to write: .csv holds all numbers, .png, .svg or .pdf a heat map.")
]


def assay(
    *run: str,
    set_: Set = None,
    vary: Vary = None,
    instances: Instances = str(INSTANCES),
    to: To = None,
    runs: Runs = None,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Examine what evolved in other settings: how far does it generalise?

    The genotype that stands for the last generation of each replicate lives in instances that no life has seen, in the
    run's own setting as changed by `--set`. With `--vary` a table crosses runs with settings, with what theory knows of
    others below. Nothing is written into a run; a run that was interrupted is examined as it was saved.

    Parameters
    ----------
    run
        Runs: each a path, name/id, the first digits of an id, or a name for its newest run.

    Examples
    --------
    baldwin assay bandit
    baldwin assay bandit --set task.law=hard
    baldwin assay 3f9a 77b0 --vary task.law=independent,uniform,easy,medium,hard
    baldwin assay bandit --vary task.law=easy,hard --vary task.trials=50,100
    baldwin assay 3f9a 77b0 --vary task.law=easy,hard --to grid.png
    baldwin assay sinusoid --vary lifetime.steps=1,5,10 --json
    """
    from baldwin.evaluation import cross, find, varied

    grid = varied(vary or ())
    if to is not None:
        _check(to, bool(grid))
    found = cross(find(run, runs_folder(runs), quiet=quiet), set_ or (), grid, instances, quiet=quiet)
    if to is not None:
        _write(found, to)
    if json:
        print(json_.dumps(_as_json(found, to), indent=2, allow_nan=False))
        return
    if grid:
        _print_matrix(found)
    else:
        _print_columns(found)
    if to is not None:
        print(to)


def _check(path: Path, varies: bool) -> None:
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise UsageError(f"--to {path}: no such format. End the name in {', '.join(KINDS[:-1])} or {KINDS[-1]}.")
    if kind != ".csv" and not varies:
        raise UsageError(f"--to {path}: a heat map crosses runs with settings. Name them with --vary, or write a .csv.")
    if path.is_dir():
        raise UsageError(f"--to {path}: is a folder. Name a file in it.")
    with _writing(path):  # before anything is computed
        path.parent.mkdir(parents=True, exist_ok=True)


def _median(found: Crossing, run: int, setting: int) -> float:
    """Return the median over replicates of what sums up a life, as people see it."""
    return float(found.shown(np.median(found.cells[run][setting]["measure"])))


def _reference_scores(found: Crossing) -> dict[str, list[float]]:
    """Return name -> what theory knows of others in each setting, as people see it; NaN where nothing."""
    names = dict.fromkeys(name for one in found.reference_scores for name in one)
    return {name: [float(found.shown(one.get(name, math.nan))) for one in found.reference_scores] for name in names}


def _replicates(found: Crossing) -> str:
    """Return how many replicates a number stands for."""
    counts = sorted({len(cells[0]["measure"]) for cells in found.cells})
    if counts == [1]:
        return "one replicate"
    return f"median of {counts[0] if len(counts) == 1 else f'{counts[0]} to {counts[-1]}'} replicates"


def _better(found: Crossing) -> str:
    return "lower is better" if found.measure.error else "higher is better"


def _print_matrix(found: Crossing) -> None:
    """Print runs by settings, with what theory knows below."""
    from rich.table import Table
    from rich.text import Text

    console = _console()
    console.print(Text(f"{found.measure.text}, {_better(found)}", style="bold"))
    console.print(Text(f"{_replicates(found)}, {found.instances:,} held-out instances", style="dim"))
    console.print()
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="bold")
    table.add_column(f"evolved \\ {' / '.join(found.fields)}")
    for values in found.settings:
        table.add_column(" / ".join(values), justify="right")
    for place, one in enumerate(found.runs):
        numbers = [_median(found, place, setting) for setting in range(len(found.settings))]
        table.add_row(Text(one.label), *map(_number, numbers))
    reference_scores = _reference_scores(found)
    if reference_scores:
        table.add_row()
    for name, known in reference_scores.items():
        table.add_row(Text(name, style="dim"), *(Text(_number(value), style="dim") for value in known))
    console.print(table)


def _print_columns(found: Crossing) -> None:
    """Print what is found of each run: replicate means; of a single run its replicates too."""
    from rich.table import Table
    from rich.text import Text

    console = _console()
    replicates = len(found.cells[0][0]["measure"])
    each = range(replicates) if len(found.runs) == 1 and 1 < replicates <= FEW else ()
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="bold")
    table.add_column("mean of replicates" if each or len(found.runs) > 1 else "")
    for one in found.runs:
        table.add_column(one.label, justify="right")
    for number in each:
        table.add_column(f"{number}", justify="right")
    table.add_column("")
    for name in _scalars(found):
        cells = [_shown_column(found, row[0], name) for row in found.cells]
        means = [_number(float(np.mean(one))) if one is not None else "-" for one in cells]
        own = [_number(float(cells[0][number])) if cells[0] is not None else "-" for number in each]
        error = f" {found.measure.error}" if found.measure.error and name in found.measure.abilities else ""
        meaning = found.measure.text if name == "measure" else found.meanings.get(name, "")
        shown = "whole life" if name == "measure" else f"{name}{' error' if error else ''}"
        table.add_row(shown, *means, *own, Text(meaning, style="dim"))
    console.print(Text(f"{found.measure.error or found.measure.score}, {_better(found)}", style="bold"))
    console.print(Text(f"{found.instances:,} held-out instances", style="dim"))
    console.print()
    console.print(table)


def _shown_column(found: Crossing, columns: dict[str, Any], name: str) -> Any:
    """Return a column as people see it, None if it is not there."""
    if name not in columns:
        return None
    signed = name == "measure" or name in found.measure.abilities
    return found.shown(columns[name]) if signed else columns[name]


def _scalars(found: Crossing) -> list[str]:
    """Return the columns that hold one number for each replicate."""
    columns = (pair for row in found.cells for cell in row for pair in cell.items())
    return list(dict.fromkeys(name for name, values in columns if values.ndim == 1 and values.dtype.kind in "biuf"))


def _console() -> Any:
    from rich.console import Console

    console = Console(highlight=False)
    if not console.is_terminal:  # a file or a pipe has no width to keep to
        console.width = 160
    return console


def _number(value: float) -> str:
    return f"{value:,.4g}" if math.isfinite(value) else "-"


def _as_json(found: Crossing, to: Path | None) -> dict[str, Any]:
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
            [[_finite(value) for value in found.shown(cell["measure"]).tolist()] for cell in row] for row in found.cells
        ],
        "theory": {name: [_finite(value) for value in values] for name, values in _reference_scores(found).items()},
        "columns": [
            [{name: _finite(values.tolist()) for name, values in cell.items() if name != "measure"} for cell in row]
            for row in found.cells
        ],
        "file": None if to is None else str(to),
    }


def _finite(value: Any) -> Any:
    if isinstance(value, list):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _write(found: Crossing, path: Path) -> None:
    with _writing(path):
        if path.suffix.lower() == ".csv":
            write_text(path, _csv(found))
        else:
            _draw(found, path)


def _writing(path: Path) -> AbstractContextManager[None]:
    return writing(path, "Choose another file with --to FILE.")


def _csv(found: Crossing) -> str:
    """Return the long table: a row per run, replicate and setting, then what theory knows of each setting.

    `value` is what sums up a life, an error where the task has errors; the wing's columns hold scores.
    """
    scalars = [name for name in _scalars(found) if name != "measure"]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["source", "name", "id", "replicate", *found.fields, "value", *scalars])
    for one, row in zip(found.runs, found.cells, strict=True):
        for values, cell in zip(found.settings, row, strict=True):
            for replicate, value in enumerate(found.shown(cell["measure"])):
                numbers = [cell[name][replicate] if name in cell else math.nan for name in scalars]
                about = ["run", one.run.name, one.run.id, replicate, *values]
                writer.writerow([*about, *map(_cell, (value, *numbers))])
    for name, known in _reference_scores(found).items():
        for values, value in zip(found.settings, known, strict=True):
            writer.writerow(["theory", name, "", "", *values, _cell(value), *[""] * len(scalars)])
    return text.getvalue()


def _cell(value: Any) -> Any:
    number = value.item() if isinstance(value, np.generic) else value
    return "" if isinstance(number, float) and math.isnan(number) else number


def _draw(found: Crossing, path: Path) -> None:
    from baldwin.plots.heat_map import HeatMap, draw
    from baldwin.plots.saving import FORMATS, save
    from baldwin.plots.style import style

    places = range(len(found.settings))
    shown = HeatMap(
        rows=[one.label for one in found.runs],
        columns=["\n".join(values) for values in found.settings],
        values=[[_median(found, run, place) for place in places] for run in range(len(found.runs))],
        theory=_reference_scores(found),
        across=" / ".join(found.fields),
        unit=found.measure.text,
        lower_is_better=found.measure.error is not None,
        note=f"{_replicates(found)}, {found.instances:,} held-out instances",
    )
    kind = next(one for one in FORMATS if f".{one}" == path.suffix.lower())
    with style():
        figure = draw(shown)
    save(figure, path, kind, dpi=DPI, sources=[f"{one.run.name}/{one.run.id}" for one in found.runs])
