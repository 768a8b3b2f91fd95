"""Where the replicates of a run ended: median, least and greatest of each column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from baldwin.assimilation import assimilation
from baldwin.medians import median
from baldwin.presentation import presentation_of
from baldwin.store.reading import Run

if TYPE_CHECKING:
    from baldwin.engine import Columns

__all__ = ["Summary", "final_values", "summary_of"]

KEYS = ("generation", "replicate")
Summary = dict[str, float | None]  # median, least and greatest over replicates; None where that is no finite number


def final_values(run: Run) -> dict[str, Summary]:
    """Return column -> what it was in the last row of each replicate, and of assimilation over time its measures."""
    selected = presentation_of(run.definition).selects_learning
    over_time = {name: summary_of(values) for name, values in assimilation(run.assays, selected=selected).items()}
    return _last(run.generations) | _last(run.assays) | over_time


def _last(table: Columns) -> dict[str, Summary]:
    """Return column -> median, least and greatest over the replicates' last rows."""
    if not table:
        return {}
    rows = list(dict(zip(table["replicate"].tolist(), range(len(table["replicate"])), strict=True)).values())
    summary: dict[str, Summary] = {}
    for name, values in table.items():
        if name in KEYS or values.ndim > 1 or values.dtype.kind not in "biuf":
            continue
        summary[name] = summary_of(values[rows])
    return summary


def summary_of(values: Any) -> Summary:
    """Return median, least and greatest of values (n,), NaN left out; None where that is infinite, or there are none.

    Infinite values count, as in figures: a lag of what never came is no reason to leave the replicate out.
    """
    values = np.asarray(values, np.float64)
    known = values[~np.isnan(values)]
    three = (median(known), known.min(), known.max()) if known.size else (None, None, None)
    return {
        word: None if value is None or not np.isfinite(value) else float(value)
        for word, value in zip(("median", "least", "greatest"), three, strict=True)
    }
