"""`baldwin sweep`: many runs of one population that differ in some fields."""

from __future__ import annotations

import json as json_
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from baldwin.cli import candidates
from baldwin.cli.check import duration
from baldwin.cli.drive import drive
from baldwin.cli.options import Generations, Json, Quiet, Replicates, Runs, Seed, Set, Trust, overrides
from baldwin.cli.study_options import Comparing, Searching, Working
from baldwin.stopping import TIME_UP
from baldwin.store.finding import runs_folder

if TYPE_CHECKING:
    from baldwin.store import RunWriter
    from baldwin.study.cells import Plan
    from baldwin.study.spec import Spec

__all__ = ["sweep", "work"]

SHOWN = 40  # cells of a dry run; --json has all


def sweep(
    population: Annotated[str, Parameter(completer=candidates.swept)],
    /,
    *,
    comparing: Comparing = Comparing(),  # noqa: B008 - frozen
    set_: Set = None,
    seed: Seed = None,
    replicates: Replicates = None,
    generations: Generations = None,
    searching: Searching = Searching(),  # noqa: B008 - frozen
    working: Working = Working(),  # noqa: B008 - frozen
    dry_run: Annotated[
        bool, Parameter(name="--dry-run", negative="", show_default=False, help="Print the cells; compute nothing.")
    ] = False,
    runs: Runs = None,
    trust: Trust = False,
    quiet: Quiet = False,
    json: Json = False,
) -> int:
    """Run a population many times, with some of its fields varied, and keep all runs.

    Every cell is an ordinary run. The same command goes on where it was stopped, on any executor: what is done is
    skipped, what was cut is continued. A cell that fails stops no other. The last line of stdout is the study's path.

    Parameters
    ----------
    population
        A TOML file of a population or of a study, or the name of one that ships (`baldwin list` names them).

    Examples
    --------
    baldwin sweep hinton-nowlan --vary lifetime.trials=10,100,1000 --replicates 5
    baldwin sweep hinton-nowlan --vary population.size=64,256 --control no_learning:lifetime.kind=none
    baldwin sweep sinusoid --vary population.size=64,128 --vary lifetime.steps=0:4:2 --budget evaluations=1e6
    baldwin sweep sinusoid --vary strategy.sigma=1e-3..1e-1:log --search sobol --cells 32 --dry-run
    baldwin sweep innate-or-learned --on dask --workers 8
    """
    from baldwin.definition.sources import locate
    from baldwin.definition.trust import trust_folder
    from baldwin.study.burning_in import burn_in, unburnt
    from baldwin.study.plan import plan
    from baldwin.study.proposals import ask

    working.check()
    options = comparing.options(overrides(set_, seed, replicates, generations), searching, runs)
    if trust:
        trust_folder(locate(population)[0].parent)
    spec, notes, began = ask(population, options), list[str](), time.monotonic()
    if spec.burn_in:
        plan(unburnt(spec))  # so that whatever is wrong with a cell is told before the work begins
        writer = burn_in(spec, runs_folder(runs), checkpoint_every=working.checkpoint_every)
        if status := 0 if dry_run else _burn(writer, working.for_, quiet=quiet, json=json):
            return status
        spec, notes = _after(spec, writer)
        working = _less(working, time.monotonic() - began)
    planned = plan(spec)
    if dry_run:
        _print_plan(planned, runs_folder(runs), notes, json=json)
        return 0
    return work(planned, runs_folder(runs), working, quiet=quiet, json=json)


def _less(working: Working, seconds: float) -> Working:
    """Return the options with less time: what a user gives is that of the whole study, its burn-in included."""
    return working if working.for_ is None else replace(working, for_=max(working.for_ - seconds, 0.0))


def _burn(writer: RunWriter, seconds: float | None, *, quiet: bool, json: bool) -> int:
    """Compute what is left of a burn-in within some seconds, and return the exit status."""
    from baldwin.study.reading import find_complete

    return 0 if find_complete(writer.path) is not None else drive(writer, quiet=quiet, json=json, seconds=seconds)


def _after(spec: Spec, writer: RunWriter) -> tuple[Spec, list[str]]:
    """Return what follows a burn-in, and what should be known where that is not computed yet."""
    from baldwin.study.burning_in import burnt_in, unburnt
    from baldwin.study.reading import find_complete

    if (run := find_complete(writer.path)) is not None:
        return burnt_in(spec, run), []
    return unburnt(spec), [f"First comes the burn-in, {writer.path}, whose state decides the ids of the cells."]


def work(planned: Plan, runs: Path, working: Working, *, quiet: bool, json: bool, again: bool = False) -> int:
    """Compute what is left of a study, with `again` what failed too, and print its path as the last line of stdout.

    Returns:    The exit status: 0; 1 if a cell failed; 2 if the disk refuses or an executor is gone; 128 plus the
                signal's number after one, or 124 where the time was up, once all is saved.
    """
    from baldwin.progress.study import study_printer
    from baldwin.study.computing import compute

    until = None if working.for_ is None else time.monotonic() + working.for_
    observer = study_printer(planned, quiet=quiet, json=json, until=until)
    study, stop = compute(
        planned,
        runs,
        observer,
        on=working.on,
        settings=working.settings(),
        retries=working.allowed_losses,
        again=again,
        checkpoint_every=working.checkpoint_every,
        seconds=working.for_,
    )
    observer.done(study)
    if stop.requested and study.status not in ("complete", "failed"):
        return stop.exit_status
    if stop.expired and study.status not in ("complete", "failed"):
        return TIME_UP
    return {"complete": 0, "failed": 1}.get(study.status, 2)


def _print_plan(planned: Plan, runs: Path, notes: Sequence[str], *, json: bool) -> None:
    """Print the cells of a study, what they will need, and more notes than those of the plan."""
    from baldwin.study.axes import values_text
    from baldwin.study.cells import seconds_of

    seconds = sum(seconds_of(cell) for cell in planned.cells)
    path = runs / planned.name / planned.id
    if json:
        rows = [cell.row() for cell in planned.cells]
        about = {"path": str(path), "total": planned.total, "seconds": seconds, "notes": [*notes, *planned.notes]}
        print(json_.dumps({**about, "cells": rows}, indent=2))
        return
    for cell in planned.cells[:SHOWN]:
        shown = values_text(cell.values.items())
        print(f"{cell.index:>4}  {cell.arm}{f'  {shown}' if shown else ''}  {cell.run}")
    if len(planned.cells) > SHOWN:
        print(f"... and {len(planned.cells) - SHOWN} more: --json prints all")
    if planned.adaptive:
        print(f"up to {planned.total} cells, drawn one batch after another")
    else:
        print(f"{len(planned.cells)} cells, {duration(seconds)} on one core")
    for count, why in ((planned.left_out, "break a constraint"), (planned.repeated, "equal another")):
        if count:
            print(f"{count} more {why} and are left out")
    for note in (*notes, *planned.notes):
        print(note)
    print(path)
