"""`baldwin schema`: the JSON Schema of population and study files."""

from __future__ import annotations

import json
from typing import Literal

__all__ = ["schema"]


def schema(kind: Literal["population", "study"] = "population", /) -> None:
    """Print the JSON Schema of population files, or of study files.

    With it, an editor that knows TOML (Tombi, Even Better TOML) completes and checks what you type, if the file's
    first line is #:schema ./population.schema.json

    Parameters
    ----------
    kind
        Of which files: population or study.

    Examples
    --------
    baldwin schema > population.schema.json
    baldwin schema study > study.schema.json
    """
    if kind == "population":
        from baldwin.definition import schema as made
    else:
        from baldwin.study.schema import schema as made
    print(json.dumps(made(), indent=2, ensure_ascii=False))
