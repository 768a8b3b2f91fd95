"""Darwin, Baldwin and Lamarck in worlds that stay and worlds that change."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="inheritance",
    title="Who should inherit what was learned: Darwin, Baldwin, Lamarck",
    references=(
        "Fernando et al. (2018), GECCO Companion (arXiv 1806.07917)",
        "Nichol, Achiam & Schulman (2018), arXiv 1803.02999",
    ),
    claims=gather(__name__),
)
