"""Lives that learn by memory: curves within a life, reference policies beside them, bars, and names at lines' ends."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from baldwin.figures.series import Floats, Series, band_note
from baldwin.plots.style import LOOKS, Look, look_of_moment

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "PAIR",
    "POLICIES",
    "draw_bars",
    "draw_moments",
    "draw_points",
    "draw_policy",
    "moments_note",
    "name_ends",
    "visible",
]

PAIR = (LOOKS["single"], LOOKS["learned"])  # of two conditions: blue and vermilion
POLICIES = tuple(
    Look(colour, line, 1.0)
    for colour, line in (
        ("#000000", (0.0, (4.0, 2.0))),
        ("#444444", (0.0, (6.0, 1.5, 1.2, 1.5))),
        ("#777777", (0.0, (1.2, 1.2))),
        ("#999999", (0.0, (8.0, 2.0))),
    )
)  # of policies that are neither the best nor chance
THIN, SMALL = 0.4, 4.0  # points, and square points: what is thinner or smaller than this cannot be seen
EARLY = 0.9  # width of lines of generations before the last
FAINT, WRAP = 0.35, 26


def draw_moments(axes: Axes, curves: Sequence[Series], *, markers: bool = False) -> None:
    """Draw a life at some moments of evolution, dark to light: the early ones thin, the last with its band."""
    for place, curve in enumerate(curves):
        look, last = look_of_moment(place, len(curves)), place == len(curves) - 1
        if last and curve.replicates > 1 and curve.x.size > 1:
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


def moments_note(curves: Sequence[Series]) -> str:
    """Return what the lines and the band of `draw_moments` are, for a legend."""
    if curves[-1].replicates == 1:
        return band_note(curves[-1])
    return f"{band_note(curves[-1])}\n(band: last generation)" if len(curves) > 1 else band_note(curves[-1])


def draw_policy(axes: Axes, curve: Series, look: Look) -> None:
    """Draw a reference policy, or a level."""
    axes.plot(
        curve.x,
        curve.middle,
        color=look.colour,
        linestyle=look.line,
        linewidth=look.width,
        marker="_" if curve.x.size == 1 else "",
        zorder=1.5,
        label=curve.label,
    )


def draw_bars(axes: Axes, groups: Sequence[str], pairs: Mapping[str, Series], points: Floats | None = None) -> None:
    """Draw a pair of bars for each group, and the replicates as points.

    Args:
        axes: to draw on.
        groups: names of the groups (n), under the axis.
        pairs: what the two bars of a group are called -> their heights over the groups (n,).
        points: (replicates, n, 2), the heights in each replicate.
    """
    place, width = np.arange(len(groups)), 0.36
    for side, ((name, curve), look) in enumerate(zip(pairs.items(), PAIR, strict=True)):
        x = place + (side - 0.5) * 1.1 * width
        axes.bar(x, curve.middle, width, color=look.colour, alpha=0.75, label=name, zorder=1)
        if points is not None and len(points) > 1:
            spread = np.linspace(-0.25, 0.25, len(points)) * width
            for offset, heights in zip(spread, points[:, :, side], strict=True):
                draw_points(axes, x + offset, heights, "#ffffff")
    axes.set_xticks(place, list(groups))
    axes.set_xlim(-0.6, len(groups) - 0.4)


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
