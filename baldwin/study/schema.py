"""The JSON Schema of study files, with which editors complete and check them."""

from __future__ import annotations

from typing import Any

from baldwin.study.searches import kinds
from baldwin.study.spec import Document

__all__ = ["schema"]

_ARM = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}},
}


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of study files; a population's own fields are left to `baldwin sweep`."""
    document = Document.model_json_schema(by_alias=True)
    document["$defs"]["Search"]["properties"]["kind"]["enum"] = kinds()
    for name, what in (("arms", "run beside the population"), ("controls", "the same, to compare with")):
        document["properties"][name] |= {"items": _ARM, "description": f"populations with fields changed, {what}"}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **document, "title": "A study of baldwin"}
