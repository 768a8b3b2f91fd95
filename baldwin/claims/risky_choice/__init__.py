"""A safe arm and a risky one: when exploring pays, and choices when some outcomes are not felt."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="risky-choice",
    title="Safe or risky: what news is worth, and choices that follow blocked prediction errors",
    references=(
        "Stopper et al. (2014), Neuron 84, 177-189",
        "Wang, Kurth-Nelson et al. (2018), Nature Neuroscience 21, 860-868",
        "Lange & Sprekeler (2020), arXiv 2010.04466",
    ),
    claims=gather(__name__),
)
