"""How fast to learn is learned, too: in volatile times faster."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="volatility",
    title="A learning rate that follows the volatility of the world",
    references=(
        "Behrens et al. (2007), Nature Neuroscience 10, 1214-1221",
        "Wang, Kurth-Nelson et al. (2018), Nature Neuroscience 21, 860-868",
        "Wang et al. (2016), arXiv 1611.05763",
    ),
    claims=gather(__name__),
)
