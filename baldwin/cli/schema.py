"""`baldwin schema`: the JSON Schema of population files."""

from __future__ import annotations

import json

from baldwin.definition import schema as schema_

__all__ = ["schema"]


def schema() -> None:
    """Print the JSON Schema of population files.

    With it, an editor that knows TOML (Tombi, Even Better TOML) completes and checks what you type, if the file's
    first line is #:schema ./population.schema.json

    Examples
    --------
    baldwin schema > population.schema.json
    """
    print(json.dumps(schema_(), indent=2, ensure_ascii=False))
