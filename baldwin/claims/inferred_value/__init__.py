"""Inferred value: after a reversal, an outcome at one cue changes what is expected of the other."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="inferred-value",
    title="Inferred value: prediction errors for a cue that was not met since the reversal",
    references=(
        "Bromberg-Martin et al. (2010), J. Neurophysiology 104, 1068-1076",
        "Wang, Kurth-Nelson et al. (2018), Nature Neuroscience 21, 860-868",
    ),
    claims=gather(__name__),
)
