"""How often lives do what is learned in the end, with learning and without, and what of it became instinct."""

from __future__ import annotations

import numpy as np

from baldwin.figures.description import ChartAxis, Curve, Figure, Panel
from baldwin.figures.series import Floats, Series, series_of_grid
from baldwin.probes.probe import ProbeResult

__all__ = ["describe"]

LOOKS = {"learned": "learned", "innate": "innate"}
LABELS = {"learned": "with learning, late in life", "innate": "without learning"}


def describe(found: ProbeResult) -> Figure:
    """Return the figure: `learned` and `innate`, shares of visits with the action learned in the end, by generation.

    `event` has a point for each situation and replicate: when its action was learned, and when it was inborn.
    """
    generations, final = found.arrays["generations"], np.nan_to_num(found.arrays["learned"][:, -1]).argmax(axis=-1)
    curves = {}
    for name, look in LOOKS.items():
        own = np.take_along_axis(found.arrays[name], final[:, None, :, None], axis=-1)[..., 0]
        known = np.isfinite(own)
        share = np.nan_to_num(own).sum(axis=2) / np.maximum(known.sum(axis=2), 1)
        curves[name] = Curve(series_of_grid(LABELS[name], generations, share.T), look)
    last = float(generations[-1])
    y_axis = ChartAxis("share of visits with the action\nlearned in the end", 0.0, 1.0)
    left = Panel(ChartAxis("generation", 0.0, last), y_axis, curves, "a   what is done")
    x, y = (np.asarray(found.columns[name].values, np.float64) for name in ("learned_from", "inborn_from"))
    both = np.isfinite(x) & np.isfinite(y)
    sides = {"later": ("inborn later than learned", "learned", y > x), "first": ("inborn at once", "innate", y <= x)}
    points = {
        name: Curve(_series(label, x[both & side], y[both & side]), look, "points")
        for name, (label, look, side) in sides.items()
    }
    axes = [ChartAxis(f"{what} from generation", 0.0, last) for what in ("learned", "inborn")]
    right = Panel(axes[0], axes[1], points, "b   what became instinct", diagonal="at once")
    caption = (
        "Same lives with learning and without. Left: how often they do what is learned in the end, mean over "
        "situations. Right: a point for each situation whose learned action is inborn; above the line it came later."
    )
    note = "a: median over replicates; b: one point per situation and replicate"
    return Figure(((left, right),), note, found.title, caption)


def _series(label: str, x: Floats, y: Floats) -> Series:
    nothing = np.full(x.size, np.nan)
    return Series(label, x, y, nothing, nothing, 1)
