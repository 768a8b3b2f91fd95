"""Diagrams of circles and arrows, with matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baldwin.figures.diagram import FAR, RADIUS, SIDE, Arrow, Diagram, Node
from baldwin.plots.style import LOOKS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_diagram"]

LOW, HIGH = LOOKS["wrong"].colour, LOOKS["learned"].colour
INK, PALE = "#000000", "#bbbbbb"


def draw_diagram(axes: Axes, diagram: Diagram) -> None:
    """Draw a diagram on axes that then show nothing else."""
    axes.set_axis_off()
    axes.set_aspect("equal", adjustable="box")
    axes.set_xlim(-diagram.LIMIT, diagram.LIMIT)
    axes.set_ylim(-diagram.LIMIT, diagram.LIMIT)
    for arrow in diagram.arrows:
        _draw_arrow(axes, arrow)
    for node in diagram.nodes:
        _draw_node(axes, node)
    if diagram.words:
        axes.text(0.5, 0.02, diagram.words, ha="center", va="top", fontsize=6.4, transform=axes.transAxes)


def _draw_arrow(axes: Axes, arrow: Arrow) -> None:
    axes.annotate(
        "", (arrow.to_x, arrow.to_y), (arrow.x, arrow.y), zorder=1,
        arrowprops={
            "arrowstyle": "-|>,head_width=0.22,head_length=0.4", "color": PALE if arrow.cut else INK,
            "linewidth": 0.8, "linestyle": (0, (3, 2)) if arrow.negative else "-", "shrinkA": 0, "shrinkB": 0,
        },
    )  # fmt: skip


def _draw_node(axes: Axes, node: Node) -> None:
    from matplotlib.colors import to_rgb
    from matplotlib.patches import Circle, Rectangle

    full = to_rgb(HIGH if node.shade > 0.0 else LOW)
    ground = [1.0 - abs(node.shade) * (1.0 - part) for part in full]
    circle = Circle((node.x, node.y), RADIUS, facecolor=ground, edgecolor=INK, linewidth=2.2 if node.held else 0.8)
    circle.set_linestyle("-" if node.known else (0, (2, 1.5)))
    axes.add_patch(circle)
    if node.chosen:
        corner, side = (node.x - 1.4 * RADIUS, node.y - 1.4 * RADIUS), 2.8 * RADIUS
        axes.add_patch(Rectangle(corner, side, side, fill=False, edgecolor=HIGH, linewidth=1.4))
    name = "#ffffff" if node.deep else INK
    axes.text(node.x, node.y, node.name, ha="center", va="center", fontsize=7, color=name, zorder=3)
    (x, y), beside = node.outside(FAR), abs(node.x) > SIDE
    align = ("left" if node.x > 0.0 else "right") if beside else "center"
    axes.text(x, y, node.words, ha=align, va="center", fontsize=6.4, zorder=3)
