"""The fields of a definition as controls, made from its JSON Schema: meaning, range, default, and what differs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import tomli_w
from pydantic import BaseModel

from baldwin.definition import Definition
from baldwin.definition.kinds import families_of, kind_names, names_file

__all__ = ["Control", "Group", "groups_of"]

Node = Mapping[str, Any]
Control = dict[str, Any]
"""One control as JSON: `path`, `name`, `type` (integer, number, boolean, choice, text, list), `meaning`, `rule`,
`value` and `base` as TOML writes them (None: left out), `default`, `choices`, and of a number `slider`."""
Group = dict[str, Any]
"""One table: `path`, `name`, `meaning`, `controls`."""

FACTOR = 20  # how far a slider reaches above and below a value that has no near bounds
NEAR = 200  # width of a range that a slider shows whole, in whole numbers
STEPS = 200  # places of a slider
LATE = ("assays", "stop", "survival", "")  # tables that few change, and name and title
CHOSEN_HERE = ("schema", "references", "founders")  # of the command line, or of no use in a page


def groups_of(definition: Definition, base: Definition) -> list[Group]:
    """Return the tables of a definition with a control for each field; `base` is what changes are counted from."""
    before = dict(_leaves((), base))
    found = []
    for path, table, kinds in _tables((), definition):
        rows = sorted(_fields(table), key=lambda row: row[0] != "kind")
        controls = [_control(path, name, node, value, kinds, before) for name, node, value in rows]
        meaning = (type(table).__doc__ or "").strip().partition("\n\n")[0]
        found.append(
            {
                "path": ".".join(path),
                "name": " ".join(path).replace("_", " ") if path else "about",
                "meaning": "" if not path else " ".join(meaning.split()),
                "controls": [one for one in controls if one is not None],
            }
        )
    found.sort(key=lambda one: LATE.index(one["path"]) if one["path"] in LATE else -1)
    return [one for one in found if one["controls"]]


def _tables(path: tuple[str, ...], table: BaseModel) -> Iterator[tuple[tuple[str, ...], BaseModel, tuple[str, ...]]]:
    """Yield path, table and possible kinds of a table and of those within it."""
    if not path:
        yield path, table, ()
    for name in type(table).model_fields:
        if not path and name in CHOSEN_HERE:
            continue
        value = getattr(table, name)
        inner = {(*path, name): value} if isinstance(value, BaseModel) else {}
        if isinstance(value, tuple):
            inner = {(*path, name, str(i)): one for i, one in enumerate(value) if isinstance(one, BaseModel)}
        for place, one in inner.items():
            yield place, one, kind_names(type(table), name)
            yield from _tables(place, one)


def _fields(table: BaseModel) -> Iterator[tuple[str, Node, Any]]:
    """Yield name, rules and value of each field of a table that is no table itself."""
    document, lists = _schema(type(table)), families_of(type(table))
    aliases = {name: field.alias or name for name, field in type(table).model_fields.items()}
    for name, alias in aliases.items():
        value = getattr(table, name)
        nested = name in lists or (isinstance(value, tuple) and any(isinstance(one, BaseModel) for one in value))
        if not isinstance(value, BaseModel) and not nested and alias in document["properties"]:
            yield alias, _plain(document["properties"][alias], document), value


@cache
def _schema(table: type[BaseModel]) -> dict[str, Any]:
    return table.model_json_schema(by_alias=True)


def _plain(node: Node, document: Node) -> Node:
    """Return the rules of a field: references put in their place, and what may be left out as `optional`."""
    while "$ref" in node:
        target = document["$defs"][node["$ref"].rpartition("/")[2]]
        node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
    choices = [one for one in node.get("anyOf", ()) if one.get("type") != "null"]
    if choices and len(choices) < len(node["anyOf"]):
        return {**choices[0], "optional": True, **{k: v for k, v in node.items() if k != "anyOf"}}
    return node


def _control(
    path: tuple[str, ...], name: str, node: Node, value: Any, kinds: tuple[str, ...], before: Mapping[str, Any]
) -> Control | None:
    """Return the control of one field; None for one that nobody changes here."""
    here = ".".join((*path, name))
    if (not path and name in CHOSEN_HERE) or ("const" in node and name != "kind"):
        return None
    choices = list(node.get("enum", ()))
    if name == "kind" and kinds:
        choices = [*kinds, *([value] if value not in kinds else [])]
        if len(choices) < 2 or names_file(value):
            return None
    elif name == "kind" and not choices:
        return None
    kind = (
        "choice"
        if choices
        else {"integer": "integer", "number": "number", "boolean": "boolean"}.get(
            str(node.get("type")), "list" if node.get("type") == "array" else "text"
        )
    )
    base = before.get(here)
    found: Control = {
        "path": here,
        "name": name.replace("_", " "),
        "type": kind,
        "meaning": str(node.get("description", "")) or ("which kind of it" if name == "kind" else ""),
        "rule": _rule(node) if kind in ("integer", "number") else "",
        "value": toml(value),
        "base": toml(base),
        "default": toml(node.get("default")),
        "optional": bool(node.get("optional")),
    }
    if kind == "choice":
        found["choices"] = [toml(one) for one in choices]
    if kind in ("integer", "number"):
        known = value if value is not None else base
        found["slider"] = _slider(node, base if isinstance(base, int | float) else known, kind == "integer")
    return found


def _rule(node: Node) -> str:
    """Return the legal range of a number, in words."""
    low, high = node.get("minimum", node.get("exclusiveMinimum")), node.get("maximum", node.get("exclusiveMaximum"))
    parts = []
    if low is not None:
        parts.append(f"{'above' if 'exclusiveMinimum' in node else 'at least'} {low:,}")
    if high is not None and high <= 2**20:
        parts.append(f"{'below' if 'exclusiveMaximum' in node else 'at most'} {high:,}")
    return ", ".join(parts)


def _slider(node: Node, around: Any, whole: bool) -> dict[str, Any] | None:
    """Return ends and scale of a slider, logarithmic where it spans more than a hundredfold; None without a value."""
    if isinstance(around, bool) or not isinstance(around, int | float) or not math.isfinite(around):
        return None
    low, high = node.get("minimum", node.get("exclusiveMinimum")), node.get("maximum", node.get("exclusiveMaximum"))
    if low is not None and high is not None and high - low <= (NEAR if whole else 1.0):
        step = 1 if whole else (high - low) / STEPS
        open_low, open_high = "exclusiveMinimum" in node, "exclusiveMaximum" in node
        return {"low": low + step * open_low, "high": high - step * open_high, "log": False, "whole": whole}
    if around > 0:
        least, most = around / FACTOR, around * FACTOR
        if whole:
            least, most = max(1, math.floor(least)), max(10, math.ceil(most))
        least = max(least, low) if low is not None and low > 0 else least
        return {"low": least, "high": min(most, high) if high is not None else most, "log": True, "whole": whole}
    reach = 10 if whole else 1.0
    least = max(low, around - reach) if low is not None else around - reach
    return {"low": least, "high": min(high, around + reach) if high is not None else around + reach, "log": False} | {
        "whole": whole
    }


def toml(value: Any) -> str | None:
    """Return a value as a definition file has it; None for what is left out."""
    if value is None:
        return None
    if isinstance(value, tuple | list):
        return f"[{', '.join(str(toml(one)) for one in value)}]"
    if isinstance(value, BaseModel | dict):
        return None
    return tomli_w.dumps({"v": value}).partition("=")[2].strip()


def _leaves(path: tuple[str, ...], table: BaseModel) -> Iterator[tuple[str, Any]]:
    for place, one, _ in _tables(path, table):
        for name, _, value in _fields(one):
            yield ".".join((*place, name)), value
