"""`--set table.field=value`: changes to a definition before it is checked."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

__all__ = ["DEEPEST", "Override", "merge", "parse_override", "refuse_deep"]

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_NUMBER_LIKE = re.compile(r"[-+]?[0-9_.]+(?:[eE][-+]?[0-9_]+)?")

Path = tuple[str, ...]

DEEPEST = 32  # levels of tables and lists; a definition has four


def refuse_deep(value: Any) -> None:
    """Do nothing if tables and lists are nested as deeply as definitions are; raise RecursionError if more deeply."""
    level = [value]
    for _ in range(DEEPEST):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return
    raise RecursionError("nested too deeply")


class Override(str):
    """`table.field=value`, and the option that stands for it, which errors blame."""

    option: str

    def __new__(cls, text: str, option: str) -> Override:
        """Return `text` as given by `option`, such as `--seed`."""
        made = super().__new__(cls, text)
        made.option = option
        return made


def parse_override(text: str) -> tuple[Path, Any]:
    """Return path and value of `table.field=value`: a TOML value, or else a number, or else the text as a string.

    Raises:    ValueError: with one line on what is wrong with the text.
    """
    path_text, equals, value_text = text.partition("=")
    path = tuple(part.strip() for part in path_text.split("."))
    if len(path) > DEEPEST:
        raise ValueError(f"{_shown(text)}: has {len(path)} levels of tables, and no field has more than four")
    if not equals or not all(_BARE_KEY.fullmatch(part) for part in path):
        raise ValueError(f"{_shown(text)}: must be table.field=value, such as population.size=200")
    try:
        value_text.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{_shown(text)}: must be UTF-8 text") from None
    try:
        parsed = tomllib.loads(f"v = {value_text}")
        refuse_deep(parsed)
    except (ValueError, RecursionError):
        return path, _number_or_text(value_text.strip())
    # A value with a line break could define more than one key.
    return path, parsed["v"] if list(parsed) == ["v"] else value_text


def _number_or_text(text: str) -> int | float | str:
    """Return a number that TOML does not allow (`.99`, `5.`, `007`) as a number, any other text as it is."""
    if _NUMBER_LIKE.fullmatch(text):
        for number in (int, float):
            try:
                value = number(text)
            except ValueError:
                continue
            return value if math.isfinite(value) else text
    return text


def merge(document: Mapping[str, Any], overrides: Sequence[str]) -> tuple[dict[str, Any], dict[Path, str], list[str]]:
    """Return `document` with overrides applied, path -> option of all that they set, and what is wrong with them.

    The last of two overrides of one field wins; a table given as a value replaces the whole table.
    """
    merged = deepcopy(dict(document))
    paths: dict[Path, str] = {}
    problems: list[str] = []
    for text in overrides:
        option = text.option if isinstance(text, Override) else "--set"
        try:
            path, value = parse_override(text)
            _assign(merged, path, value)
        except ValueError as error:
            problems.append(f"{option}: {error}.")
        else:
            paths.pop(path, None)  # so that the last one to set a path comes last
            paths[path] = option
    return merged, paths, problems


def _assign(document: dict[str, Any], path: Path, value: Any) -> None:
    table = document
    for depth, key in enumerate(path[:-1]):
        inner = table.setdefault(key, {})
        if isinstance(inner, list) and (place := path[depth + 1]).isdecimal():
            _assign_in_list(inner, int(place), path, depth + 2, value)
            return
        if isinstance(inner, list) and inner and isinstance(inner[0], dict):
            named = ".".join([*path[: depth + 1], "0", *path[depth + 1 :]])
            raise ValueError(f"{'.'.join(path)}: a list of {len(inner)}; name one, counted from 0, such as {named}")
        if not isinstance(inner, dict):
            raise ValueError(f"{'.'.join(path)}: {'.'.join(path[: depth + 1])} is {_sort(inner)}, not a table")
        table = inner
    table[path[-1]] = value


def _assign_in_list(tables: list[Any], place: int, path: Path, depth: int, value: Any) -> None:
    """Set a field of one of the tables in a list, which are counted from 0."""
    if depth == len(path) or place >= len(tables) or not isinstance(tables[place], dict):
        name = ".".join(path[: depth - 1])
        raise ValueError(f"{'.'.join(path)}: {name} has {len(tables)} tables; name a field of one, counted from 0")
    _assign(tables[place], path[depth:], value)


def _sort(value: Any) -> str:
    return "a list" if isinstance(value, list) else "a single value"


def _shown(text: str) -> str:
    printable = text if text.isprintable() else ascii(text)[1:-1]
    return printable if len(printable) <= 80 else f"{printable[:80]}..."
