"""From TOML text to a definition, or to all of its errors at once."""

from __future__ import annotations

import os
import re
import tomllib
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from baldwin.definition.base import Definition
from baldwin.definition.branching import unfit, with_parent
from baldwin.definition.discovery import DEFAULT_TASK, tasks, wing_of_task, wings
from baldwin.definition.founders import attached, drop_other_origin
from baldwin.definition.kinds import drop_old_fields, fill_kinds, kind_names, names_file, whole
from baldwin.definition.lines import line_of, lines_of
from baldwin.definition.names import did_you_mean, nearest
from baldwin.definition.overriding import merge, refuse_deep
from baldwin.definition.plugins import load_own, own_codes
from baldwin.definition.problems import Problem, explain, impossible_integers
from baldwin.definition.sources import locate, presets, read
from baldwin.definition.trust import Policy, found_in_run, trust_folder
from baldwin.definition.usual import fill_usual, leaves_life_open
from baldwin.errors import DefinitionError, MovedFieldWarning

if TYPE_CHECKING:
    from baldwin.definition.discovery import Wing
    from baldwin.definition.families import Own

__all__ = ["from_toml", "load", "look_at"]

SHOWN, LOCATED = 40, 200  # problems that one error lists, and of how many these are the first
MOST, LONGEST = 5000, 20_000  # keys in all tables, and values in a list

_Path = tuple[str, ...]

_REASONS = {  # what tomllib calls it -> what helps more
    "Invalid value": 'no value. Text needs quotes, such as "geometric"; numbers, true and false need none',
    "Cannot overwrite a value": "a field is given twice",
}


def load(
    source: str | Path, overrides: Sequence[str] = (), *, recorded: bool = False, trust: bool = False
) -> Definition:
    """Return the definition that a path or a preset's name stands for; Python files that it names are run.

    Args:      source: such as `populations/needle.toml` or `hinton-nowlan`.
               overrides: each `table.field=value`; the last one of a field wins.
               recorded: it is what a run began with, whose fields may stand where the version of then had them.
               trust: run its Python files even if they came with a run and have never been run on this machine.
    Warns:     MovedFieldWarning: of fields that stand where an earlier version had them.
    Raises:    DefinitionError: with one line for each rule that file or overrides break.
               UntrustedError: Python files came with a run, and are not trusted.

    Example:
        >>> definition = baldwin.load("hinton-nowlan", ["lifetime.trials=300"])
        >>> definition.lifetime.trials, definition.population.size
        (300, 1000)
    """
    with warnings.catch_warnings():
        if recorded:
            warnings.simplefilter("ignore", MovedFieldWarning)
        return loader(source, trust=trust)(overrides)


def loader(source: str | Path, *, trust: bool = False) -> Callable[[Sequence[str]], Definition]:
    """Return a function that does what `load` does with some overrides; the file is read once, now.

    Raises:    DefinitionError: it cannot be read.
    """
    path, origin = locate(source)
    folder = Path() if path in presets().values() else path.parent
    if trust:
        trust_folder(folder)
    policy: Policy = "ask" if found_in_run(folder) else "run"
    text = read(path, origin)
    return lambda overrides: from_toml(text, origin, overrides, folder=folder, policy=policy)


def look_at(path: Path, record: Mapping[str, Any], overrides: Sequence[str] = ()) -> Definition:
    """Return the definition that a run or study keeps, without running any Python file that it names.

    Args:      path: of the file.
               record: what the run recorded of kinds of the user's own.
               overrides: each `table.field=value`; the last one of a field wins.
    Raises:    DefinitionError: with one line for each rule that the file breaks.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MovedFieldWarning)
        text = read(path, os.fspath(path))
        return from_toml(text, os.fspath(path), overrides, folder=path.parent, policy="look", record=record)


def from_toml(
    text: str,
    origin: str,
    overrides: Sequence[str] = (),
    *,
    folder: Path | None = None,
    policy: Policy = "run",
    record: Mapping[str, Any] | None = None,
) -> Definition:
    """Return the definition that a TOML text holds; `origin` is what errors call the text.

    Files that a kind names are looked for in `folder`, by default the working directory, and run as `policy` says; with
    "look", kinds of the user's own hold their fields and the `record` of a run. Rules across tables, which may need the
    kinds themselves, are then taken as kept.

    Raises:    DefinitionError: with one line for each rule that text or overrides break.
               UntrustedError: files that are not trusted would have to be run.

    Example:
        >>> definition = baldwin.from_toml('name = "mine"', "mine.toml")
        >>> definition.task.kind
        'needle'
    """
    document = _parse(text, origin)
    if "vary" in document or isinstance(document.get("population"), str):
        raise DefinitionError([f"{origin}: is a study, not a population. Run it with: baldwin sweep {origin}"])
    wing = _wing_for(merge(document, overrides)[0], folder or Path())
    _warn_of_moved(wing.moved(document), {}, origin)
    merged, set_paths, malformed = merge(document, overrides)
    _warn_of_moved(wing.moved(merged), set_paths, origin)
    problems: list[Problem] = []
    own, refused = load_own(wing.definition, merged, folder or Path(), policy, record)
    problems += [Problem(tuple(path.split(".")), message) for path, message in refused]
    before = load_own(wing.definition, document, folder or Path(), policy, record)[0] if set_paths else {}
    _complete(wing, document, merged, set_paths, before | own)
    impossible = impossible_integers(merged)
    definition: Definition | None = None
    try:
        definition = wing.definition.model_validate(merged, context=own)
    except ValidationError as error:
        known = {problem.path for problem in problems}
        found = _explained(whole(wing.definition, tuple(own.items())), merged)
        if not found and not problems:  # whatever happens, something is said
            found = explain(error, wing.definition, merged, tasks())
        problems += [one for one in found if one.path not in known]
    else:
        definition, unusable = _with_founders(wing, definition, folder or Path(), policy)
        found_wrong = (
            [*wing.check(definition), *unusable, *_stops(wing, definition)] if policy != "look" or not own else []
        )
        problems += [Problem(tuple(path.split(".")), message) for path, message in found_wrong]
        merged = definition.model_dump(by_alias=True)  # so that a rule can show a default that breaks it
    known = {problem.path for problem in problems}  # a rule of the field itself says more
    problems += [one for one in impossible if one.path not in known]
    if definition is None or problems or malformed:
        lines = _located(problems[:LOCATED], merged, lines_of(text), origin, set_paths)
        raise DefinitionError(_first([*lines, *malformed], origin))
    return definition


def _complete(
    wing: Wing, document: dict[str, Any], merged: dict[str, Any], set_paths: Mapping[_Path, str], own: Own
) -> None:
    """Write what follows from a definition's task and its defaults into it, as a file has it and as options change it.

    What only the file's kinds have, and options have taken away, is dropped.
    """
    if leaves_life_open(document):
        for tables in (document, merged):
            fill_usual(wing.definition, tables, own)
    for tables in (document, merged):
        fill_kinds(wing.definition, tables, own)
    drop_old_fields(wing.definition, document, merged, set_paths, own)
    drop_other_origin(merged, set_paths)


def _with_founders(
    wing: Wing, definition: Definition, folder: Path, policy: Policy
) -> tuple[Definition, list[tuple[str, str]]]:
    """Return a definition with the founders in the file that it names, and what is wrong with that: (path, message)."""
    if not definition.founders.given:
        return definition, []
    try:
        founders = attached(definition.founders, folder)
    except ValueError as error:  # who only looks at a run need not know who founded it
        return definition, [] if policy == "look" else [("founders.file", str(error))]
    made = definition.model_copy(update={"founders": founders})
    if founders.state is not None:
        read = partial(from_toml, origin=founders.file, folder=folder, policy=policy)
        if policy == "look" and own_codes(made):  # whose stand-ins cannot be compared, nor lived in
            return made, []
        made, wrong = with_parent(wing, made, read)
        return made, [] if policy == "look" else wrong or unfit(wing, made)
    problems = wing.founding(made, founders.arrays) if founders.arrays is not None else []
    return made, [("founders.file", problem) for problem in problems]


def _stops(wing: Wing, definition: Definition) -> list[tuple[str, str]]:
    """Return what is wrong with the rule by which replicates stop: (path, message)."""
    if not definition.stop.given:
        return []
    followed = wing.followed(definition)
    if followed is None:
        return [("stop.of", "replicates of this kind all go on to the last generation. Leave [stop] out")]
    of, (every, assayed) = definition.stop.of, followed
    known = [*every, *(assayed if definition.assays.every else ())]
    if of in known:
        return []
    if of in assayed:
        return [("stop.of", "assays are switched off. Set assays.every, to 1 for one in each generation")]
    return [("stop.of", f"no number that such a run records of each generation or assay. {did_you_mean(of, known)}")]


def _warn_of_moved(moved: Mapping[_Path, _Path], set_paths: dict[_Path, str], origin: str) -> None:
    """Warn of fields that stood where an earlier version had them; what options set is found in its new place."""
    for old, new in moved.items():
        option = set_paths.pop(old, None)
        if option is not None and new:
            set_paths[new] = option
        remedy = f"is {'.'.join(new)} now. Write it there" if new else "is read by nothing now. Leave it out"
        text = f"{origin}: [{old[0]}] {old[1]} {remedy}." if option is None else f"{option} {'.'.join(old)}: {remedy}."
        warnings.warn(text, MovedFieldWarning, stacklevel=2)


def _parse(text: str, origin: str) -> dict[str, Any]:
    """Return a TOML text as tables.

    Raises:    DefinitionError: when it is not TOML, with line and column.
    """
    try:
        document = tomllib.loads(text)
        refuse_deep(document)
        _refuse_large(document, origin)
        return document
    except RecursionError:
        raise DefinitionError([f"{origin}: brackets or tables are nested too deeply."]) from None
    except ValueError as error:  # TOMLDecodeError, or an integer of thousands of digits
        reason, _, place = str(error).partition(" (at ")
        found = re.search(r"line (\d+), column (\d+)", place)
        line = int(found[1]) if found else len(text.splitlines())
        column = f" at column {found[2]}" if found else ""
        if not place:
            raise DefinitionError([f"{origin}: not valid TOML: a number has thousands of digits."]) from None
        reason = _REASONS.get(reason, reason)
        reason = reason[0].lower() + reason[1:]
        raise DefinitionError([f"{origin}:{line}: not valid TOML{column}: {reason}."]) from None


def _refuse_large(document: dict[str, Any], origin: str) -> None:
    """Raise DefinitionError for more than any definition holds, before each part of it is looked at."""
    keys, tables = 0, list[Any]([document])
    while tables:
        one = tables.pop()
        inner = one.values() if isinstance(one, dict) else one
        keys += len(one) if isinstance(one, dict) else 0
        if isinstance(one, list) and len(one) > LONGEST:
            raise DefinitionError([f"{origin}: holds a list of {len(one):,} values, and at most {LONGEST:,} are read."])
        tables += [value for value in inner if isinstance(value, dict | list)]
    if keys > MOST:
        raise DefinitionError([f"{origin}: holds {keys:,} keys, and a definition has some hundred at most."])


def _wing_for(merged: dict[str, Any], folder: Path) -> Wing:
    """Return the wing of the task named, or for a task that does not exist the wing of the nearest one.

    Where no task is named, or a file in `folder` whose text does not tell, other tables may: the wing whose tables and
    kinds they are, should only one have them.
    """
    task = merged.get("task")
    kind = task.get("kind") if isinstance(task, dict) else None
    found = wing_of_task(kind, folder)
    if kind is None or (found is None and names_file(kind)):
        knowing = [wing for wing in wings() if _knows(wing.definition, merged)]
        if len(knowing) == 1:
            return knowing[0]
        kind = DEFAULT_TASK
    if found is None and isinstance(kind, str):
        found = wing_of_task(nearest(kind, tasks()))
    found = found or wing_of_task(DEFAULT_TASK)
    assert found is not None  # DEFAULT_TASK belongs to one
    return found


def _knows(definition: type[Definition], tables: Mapping[str, Any]) -> bool:
    """Return whether a wing's definitions have all of these tables, and their kinds."""
    for name, table in tables.items():
        if isinstance(table, dict) and name not in definition.model_fields:
            return False
        kinds, kind = kind_names(definition, name), table.get("kind") if isinstance(table, dict) else None
        if kinds and isinstance(kind, str) and kind not in kinds and not names_file(kind):
            return False
    return True


def _explained(model: type[BaseModel], merged: Mapping[str, Any]) -> list[Problem]:
    """Return what is wrong with a definition, held to a model that spells out every kind."""
    try:
        model.model_validate(merged)
    except ValidationError as error:
        return explain(error, model, merged, tasks())
    return []


def _located(
    problems: Sequence[Problem],
    merged: dict[str, Any],
    lines: dict[tuple[str, ...], int],
    origin: str,
    set_paths: Mapping[tuple[str, ...], str],
) -> list[str]:
    """Return one line for each problem: those of the file by line number, then those of options."""
    located: list[tuple[float, str]] = []
    for problem in problems:
        options = [option for path, option in set_paths.items() if _overlap(problem.path, path)]
        if options:
            located.append((float("inf"), f"{options[-1]}: {problem.sentence(merged)}"))
        else:
            line = line_of(problem.path, lines)
            place = f"{origin}:{line}" if line else origin
            located.append((line or 0, f"{place}: {problem.sentence(merged)}"))
    return list(dict.fromkeys(text for _, text in sorted(located, key=lambda item: item[0])))


def _first(lines: list[str], origin: str) -> list[str]:
    """Return lines, of very many the first: more would scroll them away."""
    if len(lines) <= SHOWN:
        return lines
    return [*lines[:SHOWN], f"{origin}: {len(lines) - SHOWN} or more others. Correct these first."]


def _overlap(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Return whether one path lies within the other."""
    depth = min(len(first), len(second))
    return first[:depth] == second[:depth]
