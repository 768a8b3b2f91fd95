"""A definition as canonical TOML: every default written out, in one order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import tomli_w

from baldwin.definition.base import Definition

__all__ = ["tables_of", "to_toml", "written"]


def to_toml(definition: Definition) -> str:
    """Return `definition` as TOML, in the order of its fields; loading the text gives an equal definition.

    Example:
        >>> text = baldwin.to_toml(baldwin.load("hinton-nowlan"))
        >>> text.splitlines()[:2]
        ['schema = 1', 'name = "hinton_nowlan"']
    """
    return written(definition.model_dump(mode="json", by_alias=True, exclude_none=True))


def written(tables: Mapping[str, Any]) -> str:
    """Return the tables of a definition as its canonical TOML has them; read from such a text, they give it again."""
    document = {name: _kind_first(value) for name, value in tables.items()}
    lists = {name: value for name, value in document.items() if _of_tables(value)}
    text = tomli_w.dumps({name: value for name, value in document.items() if name not in lists})
    for name, listed in lists.items():  # which tomli_w writes in one line where they are short
        text += "".join(f"\n[[{name}]]\n{tomli_w.dumps(table)}" for table in listed)
    return text


def _kind_first(value: Any) -> Any:
    """Return a table with its kind before the fields that it shares with other kinds."""
    if not isinstance(value, dict) or "kind" not in value:
        return value
    inner = {name: _kind_first(one) for name, one in value.items() if name != "kind"}
    return {"kind": value["kind"], **inner}


def tables_of(definition: Definition) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield path and fields of each table, its kind first; one in a list has its number behind: `schedule 1`.

    Fields that say nothing are left out.
    """
    yield from _tables("", definition.model_dump(mode="json", by_alias=True, exclude_none=True))


def _tables(path: str, document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, value in document.items():
        places = {f"{path}{name}": value}
        if _of_tables(value):
            places = {f"{path}{name} {number}": one for number, one in enumerate(value, 1)}
        for place, table in places.items():
            if isinstance(table, dict):
                fields = _kind_first(table)
                yield place, {field: one for field, one in fields.items() if not isinstance(one, dict)}
                yield from _tables(f"{place}.", {field: one for field, one in fields.items() if isinstance(one, dict)})


def _of_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)
