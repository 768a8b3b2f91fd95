"""Lives within lives: slow development and fast learning together, where either alone must fall short."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="nested-timescales",
    title="Slow development around fast learning: together more than either alone, or than one state carried on",
    references=(
        "exact observers (baldwin.neural.theory.slow_and_fast)",
        "Wang, Kurth-Nelson et al. (2018), Nature Neuroscience 21, 860-868",
    ),
    claims=gather(__name__),
)
