"""Numbers with their standard errors, from one value per replicate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from baldwin.claims.quantity import SHARE, Measurement, share_error

__all__ = ["difference", "exact", "least_step", "mean_of", "median_of", "median_of_seeds", "ratio", "share_of"]

Values = npt.NDArray[Any]


def exact(value: float, note: str = "") -> Measurement:
    """Return a number without a standard error."""
    return Measurement(float(value), None, note)


def mean_of(values: Values, note: str = "") -> Measurement:
    """Return the mean over replicates, with s / sqrt(n)."""
    error = float(values.std(ddof=1) / math.sqrt(values.size)) if values.size > 1 else None
    return Measurement(float(values.mean()) if values.size else math.nan, error, note)


def share_of(happened: Values, note: str = "") -> Measurement:
    """Return the share of replicates in which something happened; its standard error: `quantity.share_error`."""
    n, x = happened.size, int(np.count_nonzero(happened))
    return Measurement(x / n if n else math.nan, share_error(x, n), note or f"{x} of {n}", range=SHARE)


def median_of(values: Values, note: str = "") -> Measurement:
    """Return the median over replicates, with half the distance between the order statistics n/2 -+ sqrt(n)/2.

    These enclose the true median in 68 % of samples, like a mean and its standard error.
    """
    n = values.size
    if n == 0:
        return Measurement(math.nan, None, note)
    ordered = np.sort(values)
    low = max(0, math.floor((n - math.sqrt(n)) / 2))
    high = min(n - 1, math.ceil((n + math.sqrt(n)) / 2))
    apart = float(ordered[high] - ordered[low]) if ordered[high] > ordered[low] else 0.0
    return Measurement(float(np.median(ordered)), apart / 2, note)


def median_of_seeds(values: Sequence[float] | Values, note: str = "") -> Measurement:
    """Return the median over a handful of seeds, all of them in the note.

    Its standard error is that of a median of normal values, sqrt(pi / 2) s / sqrt(n), which a handful estimates badly.
    """
    found = np.sort(np.asarray(values, np.float64))
    listed = ", ".join(f"{value:.3g}" for value in found)
    error = math.sqrt(math.pi / 2 / found.size) * float(found.std(ddof=1)) if found.size > 1 else None
    return Measurement(float(np.median(found)), error, note or f"seeds: {listed}")


def difference(first: Measurement, second: Measurement) -> Measurement:
    """Return first - second of independent numbers; both values go in the note."""
    error = math.hypot(first.standard_error or 0.0, second.standard_error or 0.0)
    within = (
        (first.range[0] - second.range[1], first.range[1] - second.range[0]) if first.range and second.range else None
    )
    note = f"{first.value:.4g} less {second.value:.4g}"
    return Measurement(first.value - second.value, error, note, range=within)


def ratio(first: Measurement, second: Measurement) -> Measurement:
    """Return first / second of independent numbers; both values go in the note."""
    found = first.value / second.value
    parts = [(one.standard_error or 0.0) / one.value for one in (first, second)]
    return Measurement(found, abs(found) * math.hypot(*parts), f"{first.value:.3g} over {second.value:.3g}")


def least_step(numbers: Sequence[Measurement]) -> Measurement:
    """Return the smallest step from one of independent numbers to the next; above 0 means that they increase."""
    steps = [difference(after, before) for before, after in pairwise(numbers)]
    least = min(steps, key=lambda step: step.value)
    return Measurement(least.value, least.standard_error, ", ".join(f"{number.value:.4g}" for number in numbers))
