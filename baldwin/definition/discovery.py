"""The wings of this installation: every sub-package of `baldwin` that has a module `wing`."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from baldwin.definition.kinds import families_of, names_file

if TYPE_CHECKING:
    from baldwin.definition.base import Definition
    from baldwin.engine import Wing

__all__ = ["DEFAULT_TASK", "tasks", "wing_of", "wing_of_task", "wings"]

DEFAULT_TASK = "needle"  # what a definition means that names no task


def wings() -> Iterator[Wing]:
    """Yield the wings, by name; no list of them is kept anywhere. Each is imported when its turn comes."""
    for name in _names():
        yield importlib.import_module(f"baldwin.{name}.wing").WING


@cache
def _names() -> tuple[str, ...]:
    return tuple(sorted(path.parent.name for path in Path(__file__).parent.parent.glob("*/wing.py")))


def tasks() -> tuple[str, ...]:
    """Return every legal value of `task.kind`."""
    return tuple(task for wing in wings() for task in wing.tasks)


def wing_of_task(kind: object) -> Wing | None:
    """Return the wing that a task belongs to, or None if there is no such task; a file's, to one that takes files."""
    if names_file(kind):
        return next((wing for wing in wings() if "task" in families_of(wing.definition)), None)
    return next((wing for wing in wings() if kind in wing.tasks), None)


def wing_of(definition: Definition) -> Wing:
    """Return the wing that a definition belongs to."""
    return next(wing for wing in wings() if isinstance(definition, wing.definition))
