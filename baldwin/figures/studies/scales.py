"""The ends of colour scales: a wild cell has the colour at the end, and takes no colours from the others.

Quantiles would not do: where one cell alone has learned, it is the finding, however far it lies from the others.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal

import numpy as np

__all__ = ["Beyond", "beyond", "colour_limits"]

Beyond = Literal["neither", "min", "max", "both"]

SHARES = ("innate_share", "assimilation_index")  # of what is learned: wild where next to nothing is
FEW = 0.05  # of the cells, one at least, may be wild
FAR = 100.0  # times the size of all others, as scores are where learning diverges


def colour_limits(quantity: str, values: Iterable[float | None]) -> tuple[float, float]:
    """Return the ends of a colour scale: of shares within 0 and 1, of others without the few that are far larger."""
    known = np.array([value for value in values if value is not None and math.isfinite(value)])
    if not known.size:
        return 0.0, 1.0
    if quantity in SHARES:
        low, high = (float(end) for end in np.clip([known.min(), known.max()], 0.0, 1.0))
        return (low, high) if high > low else (0.0, 1.0)
    sizes = np.sort(np.abs(known))
    others = sizes[-1 - max(1, int(FEW * known.size))] if known.size > 1 else 0.0
    near = known[np.abs(known) <= FAR * others] if others > 0.0 else known
    low, high = float(near.min()), float(near.max())
    return low, high if high > low else low + 1.0


def beyond(values: Iterable[float | None], limits: tuple[float, float]) -> Beyond:
    """Return at which ends of a colour scale there are values beyond it, as matplotlib has it."""
    known = [value for value in values if value is not None and math.isfinite(value)]
    below, above = any(value < limits[0] for value in known), any(value > limits[1] for value in known)
    return "both" if below and above else "min" if below else "max" if above else "neither"
