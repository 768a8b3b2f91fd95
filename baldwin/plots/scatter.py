"""Panels of points and paths: examples of lives, and individuals of a population."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from baldwin.figures.description import Curve, Panel
from baldwin.plots.style import THEORY, Look, look_named, look_of_moment, look_of_run

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_scattered", "look_of"]

REPLICATES = "osD^v<>Pp*"  # marks that tell replicates apart
START = Look("#000000")
SMALL: dict[str, Any] = {"markeredgewidth": 0.4, "markeredgecolor": "white", "alpha": 0.75}  # marks of many
HEADROOM = 0.15  # of the range shown, above it, for words


def draw_scattered(axes: Axes, panel: Panel) -> None:
    """Draw the curves of a panel that has points or paths, its diagonal, and the words in its corner."""
    for curve in panel.curves.values():
        _draw(axes, curve)
    if panel.equal:
        axes.set_aspect("equal", adjustable="box")
    if panel.diagonal:
        (low, high), (bottom, top) = axes.get_xlim(), axes.get_ylim()
        ends = [min(low, bottom), max(high, top)]
        axes.plot(ends, ends, color=THEORY.colour, linestyle=THEORY.line, linewidth=0.7, label=panel.diagonal, zorder=0)
        axes.set_xlim(low, high)
        axes.set_ylim(bottom, top + HEADROOM * (top - bottom) * bool(panel.inside))
    for words in panel.inside.values():
        ground = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1.0}
        axes.text(0.02, 0.98, words, ha="left", va="top", fontsize=7, transform=axes.transAxes, bbox=ground)


def _draw(axes: Axes, curve: Curve) -> None:
    look, (x, y) = look_of(curve), (curve.series.x, curve.series.middle)
    if curve.mark == "points":
        axes.plot(
            x, y, linestyle="none", color=look.colour, label=curve.series.label, markersize=look.size,
            marker=REPLICATES[curve.replicate % len(REPLICATES)] if curve.replicate is not None else look.marker,
            **(SMALL if curve.replicate is not None else {}),
        )  # fmt: skip
        return
    axes.plot(x, y, color=look.colour, linestyle=look.line, linewidth=look.width, label=curve.series.label)
    if curve.mark == "path":
        axes.plot(x[:1], y[:1], START.marker, color=START.colour, markersize=START.size, label="start", zorder=3)


def look_of(curve: Curve) -> Look:
    """Return the look of a curve: what stands in an order goes from dark to light, runs have their own."""
    if curve.run is not None:
        return look_of_run(curve.run)
    if curve.age is None:
        return look_named(curve.look)
    return look_of_moment(*curve.age)._replace(width=1.1)
