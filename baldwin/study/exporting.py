"""The table of a study in formats that other programs read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from baldwin.errors import UsageError
from baldwin.store.exporting import as_csv, finite
from baldwin.study.axes import written
from baldwin.study.reading import Study

__all__ = ["Format", "as_text", "parquet_writer"]

Format = Literal["csv", "json", "parquet"]


def as_text(study: Study, rows: dict[str, list[Any]], form: Format) -> str:
    """Return the table `rows` of a study as CSV, or as JSON with what the study varies; lists in CSV are as in TOML."""
    if form == "csv":
        return as_csv({name: [_cell(value) for value in values] for name, values in rows.items()})
    about = {"path": str(study.path), "name": study.name, "id": study.id, "axes": study.axes, "arms": study.arms}
    columns = {name: [finite(value) for value in values] for name, values in rows.items()}
    return json.dumps({**about, "controls": study.controls, "columns": columns}, indent=2, allow_nan=False) + "\n"


def _cell(value: Any) -> Any:
    """Return a value as CSV has it: nothing for what is missing, lists and truth as TOML writes them."""
    plain = value is None or (isinstance(value, str | int | float) and not isinstance(value, bool))
    return value if plain else written(value)


def parquet_writer(rows: dict[str, list[Any]]) -> Callable[[Path], None]:
    """Return what writes the table `rows` to a parquet file.

    Raises:
        UsageError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise UsageError("--to parquet needs pyarrow. Install: pip install pyarrow, or use --to csv.") from error
    columns = {}
    for name, values in rows.items():
        mixed = len({type(value) for value in values if value is not None} - {int, float}) > 1
        if mixed:
            values = [None if value is None else str(_cell(value)) for value in values]
        elif any(isinstance(value, float) for value in values):
            values = [None if value is None else float(value) for value in values]
        columns[name] = pa.array(values)
    return lambda path: parquet.write_table(pa.table(columns), path)
