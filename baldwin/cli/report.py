"""`baldwin report`: one HTML page that holds a run whole, and opens anywhere."""

from __future__ import annotations

import json as json_
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from baldwin.cli.options import Json, NamedRun, Quiet, Runs, generation_or_all
from baldwin.errors import RunError, UsageError
from baldwin.figures.tables import together
from baldwin.opening import open_any
from baldwin.store import Run
from baldwin.store.files import writing
from baldwin.store.finding import runs_folder
from baldwin.store.output import refuse_output, write_output
from baldwin.store.reading import Entry

if TYPE_CHECKING:
    from baldwin.claims.reading import ClaimRun
    from baldwin.study import Study

__all__ = ["report"]

NAME = "report.html"
COMPARE = "compare"

Output = Annotated[
    str | None,
    Parameter(
        name="--output", help="File to write; default: RUN/report.html, for several runs RUNS/compare/IDS/report.html."
    ),
]


Until = Annotated[
    str | None,
    Parameter(
        name="--until",
        help="Show generations 0 to this one only, or `all`; default: one run whole, several to the shortest one.",
    ),
]


def report(
    *run: NamedRun,
    output: Output = None,
    until: Until = None,
    runs: Runs = None,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Write a run or a study as one HTML page: what was asked, what was found, figures to use, and how to run it again.

    The page opens in any browser, from a disk or a mail, and asks nothing of a network. Several runs are arms to
    switch between. The same run always gives the same bytes. Prints the path of the file.

    Parameters
    ----------
    run
        Runs, a study, or tested claims: each a path, name/id, the first digits of an id, or a name: its newest run,
        one without changes first.

    Examples
    --------
    baldwin report hinton-nowlan
    baldwin report hinton-nowlan no-learning --output learning.html
    baldwin report hinton-nowlan no-learning --until all
    baldwin report hinton_nowlan_sweep              a study: all its cells, maps, effects
    baldwin report reproduce_hinton_nowlan          what came of the claims of a ladder
    """
    from baldwin.report.runtime import require

    require()
    last = generation_or_all(until)
    folder = runs_folder(runs)
    found = _find(run, folder, quiet)
    subjects = found if isinstance(found, list) else [found]
    path = _path(output, subjects, folder)
    from baldwin.report.page import page_of

    note = ""
    if isinstance(found, list):
        found, shortest = together(found, last)
        if shortest is not None:
            note = f"Shown to generation {shortest:,}, where the shortest run ends"
            if not quiet:
                print(f"{note}; --until all shows all.", file=sys.stderr)
    elif until is not None:
        raise UsageError(f"--until {until}: is for runs; {found.path} is none.")
    with writing(path, "Choose another file with --output FILE."):
        refuse_output(path)
        write_output(path, text := page_of(found, until, note))
    row = {"path": str(path), "runs": [f"{one.name}/{one.id}" for one in subjects], "bytes": len(text.encode())}
    print(json_.dumps(row) if json else path)


def _find(texts: Sequence[str], folder: Path, quiet: bool) -> list[Run] | Study | ClaimRun:
    """Return the runs that are meant, each once, or the one study or tested claims.

    Raises:
        UsageError: none was given, or a study or claims among other runs.
        RunError: one holds nothing yet.
    """
    if not texts:
        raise UsageError(
            "No run given. Name one, such as: baldwin report hinton-nowlan (`baldwin list` shows the runs)."
        )
    found = list({one.path.resolve(): one for one in (open_any(text, folder) for text in texts)}.values())
    runs = []
    for one in found:
        if isinstance(one, Run):
            runs.append(one)
        elif len(found) > 1:
            raise UsageError(f"{one.path}: is no evolution to compare others with; it has a report of its own.")
        else:
            return one
    for run in runs:
        _check(run, quiet)
    return runs


def _check(run: Run, quiet: bool) -> None:
    """Say on stderr that a run holds less than it should; raise RunError if it holds nothing yet."""
    if not run.generations:
        raise RunError(f"{run.path}: holds no generation yet. Go on with: {run.resume_command}")
    if run.status != "complete" and not quiet:
        last, wanted = int(run.generations["generation"].max()), run.definition.population.generations
        print(
            f"{run.path}: {run.status} at generation {last} of {wanted}; reported as far as it goes.", file=sys.stderr
        )


def _path(output: str | None, found: Sequence[Entry], folder: Path) -> Path:
    """Return the file to write; a folder that is named gets one of the usual name.

    Raises:
        UsageError: the name is empty.
    """
    if output is not None:
        if not output.strip():
            raise UsageError("--output: the name is empty. Name a file, such as report.html.")
        path = Path(output)
        return path / NAME if path.is_dir() else path
    if len(found) == 1:
        return found[0].path / NAME
    ids = "-".join(one.id[:6] for one in found)
    return folder / COMPARE / ids / NAME
