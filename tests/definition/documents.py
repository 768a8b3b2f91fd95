"""Hypothesis strategies for definitions: values that a JSON Schema allows, and documents damaged at random."""

from __future__ import annotations

import datetime
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from baldwin.definition import load, presets, schema

DOCUMENTS = [load(path).model_dump(mode="json", by_alias=True, exclude_none=True) for path in presets().values()]
SCHEMA = schema()


def target(reference: str) -> dict[str, Any]:
    return SCHEMA["$defs"][reference.rpartition("/")[2]]


def values(node: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Return a strategy for the values that a node of the JSON Schema allows."""
    if "$ref" in node:
        return values(target(node["$ref"]))
    if "anyOf" in node:  # TOML has no null: a field that may be omitted keeps what it has
        return st.one_of([values(choice) for choice in node["anyOf"] if choice.get("type") != "null"])
    if "const" in node or "enum" in node:
        return st.sampled_from(node.get("enum", [node.get("const")]))
    match node["type"]:
        case "boolean":
            return st.booleans()
        case "integer":
            return st.integers(node.get("minimum", -(2**63)), node.get("maximum", 2**63 - 1))
        case "number":
            return st.floats(
                node.get("minimum", node.get("exclusiveMinimum")),
                node.get("maximum", node.get("exclusiveMaximum")),
                exclude_min="exclusiveMinimum" in node,
                exclude_max="exclusiveMaximum" in node,
                allow_nan=False,
            )
        case "string" if "pattern" in node:
            return st.from_regex(node["pattern"], fullmatch=True)
        case "string":
            return st.text(max_size=node.get("maxLength"))
        case "object" if "properties" in node:
            fields = {name: values(one) for name, one in node["properties"].items()}
            needed = node.get("required", ())
            return st.fixed_dictionaries({name: fields.pop(name) for name in needed}, optional=fields)
        case "object":
            return st.dictionaries(st.text(max_size=3), values(node["additionalProperties"]), max_size=2)
        case "array" if "prefixItems" in node:
            return st.tuples(*map(values, node["prefixItems"])).map(list)
        case "array":
            return st.lists(values(node["items"]), max_size=3)
    raise AssertionError(node)


@st.composite
def changed(draw: st.DrawFn) -> dict[str, Any]:
    """Return a preset with some fields set to other legal values; rules across fields may be broken."""
    document = deepcopy(draw(st.sampled_from(DOCUMENTS)))
    haystack = document.get("task", {}).get("kind") in ("needle", "nk", "graded")
    properties = target("HaystackDefinition" if haystack else "NeuralDefinition")["properties"]
    for name in draw(st.lists(st.sampled_from([*document, "population", "fitness", "strategy"]), max_size=5)):
        node, holder, field = properties[name], document, name
        if isinstance(document[name], dict):
            choices = [target(one["$ref"]) for one in (node, *node.get("anyOf", ())) if "$ref" in one]
            tables = [one["properties"] for one in choices]
            kind = document[name].get("kind")
            holder, fields = document[name], next(t for t in tables if _fits(kind, t))
            field = draw(st.sampled_from(sorted(set(fields) - {"kind"})))
            node = fields[field]
        holder[field] = draw(values(node))
    return document


def _fits(kind: str | None, fields: dict[str, Any]) -> bool:
    """Return whether a table of this kind has these fields; [inheritance] names all of its kinds in one table."""
    return kind is None or ("kind" in fields and kind in fields["kind"].get("enum", [fields["kind"].get("const")]))


SCALARS = (
    st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["none", "geometric", "nk", "trials", "A"])
    | st.datetimes(timezones=st.none() | st.just(datetime.UTC))
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
TABLES = [table for document in DOCUMENTS for table in (document, *document.values()) if isinstance(table, dict)]
NAMES = st.sampled_from(sorted({name for table in TABLES for name in table}))


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, Any]:
    """Return a preset in which fields are lost, renamed, added, moved, or hold something else."""
    document = deepcopy(draw(st.sampled_from(DOCUMENTS)))
    for _ in range(draw(st.integers(1, 4))):
        table = draw(st.sampled_from([document, *(table for table in document.values() if isinstance(table, dict))]))
        key = draw(st.sampled_from(sorted(table)) if table else NAMES)
        match draw(st.sampled_from(["lose", "rename", "replace", "add"])):
            case "lose":
                table.pop(key, None)
            case "rename":
                table[draw(NAMES | st.text(max_size=6))] = table.pop(key, 0)
            case "replace":
                table[key] = draw(ANYTHING)
            case "add":
                table[draw(NAMES | st.text(max_size=6))] = draw(ANYTHING)
    return document
