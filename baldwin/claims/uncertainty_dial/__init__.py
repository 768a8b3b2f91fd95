"""Ecological uncertainty: the best innate error grows with how widely the world varies."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="uncertainty-dial",
    title="The wider the world varies, the less can be inborn",
    references=("closed form (baldwin.neural.theory.sinusoid)",),
    claims=gather(__name__),
)
