"""Evolutions and studies from Python, kept as from the command line."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from baldwin.definition import Definition, load, refuse_if_too_large, refuse_if_unfit
from baldwin.errors import RunError, UsageError
from baldwin.founding import founded
from baldwin.store import Run, RunWriter
from baldwin.study.axes import override_texts

if TYPE_CHECKING:
    from baldwin.evolve import Progress
    from baldwin.hooks import Generation
    from baldwin.study import Study
    from baldwin.study.cells import Plan
    from baldwin.study.proposals import Options

__all__ = ["resume", "run", "sweep"]

Overrides = Sequence[str] | Mapping[str, Any]


def run(
    population: str | Path | Definition,
    overrides: Overrides = (),
    *,
    runs: str | Path | None = None,
    progress: bool = True,
    fresh: bool = False,
    checkpoint_every: float = 10.0,
    on_generation: Callable[[Generation], object] | None = None,
    log_to: Sequence[str] = (),
    trust: bool = False,
    seconds: float | None = None,
) -> Run:
    """Evolve a population and return its run; found complete it is not computed again, found partial it is continued.

    Interrupted (Ctrl-C, or a notebook's stop button) it is saved, and the same call goes on.

    Args:
        population: a preset's name, a TOML file, or a definition that was loaded.
        overrides: field -> value, such as {"lifetime.trials": 300}, or texts as `baldwin run --set` takes them.
        runs: folder that holds the runs; by default BALDWIN_RUNS, else ./runs.
        progress: show a bar, or lines where there is no terminal.
        fresh: discard what exists and start over.
        checkpoint_every: seconds between checkpoints.
        on_generation: called with each generation that is computed here, in order, once it is kept: its rows in the
            tables, read-only, and `means()` of them. What it raises ends the run as Ctrl-C would, saved, and is raised
            again; the same call goes on.
        log_to: trackers that the means are written to as well: "tensorboard:DIR", "mlflow:URI" or "wandb:PROJECT".
        trust: run Python files even if they came with a run and have never been run on this machine.
        seconds: wall time after which the run is saved and returned as it is; the same call goes on.

    Raises:
        DefinitionError: with a line for each rule that the population breaks.
        RunError: the folder cannot be written, or another process works on the run.
        UsageError: there is no such tracker, or its package is not installed.

    Example:
        >>> run = baldwin.run("hinton-nowlan", {"population.size": 200}, progress=False)
        >>> run.status
        'complete'
        >>> bool(run.assays["learned"][0] < run.assays["learned"][-1])  # of founders, and of the last generation
        True
    """
    from baldwin.store.finding import runs_folder

    changes = override_texts(overrides)
    folder = runs_folder(Path(runs) if runs is not None else None)
    loaded = load(str(population), changes, trust=trust) if not isinstance(population, Definition) else population
    if isinstance(population, Definition) and changes:
        raise UsageError("Overrides change a preset or a file. Give them to baldwin.load, or the name to baldwin.run.")
    definition = founded(loaded, folder)
    refuse_if_unfit(definition)
    source = definition.name if isinstance(population, Definition) else str(population)
    writer = RunWriter.create(
        folder, definition, source=source, overrides=changes, fresh=fresh, checkpoint_every=checkpoint_every
    )
    return _kept(writer, progress, on_generation, log_to, seconds)


def resume(
    run: Run | Study | str | Path,
    generations: int | str | None = None,
    *,
    runs: str | Path | None = None,
    progress: bool = True,
    checkpoint_every: float = 10.0,
    on_generation: Callable[[Generation], object] | None = None,
    log_to: Sequence[str] = (),
    trust: bool = False,
    seconds: float | None = None,
) -> Run | Study:
    """Go on with a run or a study that was stopped, or beyond its end, and return it: of a longer one that.

    Args:
        run: a run or a study, or what `baldwin resume` takes for one.
        generations: how many in all, or as "+200" how many more; a longer run is another, and this one its beginning.
        runs: folder in which a name is looked for; by default BALDWIN_RUNS, else ./runs.
        progress: show a bar, or lines where there is no terminal.
        checkpoint_every: seconds between checkpoints.
        on_generation: as of `run`; of runs alone.
        log_to: likewise.
        trust: run Python files that came with it, even if they have never been run on this machine.
        seconds: wall time after which it is saved and returned as it is.

    Raises:
        UsageError: it is neither, or its steps follow its length, so that it is not the beginning of a longer one.
        RunError: the folder cannot be written, or another process works there.

    Example:
        >>> run = baldwin.run("hinton-nowlan", {"population.size": 200}, progress=False)
        >>> longer = baldwin.resume(run, "+10", progress=False)  # as if it had been that long from the start
        >>> int(longer.generations["generation"].max())
        60
    """
    from baldwin.definition.trust import trust_folder
    from baldwin.lengthening import lengthened
    from baldwin.opening import open_any
    from baldwin.store.finding import runs_folder
    from baldwin.study import Study
    from baldwin.study.computing import plan_again
    from baldwin.study.lengthening import plan_longer

    asked = (
        run if isinstance(run, Run | Study) else open_any(run, runs_folder(Path(runs) if runs is not None else None))
    )
    if trust:
        trust_folder(asked.path)
    if isinstance(asked, Study):
        planned = plan_again(asked) if generations is None else plan_longer(asked, generations)
        return _computed(planned, asked.runs, progress, "local", 0, "", seconds)
    if not isinstance(asked, Run):
        raise UsageError(f"{asked.path}: {asked.content}. Go on with: {asked.resume_command}")
    if generations is None:
        writer = RunWriter.resume(asked.path, checkpoint_every=checkpoint_every)
    else:
        writer = lengthened(asked.path, generations, checkpoint_every=checkpoint_every)
    refuse_if_too_large(writer.definition)
    return _kept(writer, progress, on_generation, log_to, seconds)


def _kept(
    writer: RunWriter,
    progress: bool,
    on_generation: Callable[[Generation], object] | None,
    log_to: Sequence[str],
    seconds: float | None,
) -> Run:
    """Compute what a run lacks, with whoever watches, and return it; raises what a callback raised."""
    from baldwin.hooks import Hook, Several
    from baldwin.keeping import Observer, keep
    from baldwin.progress.run import run_printer
    from baldwin.trackers import tracker

    until = None if seconds is None else time.monotonic() + seconds
    printer = run_printer(writer.definition, quiet=not progress, json=False, until=until)
    hook = Hook(on_generation or (lambda generation: None))
    trackers = [tracker(text, writer.definition, printer) for text in log_to]

    def over(chunk: Progress | None) -> bool:
        time_is_up = until is not None and chunk is not None and time.monotonic() >= until
        return hook.stop(chunk) or time_is_up

    run = keep(writer, observer=Several(printer if progress else Observer(), hook, *trackers), stop=over)
    if hook.error is not None:
        raise hook.error
    return run


def sweep(
    population: str | Path,
    vary: Mapping[str, Any] | None = None,
    overrides: Overrides = (),
    *,
    controls: Mapping[str, Mapping[str, Any]] | None = None,
    arms: Mapping[str, Mapping[str, Any]] | None = None,
    require: Sequence[str] = (),
    budget: str | None = None,
    name: str | None = None,
    search: Mapping[str, Any] | None = None,
    on: str = "local",
    workers: int = 0,
    address: str = "",
    runs: str | Path | None = None,
    progress: bool = True,
    trust: bool = False,
    seconds: float | None = None,
) -> Study:
    """Run a population many times with some of its fields varied, as `baldwin sweep` does, and return the study.

    Every cell is an ordinary run; the same call goes on where it was stopped. A cell that fails stops no other:
    `study.states` says how each ended, or how far it is.

    Args:
        population: a preset's name, or the TOML file of a population or of a study.
        vary: field -> its values, or a range "low..high" to draw from, such as {"lifetime.trials": [10, 100]}.
        overrides: what all cells have, as of `run`.
        controls: name -> the fields in which a control arm differs, such as {"no_learning": {"lifetime.kind": "none"}}.
        arms: likewise, of arms that are no controls.
        require: rules that cells must keep, such as "lifetime.steps <= task.shots".
        budget: what every cell may spend, such as "evaluations=1e6".
        name: of the study's folder.
        search: how points are chosen, such as {"kind": "sobol", "cells": 32}.
        on: where cells are computed: local, inline, dask or slurm.
        workers: cells computed at once; 0: one per core, or all of a cluster.
        address: dask: of a scheduler that runs already.
        runs: folder that holds study and runs; by default BALDWIN_RUNS, else ./runs.
        progress: show a bar, or lines where there is no terminal.
        trust: run Python files even if they came with a run or a study and have never been run on this machine.
        seconds: wall time after which the study is saved and returned as it is.

    Raises:
        DefinitionError: with a line for each rule that the study breaks, in any cell.

    Example:
        >>> vary, small = {"lifetime.trials": [30, 300]}, {"population.size": 50}
        >>> study = baldwin.sweep("hinton-nowlan", vary, small, on="inline", progress=False)
        >>> study.status, len(study.cells)
        ('complete', 2)
    """
    asked = {"constraints": require, "budget": budget, "search": dict(search) if search else None, "name": name}
    options = _options(vary, overrides, arms, controls, runs, asked)
    return _computed(_planned(str(population), options, trust, progress), runs, progress, on, workers, address, seconds)


def _options(
    vary: Mapping[str, Any] | None,
    overrides: Overrides,
    arms: Mapping[str, Mapping[str, Any]] | None,
    controls: Mapping[str, Mapping[str, Any]] | None,
    runs: str | Path | None,
    asked: Mapping[str, Any],
) -> Options:
    """Return a study as the options of `baldwin sweep` ask for it; `asked` is what needs no other form for that."""
    from baldwin.study.proposals import Options

    return Options(
        set=override_texts(overrides),
        vary=[f"{field}={_listed(values)}" for field, values in (vary or {}).items()],
        arms=_described(arms),
        controls=_described(controls),
        runs=Path(runs) if runs is not None else None,
        **asked,
    )


def _planned(population: str, options: Options, trust: bool, progress: bool) -> Plan:
    """Return the plan of a study, whose burn-in is computed, if it has one."""
    from baldwin.definition.sources import locate
    from baldwin.definition.trust import trust_folder
    from baldwin.store.finding import runs_folder
    from baldwin.study.burning_in import burn_in, burnt_in, unburnt
    from baldwin.study.plan import plan
    from baldwin.study.proposals import ask

    if trust:
        trust_folder(locate(population)[0].parent)
    spec = ask(population, options)
    if not spec.burn_in:
        return plan(spec)
    plan(unburnt(spec))  # so that whatever is wrong with a cell is told before the work begins
    burnt = _kept(burn_in(spec, runs_folder(options.runs)), progress, None, (), None)
    if burnt.status != "complete":
        raise RunError(f"{burnt.path}: the burn-in was stopped, and the cells go on from its end. Call again.")
    return plan(burnt_in(spec, burnt))


def _listed(values: Any) -> str:
    """Return the values of a field as an option gives them; a range is one already."""
    from baldwin.study.axes import written

    if isinstance(values, str):
        return values
    return ",".join(map(written, values)) if isinstance(values, Iterable) else written(values)


def _described(arms: Mapping[str, Mapping[str, Any]] | None) -> list[str]:
    """Return arms as options give them."""
    from baldwin.study.axes import written

    return [
        f"{name}:{','.join(f'{field}={written(value)}' for field, value in fields.items())}"
        for name, fields in (arms or {}).items()
    ]


def _computed(
    planned: Plan,
    runs: str | Path | None,
    progress: bool,
    on: str,
    workers: int,
    address: str,
    seconds: float | None,
) -> Study:
    """Return a study once its cells are computed, or once it was asked to stop."""
    from baldwin.progress.study import study_printer
    from baldwin.store.finding import runs_folder
    from baldwin.study.computing import compute
    from baldwin.study.executors import Settings

    folder = runs_folder(Path(runs) if runs is not None else None)
    until = None if seconds is None else time.monotonic() + seconds
    observer = study_printer(planned, quiet=not progress, json=False, until=until)
    study, _ = compute(planned, folder, observer, on=on, settings=Settings(workers, address), seconds=seconds)
    return study
