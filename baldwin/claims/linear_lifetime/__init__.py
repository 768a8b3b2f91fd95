"""Lives of one gradient step on a linear map, whose best learning rates are known exactly."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="linear-lifetime",
    title="Learning rates that evolve to their exact optimum",
    references=("closed form (baldwin.neural.theory.linear)",),
    claims=gather(__name__),
)
