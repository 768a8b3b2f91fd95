"""What commands print: tables on a terminal or in a pipe, JSON without NaN, CSV."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

__all__ = ["as_csv", "console", "finite", "plain_table"]


def console(width: int = 160) -> Console:
    """Return stdout as a console of the terminal's width; a file or a pipe, which has none, gets `width` characters."""
    from rich.console import Console

    found = Console(highlight=False)
    if not found.is_terminal:
        found.width = width
    return found


def plain_table() -> Table:
    """Return an empty table without lines, two spaces between columns."""
    from rich.table import Table

    return Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="bold")


def finite(value: Any) -> Any:
    """Return a value, or nested lists of values, with None for every NaN and infinity, which JSON does not have."""
    if isinstance(value, list):
        return [finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def as_csv(columns: Mapping[str, Sequence[Any]]) -> str:
    """Return named columns of one length as CSV; NaN and None are empty cells."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*(map(_cell, values) for values in columns.values()), strict=True))
    return text.getvalue()


def _cell(value: Any) -> Any:
    return "" if isinstance(value, float) and math.isnan(value) else value
