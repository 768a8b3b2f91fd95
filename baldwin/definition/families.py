"""Families of kinds: one kind per file in the family's folder, or in a Python file of the user's own.

A definition's table that can be any kind of a family has the type `Annotated[Task, FAMILY]`; in a list of such tables,
`tuple[Annotated[Schedule, FAMILY], ...]`. Only the kinds that a definition names are imported; the union of all is
built where all are asked for: to explain an error, for the JSON Schema, for a list of kinds (`kinds.whole`).
"""

from __future__ import annotations

import importlib
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import GetCoreSchemaHandler, ValidationInfo, ValidatorFunctionWrapHandler
from pydantic_core import CoreSchema, core_schema

from baldwin.definition.own_code import OwnCode
from baldwin.definition.table import Table

__all__ = ["Family", "Kind", "Own"]


class Kind(Table):
    """One way to fill a table of a definition; `kind` is the name of its file.

    Attributes:
        reads: names of the files beside a file of the user's own that its classes read: data, and helper modules.
        own_code: the file, where it is one of the user's own, with what it reads.
        record: what a run recorded of a kind that is only looked at, in whose place this stands; else None.
        usual: table -> fields of a definition of this task that names no way of life; see `baldwin.definition.usual`.
    """

    reads: ClassVar[tuple[str, ...] | str] = ()
    own_code: ClassVar[OwnCode | None] = None
    record: ClassVar[Mapping[str, Any] | None] = None
    usual: ClassVar[Mapping[str, Mapping[str, Any]]] = {}
    if TYPE_CHECKING:  # a field of each kind, in the place where its file has it
        kind: str

    @classmethod
    @abstractmethod
    def tiny(cls) -> Self:
        """Return an instance small enough for a test."""


Own = Mapping[tuple[str, str], type[Kind]]
"""(table, kind) -> class in a file of the user's own, as the `context` in which a definition is validated."""


@dataclass(frozen=True)
class Family:
    """The kinds that one table of a definition can be; a file whose name begins with an underscore holds none."""

    table: str  # as a definition names it: "task"
    package: str  # folder of the kinds, as a module: "baldwin.neural.tasks"
    contract: str  # class that every kind derives from: "baldwin.neural.contracts:Task"
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

    def find(self, kind: object, own: Own) -> type[Kind] | None:
        """Return the class of a kind, one of the user's `own` or of the family's, None if there is no such kind."""
        if not isinstance(kind, str):
            return None
        return own.get((self.table, kind)) or (self.load(kind) if kind in self.names() else None)

    def kinds(self) -> dict[str, type[Kind]]:
        """Return kind -> class, by name: imports every file of the family."""
        return {name: self.load(name) for name in self.names()}

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Make pydantic validate a table by the kind that it names, and write it out whole."""
        return core_schema.with_info_wrap_validator_function(
            self._validated,
            handler(source),
            serialization=core_schema.wrap_serializer_function_ser_schema(
                lambda value, serialise: serialise(value), schema=core_schema.any_schema()
            ),
        )

    def _validated(self, value: Any, validate: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
        if not isinstance(value, dict):
            return validate(value)
        own: Own = info.context or {}
        found = self.find(value.get("kind"), own)
        if found is None:  # `baldwin.definition.problems` says it better
            raise ValueError(f"[{self.table}] kind = {value.get('kind')!r}: no such kind")
        return found.model_validate(value, context=info.context)  # which tables within it read too


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
