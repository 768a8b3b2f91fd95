"""Ways to choose points among the values of axes: one file per kind, the file's name is the kind.

A module holds either

    points(axes, seed) -> iterator over points, a value for each axis; it may have no end

or, if what is drawn depends on how earlier points did,

    propose(axes, search, past, drawn, number) -> point `number`

given `past`, each a point with its objective (None if it failed), and points `drawn` at the same time;

and `RANGES`: whether it can draw from a range. It may hold `problems(axes, search)`: what is wrong with such a search.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

__all__ = ["is_adaptive", "kinds", "search_module"]


def kinds() -> list[str]:
    """Return the kinds of search."""
    return sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))


def search_module(kind: str) -> ModuleType:
    """Return the module of a kind."""
    return importlib.import_module(f"{__name__}.{kind}")


def is_adaptive(kind: str) -> bool:
    """Return whether later points depend on how earlier ones did."""
    return hasattr(search_module(kind), "propose")
