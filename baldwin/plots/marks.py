"""Curves within a life at some moments, points of replicates, names at the ends of lines, and what can be seen."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from baldwin.figures.series import Floats, Series
from baldwin.plots.style import draw_each, look_of_moment

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "draw_moments",
    "draw_points",
    "name_ends",
    "visible",
]

THIN, SMALL = 0.4, 4.0  # points, and square points: what is thinner or smaller than this cannot be seen
EARLY = 0.9  # width of lines of generations before the last
FAINT, WRAP = 0.35, 26


def draw_moments(axes: Axes, curves: Sequence[Series], *, markers: bool = False) -> None:
    """Draw a life at some moments of evolution, dark to light: the early ones thin, the last with its band."""
    for place, curve in enumerate(curves):
        look, last = look_of_moment(place, len(curves)), place == len(curves) - 1
        if last and curve.each is not None:
            draw_each(axes, curve, look)
            if curve.apart:
                continue
        elif last and curve.replicates > 1 and curve.x.size > 1:
            axes.fill_between(curve.x, curve.low, curve.high, color=look.colour, alpha=0.25, linewidth=0)
        axes.plot(
            curve.x,
            curve.middle,
            color=look.colour,
            linestyle=look.line,
            linewidth=1.8 if last else EARLY,
            marker=look.marker if markers or curve.x.size == 1 else "",
            markersize=3.6,
            label=curve.label,
        )


def draw_points(axes: Axes, x: Floats, y: Floats, colour: str) -> None:
    """Draw one mark per replicate."""
    axes.plot(
        x,
        y,
        linestyle="none",
        marker="o",
        markersize=3.0,
        markerfacecolor=colour,
        markeredgecolor="#000000",
        markeredgewidth=0.5,
        zorder=3,
    )


def visible(axes: Axes, artist: Any) -> bool:
    """Return whether a line or a shaded area is seen within the limits of `axes`, which must be set; True of others.

    A line without points is a key of its own, which stands for no line.
    """
    from matplotlib.collections import PolyCollection
    from matplotlib.lines import Line2D

    figure = axes.get_figure(root=True)
    assert figure is not None
    edge, inch = axes.bbox.padded(1.0), float(figure.dpi) / 72.0
    if isinstance(artist, Line2D):
        path = artist.get_path().transformed(artist.get_transform()).cleaned(remove_nans=True, simplify=False)
        places = np.asarray(path.vertices, np.float64)[:-1]  # the last one ends the path
        inside = any(edge.contains(x, y) for x, y in places.tolist())
        return not np.size(artist.get_xdata()) or inside or bool(path.intersects_bbox(edge, filled=False))
    if isinstance(artist, PolyCollection):
        parts = [path.transformed(artist.get_transform()).clip_to_bbox(axes.bbox) for path in artist.get_paths()]
        polygons = [np.asarray(one, np.float64) / inch for part in parts for one in part.to_polygons()]
        return any(_seen(polygon) for polygon in polygons if len(polygon) > 2)
    return True


def _seen(polygon: Floats) -> bool:
    """Return whether a polygon (n, 2), in points, is large and thick enough to be seen."""
    x, y = polygon.T
    area = 0.5 * abs(float(x @ np.roll(y, 1) - y @ np.roll(x, 1)))
    return area > SMALL and area > THIN * float(np.ptp(x))


def name_ends(axes: Axes, ends: Sequence[tuple[str, float, str]], *, size: float = 7.0) -> None:
    """Write names beside the ends of lines, to the right of `axes`, moved apart where they would touch.

    Args:
        axes: whose limits are set already; lines that end outside of them are named at the edge, with an arrow.
        ends: name, height in data, colour.
        size: of the letters, points.
    """
    figure = axes.get_figure(root=True)
    assert figure is not None
    known = [end for end in ends if np.isfinite(end[1])]
    if not known:
        return
    low, high = axes.get_ylim()
    height = 72.0 * float(axes.get_position().height * figure.get_size_inches()[1])  # points, before layout
    scaled = axes.transData.transform([(0.0, value) for _, value, _ in known])[:, 1]
    bottom, top = axes.transData.transform([(0.0, low), (0.0, high)])[:, 1]
    wanted = np.clip((scaled - bottom) / (top - bottom), 0.0, 1.0)
    texts = []
    for name, value, _ in known:
        arrow = " ↑" if value > high else " ↓" if value < low else ""
        parts = name.replace(", ", ",\n", 1) if len(name) > WRAP else name  # numbers stay with what they are of
        texts.append("\n".join(textwrap.fill(part, WRAP) for part in parts.split("\n")) + arrow)
    lines = np.array([text.count("\n") + 1 for text in texts])
    places = _apart(wanted, 1.35 * size * lines / height)
    for text, (_, _, colour), want, place in zip(texts, known, wanted, places, strict=True):
        axes.annotate(
            text,
            xy=(1.0, want),
            xytext=(1.05, place),
            xycoords="axes fraction",
            textcoords="axes fraction",
            ha="left",
            va="center",
            fontsize=size,
            color=colour,
            linespacing=1.0,
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.5, "shrinkA": 0.0, "shrinkB": 0.0},
            annotation_clip=False,
        )


def _apart(wanted: Floats, heights: Floats) -> Floats:
    """Return places near the `wanted` ones, in 0..1, so that labels of these heights do not touch."""
    order = np.argsort(wanted, kind="stable")
    places = wanted[order].copy()
    need = 0.5 * (heights[order][1:] + heights[order][:-1])
    for _ in range(200):
        overlap = need - np.diff(places)
        if not (overlap > 1e-9).any():
            break
        push = 0.5 * np.maximum(overlap, 0.0)
        places[:-1] -= push
        places[1:] += push
        places += min(1.0 - places[-1], 0.0) + max(-places[0], 0.0)
    found = np.empty_like(places)
    found[order] = places
    return found
