"""The kinds of a family: one per file in the family's folder, or in a file of the user's own."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Annotated, Any, Union

from pydantic import Field

from baldwin.neural.contracts import Encoding, Kind, Lifetime, Network, Strategy, Task

__all__ = ["FAMILIES", "kinds", "union"]

FAMILIES: dict[str, tuple[str, type[Kind]]] = {
    "task": ("tasks", Task),
    "network": ("networks", Network),
    "encoding": ("encodings", Encoding),
    "lifetime": ("lifetimes", Lifetime),
    "strategy": ("strategies", Strategy),
}
"""Table of a definition -> folder of its kinds, and what each of them is."""


@cache
def kinds(table: str) -> dict[str, type[Kind]]:
    """Return kind -> class of one family, by name: every class in the family's folder whose `kind` is its file's name.

    A file whose name begins with an underscore holds no kind.
    """
    folder, family = FAMILIES[table]
    package = importlib.import_module(f"baldwin.neural.{folder}")
    found: dict[str, type[Kind]] = {}
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda one: one.name):
        if module.name.startswith("_"):
            continue
        names = vars(importlib.import_module(f"{package.__name__}.{module.name}"))
        for value in names.values():
            if isinstance(value, type) and issubclass(value, family) and _name(value) == module.name:
                found[module.name] = value
    return found


def _name(kind: type[Kind]) -> Any:
    field = kind.model_fields.get("kind")
    return field.default if field is not None else None


def union(table: str, own: tuple[type[Kind], ...] = ()) -> Any:
    """Return the type of a table that may be any kind of its family, or one of the user's `own`."""
    return Annotated[Union[(*kinds(table).values(), *own)], Field(discriminator="kind")]
