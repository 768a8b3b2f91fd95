"""`baldwin compare`: arms against a control, with effect sizes."""

from __future__ import annotations

import json as json_
import sys
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from baldwin.cli import candidates
from baldwin.cli.options import Json, NamedRun, Runs, generation_or_all
from baldwin.cli.printing import console, plain_table
from baldwin.errors import UsageError
from baldwin.opening import open_any
from baldwin.store import Run
from baldwin.store.finding import runs_folder
from baldwin.store.reading import Entry
from baldwin.study import Study

if TYPE_CHECKING:
    from rich.table import Table

    from baldwin.comparison import Comparison, Effect, Outcome

__all__ = ["compare"]


Against = Annotated[
    str | None,
    Parameter(
        help="The control: a run; of a study an arm, by default those that it was given as controls.",
        completer=candidates.runs,
    ),
]
Quantities = Annotated[
    list[str] | None,
    Parameter(
        negative="",
        help="Column to compare; default: fitness, abilities, assimilation. Repeatable.",
        completer=candidates.columns,
    ),
]


def compare(
    *run: NamedRun,
    against: Against = None,
    quantity: Quantities = None,
    until: Annotated[
        str | None,
        Parameter(
            help="Compare runs at this generation, or `all`: each at its own end; default: where the shortest ends."
        ),
    ] = None,
    runs: Runs = None,
    json: Json = False,
) -> None:
    """Compare arms with a control: differences and effect sizes with intervals, and how likely chance alone is.

    Replicates are the unit, so both need several. Of each arm the median stands first, as in figures, and in brackets
    the mean, of which differences are. Intervals are 95 % bootstraps; g is Hedges' effect size, left out where an arm
    has fewer than 8 replicates or none that differ; P is the chance that a replicate of the arm ends
    above one of the control. Where assimilation may be claimed, p is its permutation null: the share of all ways to
    deal the replicates out that set the means of two arms as far apart, in either direction. Then follows how many
    replicates came to each criterion, and how long they waited: Kaplan-Meier medians, which count those that have not
    come to it as still waiting, and the log-rank test of whether two arms wait alike.

    Parameters
    ----------
    run
        Runs, or one study: each a path, name/id, the first digits of an id, or a name: its newest run, one without
        changes first.

    Examples
    --------
    baldwin compare hinton-nowlan --against no-learning
    baldwin compare hinton-nowlan --against no-learning --until 20
    baldwin compare sinusoid sinusoid-lamarck --against sinusoid-darwin --quantity innate
    baldwin compare hinton_nowlan_sweep
    baldwin compare hinton_nowlan_sweep --against main --json
    """
    if not run:
        raise UsageError("No run given. Name one, such as: baldwin compare hinton-nowlan --against no-learning.")
    folder = runs_folder(runs)
    found = [open_any(text, folder) for text in run]
    wanted = [word.replace("-", "_") for text in quantity or () for word in text.split(",") if word]
    if len(found) == 1 and isinstance(found[0], Study):
        compared = _of_study(found[0], against, wanted, until)
    else:
        control = None if against is None else _run_of(open_any(against, folder))
        compared = _of_runs([_run_of(one) for one in found], control, wanted, until)
    if json:
        rows = [one.row() for one in compared.effects]
        found_ = {"effects": rows, "outcomes": [one.row() for one in compared.outcomes], "notes": compared.notes}
        print(json_.dumps(found_, indent=2, allow_nan=False))
        return
    _print(compared)


def _run_of(found: Entry) -> Run:
    """Return the run that is to be compared with others."""
    if isinstance(found, Study):
        raise UsageError(f"{found.path}: is a study; compare it by itself. Its cells are runs like any others.")
    return Run.of(found)


def _of_study(study: Study, against: str | None, wanted: Sequence[str], until: str | None) -> Comparison:
    from baldwin.comparison import compare_study

    if until is not None:
        raise UsageError(f"--until {until}: is for runs; the cells of a study end where their budget does.")
    return compare_study(study, against, wanted)


def _of_runs(found: Sequence[Run], control: Run | None, wanted: Sequence[str], until: str | None) -> Comparison:
    from baldwin.comparison import compare_runs

    if control is None:
        raise UsageError("--against: with which control? Name a run, such as: --against no-learning.")
    if any(one.path.resolve() == control.path.resolve() for one in found):
        raise UsageError(f"--against: {control.path} cannot be compared with itself. Name another run as control.")
    compared = compare_runs(found, control, wanted, generation_or_all(until))
    for one in (*found, control):
        if one.status != "complete":
            print(f"{one.path}: {one.status}; compared as far as it goes.", file=sys.stderr)
    return compared


def _print(compared: Comparison) -> None:
    from rich.text import Text

    from baldwin.comparison import sizes_left_out

    out, effects = console(180), compared.effects
    whole = _table(effects)
    if out.measure(whole, options=out.options.update(width=1000)).maximum <= out.width:
        out.print(whole)
    else:  # where it would be cut, pair by pair
        for about, pair in groupby(effects, key=_about):
            out.print(Text(about, style="bold"))
            out.print(_of_pair(list(pair)))
            out.print()
    out.print()
    counts = sorted({count for one in effects for count in one.replicates})
    said = f"{counts[0]}" if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
    for one in compared.outcomes:
        for place, line in enumerate(_outcome(one)):
            out.print(Text(line, style="" if place else "bold"))
    for note in compared.notes:
        out.print(Text(note))
    said = f"{said} replicates in an arm; scores: higher is better; p is not adjusted for {len(effects)} rows."
    out.print(Text(said, style="dim"))
    for note in sizes_left_out(effects):
        out.print(Text(note, style="dim"))
    if any(one.p_exact is False for one in effects):
        out.print(Text("p: of random deals, as there are too many to try all.", style="dim"))
    if counts[0] < 2:
        out.print(Text("One replicate has no spread: run more of them (--replicates) for intervals.", style="dim"))


def _table(effects: Sequence[Effect]) -> Table:
    """Return all effects in one table."""
    from rich.text import Text

    fields = list(dict.fromkeys(name for one in effects for name in one.point))
    table = plain_table()
    for name in (
        "quantity",
        "arm",
        *fields,
        "control",
        "arm's median (mean)",
        "control's",
        "difference of means",
        "g",
        "P",
        "p",
    ):
        table.add_column(name, justify="left" if name in ("quantity", "arm", "control") else "right")
    before = None
    for one in effects:
        if before is not None and _about(one) != before:
            table.add_row()
        before = _about(one)
        table.add_row(
            Text(one.quantity),
            Text(one.arm),
            *(Text(_shown(one.point.get(name))) for name in fields),
            Text(one.control),
            *(f"{_number(median)} ({_number(mean)})" for mean, median in zip(one.means, one.medians, strict=True)),
            *_measured(one),
        )
    return table


def _outcome(one: Outcome) -> list[str]:
    """Return who came to a criterion, in lines."""
    low, high = one.interval
    p = "" if one.p != one.p else f"; log-rank p {one.p:.2g}"
    return [
        f"{one.name.replace('_', '-')} ({one.waits[0].criterion.words}): {_about(one)}",
        *(f"  {name}: {found}" for name, found in zip((one.arm, one.control), one.waits, strict=True)),
        f"  difference of shares {one.difference:.2f} ({low:.2f} .. {high:.2f}){p}",
    ]


def _about(one: Effect | Outcome) -> str:
    """Return what is compared, and where."""
    from baldwin.study.axes import values_text

    return ", ".join([f"{one.arm} against {one.control}", *([values_text(one.point.items())] if one.point else [])])


def _of_pair(effects: Sequence[Effect]) -> Table:
    """Return the effects of one pair as a table that fits a narrow terminal."""
    from rich.text import Text

    table = plain_table()
    for name in ("quantity", "difference of means", "g", "P", "p"):
        table.add_column(name, justify="left" if name == "quantity" else "right", overflow="fold")
    for one in effects:
        table.add_row(Text(one.quantity), *_measured(one))
    return table


def _measured(one: Effect) -> tuple[str, str, str, str]:
    """Return difference, effect size, superiority and p for people."""
    return (
        f"{_number(one.difference)}  {_interval(one.interval)}",
        f"{_number(one.size)}  {_interval(one.size_interval)}",
        f"{one.superiority:.2f}",
        "" if one.p is None else f"{one.p:.2g}",
    )


def _number(value: float) -> str:
    return "-" if value != value else f"{value:.3g}"


def _interval(ends: tuple[float, float]) -> str:
    return "" if ends[0] != ends[0] else f"{ends[0]:.3g} .. {ends[1]:.3g}"


def _shown(value: Any) -> str:
    from baldwin.study.axes import written

    return "" if value is None else value if isinstance(value, str) else written(value)
