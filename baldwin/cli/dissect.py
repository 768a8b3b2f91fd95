"""`baldwin dissect`: which of start and rule carries what evolved, and what of it is learned."""

from __future__ import annotations

import json as json_
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from baldwin.cli import candidates
from baldwin.cli.options import TABLE, Folder, Json, Quiet, Runs, Trust, ending_of, whole_number
from baldwin.cli.probe import as_json, print_result, write_figure
from baldwin.errors import UsageError
from baldwin.store import find_run
from baldwin.store.exporting import as_csv, finite
from baldwin.store.files import writing
from baldwin.store.finding import runs_folder
from baldwin.store.output import refuse_output, write_output

if TYPE_CHECKING:
    from baldwin.probes import Dissection
    from baldwin.store import Run

__all__ = ["dissect"]

INSTANCES, POINTS = "200", "12"

Instances = Annotated[str, Parameter(name="--instances", help="Held-out task instances that each genotype lives in.")]
Points = Annotated[
    str, Parameter(name="--points", help="Moments of a life after which learning is clamped, at most; 0 leaves it out.")
]
Output = Annotated[
    Folder, Parameter(name="--output", help="File to write: .csv holds the table, .png, .svg or .pdf the figure.")
]


def dissect(
    run: Annotated[str | None, Parameter(completer=candidates.runs)] = None,
    /,
    *,
    instances: Instances = INSTANCES,
    points: Points = POINTS,
    output: Output = None,
    runs: Runs = None,
    trust: Trust = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Take apart what evolved: does the start of a life carry the skill, or the rule by which it learns?

    What evolved lives again on instances that no life has seen: with the weights at birth, or the rule of learning, of
    its founders; without learning, or without what gates it; with what was learned in the instance of another; and with
    learning clamped after each of some moments. All conditions meet the same instances and chance events, and are
    compared life by life. Nothing is written into the run.

    Parameters
    ----------
    run
        The run's path, name/id, the first digits of its id, or a name: its newest run, one without changes first.

    Examples
    --------
    baldwin dissect sinusoid
    baldwin dissect 3f9a --instances 1000 --output dissection.svg
    baldwin dissect bandit --points 100 --output dissection.csv      clamped after each of 100 trials
    baldwin dissect sinusoid --points 0 --json
    """
    from baldwin.probes import dissect as dissected

    if run is None:
        raise UsageError("No run given. Name one, such as: baldwin dissect sinusoid (`baldwin list` shows the runs).")
    count = whole_number(instances, "--instances", "must be an integer >= 2, held-out instances.", least=2)
    most = whole_number(points, "--points", "must be an integer >= 0, moments of a life.", least=0)
    if output is not None:
        ending_of(output)
        refuse_output(output)
    chosen = find_run(run, runs_folder(runs))
    found = dissected(chosen, count, most, trust=trust)
    if not quiet:
        for note in found.warnings:
            print(note, file=sys.stderr)
    if output is not None:
        _write(found, chosen, output)
    if json:
        print(json_.dumps(_as_json(found, output), indent=2, allow_nan=False))
        return
    print_result(found)
    if output is not None:
        print(output)


def _as_json(found: Dissection, output: Path | None) -> dict[str, Any]:
    intervals = {
        "scores": {name: finite(list(one)) for name, one in found.scores.items()},
        "shares": {name: finite(list(one)) for name, one in found.shares.items()},
        "clamped": {"moment": found.moment, "after": {str(at): finite(list(one)) for at, one in found.clamped.items()}},
    }
    numbers = as_json(found, [] if output is None else [output])
    return numbers | {"intervals": "mean, standard error, and both ends of 95 %"} | intervals


def _write(found: Dissection, run: Run, path: Path) -> None:
    if ending_of(path) == TABLE:
        with writing(path, "Choose another file with --output FILE."):
            write_output(path, as_csv(found.table()))
        return
    from baldwin.figures.dissection import describe

    write_figure(describe(found), run, path)
