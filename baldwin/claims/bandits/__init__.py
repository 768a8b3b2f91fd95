"""Bandits with two arms: lives of a hundred pulls, learned in the state of a network whose weights are frozen."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="bandits",
    title="Learning to reinforcement-learn: two arms, explored and exploited by frozen weights",
    references=(
        "Wang et al. (2016), arXiv 1611.05763",
        "Wang, Kurth-Nelson et al. (2018), Nature Neuroscience 21, 860-868",
    ),
    claims=gather(__name__),
)
