"""Lives that learn to act: point navigation and four corners."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="navigation",
    title="One step of reinforcement learning finds an unseen goal",
    references=(
        "Finn, Abbeel & Levine (2017), ICML, section 5.3",
        "Song et al. (2020), ES-MAML, ICLR",
    ),
    claims=gather(__name__),
)
