"""Harlow's learning sets: chance on the first trial, certainty from the second on."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="harlow",
    title="Harlow's learning sets: what evolution teaches is to learn from a single trial",
    references=(
        "Harlow (1949), Psychological Review 56, 51-65",
        "Wang, Kurth-Nelson et al. (2018), Nature Neuroscience 21, 860-868",
    ),
    claims=gather(__name__),
)
