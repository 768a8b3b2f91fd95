"""What each field of a definition means: what it must be, its default, and its value, read from the models.

One account of each field serves its check, its error, the editor, `baldwin check --explain` and the manual.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from inspect import getdoc
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from baldwin.definition.base import Definition
from baldwin.definition.kinds import kind_names
from baldwin.definition.problems import rule_of, shown

__all__ = ["ExplainedField", "ExplainedTable", "either", "explained", "fields_of", "usual_of"]


@dataclass(frozen=True)
class ExplainedField:
    """One field of a table: what it must be, in words, what it means, and its default.

    Attributes:
        default: as TOML has it; "" where the field must be given, "left out" where it need not be.
        value: likewise, in a definition; "" where none is at hand.
    """

    name: str
    rule: str
    meaning: str
    default: str
    value: str = ""

    @property
    def changed(self) -> bool:
        """Whether its value is not the default."""
        return self.value != self.default


@dataclass(frozen=True)
class ExplainedTable:
    """One table of a definition, with what it is; the fields that stand outside tables have the name ""."""

    name: str
    meaning: str
    fields: tuple[ExplainedField, ...]


def explained(definition: Definition) -> Iterator[ExplainedTable]:
    """Yield the tables of a definition with each field explained, in their order; a list of tables has numbers."""
    yield from _tables("", definition)


def _tables(place: str, table: BaseModel, kinds: Sequence[str] = (), default: str = "") -> Iterator[ExplainedTable]:
    """Yield a table, then those within it; `kinds` are those that it could be of, one of them by `default`."""
    inner = [(name, value) for name, value in table if _is_table(value)]
    values = {name: value for name, value in table if not _is_table(value)}
    fields = tuple(
        ExplainedField(one.name, one.rule, one.meaning, one.default, _shown(values[name]))
        for name, one in zip(_plain_names(type(table)), fields_of(type(table)), strict=True)
    )
    if kinds:
        known = {"rule": either(kinds), "default": shown(default) if default else ""}
        fields = tuple(replace(one, **known) if one.name == "kind" else one for one in fields)
    yield ExplainedTable(place, getdoc(type(table)) or "", _kind_first(fields))
    for name, value in inner:
        many = value if isinstance(value, tuple) else (value,)
        for number, one in enumerate(many, 1):
            path = f"{place}.{name}" if place else name
            numbered = f"{path} {number}" if isinstance(value, tuple) else path
            default = getattr(type(table).model_fields[name].default, "kind", "")
            yield from _tables(numbered, one, kind_names(type(table), name), default)


def either(kinds: Sequence[str]) -> str:
    """Return what a field `kind` must be."""
    return f"one of {', '.join(map(shown, kinds))}" if len(kinds) > 1 else ", ".join(map(shown, kinds))


def _kind_first(fields: tuple[ExplainedField, ...]) -> tuple[ExplainedField, ...]:
    return tuple(sorted(fields, key=lambda one: one.name != "kind"))


def _is_table(value: Any) -> bool:
    return isinstance(value, BaseModel) or (
        isinstance(value, tuple) and any(isinstance(one, BaseModel) for one in value)
    )


def fields_of(model: type[BaseModel]) -> tuple[ExplainedField, ...]:
    """Return the fields of a table's model that are no tables themselves."""
    return _fields_of(model)


@cache
def _fields_of(model: type[BaseModel]) -> tuple[ExplainedField, ...]:
    schema = model.model_json_schema(by_alias=True)
    found = []
    for name in _plain_names(model):
        field = model.model_fields[name]
        known = field.alias or name
        node = schema["properties"][known]
        found.append(ExplainedField(known, rule_of(schema, node), node.get("description", ""), _default(field)))
    return tuple(found)


def _plain_names(model: type[BaseModel]) -> list[str]:
    """Return the fields of a model that hold no tables by default."""
    return [name for name, field in model.model_fields.items() if not _holds_tables(field)]


def _holds_tables(field: FieldInfo) -> bool:
    return _is_table(field.default) or _table_in(field.annotation)


def _table_in(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return True
    return any(map(_table_in, getattr(annotation, "__args__", ())))


def _default(field: FieldInfo) -> str:
    if field.default_factory is not None:
        return _shown(field.get_default(call_default_factory=True, validated_data={}))
    return "" if field.default is PydanticUndefined else _shown(field.default)


def _shown(value: Any) -> str:
    return "left out" if value is None else shown(value)


def usual_of(task: Any) -> str:
    """Return, in TOML's dotted form, the fields that go with a task where a definition names no way of life."""
    return ", ".join(
        f"{table}.{name} = {shown(value)}" for table, fields in task.usual.items() for name, value in fields.items()
    )
