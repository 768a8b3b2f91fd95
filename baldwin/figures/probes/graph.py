"""How much of its world's structure a memory holds: shares read right, beside founders, what was seen, and chance."""

from __future__ import annotations

import numpy as np

from baldwin.figures.description import ChartAxis, Curve, Figure, Panel
from baldwin.figures.series import Floats, Series
from baldwin.probes.probe import ProbeResult

__all__ = ["describe"]

SHOWN = {  # name of a curve -> network, column, label, look
    "evolved": ("evolved", "memory", "memory, evolved", "learned"),
    "untrained": ("untrained", "memory", "memory, untrained", "innate"),
    "seen": ("evolved", "seen", "all that was seen", "best"),
    "ideal": ("evolved", "ideal", "ideal observer", "support"),
    "shuffled": ("evolved", "shuffled", "worlds of other lives", "chance"),
}


def describe(found: ProbeResult) -> Figure:
    """Return the figure: a panel for each sort of piece, columns by experience, points by replicate.

    `<curve>` are pieces of the first sort, `<curve>_<k>` those of the k-th, from 2.
    """
    table = {name: np.asarray(values) for name, values in found.table().items()}
    ways, sorts = (tuple(dict.fromkeys(table[name].tolist())) for name in ("experience", "of"))
    panels = []
    for number, sort in enumerate(sorts):
        curves = {}
        for order, (name, (network, column, label, look)) in enumerate(SHOWN.items()):
            here = (table["network"] == network) & (table["of"] == sort) & np.isfinite(table[column])
            if not here.any():
                continue
            aside = 0.14 * (order - (len(SHOWN) - 1) / 2)
            x = np.array([ways.index(way) for way in table["experience"][here].tolist()]) + aside
            curves[name if not number else f"{name}_{number + 1}"] = Curve(
                _series(label, x, table[column][here].astype(np.float64)), look, "points"
            )
        x_axis = ChartAxis("", -0.5, len(ways) - 0.5, names=ways)
        title = f"{'abcdefgh'[number]}   {sort}"
        panels.append(Panel(x_axis, ChartAxis("share read right", 0.0, 1.03), curves, title, keyed=not number))
    caption = (
        "Linear discriminants read the kind of each piece in what is remembered before the world is asked about, in "
        "worlds that they were not fitted on; the same in all that was seen, and for the worlds of other lives."
    )
    return Figure((tuple(panels),), "a point per replicate; columns: how experience came about", found.title, caption)


def _series(label: str, x: Floats, y: Floats) -> Series:
    nothing = np.full(x.size, np.nan)
    return Series(label, x, y, nothing, nothing, 1)
