"""Numbers as people read them."""

from __future__ import annotations

import numpy as np

from baldwin.figures.series import Series

__all__ = ["number", "spread"]


def number(value: float | None) -> str:
    """Return a number as people write it: four digits, thousands apart; a dash for what is not known."""
    if value is None or np.isnan(value):
        return "–"
    if np.isinf(value):
        return "∞" if value > 0 else "−∞"
    whole = value == int(value) and abs(value) < 1e15
    text = f"{value:,.0f}" if whole or abs(value) >= 10_000 else f"{value:.4g}"
    return text.replace("-", "−")


def spread(shown: Series, place: int, digits: int = 4) -> str:
    """Return a curve at one place: the median, and the band in brackets where there are replicates."""
    middle, low, high = (number(_short(part[place], digits)) for part in (shown.middle, shown.low, shown.high))
    if shown.replicates < 2 or not np.isfinite(shown.low[place]):
        return middle
    return f"{middle} ({low} … {high})"


def _short(value: float, digits: int) -> float:
    return float(f"{value:.{digits}g}")
