"""A definition as canonical TOML: every default written out, in one order."""

from __future__ import annotations

from typing import Any

import tomli_w

from baldwin.definition.base import Definition

__all__ = ["to_toml"]


def to_toml(definition: Definition) -> str:
    """Return `definition` as TOML, in the order of its fields; loading the text gives an equal definition."""
    dumped = definition.model_dump(mode="json", by_alias=True, exclude_none=True)
    document = {name: _kind_first(value) for name, value in dumped.items()}
    lists = {name: value for name, value in document.items() if _of_tables(value)}
    text = tomli_w.dumps({name: value for name, value in document.items() if name not in lists})
    for name, tables in lists.items():  # which tomli_w writes in one line where they are short
        text += "".join(f"\n[[{name}]]\n{tomli_w.dumps(table)}" for table in tables)
    return text


def _kind_first(value: Any) -> Any:
    """Return a table with its kind before the fields that it shares with other kinds."""
    if not isinstance(value, dict) or "kind" not in value:
        return value
    return {"kind": value["kind"], **value}


def _of_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)
