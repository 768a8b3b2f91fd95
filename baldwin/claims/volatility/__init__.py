"""Learning rates that follow the volatility of the world."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="volatility",
    title="How fast to learn is learned: fast where the world is volatile, slowly where it is stable",
    references=(
        "Behrens et al. (2007), Nature Neuroscience 10, 1214-1221",
        "Wang et al. (2016), arXiv 1611.05763",
        "Wang, Kurth-Nelson et al. (2018), Nature Neuroscience 21, 860-868",
    ),
    claims=gather(__name__),
)
