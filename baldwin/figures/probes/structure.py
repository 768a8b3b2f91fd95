"""States of many lives in their first principal components, dark to light by what was to be found out."""

from __future__ import annotations

import numpy as np

from baldwin.figures.description import ChartAxis, Curve, Figure, Panel
from baldwin.figures.series import Floats, Series
from baldwin.probes.probe import ProbeResult

__all__ = ["describe"]

GROUPS = 5  # of lives, by what was to be found out
PATHS = ("low", "middling", "high")


def describe(found: ProbeResult) -> Figure:
    """Return the figure: `group_<k>`, the states of a fifth of the lives; `path_<k>`, three lives trial by trial.

    Of the first replicate that evolved.
    """
    places, hidden = found.arrays["places"][0], found.arrays["hidden"][0]
    name = str(found.columns["hidden"].values[0])
    edges = np.quantile(hidden, np.linspace(0.0, 1.0, GROUPS + 1))
    group = np.clip(np.searchsorted(edges, hidden, side="right") - 1, 0, GROUPS - 1)
    points = {}
    for k in range(GROUPS):
        if (group == k).any():
            label = f"{name} {edges[k]:.2g} to {edges[k + 1]:.2g}"
            points[f"group_{k}"] = Curve(_series(label, places[group == k]), "learned", "points", age=(k, GROUPS))
    ways = {
        f"path_{k}": Curve(_series(f"a life of {words} {name}", path), "learned", "path", age=(k, len(PATHS)))
        for k, (path, words) in enumerate(zip(found.arrays["paths"], PATHS, strict=True))
    }
    x, y = ChartAxis("first component"), ChartAxis("second component")
    panels = (Panel(x, y, points, "a   states of lives"), Panel(x, y, ways, "b   three lives, trial by trial"))
    caption = "States of held-out lives of the first replicate, in the principal components of all of them."
    return Figure((panels,), "one point per life; lines: one life each", found.title, caption)


def _series(label: str, places: Floats) -> Series:
    nothing = np.full(len(places), np.nan)
    return Series(label, places[:, 0], places[:, 1], nothing, nothing, 1)
