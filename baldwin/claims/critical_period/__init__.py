"""When in life it pays to be plastic: evolved windows against the best ones of an ideal learner."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="critical-period",
    title="Critical periods: plasticity opens when there is something to learn, and closes when it is learned",
    references=("Barto, Sutton & Brouwer (1981), Biological Cybernetics 40",),
    claims=gather(__name__),
)
