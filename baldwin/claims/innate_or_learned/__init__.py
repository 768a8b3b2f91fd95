"""Where lives are long and worlds uncertain it pays to learn; elsewhere what is best should be inborn."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="innate-or-learned",
    title="Innate or learned: an exact boundary, and populations that evolve on both sides of it",
    references=(
        "Lange & Sprekeler (2020), arXiv 2010.04466",
        "Lange (no date), gymnax-blines, repository of evolved and trained agents",
        "Bradt, Johnson & Karlin (1956), Annals of Mathematical Statistics 27, 1060-1074",
    ),
    claims=gather(__name__),
)
