"""Nine arms of one population that differ in inheritance, in cost, or in what is transplanted."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="contrast-set",
    title="Nine arms side by side: Darwin, Baldwin, Lamarck, and what birth and rule are worth alone",
    references=(
        "Fernando et al. (2018), GECCO Companion (arXiv 1806.07917)",
        "Hinton & Nowlan (1987), Complex Systems 1:495",
    ),
    claims=gather(__name__),
)
