"""T-mazes whose rich arm moves: where plasticity needs a gate, and where it does not."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="t-maze",
    title="T-mazes: a gate on plasticity is worth little behind one turn, and nearly everything behind two",
    references=(
        "Soltoggio et al. (2008), Artificial Life XI",
        "Risi & Stanley (2010), From Animals to Animats 11",
    ),
    claims=gather(__name__),
)
