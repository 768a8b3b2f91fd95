"""`baldwin baseline`: how reference policies score in a task."""

from __future__ import annotations

import json as json_
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from baldwin.cli import candidates
from baldwin.cli.options import Json, Set, Trust, whole_number
from baldwin.cli.printing import console, plain_table
from baldwin.definition.trust import trust_folder
from baldwin.evaluation import population_of, reference_policies, tasks

if TYPE_CHECKING:
    from rich.console import Console

    from baldwin.replaying import Beaten, ReferencePolicies, ReferencePolicy

__all__ = ["baseline"]

Trials = Annotated[
    str | None,
    Parameter(
        name="--trials", help="Trials (or shots) to show, commas between; default: about four, up to the last one."
    ),
]


def baseline(
    task: Annotated[str | None, Parameter(completer=candidates.tasks)] = None,
    /,
    *,
    set_: Set = None,
    trials: Trials = None,
    trust: Trust = False,
    json: Json = False,
) -> None:
    """Show how reference policies score in a task of trials or of classes: the exact optimum, textbook rules, chance.

    Numbers are exact, or means of simulated lives with their standard error, and all are over the same trials. The
    innate ceiling is the best that anyone who cannot learn can do in a whole life; the oracle is told what others must
    find out. In tasks of classes scores are those after each shot, one example of every class.

    Parameters
    ----------
    task
        A kind of task, or a population (a TOML file or a preset); without one, the tasks that have some are listed.

    Examples
    --------
    baldwin baseline                                    list the tasks
    baldwin baseline bandit
    baldwin baseline bandit --set task.law=hard --trials 10,20,50,100
    baldwin baseline two-step --set task.trials=50
    baldwin baseline glyphs --set task.scored=accuracy
    baldwin baseline mine.toml --json                   the task of a population
    """
    if task is None:
        _list(json)
        return
    if trust:
        trust_folder(Path(task).parent)
    definition = population_of(task, set_ or (), note=lambda text: print(text, file=sys.stderr))
    found = reference_policies(definition, task)
    length = len(found.policies[0].scores)
    shown = _trials(trials, length, found.counted)
    if json:
        print(json_.dumps(_as_json(found, shown), indent=2, allow_nan=False))
    else:
        _print(task, found, shown)


def _list(json: bool) -> None:
    rows = tasks()
    if json:
        print(json_.dumps({"tasks": [{"task": kind, "meaning": meaning} for kind, meaning in rows.items()]}, indent=2))
        return
    width = max(map(len, rows), default=0)
    for kind, meaning in rows.items():
        print(f"{kind:{width}}  {meaning}")
    print("\nSee how reference policies score in one: baldwin baseline TASK")


def _trials(text: str | None, length: int, counted: str) -> list[int]:
    """Return the trials to show, counted from 1: those asked for, or a tenth, a fifth, a half of a life and its end."""
    if text is None:
        return sorted({max(1, length // part) for part in (10, 5, 2, 1)})
    rule = f"must be {counted}s of a life, integers from 1 to {length}, commas between."
    words = [word.strip() for word in text.split(",")]
    return sorted({whole_number(word, "--trials", rule, least=1, most=length) for word in words})


def _as_json(found: ReferencePolicies, shown: Sequence[int]) -> dict[str, Any]:
    """Return the reference policies by trial; errors are positive where the task has errors."""
    return {
        "task": found.task,
        "fields": found.fields,
        "unit": found.error or found.score,
        "lower_is_better": found.error is not None,
        f"{found.counted}s": len(found.policies[0].scores),
        "reference_policies": [_policy(found, one, shown) for one in found.policies],
        "innate_ceiling": _mean(found, found.ceiling),
        "oracle": _mean(found, found.oracle),
        "bounds": [_policy(found, one, shown) for one in found.bounds],
        "above_a_bound": [one._asdict() for one in found.above],
    }


def _policy(found: ReferencePolicies, one: ReferencePolicy, shown: Sequence[int]) -> dict[str, Any]:
    return {
        "name": one.name,
        "exact": one.errors is None,
        **({"mean": _mean(found, one), "standard_error": one.error_of_mean} if _adds_up(found) else {}),
        "at": [_at(found, one, trial) for trial in shown],
        f"per_{found.counted}": found.shown(one.scores).tolist(),
    }


def _adds_up(found: ReferencePolicies) -> bool:
    """Return whether scores are those of trials: what comes after a shot is no part of a sum."""
    return found.counted == "trial"


def _mean(found: ReferencePolicies, one: ReferencePolicy | None) -> float | None:
    """Return the mean per trial over a life, None of a policy that is not known."""
    return None if one is None else float(found.shown(one.scores.mean()))


def _at(found: ReferencePolicies, policy: ReferencePolicy, trial: int) -> dict[str, Any]:
    return {
        found.counted: trial,
        "value": float(found.shown(policy.scores[trial - 1])),
        "standard_error": None if policy.errors is None else float(policy.errors[trial - 1]),
        **({"cumulative": float(found.shown(policy.scores[:trial].sum()))} if _adds_up(found) else {}),
    }


def _print(text: str, found: ReferencePolicies, shown: Sequence[int]) -> None:
    from rich.text import Text

    out = console()
    kind = "" if text.replace("-", "_").lower() == found.task else f" (task {found.task})"
    out.print(Text(f"{text}{kind}", style="bold"))
    fields = ", ".join(f"{name} {_text(value)}" for name, value in found.fields.items())
    better = "lower" if found.error else "higher"
    out.print(Text(f"{fields}\n{found.error or found.score}, {better} is better", style="dim"))
    length, trials = len(found.policies[0].scores), [f"{trial:,}" for trial in shown]
    earlier = [f"{trial:,}" for trial in shown if trial < length]
    out.print()
    dim = {one.name for one in found.bounds}
    if _adds_up(found):
        _print_table(out, ["mean in trial", *trials, "of a life"], _per_trial(found, shown), dim)
        out.print()
        _print_table(out, ["sum up to trial", *earlier, f"{length:,}"], _cumulative(found, shown), dim)
    else:
        rows = {name: cells[:-1] for name, cells in _per_trial(found, shown).items()}
        _print_table(out, [f"mean after {found.counted}", *trials], rows, dim)
    if any(policy.errors is not None for policy in found.policies):
        out.print(Text("\n±: standard error of simulated lives; numbers without one are exact", style="dim"))
    for one in found.above:
        out.print(Text(_said(one), style="dim"))


def _said(one: Beaten) -> str:
    """Return by how much a simulated mean lies above a bound, which nobody can do but by chance."""
    return (
        f"{one.name} is better than {one.bound} by {one.difference:.2g} a trial, which is "
        f"{one.difference / one.error:.2g} standard errors."
    )


def _per_trial(found: ReferencePolicies, shown: Sequence[int]) -> dict[str, list[str]]:
    """Return the cells of each policy: its value in each trial, and the mean of a life."""
    rows = {}
    for policy in (*found.policies, *found.bounds):
        errors = [None if policy.errors is None else float(policy.errors[trial - 1]) for trial in shown]
        values = [found.shown(policy.scores[trial - 1]) for trial in shown]
        cells = [_number(value, 4, error) for value, error in zip(values, errors, strict=True)]
        rows[policy.name] = [*cells, _number(found.shown(policy.scores.mean()), 4, policy.error_of_mean)]
    return rows


def _cumulative(found: ReferencePolicies, shown: Sequence[int]) -> dict[str, list[str]]:
    """Return the cells of each policy: the sum over the trials up to each, and over a life."""
    rows, length = {}, len(found.policies[0].scores)
    for policy in (*found.policies, *found.bounds):
        cells = [_number(found.shown(policy.scores[:trial].sum()), 3) for trial in shown if trial < length]
        error = None if policy.error_of_mean is None else length * policy.error_of_mean
        rows[policy.name] = [*cells, _number(found.shown(policy.scores.sum()), 3, error)]
    return rows


def _print_table(out: Console, headings: Sequence[str], rows: dict[str, list[str]], dim: Collection[str]) -> None:
    from rich.text import Text

    table = plain_table()
    for number, heading in enumerate(headings):
        table.add_column(heading, no_wrap=True, justify="right" if number else "left")
    for name, cells in rows.items():
        style = "dim" if name in dim else ""
        table.add_row(Text(name, style=style), *(Text(cell, style=style) for cell in cells))
    out.print(table)


def _number(value: Any, digits: int, error: float | None = None) -> str:
    text = f"{round(float(value), digits) + 0.0:,.{digits}f}"
    return text if error is None else f"{text} ± {error:.{digits}f}"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else str(value)
