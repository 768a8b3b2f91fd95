"""Families of kinds: one kind per file in the family's folder, or in a Python file of the user's own."""

from __future__ import annotations

import importlib
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from baldwin.definition.table import Table

__all__ = ["Families", "Family", "Kind"]


class Kind(Table):
    """One way to fill a table of a definition; `kind` is the name of its file.

    `source` is name and content of the file, where it is one of the user's own.
    """

    source: ClassVar[tuple[str, bytes] | None] = None
    if TYPE_CHECKING:  # a field of each kind, in the place where its file has it
        kind: str

    @classmethod
    @abstractmethod
    def tiny(cls) -> Self:
        """Return an instance small enough for a test."""


@dataclass(frozen=True)
class Family:
    """The kinds that one table of a definition can be; a file whose name begins with an underscore holds none."""

    package: str  # folder of the kinds, as a module: "baldwin.neural.tasks"
    contract: str  # class that every kind derives from: "baldwin.neural.contracts:Task"
    many: bool = False  # a list of tables, [[table]], each of a kind of its own
    besides: tuple[str, ...] = ()  # files of the folder that hold no kind

    def names(self) -> tuple[str, ...]:
        """Return the kinds by the names of their files; imports none of them."""
        return tuple(name for name in _files(self.package) if name not in self.besides)

    def base(self) -> type[Kind]:
        """Return the class that every kind derives from."""
        module, _, name = self.contract.partition(":")
        found: type[Kind] = getattr(importlib.import_module(module), name)
        return found

    def load(self, name: str) -> type[Kind]:
        """Return one kind; `name` is one of `names()`."""
        return _load(self, name)

    def kinds(self) -> dict[str, type[Kind]]:
        """Return kind -> class, by name: imports every file of the family."""
        return {name: self.load(name) for name in self.names()}


Families = Mapping[str, Family]
"""Table of a definition -> the kinds that it can be."""


@cache
def _files(package: str) -> tuple[str, ...]:
    spec = find_spec(package)
    assert spec is not None
    folders = map(Path, spec.submodule_search_locations or ())
    return tuple(sorted(path.stem for folder in folders for path in folder.glob("[!_]*.py")))


@cache
def _load(family: Family, name: str) -> type[Kind]:
    base = family.base()
    for value in vars(importlib.import_module(f"{family.package}.{name}")).values():
        if isinstance(value, type) and issubclass(value, base) and _kind_of(value) == name:
            return value
    raise TypeError(f'{family.package}.{name} has no class derived from {base.__name__} with kind = "{name}"')


def _kind_of(kind: type[Kind]) -> Any:
    field = kind.model_fields.get("kind")
    return field.default if field is not None else None
