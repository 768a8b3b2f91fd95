"""Definitions: TOML -> resolved, validated, frozen -> canonical TOML.

Every public name loads at its first use, so that a command which needs none of them starts at once.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from baldwin.definition.base import Definition as Definition
    from baldwin.definition.canonical import to_toml as to_toml
    from baldwin.definition.discovery import wing_of as wing_of
    from baldwin.definition.discovery import wings as wings
    from baldwin.definition.editor import schema as schema
    from baldwin.definition.fits import refuse_if_too_large as refuse_if_too_large
    from baldwin.definition.fits import refuse_if_unfit as refuse_if_unfit
    from baldwin.definition.loading import from_toml as from_toml
    from baldwin.definition.loading import load as load
    from baldwin.definition.loading import look_at as look_at
    from baldwin.definition.sources import presets as presets
    from baldwin.definition.sources import studies as studies

__all__ = [
    "Definition",
    "from_toml",
    "load",
    "look_at",
    "presets",
    "refuse_if_too_large",
    "refuse_if_unfit",
    "schema",
    "studies",
    "to_toml",
    "wing_of",
    "wings",
]

# No module may bear the name of a function that it holds: importing it would hide the function.
_HOMES = {
    "Definition": "base",
    "from_toml": "loading",
    "load": "loading",
    "look_at": "loading",
    "presets": "sources",
    "studies": "sources",
    "refuse_if_too_large": "fits",
    "refuse_if_unfit": "fits",
    "schema": "editor",
    "to_toml": "canonical",
    "wing_of": "discovery",
    "wings": "discovery",
}


def __getattr__(name: str) -> Any:
    """Return a public name from the module that holds it."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
