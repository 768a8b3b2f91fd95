"""Scores of a life that may leave the finite numbers."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from baldwin.neural.contracts import Array, LifeHistory, Weights
from baldwin.neural.lazily import jnp

__all__ = ["DivergedScore", "history"]

DivergedScore = Annotated[
    float,
    Field(
        ge=-1e30,
        le=1e30,
        description="lowest score of a life: one that falls below it, or is no number, has diverged, is counted and "
        "scores this",
    ),
]


def history(scores: Array, learned: Weights, lowest: Any) -> LifeHistory:
    """Return the history of a life from raw scores (S + 1,): where it is lost it scores `lowest`.

    Each score is judged alone, so that scores which nobody reads need not be computed. Whoever has left the finite
    numbers stays there; diverged is who is lost at the end.
    """
    sound = scores >= lowest  # a NaN compares as false
    return LifeHistory(jnp.where(sound, scores, lowest), learned, ~sound[-1])
