"""An informative arm: it pays little, and says which other arm pays."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="informative-arm",
    title="The worth of information: to pay for being told, before anything is to be had for it",
    references=("Wang et al. (2016), arXiv 1611.05763, experiment 3",),
    claims=gather(__name__),
)
