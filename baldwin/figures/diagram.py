"""Things that cause each other, as circles and arrows: what a panel shows in place of curves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["FAR", "RADIUS", "SIDE", "Arrow", "Diagram", "Node", "between", "in_a_ring"]

RADIUS = 0.2  # of a circle, where the ring of all has 1
FAR = 0.38  # of a value from the middle of its circle
SIDE = 0.3  # from the middle of the ring, beyond which a value is written beside its circle, not above or below


@dataclass(frozen=True)
class Node:
    """A circle with a name, and beside it a value, by which it is coloured."""

    name: str
    x: float
    y: float
    value: float  # NaN where there is none: the circle is then dashed
    shade: float  # from -1 to 1: how far the value is, of the largest
    held: bool = False  # somebody sets its value: a thick ring
    chosen: bool = False  # a square around it
    best: bool = False  # a star beside its value

    @property
    def known(self) -> bool:
        """Whether it has a value."""
        return not math.isnan(self.value)

    @property
    def words(self) -> str:
        """The value as it is written, with a star where it is best."""
        return f"{self.value:.2f}{' ★' if self.best else ''}".replace("-", "−") if self.known else ""

    @property
    def deep(self) -> bool:
        """Whether its colour is so deep that its name must be light."""
        return abs(self.shade) > 0.7

    def outside(self, far: float) -> tuple[float, float]:
        """Return a place on the line from the middle of the ring through the node, `far` beyond it."""
        away = 1.0 + far / max(math.hypot(self.x, self.y), 1e-9)
        return self.x * away, self.y * away


@dataclass(frozen=True)
class Arrow:
    """From a cause to what it has an effect on, drawn from edge to edge of their circles."""

    x: float
    y: float
    to_x: float
    to_y: float
    negative: bool  # a dashed line
    cut: bool  # without effect here, as the node is held: pale


@dataclass(frozen=True)
class Diagram:
    """Circles and arrows in a square from -LIMIT to LIMIT, and words below, in lines."""

    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    words: str = ""

    LIMIT = 1.6


def in_a_ring(count: int) -> list[tuple[float, float]]:
    """Return the places of nodes on a circle of radius 1, the first on top, then clockwise."""
    turns = [2.0 * math.pi * place / count for place in range(count)]
    return [(math.sin(turn), math.cos(turn)) for turn in turns]


def between(start: Sequence[float], end: Sequence[float], *, negative: bool, cut: bool) -> Arrow:
    """Return the arrow from one circle to another."""
    far = math.hypot(end[0] - start[0], end[1] - start[1])
    part = RADIUS * 1.15 / far
    (x, y), (to_x, to_y) = (
        [a + share * (b - a) for a, b in zip(start, end, strict=True)] for share in (part, 1 - part)
    )
    return Arrow(x, y, to_x, to_y, negative, cut)
