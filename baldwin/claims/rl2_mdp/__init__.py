"""Random Markov decision problems, a new one in every life."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="rl2-mdp",
    title="Random decision problems: what frozen weights find out in ten episodes, in reduced form",
    references=("Duan et al. (2016), arXiv 1611.02779, Table 2",),
    claims=gather(__name__),
)
