"""Figures of runs and studies, and the numbers behind them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from baldwin.api.tables import frame
from baldwin.definition.names import did_you_mean
from baldwin.errors import UsageError
from baldwin.store import Run, find_run
from baldwin.store.reading import Entry

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from baldwin.probes import ProbeResult
    from baldwin.study import Study

__all__ = ["data", "film", "plot"]


def plot(
    runs: Run | Study | ProbeResult | str | Path | Sequence[Run | str | Path],
    figure: str | None = None,
    *,
    axes: Axes | None = None,
    until: int | Literal["all"] | None = None,
    quantity: str | None = None,
    style: Literal["print", "slides"] = "print",
) -> Figure | Axes:
    """Draw one figure of a run or a study, or one that compares several runs, and return it.

    Args:
        runs: runs, or what `baldwin plot` takes for one; or a study; or a dissection or what a probe found, which
            have one figure.
        figure: as `baldwin plot --list` names them, or the path of a Python file that holds one; by default the first
            that can be drawn.
        axes: to draw into, for figures of one panel; they are returned.
        until: generation up to which runs are drawn, or "all"; by default the end of the shortest, but for figures
            whose axis is not that of generations.
        quantity: of a study, what its figures show; by default the first that it recorded.
        style: what it is drawn for; on slides lines and points are bolder, and words larger.

    Raises:
        UsageError: no such figure, it cannot draw these runs, or it has several panels and was given axes.

    Example:
        >>> run = baldwin.run("hinton-nowlan", {"population.size": 200}, progress=False)
        >>> figure = baldwin.plot(run, "innate_learned")  # `baldwin plot --list` names the figures
        >>> figure.savefig("innate_learned.pdf")
    """
    from contextlib import nullcontext

    from baldwin.opening import open_any
    from baldwin.plots.catalogue import figures
    from baldwin.plots.purposes import known_purpose
    from baldwin.plots.style import onto
    from baldwin.plots.style import style as drawing
    from baldwin.probes import ProbeResult
    from baldwin.study import Study

    purpose = known_purpose(style, "style =")
    subject = open_any(runs) if isinstance(runs, str | Path) else runs
    if isinstance(subject, ProbeResult):
        with drawing(purpose):
            return _of_finding(subject, figure, axes)
    with drawing(purpose), onto(axes) if axes is not None else nullcontext():
        if isinstance(subject, Study):
            drawn = _of_study(subject, figure, quantity)
        else:
            if quantity is not None:
                raise UsageError(
                    f'quantity = "{quantity}": is for studies; figures of runs show what they are named for.'
                )
            name, found = _figure(subject, figure, until)
            drawn = figures()[name].draw(found)
    return axes if axes is not None else cast("Figure", drawn)


def film(
    runs: Run | str | Path | Sequence[Run | str | Path],
    figure: str | None = None,
    *,
    to: str | Path,
    style: Literal["print", "slides"] = "print",
    dpi: int = 100,
) -> Path:
    """Write a figure as a film, from the founders to the last generation, and return its path.

    Args:
        runs: as for `plot`.
        figure: as for `plot`.
        to: the file, which ends in .gif, or in .mp4 where the program ffmpeg is installed.
        style: what it is drawn for; on slides lines and points are bolder, and words larger.
        dpi: dots per inch; slides fill a screen whatever they are.

    Raises:
        UsageError: no such figure, it does not move, or the file is of another format.

    Example:
        >>> run = baldwin.run("hinton-nowlan", {"population.size": 200}, progress=False)
        >>> baldwin.film(run, "innate_learned", to="innate_learned.gif").name
        'innate_learned.gif'
    """
    from baldwin.plots.moving import save_moving
    from baldwin.plots.purposes import known_purpose
    from baldwin.plots.saving import MOVING

    path = Path(to)
    if path.suffix.lower().removeprefix(".") not in MOVING:
        raise UsageError(f"to = {str(to)!r}: films end in .gif or .mp4.")
    name, found = _figure(runs, figure, None)
    save_moving(name, found, path, dpi=dpi, purpose=known_purpose(style, "style ="))
    return path


def data(
    runs: Run | Study | str | Path | Sequence[Run | str | Path],
    figure: str | None = None,
    *,
    until: int | Literal["all"] | None = None,
) -> dict[str, pandas.DataFrame]:
    """Return the curves of a figure as data frames: x, middle (the median of replicates), low and high of its band.

    Arguments and errors are those of `plot` and `frame`.

    Example:
        >>> run = baldwin.run("hinton-nowlan", {"population.size": 200}, progress=False)
        >>> sorted(baldwin.data(run, "innate_learned"))
        ['gain', 'innate', 'learned', 'limit']
    """
    from baldwin.plots.catalogue import figures

    chosen, found = _figure(runs, figure, until)
    return {
        name: frame({part: getattr(curve, part) for part in ("x", "middle", "low", "high")})
        for name, curve in figures()[chosen].data(found).items()
    }


def _of_finding(found: ProbeResult, figure: str | None, axes: Axes | None) -> Figure | Axes:
    """Return the one figure of a dissection or of what a probe found, drawn; on axes its first panel."""
    from baldwin.figures import dissection, probes
    from baldwin.plots.drawing import draw, draw_alone
    from baldwin.probes import Dissection

    if figure is not None:
        what = "a dissection" if isinstance(found, Dissection) else "what a probe found"
        raise UsageError(f'figure = "{figure}": {what} has one figure. Leave it out.')
    described = dissection.describe(found) if isinstance(found, Dissection) else probes.describe(found)
    if axes is None:
        return draw(described)
    draw_alone(axes, described)
    return axes


def _of_study(study: Study, figure: str | None, quantity: str | None) -> Any:
    """Return a figure of a study, drawn."""
    from baldwin.figures.studies.cells import Cells
    from baldwin.plots.studies.catalogue import applicable, figures

    cells = Cells(study)
    name = _chosen(figure, list(figures()), applicable(cells), of_study=True)
    wanted = quantity or next(iter(cells.quantities))
    if wanted not in cells.quantities:
        raise UsageError(f'No quantity "{wanted}". {did_you_mean(wanted, cells.quantities)}')
    return figures()[name].draw(cells, wanted)


def _chosen(figure: str | None, known: Sequence[str], possible: Sequence[str], *, of_study: bool) -> str:
    """Return the name of a figure that can be drawn.

    Raises:
        UsageError: there is none such, or it cannot.
    """
    from baldwin.plots.unknown import unknown_figure

    if figure is not None and figure not in known:
        raise UsageError(f'Figure "{figure}": {unknown_figure(figure, of_study=of_study)}')
    if not possible or (figure is not None and figure not in possible):
        given = f"There are: {', '.join(possible)}" if possible else "There is none for them"
        raise UsageError(f'Figure "{figure or "any"}" cannot be drawn of this. {given}.')
    return figure or possible[0]


def _figure(runs: Any, figure: str | None, until: int | Literal["all"] | None) -> tuple[str, list[Run]]:
    """Return the name of a figure, and the runs that it is to draw."""
    from baldwin.study import Study

    if isinstance(runs, Study):
        raise UsageError("The numbers behind a study's figures are its table: baldwin.frame(study).")
    from baldwin.figures.catalogue import named
    from baldwin.figures.tables import together
    from baldwin.plots.catalogue import applicable, figures, is_whole
    from baldwin.store.finding import runs_folder

    asked = [runs] if isinstance(runs, Entry | str | Path) else list(runs)
    found = [Run.of(one) if isinstance(one, Entry) else find_run(str(one), runs_folder(None)) for one in asked]
    if not found:
        raise UsageError("No run given.")
    shown, _ = together(found, until)
    name = _chosen(figure and named(figure), list(figures()), applicable(shown), of_study=False)
    return name, found if until is None and is_whole(name) else shown
