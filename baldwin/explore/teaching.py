"""The lesson of a preset, for the page: what to predict, what to try, what to explain."""

from __future__ import annotations

import shlex
from itertools import pairwise
from typing import Any

from baldwin.lessons import lessons

__all__ = ["lesson_of"]

SHORT = ("seed", "replicates", "generations")  # options of `baldwin run` that stand for fields


def lesson_of(key: str) -> dict[str, Any]:
    """Return the lesson of a subject: empty where it is no preset.

    `changes` is what its command sets, field -> value, where the page can do what the command does; else None.
    """
    lesson = lessons().get(key)
    if lesson is None:
        return {}
    said = {name: getattr(lesson, name) for name in ("predict", "run", "explain", "story")}
    return {**said, "changes": _changes(key, lesson.run)}


def _changes(key: str, command: str) -> dict[str, str] | None:
    program, verb, *words = shlex.split(command)
    if (program, verb) != ("baldwin", "run") or not words or words[0].replace("_", "-") != key:
        return None
    found: dict[str, str] = {}
    for option, following in pairwise([*words[1:], ""]):
        if not option.startswith("--"):
            continue
        name, equals, value = option.removeprefix("--").partition("=")
        value = value if equals else following
        if name in SHORT:
            found[f"population.{name}"] = value
        elif name == "set":
            field, _, own = value.partition("=")
            found[field] = own
    return found
