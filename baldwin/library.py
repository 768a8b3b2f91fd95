"""The three jobs from Python, for notebooks and scripts: run an evolution, look at its tables, draw its figures.

Definitions are checked, runs kept and resumed, and figures drawn exactly as from the command line: the same request is
the same run in the same folder, whoever asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from baldwin.definition import Definition, load, refuse_if_unfit
from baldwin.engine import Columns
from baldwin.errors import UsageError
from baldwin.store import Run, RunWriter, find_run

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["data", "frame", "plot", "run"]


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


def frame(table: Columns) -> pandas.DataFrame:
    """Return a table of a run, such as `run.assays`, as a data frame; a column of lists holds an array in each cell.

    Raises:
        UsageError: pandas is not installed.
    """
    try:
        import pandas
    except ImportError:
        raise UsageError('Data frames need pandas: pip install "baldwin-effect[data]".') from None
    return pandas.DataFrame({name: list(values) if values.ndim > 1 else values for name, values in table.items()})


def plot(
    runs: Run | str | Path | Sequence[Run | str | Path],
    figure: str = "story",
    *,
    axes: Axes | None = None,
    until: int | None = None,
) -> Figure | Axes:
    """Draw one figure of a run, or one that compares several, and return it.

    Args:
        runs: runs, or what `baldwin plot` takes for one.
        figure: as `baldwin plot --list` names them.
        axes: to draw into, for figures of one panel; they are returned.
        until: generation up to which to draw; by default the end of the shortest run.

    Raises:
        UsageError: no such figure, it cannot draw these runs, or it has several panels and was given axes.
    """
    from contextlib import nullcontext

    from baldwin.plots.style import onto, style

    module, found = _figure(runs, figure, until)
    with style(), onto(axes) if axes is not None else nullcontext():
        drawn = module.draw(found)
    return axes if axes is not None else cast("Figure", drawn)


def data(
    runs: Run | str | Path | Sequence[Run | str | Path], figure: str = "story", *, until: int | None = None
) -> dict[str, pandas.DataFrame]:
    """Return the curves of a figure as data frames: x, middle (the median of replicates), low and high of its band.

    Arguments and errors are those of `plot` and `frame`.
    """
    module, found = _figure(runs, figure, until)
    return {
        name: frame({part: getattr(curve, part) for part in ("x", "middle", "low", "high")})
        for name, curve in module.data(found).items()
    }


def _figure(runs: Any, figure: str, until: int | None) -> tuple[Any, list[Run]]:
    """Return the module of a figure, and the runs that it is to draw."""
    from baldwin.cli.options import runs_folder
    from baldwin.definition.names import did_you_mean
    from baldwin.plots.catalogue import applicable, figures
    from baldwin.plots.subjects import cut, last_generation

    asked = [runs] if isinstance(runs, Run | str | Path) else list(runs)
    found = [one if isinstance(one, Run) else find_run(str(one), runs_folder(None)) for one in asked]
    if not found:
        raise UsageError("No run given.")
    last = min(map(last_generation, found)) if until is None else until
    found = [cut(one, last) for one in found]
    if figure not in figures():
        raise UsageError(f'No figure "{figure}". {did_you_mean(figure, figures())}')
    if figure not in (possible := applicable(found)):
        module = figures()[figure]
        raise UsageError(f'Figure "{figure}" needs {module.NEEDS}. These runs give: {", ".join(possible)}.')
    return figures()[figure], found
