"""`baldwin plot`: the figures of one or more runs."""

from __future__ import annotations

import hashlib
import json as json_
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

from cyclopts import Parameter

from baldwin.cli import candidates
from baldwin.cli.options import Folder, Json, NamedRun, Quiet, Runs, folder_of, generation_or_all, whole_number
from baldwin.cli.plot_study import Saving
from baldwin.definition.names import did_you_mean
from baldwin.errors import RunError, UsageError
from baldwin.opening import open_any
from baldwin.store import Run, find_run
from baldwin.store.files import writing
from baldwin.store.finding import runs_folder
from baldwin.study import Study

if TYPE_CHECKING:
    from baldwin.plots.saving import Format, Moving

__all__ = ["plot"]

COMPARE = "compare"
DPI = 200


Figures = Annotated[
    list[str] | None,
    Parameter(
        name="--figures",
        negative="",
        help="Figures to draw, by name or as my_figure.py, commas between; default: all that apply.",
        completer=candidates.figures,
    ),
]
Formats = Annotated[
    list[str] | None,
    Parameter(
        name="--format",
        negative="",
        help="png, svg or pdf; gif or mp4 for one that moves by generation; commas between; default: png.",
        completer=candidates.formats,
    ),
]
Output = Annotated[
    Folder,
    Parameter(name="--output", help="Folder to write to; default: RUN/figures, for several runs RUNS/compare/IDS."),
]
Until = Annotated[
    str | None,
    Parameter(
        name="--until",
        help="Draw generations 0 to this one only, or `all`; default: one run whole, several to the shortest one.",
    ),
]
Dots = Annotated[str, Parameter(name="--dpi", help="Dots per inch of a png.")]
Style = Annotated[str, Parameter(name="--style", help="print, or slides: bolder lines, as large as a screen.")]
Quantity = Annotated[
    str | None,
    Parameter(
        name="--quantity",
        help="Of a study: what maps, effects and courses show, such as innate; default: learned (courses: and innate).",
        completer=candidates.columns,
    ),
]
ListOnly = Annotated[
    bool, Parameter(name="--list", negative="", show_default=False, help="List the figures and draw nothing.")
]


def plot(
    *run: NamedRun,
    figures: Figures = None,
    format: Formats = None,
    output: Output = None,
    until: Until = None,
    dpi: Dots = str(DPI),
    style: Style = "print",
    quantity: Quantity = None,
    list_: ListOnly = False,
    runs: Runs = None,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Draw the figures of a run, of several runs on one axis, or of a study, and print the paths of the files.

    One run is drawn from every side; several are compared. Lines are medians over replicates, bands hold the middle
    90 % of them. The same run always gives the same bytes.

    Parameters
    ----------
    run
        Runs, or one study: each a path, name/id, the first digits of an id, or a name: its newest run, one without
        changes first.

    Examples
    --------
    baldwin plot hinton-nowlan
    baldwin plot hinton-nowlan --figures story,gain_function --format pdf,svg
    baldwin plot hinton-nowlan no-learning --figures compare_ability --until 50
    baldwin plot sinusoid-darwin sinusoid-lamarck --figures compare_budget
    baldwin plot hinton_nowlan_sweep --figures study_map,study_effects --quantity innate
    baldwin plot hinton-nowlan --figures story --style slides --format gif
    baldwin plot --list
    """
    if list_:
        _list(json)
        return
    how = _saving(format, dpi, style)
    if (study := _study(run, runs_folder(runs))) is not None:
        from baldwin.cli.plot_study import plot_study

        wanted = [word.replace("-", "_") for word in _split(figures)]
        plot_study(study, how, wanted=wanted, quantity=quantity, folder=output, json=json)
        return
    from baldwin.figures.tables import together
    from baldwin.plots.catalogue import is_whole

    names = _known(figures, how)
    if quantity is not None:
        raise UsageError(f"--quantity {quantity}: is for studies; figures of runs show what they are named for.")
    last = generation_or_all(until)
    whole = _find(run, runs_folder(runs), quiet)
    found, shortest = together(whole, last)
    chosen = _chosen(names, found)
    if shortest is not None and not quiet and not all(map(is_whole, chosen)):
        print(f"Drawn to generation {shortest}, where the shortest run ends; --until all draws all.", file=sys.stderr)
    folder = folder_of(output, _folder(found, runs_folder(runs)))
    shown = {name: whole if last is None and is_whole(name) else found for name in chosen}
    _draw(shown, how, folder, json)


def _saving(format: list[str] | None, dpi: str, style: str) -> Saving:
    """Return how figures are saved, from the options that say it."""
    from baldwin.plots.purposes import known_purpose

    rule = f"must be an integer from 20 to 2400, dots per inch. {DPI} suits a screen, 300 to 600 print."
    dots = whole_number(dpi, "--dpi", rule, least=20, most=2400)
    return Saving(_formats(format), dots, known_purpose(style, "--style"))


def _study(texts: Sequence[str], folder: Path) -> Study | None:
    """Return the study that the one name given means, None for anything else.

    Raises:
        UsageError: a study among other runs.
    """
    found = [open_any(text, folder) for text in texts]
    studies = [one for one in found if isinstance(one, Study)]
    if studies and len(found) > 1:
        raise UsageError(f"{studies[0].path}: is a study; draw it by itself. Its cells are runs like any others.")
    return studies[0] if studies else None


def _list(json: bool) -> None:
    from baldwin.plots.catalogue import figures, summary
    from baldwin.plots.studies import catalogue as of_studies

    rows = [{"figure": name, "shows": summary(name), "needs": figure.NEEDS} for name, figure in figures().items()]
    for name, drawn in of_studies.figures().items():
        rows.append({"figure": name, "shows": of_studies.summary(name), "needs": drawn.NEEDS})
    if json:
        print(json_.dumps(rows, indent=2))
        return
    width = max(len(row["figure"]) for row in rows)
    for row in rows:
        print(f"{row['figure']:{width}}  {row['shows']}")


def _split(values: Iterable[str] | None) -> list[str]:
    """Return the words of options that may be repeated and may hold commas; each once."""
    words = (word.strip() for value in values or () for word in value.split(","))
    return list(dict.fromkeys(word for word in words if word))


def _formats(given: list[str] | None) -> list[Format | Moving]:
    from baldwin.plots.saving import FORMATS, MOVING

    wanted = [word.lower() for word in _split(given)] or ["png"]
    for word in wanted:
        if word not in (*FORMATS, *MOVING):
            raise UsageError(f"--format {word}: no such format. {did_you_mean(word, (*FORMATS, *MOVING), '{}')}")
    return cast("list[Format | Moving]", wanted)


def _known(given: list[str] | None, how: Saving) -> list[str]:
    from baldwin.figures.catalogue import named
    from baldwin.plots.catalogue import figures
    from baldwin.plots.saving import MOVING
    from baldwin.plots.unknown import unknown_figure

    wanted = [named(word) for word in _split(given)]
    for word in wanted:
        if word not in figures():
            raise UsageError(f"--figures {word}: {unknown_figure(word, of_study=False)}")
    if not wanted and (films := [one for one in how.formats if one in MOVING]):
        raise UsageError(f"--format {films[0]}: say which figure is to move, for films take a while: --figures story")
    return wanted


def _find(texts: Sequence[str], folder: Path, quiet: bool) -> list[Run]:
    """Return the runs that are meant, each once; notes on stderr which hold less than they should."""
    if not texts:
        raise UsageError("No run given. Name one, such as: baldwin plot hinton-nowlan (`baldwin list` shows the runs).")
    found = {run.path.resolve(): run for run in (find_run(text, folder) for text in texts)}
    for run in found.values():
        if not run.generations:
            raise RunError(f"{run.path}: holds no generation yet. Go on with: baldwin resume {run.path}")
        if run.status != "complete" and not quiet:
            last, wanted = int(run.generations["generation"].max()), run.definition.population.generations
            note = f"{run.path}: {run.status} at generation {last} of {wanted}; drawn as far as it goes."
            print(note, file=sys.stderr)
    return list(found.values())


def _chosen(names: Sequence[str], runs: Sequence[Run]) -> list[str]:
    """Return the figures to draw: those asked for, else all that apply.

    Raises:
        UsageError: a figure that was asked for cannot draw these runs.
        RunError: no figure can.
    """
    from baldwin.plots.catalogue import applicable, figures

    possible = applicable(runs)
    for name in names:
        if name not in possible:
            others = f" These runs give: {', '.join(possible)}." if possible else ""
            raise UsageError(f"--figures {name}: nothing to draw, it needs {figures()[name].NEEDS}.{others}")
    if not possible:
        what = runs[0].path if len(runs) == 1 else "These runs"
        why = "nothing to draw"
        tasks = list(dict.fromkeys(str(getattr(getattr(run.definition, "task", None), "kind", None)) for run in runs))
        if len(tasks) > 1:
            why = f"they learn different tasks ({', '.join(tasks)}), whose scores share no axis. Draw each alone"
        raise RunError(f"{what}: {why}. `baldwin plot --list` shows the figures.")
    return list(names) or possible


def _folder(runs: Sequence[Run], folder: Path) -> Path:
    if len(runs) == 1:
        return runs[0].figures
    ids = "-".join(run.id[:6] for run in runs)
    return folder / COMPARE / (ids if len(runs) <= 6 else hashlib.sha256(ids.encode()).hexdigest()[:12])


def _draw(shown: Mapping[str, Sequence[Run]], how: Saving, folder: Path, json: bool) -> None:
    """Draw figures, each of its runs."""
    from baldwin.plots.catalogue import figures
    from baldwin.plots.moving import save_moving
    from baldwin.plots.saving import save
    from baldwin.plots.style import style

    with writing(folder, "Choose another folder with --output DIR."):
        for name, runs in shown.items():
            sources = [f"{run.name}/{run.id}" for run in runs]
            with style(how.purpose):
                figure = figures()[name].draw(runs)
            for form in how.formats:
                path = folder / f"{name}.{form}"
                if form == "gif" or form == "mp4":
                    save_moving(name, runs, path, dpi=min(how.dpi, DPI) // 2, purpose=how.purpose)
                else:
                    save(figure, path, form, dpi=how.dpi, sources=sources)
                row = {"figure": name, "format": form, "path": str(path), "runs": sources}
                print(json_.dumps(row) if json else path)
