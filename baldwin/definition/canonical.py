"""A definition as canonical TOML: every default written out, in one order."""

from __future__ import annotations

import tomli_w

from baldwin.definition.base import Definition

__all__ = ["to_toml"]


def to_toml(definition: Definition) -> str:
    """Return `definition` as TOML, in the order of its fields; loading the text gives an equal definition."""
    return tomli_w.dumps(definition.model_dump(mode="json", by_alias=True, exclude_none=True))
