"""`baldwin study`: look at a study, go on with it, write its table."""

from __future__ import annotations

import json as json_
import shlex
from collections import Counter
from typing import Annotated, Any, get_args

from cyclopts import App, Parameter

from baldwin.cli.options import Folder, Json, NamedRun, Quiet, Runs, Trust
from baldwin.cli.printing import noted, notes_of
from baldwin.cli.resume import Longer
from baldwin.cli.study_options import Working
from baldwin.cli.sweep import work
from baldwin.definition.trust import trust_folder
from baldwin.errors import UsageError
from baldwin.store.files import writing
from baldwin.store.finding import runs_folder
from baldwin.store.output import refuse_output, write_output
from baldwin.study import Study, find_study, list_studies, table
from baldwin.study.axes import values_text
from baldwin.study.exporting import Format, as_text, parquet_writer

__all__ = ["app"]

SHOWN = 20  # cells of each sort that a status names; --json has all

app = App(
    name="study",
    help="Look at a study, go on with it, write its table.",
    help_format="plaintext",
    help_epilogue="""\
Examples:
  baldwin study list
  baldwin study status hinton-nowlan-sweep
  baldwin study table hinton-nowlan-sweep --to csv --output table.csv
  baldwin study resume hinton-nowlan-sweep --on dask""",
    suppress_keyboard_interrupt=False,
    result_action="return_value",
)

To = Annotated[
    Format | None,
    Parameter(name="--to", help="Format; default: that of the file's name, else csv."),
]


@app.command(name="list")
def list_(*, runs: Runs = None, json: Json = False) -> None:
    """List the studies, newest first.

    Examples
    --------
    baldwin study list
    baldwin study list --runs /tmp/runs --json
    """
    folder = runs_folder(runs)
    found = list_studies(folder)
    rows = [
        {"path": str(one.path), "name": one.name, "id": one.id, "status": one.status, **_counts(one)} for one in found
    ]
    if json:
        print(json_.dumps({"studies": rows}, indent=2))
        return
    if not rows:
        print(f"No studies in {folder} yet. Begin one: baldwin sweep hinton-nowlan --vary lifetime.trials=10,100,1000")
    for row in rows:
        failed = f", {row['failed']} failed" if row.get("failed") else ""
        done = f"{row.get('complete', '?')} of {row.get('cells', '?')} cells{failed}"
        print(f"{row['name']}/{row['id']}  {row['status']}  {done}")


def _counts(study: Study) -> dict[str, int]:
    """Return cells by status, as they are now where that may have changed since they were counted last."""
    known = dict(study.info.get("counts", {}))
    if study.status == "running":
        known |= {word: study.count(word) for word in ("complete", "failed")}
    return known


@app.command
def status(study: NamedRun, /, *, runs: Runs = None, json: Json = False) -> None:
    """Show how far a study is: cells by status, and what failed and why.

    A cell is complete, running, failed, stopped (by its user), interrupted (it ended in some other way) or waiting.

    Parameters
    ----------
    study
        The study's path, name/id, the first digits of its id, or a name: its newest study, one without changes first.

    Examples
    --------
    baldwin study status hinton-nowlan-sweep
    baldwin study status 3f9a --json
    """
    found = find_study(study, runs_folder(runs))
    counts = Counter(state.status for state in found.states.values())
    total = max(int(found.info.get("counts", {}).get("cells", 0)), len(found.cells))
    if json:
        cells = [
            {"cell": cell.index, "arm": cell.arm, "values": cell.values, "run": cell.run, **_state(found, cell.index)}
            for cell in found.cells
        ]
        about = {"path": str(found.path), "name": found.name, "id": found.id, "status": found.status, "total": total}
        print(json_.dumps({**about, **notes_of(found), "counts": dict(counts), "cells": cells}, indent=2))
        return
    print(found.title)
    print(f"{found.path}: {found.status}")
    for text in filter(None, noted(found)):
        print(text)
    print(f"{total} cells: " + ", ".join(f"{count} {word}" for word, count in counts.most_common()))
    for word in ("failed", "interrupted", "stopped", "running"):
        _print_cells(found, word)
    action = "retry" if counts["failed"] else "resume"
    if found.status != "running" and (counts["failed"] or counts["complete"] < total):
        words = "Try again what failed" if counts["failed"] else "Go on"
        print(f"{words}: baldwin study {action} {shlex.quote(str(found.path))}")


def _state(study: Study, cell: int) -> dict[str, Any]:
    state = study.states[cell]
    return {
        "status": state.status,
        "generation": state.generation,
        "attempts": state.attempts,
        "ended_by_budget": state.budget is not None,
        "reason": state.reason or None,
    }


def _print_cells(study: Study, word: str) -> None:
    """Print the cells that have a status, one a line."""
    cells = [cell for cell in study.cells if study.states[cell.index].status == word]
    for cell in cells[:SHOWN]:
        state, values = study.states[cell.index], values_text(cell.values.items())
        detail = state.reason if word == "failed" else f"generation {max(state.generation, 0)} of {cell.generations}"
        print(f"  {word}  cell {cell.index}, {cell.arm}{f', {values}' if values else ''}: {detail}")
    if len(cells) > SHOWN:
        print(f"  ... and {len(cells) - SHOWN} more {word}: --json prints all")


@app.command(name="table")
def table_(
    study: NamedRun,
    /,
    *,
    to: To = None,
    output: Annotated[Folder, Parameter(name="--output", help="File to write; default: stdout.")] = None,
    timings: Annotated[
        bool,
        Parameter(name="--timings", negative="", show_default=False, help="Add seconds and attempts of each cell."),
    ] = False,
    runs: Runs = None,
) -> None:
    """Write the table of a study: a row per cell and replicate, as each stood at its end.

    Equal studies have equal tables, however often they were interrupted. Where a budget ended a cell, its row is that
    of the last generation within the budget. Values are empty where a cell has not ended.

    Parameters
    ----------
    study
        The study's path, name/id, the first digits of its id, or a name: its newest study, one without changes first.

    Examples
    --------
    baldwin study table hinton-nowlan-sweep
    baldwin study table hinton-nowlan-sweep --to json --timings
    baldwin study table 3f9a --output table.parquet
    """
    found = find_study(study, runs_folder(runs))
    suffix = output.suffix.lower().removeprefix(".") if output is not None else ""
    named: Format | None = next((form for form in get_args(Format) if form == suffix), None)
    form = to or named or "csv"
    if output is not None:
        refuse_output(output)
    rows = table(found, timings=timings)
    if output is None:
        if form == "parquet":
            raise UsageError("--to parquet: needs a file. Name it with --output FILE.")
        print(as_text(found, rows, form), end="")
        return
    with writing(output, "Choose another file with --output FILE."):
        write_output(output, parquet_writer(rows) if form == "parquet" else as_text(found, rows, form))
    print(output)


@app.command
def resume(
    study: NamedRun,
    /,
    *,
    working: Working = Working(),  # noqa: B008 - frozen
    generations: Longer = None,
    runs: Runs = None,
    trust: Trust = False,
    quiet: Quiet = False,
    json: Json = False,
) -> int:
    """Go on with a study that was stopped, on any executor; what failed stays as it is.

    With --generations its cells become the beginnings of longer ones, in a study of the same name with an id of its
    own: to the same table that the longer study would have had from the start.

    Parameters
    ----------
    study
        The study's path, name/id, the first digits of its id, or a name: its newest study, one without changes first.

    Examples
    --------
    baldwin study resume hinton-nowlan-sweep
    baldwin study resume 3f9a --on dask --address tcp://127.0.0.1:8786
    baldwin study resume hinton-nowlan-sweep --generations +200
    """
    found = find_study(study, runs_folder(runs), damaged=True)
    return _go_on(found, working, trust=trust, quiet=quiet, json=json, generations=generations)


@app.command
def retry(
    study: NamedRun,
    /,
    *,
    working: Working = Working(),  # noqa: B008 - frozen
    runs: Runs = None,
    trust: Trust = False,
    quiet: Quiet = False,
    json: Json = False,
) -> int:
    """Try again the cells of a study that failed, and go on with what is left.

    Parameters
    ----------
    study
        The study's path, name/id, the first digits of its id, or a name: its newest study, one without changes first.

    Examples
    --------
    baldwin study retry hinton-nowlan-sweep
    baldwin study retry 3f9a --workers 1
    """
    found = find_study(study, runs_folder(runs), damaged=True)
    return _go_on(found, working, trust=trust, quiet=quiet, json=json, again=True)


def _go_on(
    study: Study,
    working: Working,
    *,
    trust: bool,
    quiet: bool,
    json: bool,
    again: bool = False,
    generations: str | None = None,
) -> int:
    """Compute what is left of a study, or of a longer one."""
    from baldwin.study.computing import plan_again
    from baldwin.study.lengthening import plan_longer

    working.check()
    if trust:
        trust_folder(study.path)
    planned = plan_again(study) if generations is None else plan_longer(study, generations)
    return work(planned, study.runs, working, quiet=quiet, json=json, again=again)
