"""Tables that go with a task, where a definition leaves the way of life open: `[task] kind = "bandit"` is a population.

A kind of task says which (`Kind.usual`): a life that can be lived in it, a network for that, how it is selected. What a
definition gives itself stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from baldwin.definition.families import Own
from baldwin.definition.kinds import families_of

__all__ = ["fill_usual", "leaves_life_open"]

LIFE = "lifetime"


def leaves_life_open(document: Mapping[str, Any]) -> bool:
    """Return whether a definition names no way of life."""
    table = document.get(LIFE, {})
    return isinstance(table, dict) and "kind" not in table


def fill_usual(definition: type[BaseModel], document: dict[str, Any], own: Own) -> None:
    """Write the tables that go with a document's task into it; a table of another kind is left alone."""
    family, task = families_of(definition).get("task"), document.get("task")
    found = family.find(task.get("kind"), own) if family is not None and isinstance(task, dict) else None
    for table, fields in (found.usual if found is not None else {}).items():
        given = document.setdefault(table, {})
        if isinstance(given, dict) and given.get("kind", fields.get("kind")) == fields.get("kind"):
            document[table] = {**fields, **given}
