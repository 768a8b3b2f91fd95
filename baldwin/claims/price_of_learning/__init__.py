"""What learning must be worth to stay: genes that become innate at a price, and a period that closes too early."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="price-of-learning",
    title="The price of learning: which genes stay plastic, how fast they learn, and where evolution gives up",
    references=(
        "closed form (baldwin.neural.theory.linear)",
        "closed form (baldwin.neural.theory.sinusoid)",
        "Mayley (1996), Evolutionary Computation 4, 213-234: the cost of learning",
    ),
    claims=gather(__name__),
)
