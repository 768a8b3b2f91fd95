"""A list of what a folder holds: what was changed, how far it came, key numbers, tags and notes; filtered and sorted.

Reads `run.json`, and `notes.toml` where there is one. A population is read only where a field of it is asked for, and
tables only of runs whose version recorded no numbers.
"""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from baldwin.definition.names import did_you_mean
from baldwin.errors import RunError, UsageError
from baldwin.store import Run
from baldwin.store.reading import DEFINITION, EVOLUTION, STUDY, Entry, list_entries
from baldwin.store.totals import NUMBERS, Totals
from baldwin.study import Study
from baldwin.study.axes import written

__all__ = ["COLUMNS", "cells_of", "changed", "described", "numbers", "parsed", "row", "rows", "selected"]

_CONDITION = re.compile(r"\s*([\w.]+(?: \d+)?[\w.]*)\s*(>=|<=|!=|=|>|<|~)\s*(.*?)\s*", re.DOTALL)

_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda one, other: bool(one == other),
    ">": lambda one, other: bool(one > other),
    "<": lambda one, other: bool(one < other),
    ">=": lambda one, other: bool(one >= other),
    "<=": lambda one, other: bool(one <= other),
}


def changed(entry: Entry) -> list[str]:
    """Return what was changed, each as `table.field=value`, against the preset of the run's name, or against defaults.

    Where no preset has that name, what the user set on top of the file comes first, for that tells its runs apart. Of a
    study, what varies and what its arms are; of tested claims nothing.
    """
    if isinstance(entry, Study):
        return _varied(entry)
    found, given = entry.info.get("changed"), [str(one) for one in entry.info.get("overrides", ())]
    if not isinstance(found, dict):  # written by a version that recorded what the user set alone
        return given
    texts = {name: f"{name}={'none' if value is None else _text(value)}" for name, value in found["fields"].items()}
    first = {} if found["of"] else {one.partition("=")[0].strip(): one for one in given}
    return list((first | {name: text for name, text in texts.items() if name not in first}).values())


def _varied(study: Study) -> list[str]:
    try:
        arms = [f"arm {name}" for name in study.arms[1:]]
        return [*(f"{axis} varies" for axis in study.axes), *arms]
    except RunError:  # said where the study is opened
        return []


def described(entry: Entry) -> dict[str, str]:
    """Return what its user changed, and wrote of it, as facts of a report; empty where there is nothing."""
    found = entry.info.get("changed")
    against = (found["of"] or "defaults") if isinstance(found, dict) else "its file"
    text = ", ".join(changed(entry))
    return {
        "changed": f"{text} (against {against})" if text and entry.kind == EVOLUTION else text,
        "tags": " ".join(entry.notes.tags),
        "note": entry.notes.note or entry.notes.problem,
    }


def numbers(entry: Entry) -> dict[str, float]:
    """Return key number -> median over where the replicates ended, or are; empty of studies and tested claims."""
    found = entry.info.get("final")
    if isinstance(found, dict) or entry.kind != EVOLUTION or entry.problem:
        return dict(found or {})
    run, totals = Run(entry.path, entry.info), Totals()  # a run of its own, so that its tables are not kept
    try:
        totals.add(run.generations, run.assays)
    except RunError:  # said where the run is opened
        return {}
    return totals.final()


def row(entry: Entry) -> dict[str, Any]:
    """Return what a list shows of one directory, as JSON has it."""
    info, notes = entry.info, entry.notes
    found = info.get("changed")
    return {
        "path": str(entry.path),
        "name": entry.name,
        "id": entry.id,
        "kind": entry.kind,
        "title": info.get("title", ""),
        "status": entry.status,
        "generation": info.get("generation", -1) if entry.kind == EVOLUTION else -1,
        "generations": info.get("generations"),
        "progress": getattr(entry, "progress", "-"),
        "created": info.get("created"),
        "seconds": info.get("elapsed"),
        "preset": found["of"] if isinstance(found, dict) else None,
        "changed": changed(entry),
        "overrides": info.get("overrides", []),
        "study": info.get("study"),
        "numbers": numbers(entry),
        "tags": list(notes.tags),
        "note": notes.note,
        "problem": entry.problem or notes.problem or None,
    }


def rows(entries: Iterable[Entry]) -> dict[str, list[Any]]:
    """Return the same of several, as named columns of one length: a column for each key number."""
    found = [row(entry) for entry in entries]
    names = [name for name in (*_PLAIN, "overrides", "path", "problem") if name != "changed"]
    table: dict[str, list[Any]] = {name: [one[name] for one in found] for name in names}
    table |= {name: [one["numbers"].get(name) for one in found] for name in NUMBERS}
    return table | {name: [", ".join(one[name]) for one in found] for name in ("changed", "tags")}


_PLAIN: dict[str, Callable[[Entry], Any]] = {
    "name": lambda one: one.name,
    "id": lambda one: one.id,
    "kind": lambda one: one.kind,
    "title": lambda one: one.title,
    "status": lambda one: one.status,
    "generation": lambda one: one.info.get("generation") if one.kind == EVOLUTION else None,
    "generations": lambda one: one.info.get("generations"),
    "created": lambda one: one.info.get("created"),
    "seconds": lambda one: one.info.get("elapsed"),
    "preset": lambda one: (one.info.get("changed") or {}).get("of"),
    "study": lambda one: one.info.get("study"),
    "changed": lambda one: ", ".join(changed(one)),
    "note": lambda one: one.notes.note,
}

_NUMERIC = ("generation", "generations", "seconds", *NUMBERS)

COLUMNS = (*_PLAIN, "tag", *NUMBERS)
"""What a list can be filtered and sorted by, besides the fields of populations, such as `lifetime.trials`."""


def selected(
    entries: Sequence[Entry],
    words: Iterable[str] = (),
    where: Iterable[str] = (),
    sort: str | None = None,
    *,
    reverse: bool = False,
) -> list[Any]:
    """Return those of a list that fit, in order.

    Args:
        entries: the newest first.
        words: each must stand in the name, id, title, status, changes, tags or note, in capitals or not.
        where: conditions, each `COLUMN=VALUE` or with `!=`, `>`, `>=`, `<`, `<=`, or `~` for texts that contain it.
        sort: a column: numbers and times the greatest first, texts by the alphabet; what has none comes last.
        reverse: the other way round; what has none still comes last.

    Raises:
        UsageError: a condition is none, or there is no such column.
    """
    conditions = [_condition(text) for text in where]
    sought = [word.lower() for word in words]
    found = [one for one in entries if all(test(one) for test in conditions) and _holds(one, sought)]
    if sort is None:
        return found[::-1] if reverse else found
    value = _column(sort, f"--sort {sort}")
    known = [(_comparable(value(one)), one) for one in found]
    numeric = sorted((pair for pair in known if isinstance(pair[0], float)), key=_first, reverse=not reverse)
    texts = sorted(
        (pair for pair in known if isinstance(pair[0], str)), key=_first, reverse=reverse != (sort == "created")
    )
    return [entry for _, entry in (*numeric, *texts, *(pair for pair in known if pair[0] is None))]


def _first(pair: tuple[Any, Entry]) -> Any:
    return pair[0]


def _comparable(value: Any) -> float | str | None:
    """Return what a list is sorted by: a number, a text without its capitals, or nothing."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    text = ", ".join(map(_text, value)) if isinstance(value, list | tuple) else "" if value is None else _text(value)
    return text.lower() or None


def parsed(query: str) -> tuple[list[str], list[str]]:
    """Return the words and the conditions of one line, such as `hinton status=complete "note~a talk"`."""
    try:
        tokens = shlex.split(query.replace("'", "\\'"))
    except ValueError:  # a quotation mark that is still to be closed
        tokens = query.replace('"', " ").split()
    conditions = [token for token in tokens if _CONDITION.fullmatch(token)]
    return [token for token in tokens if token not in conditions], conditions


def cells_of(listing: Sequence[Entry], folder: Path) -> list[Entry]:
    """Return the runs that the studies and claims of `listing` asked for, without those that another study has."""
    own = {f"{one.name}/{one.id}" for one in listing}
    entries = list_entries(folder)
    others = [Study.of(one) for one in entries if one.kind == STUDY and f"{one.name}/{one.id}" not in own]
    needed = {cell.run for study in others for cell in study.cells}
    runs = [one for one in entries if one.info.get("study") in own]
    return [one for one in runs if f"{one.name}/{one.id}" not in needed]


def _holds(entry: Entry, sought: Sequence[str]) -> bool:
    if not sought:
        return True
    parts = (f"{entry.name}/{entry.id}", entry.name.replace("_", "-"), entry.title, entry.status, *changed(entry))
    text = "\n".join((*parts, str(entry.info.get("study", "")), *entry.notes.tags, entry.notes.note)).lower()
    return all(word in text for word in sought)


def _condition(text: str) -> Callable[[Entry], bool]:
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise UsageError(f'--where "{text}": is no condition. Write one such as status=complete or "innate>0.9".')
    name, sign, wanted = found.groups()
    value = _column(name, f"--where {name}")
    if sign != "~" and wanted[:1] in ("<", ">", "=", "!"):
        raise UsageError(
            f'--where "{text}": has no comparison {sign}{wanted[:1]}. Allowed: {", ".join((*_TESTS, "!=", "~"))}.'
        )
    if sign != "~" and name in _NUMERIC and wanted.lower() not in ("", "none") and not _is_number(wanted):
        raise UsageError(f'--where "{text}": {name} is a number, and {wanted} is none. Write one such as "{name}>0.5".')

    def test(entry: Entry) -> bool:
        own = value(entry)
        values = own if isinstance(own, tuple) else (own,)
        if sign == "!=":
            return not any(_compare("=", one, wanted) for one in values)
        return any(_compare(sign, one, wanted) for one in values)

    return test


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _compare(sign: str, value: Any, wanted: str) -> bool:
    """Return whether a value fits: as numbers where both are, else as texts, in capitals or not."""
    if value is None:
        return wanted.lower() in ("", "none") and sign == "="
    if sign == "~":
        return wanted.lower() in _text(value).lower()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _is_number(wanted) and _TESTS[sign](value, float(wanted))
    return _TESTS[sign](_text(value).lower(), wanted.lower())


def _column(name: str, option: str) -> Callable[[Entry], Any]:
    """Return how to read a column, or a field of populations."""
    if name in _PLAIN:
        return _PLAIN[name]
    if name in NUMBERS:
        return lambda one: numbers(one).get(name)
    if name in ("tag", "tags"):
        return lambda one: one.notes.tags
    if "." in name:
        return lambda one: _field(one.path, name)
    raise UsageError(f"{option}: no such column. {did_you_mean(name, COLUMNS)} Or a field, such as lifetime.trials.")


def _field(path: Path, name: str) -> Any:
    """Return a field of the population that a run keeps; None where it has none.

    The file is canonical: a table's fields stand below its heading, one in a line but for lists.
    """
    table, _, field = name.rpartition(".")
    try:
        text = (path / DEFINITION).read_text(encoding="utf-8")
        below = text.partition(f"\n[{table}]\n")[2].partition("\n[")[0]
        rest = f"\n{below}".partition(f"\n{field} = ")[2]
        value = rest.partition("\n]")[0] + "\n]" if rest.startswith("[\n") else rest.partition("\n")[0]
        return tomllib.loads(f"value = {value}")["value"] if value else None
    except (OSError, ValueError, RecursionError):
        return None


def _text(value: Any) -> str:
    return value if isinstance(value, str) and value.isprintable() else written(value)
