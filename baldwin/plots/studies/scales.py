"""The ends of colour scales: a wild cell has the colour at the end, and takes no colours from the others."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal

import numpy as np

__all__ = ["Beyond", "beyond", "colour_limits"]

Beyond = Literal["neither", "min", "max", "both"]

SHARES = ("innate_share", "assimilation_index")  # of what is learned: wild where next to nothing is
FAR = 3.0  # ranges between the quartiles, beyond which a value is far out (Tukey 1977)
WILD = 0.05  # of the values at either end, one at least: more of them are no exceptions


def colour_limits(quantity: str, values: Iterable[float | None]) -> tuple[float, float]:
    """Return the ends of a colour scale: a share's within 0 and 1, others without a few values that are far out."""
    known = np.sort([value for value in values if value is not None and math.isfinite(value)])
    if not known.size:
        return 0.0, 1.0
    low, high = _shares(known) if quantity in SHARES else _without_wild(known)
    return low, high if high > low else low + 1e-9


def _shares(known: np.ndarray) -> tuple[float, float]:
    low, high = (float(end) for end in np.clip([known[0], known[-1]], 0.0, 1.0))
    return (low, high) if high > low else (0.0, 1.0)


def _without_wild(known: np.ndarray) -> tuple[float, float]:
    first, third = np.quantile(known, [0.25, 0.75])
    room = FAR * (third - first)
    near = known[(known >= first - room) & (known <= third + room)]
    few = max(1, int(WILD * known.size))
    least, most = known < first - room, known > third + room
    if room == 0.0:  # most are alike, so all others would be far out
        return float(known[0]), float(known[-1])
    low = near[0] if least.sum() <= few else known[0]
    high = near[-1] if most.sum() <= few else known[-1]
    return float(low), float(high)


def beyond(values: Iterable[float | None], limits: tuple[float, float]) -> Beyond:
    """Return at which ends of a colour scale there are values beyond it, as matplotlib has it."""
    known = [value for value in values if value is not None and math.isfinite(value)]
    below, above = any(value < limits[0] for value in known), any(value > limits[1] for value in known)
    return "both" if below and above else "min" if below else "max" if above else "neither"
