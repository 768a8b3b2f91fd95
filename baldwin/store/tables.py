"""Tables as JSON lines: one object per row, keys in the order of the columns, readable with anything."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from baldwin.engine import Columns
from baldwin.errors import RunError

__all__ = ["encode", "read_table", "scalar_columns"]

BLOCK = 50_000  # rows that are Python objects at once; a million of them would take gigabytes

# JSON has no NaN and no infinity. null reads back as NaN; a number too large for a double reads back as infinite.
_NOT_FINITE = {"nan": "null", "inf": "1e999", "-inf": "-1e999"}


def encode(columns: Columns) -> bytes:
    """Return the rows of `columns` as JSON lines; equal values always give equal bytes."""
    if not columns:
        return b""
    template = "{" + ", ".join(json.dumps(name).replace("%", "%%") + ": %s" for name in columns) + "}\n"
    texts = [_texts(np.asarray(values)) for values in columns.values()]
    return "".join(template % row for row in zip(*texts, strict=True)).encode()


def _texts(values: npt.NDArray[Any]) -> Iterable[str]:
    """Return one JSON text per row of a column."""
    if values.ndim > 1:
        return ("[" + ", ".join(_texts(row)) + "]" for row in values)
    if values.dtype.kind in "iu":
        return map(str, values.tolist())
    if values.dtype.kind == "f":
        texts = map(repr, values.tolist())
        return texts if np.isfinite(values).all() else (_NOT_FINITE.get(text, text) for text in texts)
    return map(json.dumps, values.tolist())


def read_table(path: Path, size: int | None = None) -> Columns:
    """Return the table in a file of JSON lines, or in its first `size` bytes; empty where there is no whole row yet.

    A last line without its newline was being written when the process ended; it is left out.

    Raises:
        RunError: a line is not JSON, or rows differ in their columns.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise RunError(f"{path}: cannot be read ({error.strerror}).") from error
    lines = data[: data.rfind(b"\n", 0, size) + 1].splitlines()
    if not lines:
        return {}
    try:
        names = list(json.loads(lines[0]).keys())
        blocks = [_columns(lines[first : first + BLOCK], names) for first in range(0, len(lines), BLOCK)]
        return {name: np.concatenate([block[place] for block in blocks]) for place, name in enumerate(names)}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RunError(f"{path}: line {_first_bad(lines)} is damaged. Compute the run again with --fresh.") from error


def _columns(lines: list[bytes], names: list[str]) -> list[npt.NDArray[Any]]:
    rows = json.loads(b"[" + b",".join(lines) + b"]")
    if len(rows) != len(lines):
        raise ValueError("a line holds no row")
    return [_column([row[name] for row in rows]) for name in names]


def _column(values: list[Any]) -> npt.NDArray[Any]:
    array = np.array(values)
    if array.dtype == object:  # some null among numbers
        array = np.array(values, dtype=np.float64)
    return array


def _first_bad(lines: list[bytes]) -> int:
    """Return the number of the first line that is not a row like the first."""
    first: list[str] | None = None
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
        except ValueError:
            return number
        if not isinstance(row, dict) or (first is not None and list(row) != first):
            return number
        first = list(row)
    return len(lines)


def scalar_columns(columns: Columns) -> Columns:
    """Return a table in which a column of lists is a column for each place: `plastic_loci_0`, `plastic_loci_1`, ..."""
    flat: Columns = {}
    for name, values in columns.items():
        places = {name: values} if values.ndim == 1 else {f"{name}_{i}": one for i, one in enumerate(values.T)}
        flat |= places
    return flat
