"""The JSON Schema of definitions, with which editors complete and check them."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import models_json_schema

from baldwin.definition.discovery import DEFAULT_TASK, wings
from baldwin.definition.kinds import families_of, whole

__all__ = ["schema"]

# A definition without a task means the default one, which belongs to one wing only.
_NAMES_ITS_TASK = {"properties": {"task": {"type": "object", "required": ["kind"]}}, "required": ["task"]}
_OWN = {
    "type": "object",
    "required": ["kind"],
    "properties": {"kind": {"type": "string", "pattern": r"^[^/\\]+\.py:\w+$"}},
}


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) that the definitions of all wings meet.

    It says what one field may hold; rules across tables are left to `baldwin check`.
    """
    all_ = [(wing, whole(wing.definition)) for wing in wings()]
    models = [model for _, model in all_]
    references, document = models_json_schema([(model, "validation") for model in models], by_alias=True)
    alternatives = [
        {**references[model, "validation"], **({} if DEFAULT_TASK in wing.tasks else _NAMES_ITS_TASK)}
        for wing, model in all_
    ]
    top = alternatives[0] if len(alternatives) == 1 else {"anyOf": alternatives}
    definitions = {name: _lenient(value) for name, value in document["$defs"].items()}
    for model in models:  # a kind in a file of the user's own may have any fields
        tables = definitions[model.__name__]["properties"]
        for name in families_of(model.__base__ or model):
            table = tables[name].get("items", tables[name])
            table["anyOf"] = [*table.get("anyOf", [table]), _OWN]
            table.pop("discriminator", None)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A population of baldwin",
        **top,
        "$defs": definitions,
    }


def _lenient(value: Any) -> Any:
    """Return a schema with `anyOf` for `oneOf`: a table that names no kind may fit several."""
    if isinstance(value, dict):
        return {"anyOf" if key == "oneOf" else key: _lenient(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_lenient(inner) for inner in value]
    return value
