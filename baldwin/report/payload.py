"""Numbers on their way into the page: columns of JSON, six digits, no NaN; and the tables to download."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from baldwin.engine import Columns
from baldwin.figures.series import Series
from baldwin.store.tables import scalar_columns

__all__ = ["Table", "dumps", "of_series", "stacked", "whole_table"]

DIGITS = 6

Table = dict[str, list[Any]]
"""Column name -> values, all of one length, in the types of JSON."""


def numbers(values: Any, digits: int = DIGITS) -> list[Any]:
    """Return an array as JSON numbers of so many digits, nested as it is; None for what is not finite."""
    array = np.asarray(values)
    if array.ndim > 1:
        return [numbers(row, digits) for row in array]
    if array.dtype.kind in "iub":
        return [int(one) for one in array]
    return [_short(float(one), digits) for one in array]


def _short(value: float, digits: int) -> float | int | None:
    if not np.isfinite(value):
        return None
    short = float(f"{value:.{digits}g}")
    return int(short) if short == int(short) and abs(short) < 1e15 else short


def of_series(shown: Series, **constant: Any) -> Table:
    """Return a curve as columns `x`, `middle`, `low` and `high`, with columns that are `constant`."""
    return {
        **{name: [value] * shown.x.size for name, value in constant.items()},
        "x": numbers(shown.x),
        "middle": numbers(shown.middle),
        "low": numbers(shown.low),
        "high": numbers(shown.high),
    }


def stacked(tables: Iterable[Table]) -> Table:
    """Return tables of the same columns one below the other."""
    found: Table = {}
    for table in tables:
        for name, values in table.items():
            found.setdefault(name, []).extend(values)
    return found


def whole_table(columns: Columns, keep: Sequence[int] | None = None) -> Table:
    """Return a recorded table, in the columns of `baldwin export`; of the generations `keep` only, if given."""
    rows = slice(None) if keep is None else np.isin(columns["generation"], np.asarray(keep))
    return {name: _told(values[rows]) for name, values in scalar_columns(columns).items()}


def _told(values: Any) -> list[Any]:
    """Return values to be read as text: what is infinite as a word."""
    words = np.asarray(values).tolist()
    return [
        str(word) if isinstance(word, float) and np.isinf(word) else short
        for word, short in zip(words, numbers(values, 9), strict=True)
    ]


def dumps(value: Mapping[str, Any]) -> str:
    """Return JSON that is safe inside an element `script`, the same for equal values."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")
