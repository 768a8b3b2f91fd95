"""A pole that looks as if its balance had to be learned: a negative control."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="negative-control",
    title="Poles of unknown mass, force of unknown direction: fixed weights balance both, and learning adds nothing",
    references=("Barto, Sutton & Anderson (1983), IEEE Transactions on Systems, Man, and Cybernetics 13, 834-846",),
    claims=gather(__name__),
)
