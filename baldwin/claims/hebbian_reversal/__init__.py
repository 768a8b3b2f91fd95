"""Plasticity that is gated by reward: what to do is learned in life, and learned again after a reversal."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="hebbian-reversal",
    title="Hebbian reversal: synapses that a gate lets change learn what to do, and learn it anew",
    references=(
        "Barto, Sutton & Brouwer (1981), Biological Cybernetics 40",
        "Soltoggio et al. (2008), Artificial Life XI",
    ),
    claims=gather(__name__),
)
