"""What single units follow: a point for each unit, and the mean over units."""

from __future__ import annotations

import numpy as np

from baldwin.figures.description import ChartAxis, Curve, Figure, Panel
from baldwin.figures.series import Floats, Series
from baldwin.probes.probe import ProbeResult

__all__ = ["describe"]

LOOKS = {"evolved": "learned", "untrained": "chance"}
ASIDE = {"evolved": -0.12, "untrained": 0.12}  # of the middle of a column


def describe(found: ProbeResult) -> Figure:
    """Return the figure: `units`, those that evolved; `<network>`, means over units, a point for each replicate."""
    followed = found.columns["followed"].values
    names = tuple(dict.fromkeys(followed))
    networks = np.array(found.columns["network"].values)[:: len(names)]
    sizes = np.abs(found.arrays["correlations"])  # (networks and replicates, followed, units)
    own = sizes[networks == "evolved"]
    place = np.broadcast_to(np.arange(float(len(names)))[:, None], own.shape)
    curves = {"units": Curve(_series("a unit, evolved", place + ASIDE["evolved"], own), "single", "points")}
    for network, look in LOOKS.items():
        means = np.array(found.columns["mean_correlation"].values, np.float64).reshape(-1, len(names))
        shown = means[networks == network]
        x = np.broadcast_to(np.arange(float(len(names))), shown.shape) + ASIDE[network]
        curves[network] = Curve(_series(f"mean, {network}", x, shown), look, "points")
    x_axis = ChartAxis("", -0.5, len(names) - 0.5, names=tuple(name.replace(" ", "\n", 1) for name in names))
    panel = Panel(x_axis, ChartAxis("|partial rank correlation|", 0.0, 1.0), curves)
    caption = (
        "Spearman's partial correlation of each unit with what is known when a trial is answered, others held fixed."
    )
    return Figure(((panel,),), "points: units, and means of replicates", found.title, caption)


def _series(label: str, x: Floats, y: Floats) -> Series:
    nothing = np.full(x.size, np.nan)
    return Series(label, x.ravel(), y.ravel(), nothing, nothing, 1)
