"""Bandits of five to fifty arms and few pulls."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="rl2-bandits",
    title="Fast reinforcement learning by slow evolution: five, ten and fifty arms, and few pulls",
    references=("Duan et al. (2016), arXiv 1611.02779, Table 1",),
    claims=gather(__name__),
)
