"""Worlds that keep moving: how much plasticity they keep alive, and when evolution loses track."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="moving-world",
    title="Worlds that keep moving: faster change keeps more plasticity, until it outruns a life",
    references=(
        "Hinton & Nowlan (1987), Complex Systems 1, 495-502",
        "Wang et al. (2016), arXiv 1611.05763: arms that drift",
        "Widrow & Hoff (1960), adaptive switching circuits: the learning rule of linear lives",
    ),
    claims=gather(__name__),
)
