"""`baldwin baseline`: how reference policies score in a task."""

from __future__ import annotations

import importlib
import json as json_
import os
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, cast

from cyclopts import Parameter

from baldwin.cli.options import Json, Set, whole_number
from baldwin.definition import from_toml, load, presets, wing_of, wings
from baldwin.definition.names import nearest
from baldwin.errors import DefinitionError, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from baldwin.definition import Definition
    from baldwin.engine import Wing
    from baldwin.replay import ReferencePolicies, ReferencePolicy, Replaying

__all__ = ["baseline", "replaying_of"]

LEVELS = ("innate ceiling", "oracle")  # known of a whole life only

Trials = Annotated[
    str | None,
    Parameter(name="--trials", help="Trials to show, commas between; default: about four, up to the last one."),
]


def baseline(task: str | None = None, /, *, set_: Set = None, trials: Trials = None, json: Json = False) -> None:
    """Show how reference policies score in a task of trials: the exact optimum, textbook rules, chance.

    Numbers are exact, or means of simulated lives with their standard error. The innate ceiling is the best that anyone
    who cannot learn can do; the oracle is told what others must find out.

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
    baldwin baseline mine.toml --json                   the task of a population
    """
    if task is None:
        _list(json)
        return
    found = _reference_policies(task, _definition(task, set_ or ()))
    length = len(found.policies[0].scores)
    shown = _trials(trials, length)
    if json:
        print(json_.dumps(_as_json(found, shown), indent=2, allow_nan=False))
    else:
        _print(task, found, shown)


def replaying_of(wing: Wing) -> Replaying | None:
    """Return what looks at a wing's tasks and genotypes; None if the wing has nothing of the kind."""
    return cast("Replaying", importlib.import_module(wing.replaying)) if wing.replaying is not None else None


def _known() -> dict[str, tuple[Replaying, str]]:
    """Return kind of task -> where its reference policies are known, and what it means."""
    modules = [one for one in map(replaying_of, wings()) if one is not None]
    return {kind: (module, meaning) for module in modules for kind, meaning in module.tasks().items()}


def _list(json: bool) -> None:
    rows = {kind: meaning for kind, (_, meaning) in _known().items()}
    if json:
        print(json_.dumps({"tasks": [{"task": kind, "meaning": meaning} for kind, meaning in rows.items()]}, indent=2))
        return
    width = max(map(len, rows), default=0)
    for kind, meaning in rows.items():
        print(f"{kind:{width}}  {meaning}")
    print("\nSee their scores in one: baldwin baseline TASK")


def _definition(text: str, overrides: Sequence[str]) -> Definition:
    """Return a definition with the task that is meant: a kind of task first, then a preset or a file."""
    known, kind = _known(), text.replace("-", "_").lower()
    if kind in known:
        for one in overrides:
            if not one.partition("=")[0].strip().startswith("task."):
                what = one.partition("=")[0].strip()
                raise UsageError(f"--set {what}: a task alone has fields task.FIELD only. Name a population to set it.")
        _note_of_preset(kind, known[kind][0])
        try:
            return from_toml(known[kind][0].bare(kind), text, overrides)
        except DefinitionError as error:  # its lines are of no file that anyone could open
            raise DefinitionError([re.sub(r"^([^:]*):\d+:", r"\1:", one) for one in error.problems]) from None
    named = text.lower().replace("_", "-")
    is_file = os.path.exists(text) or text.lower().endswith(".toml") or os.sep in text
    if text and not is_file and named not in presets():
        guess = nearest(text, [*known, *presets()])
        question = f" Did you mean {guess}?" if guess else ""
        raise UsageError(
            f"{text}: no such task, preset or file.{question} Tasks with reference policies: {', '.join(known)}."
        )
    return load(text, overrides)


def _note_of_preset(kind: str, module: Replaying) -> None:
    """Say on stderr that a preset of the same name sets other fields than the task has by default, if one does."""
    file = presets().get(kind.replace("_", "-"))
    if file is not None and _task(load(file)) != _task(from_toml(module.bare(kind), kind)):
        print(f"The preset of this name sets other fields: baldwin baseline {file}", file=sys.stderr)


def _task(definition: Any) -> Any:
    return definition.task


def _reference_policies(text: str, definition: Definition) -> ReferencePolicies:
    """Return how reference policies score in the task of a definition.

    Raises:
        UsageError: it is no task of trials, or one that has no reference policies.
    """
    module = replaying_of(wing_of(definition))
    found = None if module is None else module.reference_policies(definition)
    kind: Any = getattr(getattr(definition, "task", None), "kind", "?")
    if found is None:
        raise UsageError(
            f"{text}: task {kind!r} has no reference policies. Tasks that have some: {', '.join(_known())}."
        )
    if not found.policies:
        raise UsageError(
            f"{text}: no reference policies of task {kind!r} can be worked out at this size. Set fewer trials."
        )
    return found


def _trials(text: str | None, length: int) -> list[int]:
    """Return the trials to show, counted from 1: those asked for, or a tenth, a fifth, a half of a life and its end."""
    if text is None:
        return sorted({max(1, length // part) for part in (10, 5, 2, 1)})
    rule = f"must be trials of a life, integers from 1 to {length}, commas between."
    words = [word.strip() for word in text.split(",")]
    return sorted({whole_number(word, "--trials", rule, least=1, most=length) for word in words})


def _shown(found: ReferencePolicies, scores: Any) -> Any:
    """Return scores as people see them: errors positive, and an error of 0, not of -0."""
    return 0.0 - scores if found.error else scores


def _as_json(found: ReferencePolicies, shown: Sequence[int]) -> dict[str, Any]:
    """Return the reference policies by trial; errors are positive where the task has errors."""
    levels = {"innate_ceiling": found.ceiling, "oracle": found.oracle}
    return {
        "task": found.task,
        "fields": found.fields,
        "unit": found.error or found.score,
        "lower_is_better": found.error is not None,
        "trials": len(found.policies[0].scores),
        "reference_policies": [
            {
                "name": one.name,
                "exact": one.errors is None,
                "mean": float(_shown(found, one.scores.mean())),
                "standard_error": one.error_of_mean,
                "at": [_at(found, one, trial) for trial in shown],
                "per_trial": _shown(found, one.scores).tolist(),
            }
            for one in found.policies
        ],
        **{name: None if value is None else _shown(found, value) for name, value in levels.items()},
    }


def _at(found: ReferencePolicies, policy: ReferencePolicy, trial: int) -> dict[str, Any]:
    return {
        "trial": trial,
        "value": float(_shown(found, policy.scores[trial - 1])),
        "standard_error": None if policy.errors is None else float(policy.errors[trial - 1]),
        "cumulative": float(_shown(found, policy.scores[:trial].sum())),
    }


def _print(text: str, found: ReferencePolicies, shown: Sequence[int]) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    if not console.is_terminal:  # a file or a pipe has no width to keep to
        console.width = 160
    kind = "" if text.replace("-", "_").lower() == found.task else f" (task {found.task})"
    console.print(Text(f"{text}{kind}", style="bold"))
    fields = ", ".join(f"{name} {_text(value)}" for name, value in found.fields.items())
    better = "lower" if found.error else "higher"
    console.print(Text(f"{fields}\n{found.error or found.score}, {better} is better", style="dim"))
    length, trials = len(found.policies[0].scores), [f"{trial:,}" for trial in shown]
    earlier = [f"{trial:,}" for trial in shown if trial < length]
    console.print()
    _print_table(console, ["mean in trial", *trials, "of a life"], _per_trial(found, shown))
    console.print()
    _print_table(console, ["sum up to trial", *earlier, f"{length:,}"], _cumulative(found, shown))
    if any(policy.errors is not None for policy in found.policies):
        console.print(Text("\n±: standard error of simulated lives; numbers without one are exact", style="dim"))


def _per_trial(found: ReferencePolicies, shown: Sequence[int]) -> dict[str, list[str]]:
    """Return the cells of each policy: its value in each trial, and the mean of a life."""
    rows = {}
    for policy in found.policies:
        errors = [None if policy.errors is None else float(policy.errors[trial - 1]) for trial in shown]
        values = [_shown(found, policy.scores[trial - 1]) for trial in shown]
        cells = [_number(value, 4, error) for value, error in zip(values, errors, strict=True)]
        rows[policy.name] = [*cells, _number(_shown(found, policy.scores.mean()), 4, policy.error_of_mean)]
    for name, value in _levels(found).items():
        rows[name] = [*[""] * len(shown), _number(_shown(found, value), 4)]
    return rows


def _cumulative(found: ReferencePolicies, shown: Sequence[int]) -> dict[str, list[str]]:
    """Return the cells of each policy: the sum over the trials up to each, and over a life."""
    rows, length = {}, len(found.policies[0].scores)
    for policy in found.policies:
        cells = [_number(_shown(found, policy.scores[:trial].sum()), 3) for trial in shown if trial < length]
        error = None if policy.error_of_mean is None else length * policy.error_of_mean
        rows[policy.name] = [*cells, _number(_shown(found, policy.scores.sum()), 3, error)]
    for name, value in _levels(found).items():
        rows[name] = [*[""] * sum(trial < length for trial in shown), _number(_shown(found, length * value), 3)]
    return rows


def _levels(found: ReferencePolicies) -> dict[str, float]:
    known = dict(zip(LEVELS, (found.ceiling, found.oracle), strict=True))
    return {name: value for name, value in known.items() if value is not None}


def _print_table(console: Console, headings: Sequence[str], rows: dict[str, list[str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="bold")
    for number, heading in enumerate(headings):
        table.add_column(heading, no_wrap=True, justify="right" if number else "left")
    for name, cells in rows.items():
        style = "dim" if name in LEVELS else ""
        table.add_row(Text(name, style=style), *(Text(cell, style=style) for cell in cells))
    console.print(table)


def _number(value: Any, digits: int, error: float | None = None) -> str:
    text = f"{round(float(value), digits) + 0.0:,.{digits}f}"
    return text if error is None else f"{text} ± {error:.{digits}f}"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else str(value)
