"""The three jobs from Python, for notebooks and scripts: run an evolution, sweep its hyperparameters, draw figures.

Definitions are checked, runs kept and resumed, and figures drawn exactly as from the command line: the same request is
the same run in the same folder, whoever asks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from baldwin.definition import Definition, load, refuse_if_unfit
from baldwin.definition.names import did_you_mean
from baldwin.engine import Columns
from baldwin.errors import UsageError
from baldwin.store import Run, RunWriter, find_run

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from baldwin.study import Study
    from baldwin.study.planning import Plan

__all__ = ["compare", "data", "frame", "plot", "run", "sweep"]


def run(
    population: str | Path | Definition,
    overrides: Sequence[str] = (),
    *,
    runs: str | Path | None = None,
    progress: bool = True,
    fresh: bool = False,
    checkpoint_every: float = 10.0,
) -> Run:
    """Evolve a population and return its run; found complete it is not computed again, found partial it is continued.

    Interrupted (Ctrl-C, or a notebook's stop button) it is saved, and the same call goes on.

    Args:
        population: a preset's name, a TOML file, or a definition that was loaded.
        overrides: each `table.field=value`, as for `baldwin run --set`.
        runs: folder that holds the runs; by default BALDWIN_RUNS, else ./runs.
        progress: show a bar, or lines where there is no terminal.
        fresh: discard what exists and start over.
        checkpoint_every: seconds between checkpoints.

    Raises:
        DefinitionError: with a line for each rule that the population breaks.
        RunError: the folder cannot be written, or another process works on the run.
    """
    from baldwin.cli.options import runs_folder
    from baldwin.cli.progress import news
    from baldwin.evolve import evolve, load_engine

    definition = load(str(population), overrides) if not isinstance(population, Definition) else population
    if isinstance(population, Definition) and overrides:
        raise UsageError("Overrides change a preset or a file. Give them to baldwin.load, or the name to baldwin.run.")
    refuse_if_unfit(definition)
    source = definition.name if isinstance(population, Definition) else str(population)
    writer = RunWriter.create(
        runs_folder(Path(runs) if runs is not None else None),
        definition,
        source=source,
        overrides=overrides,
        fresh=fresh,
        checkpoint_every=checkpoint_every,
    )
    with writer:
        if not writer.complete:
            engine = load_engine(definition)
            state = writer.restore(engine)
            told = news(definition, quiet=not progress, json=False)
            told.begin(writer.path, writer.generation)
            try:
                for step in evolve(engine, definition, state=state):
                    writer.append(step.state, step.record, step.seconds)
                    told.tell(step)
            finally:
                told.close()
    return writer.run()


def sweep(
    population: str | Path,
    vary: Mapping[str, Any] | None = None,
    overrides: Sequence[str] = (),
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
) -> Study:
    """Run a population many times with some of its fields varied, as `baldwin sweep` does, and return the study.

    Every cell is an ordinary run; the same call goes on where it was stopped. A cell that fails stops no other:
    `study.fates` says what became of each.

    Args:
        population: a preset's name, or the TOML file of a population or of a study.
        vary: field -> its values, or a range "low..high" to draw from, such as {"lifetime.trials": [10, 100]}.
        overrides: each `table.field=value`, of all cells.
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

    Raises:
        DefinitionError: with a line for each rule that the study breaks, in any cell.
    """
    from baldwin.study.asking import Options, ask
    from baldwin.study.planning import plan

    options = Options(
        set=overrides,
        vary=[f"{field}={_listed(values)}" for field, values in (vary or {}).items()],
        arms=_described(arms),
        controls=_described(controls),
        constraints=require,
        budget=budget,
        search=dict(search) if search else None,
        name=name,
    )
    planned = plan(ask(str(population), options))
    return _computed(planned, runs, progress, on, workers, address)


def _listed(values: Any) -> str:
    """Return the values of a field as an option gives them; a range is one already."""
    from baldwin.study.axes import written

    return values if isinstance(values, str) else ",".join(map(written, values))


def _described(arms: Mapping[str, Mapping[str, Any]] | None) -> list[str]:
    """Return arms as options give them."""
    from baldwin.study.axes import written

    return [
        f"{name}:{','.join(f'{field}={written(value)}' for field, value in fields.items())}"
        for name, fields in (arms or {}).items()
    ]


def _computed(planned: Plan, runs: str | Path | None, progress: bool, on: str, workers: int, address: str) -> Study:
    """Return a study once its cells are computed, or once it was told to stop."""
    from baldwin.cli.drive import stoppable
    from baldwin.cli.options import runs_folder
    from baldwin.cli.study_news import study_news
    from baldwin.study.book import Book
    from baldwin.study.driving import Driver
    from baldwin.study.executors import Settings, start

    folder = runs_folder(Path(runs) if runs is not None else None)
    book, told = Book(folder, planned), study_news(planned, quiet=not progress, json=False)
    settings = Settings(workers, address, {}, (folder / f".{planned.name}" / planned.id).resolve())
    with book, start(on, settings) as executor:
        driver = Driver(book, executor, told)
        with stoppable(driver.ask_to_stop):
            driver.drive()
    return book.study()


def frame(table: Columns | Mapping[str, Sequence[Any]] | Study) -> pandas.DataFrame:
    """Return a table of a run, such as `run.assays`, as a data frame; of a study the table of all its cells.

    A column of lists holds an array in each cell.

    Raises:
        UsageError: pandas is not installed.
    """
    from baldwin.study import Study
    from baldwin.study import table as table_of

    try:
        import pandas
    except ImportError:
        raise UsageError('Data frames need pandas: pip install "baldwin-effect[data]".') from None
    columns: Mapping[str, Any] = table_of(table) if isinstance(table, Study) else table
    rows = {name: list(one) if getattr(one, "ndim", 1) > 1 else one for name, one in columns.items()}
    return pandas.DataFrame(rows)


def compare(
    arms: Run | Study | Sequence[Run],
    against: Run | str | None = None,
    quantities: Sequence[str] = (),
    *,
    until: int | Literal["all"] | None = None,
) -> pandas.DataFrame:
    """Return effect sizes of arms against a control, with 95 % bootstrap intervals, as `baldwin compare` prints them.

    Args:
        arms: runs, or a study.
        against: the control: a run; of a study an arm, by default those that it was given as controls.
        quantities: columns to compare; by default fitness, abilities and assimilation.
        until: generation at which runs are compared, or "all": each at its own end; by default where the shortest ends.

    Raises:
        UsageError: there is no control, or nothing that all have.
    """
    from baldwin.comparison import compare_runs, compare_study, measured_together
    from baldwin.plots.labels import labels
    from baldwin.study import Study

    if isinstance(arms, Study):
        if isinstance(against, Run):
            raise UsageError("The control of a study is one of its arms. Give its name.")
        effects = compare_study(arms, against, quantities)
    else:
        runs = [arms] if isinstance(arms, Run) else list(arms)
        if not isinstance(against, Run):
            raise UsageError("With which control? Give a run: against=control.")
        generation = None if until == "all" else measured_together([*runs, against], until)
        effects = compare_runs(runs, against, labels([*runs, against]), quantities, generation)
    rows = [one.row() for one in effects]
    return frame({name: [row.get(name) for row in rows] for name in dict.fromkeys(key for row in rows for key in row)})


def plot(
    runs: Run | Study | str | Path | Sequence[Run | str | Path],
    figure: str | None = None,
    *,
    axes: Axes | None = None,
    until: int | None = None,
    quantity: str | None = None,
) -> Figure | Axes:
    """Draw one figure of a run or a study, or one that compares several runs, and return it.

    Args:
        runs: runs, or what `baldwin plot` takes for one; or a study.
        figure: as `baldwin plot --list` names them; by default the first that can be drawn.
        axes: to draw into, for figures of one panel; they are returned.
        until: generation up to which runs are drawn; by default the end of the shortest.
        quantity: of a study, what its figures show; by default the first that it recorded.

    Raises:
        UsageError: no such figure, it cannot draw these runs, or it has several panels and was given axes.
    """
    from contextlib import nullcontext

    from baldwin.plots.style import onto, style
    from baldwin.study import Study

    with style(), onto(axes) if axes is not None else nullcontext():
        if isinstance(runs, Study):
            drawn = _of_study(runs, figure, quantity)
        else:
            module, found = _figure(runs, figure, until)
            drawn = module.draw(found)
    return axes if axes is not None else cast("Figure", drawn)


def data(
    runs: Run | str | Path | Sequence[Run | str | Path], figure: str | None = None, *, until: int | None = None
) -> dict[str, pandas.DataFrame]:
    """Return the curves of a figure as data frames: x, middle (the median of replicates), low and high of its band.

    Arguments and errors are those of `plot` and `frame`.
    """
    module, found = _figure(runs, figure, until)
    return {
        name: frame({part: getattr(curve, part) for part in ("x", "middle", "low", "high")})
        for name, curve in module.data(found).items()
    }


def _of_study(study: Study, figure: str | None, quantity: str | None) -> Any:
    """Return a figure of a study, drawn."""
    from baldwin.plots.studies.catalogue import applicable, figures
    from baldwin.plots.studies.cells import Cells

    cells = Cells(study)
    name = _chosen(figure, list(figures()), applicable(cells))
    wanted = quantity or next(iter(cells.quantities))
    if wanted not in cells.quantities:
        raise UsageError(f'No quantity "{wanted}". {did_you_mean(wanted, cells.quantities)}')
    return figures()[name].draw(cells, wanted)


def _chosen(figure: str | None, known: Sequence[str], possible: Sequence[str]) -> str:
    """Return the name of a figure that can be drawn.

    Raises:
        UsageError: there is none such, or it cannot.
    """
    if figure is not None and figure not in known:
        raise UsageError(f'No figure "{figure}". {did_you_mean(figure, known)}')
    if not possible or (figure is not None and figure not in possible):
        given = f"There are: {', '.join(possible)}" if possible else "There is none for them"
        raise UsageError(f'Figure "{figure or "any"}" cannot be drawn of this. {given}.')
    return figure or possible[0]


def _figure(runs: Any, figure: str | None, until: int | None) -> tuple[Any, list[Run]]:
    """Return the module of a figure, and the runs that it is to draw."""
    from baldwin.cli.options import runs_folder
    from baldwin.plots.catalogue import applicable, figures
    from baldwin.plots.subjects import cut, last_generation

    asked = [runs] if isinstance(runs, Run | str | Path) else list(runs)
    found = [one if isinstance(one, Run) else find_run(str(one), runs_folder(None)) for one in asked]
    if not found:
        raise UsageError("No run given.")
    last = min(map(last_generation, found)) if until is None else until
    found = [cut(one, last) for one in found]
    return figures()[_chosen(figure, list(figures()), applicable(found))], found
