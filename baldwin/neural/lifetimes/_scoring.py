"""Scores of a life that may leave the finite numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field

from baldwin.neural.contracts import Array, LifeHistory, Weights
from baldwin.neural.lazy_jax import jnp

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


def history(parts: Sequence[Array], learned: Weights, lowest: Any) -> LifeHistory:
    """Return the history of a life from its raw scores in parts, (1,) at birth and (n,) later: where lost, `lowest`.

    Each score is judged alone and before the parts are joined, so that those which nobody reads are never computed.
    Whoever has left the finite numbers stays there; diverged is who is lost at the end.
    """
    judged = [jnp.where(part >= lowest, part, lowest) for part in parts]  # a NaN compares as false
    return LifeHistory(jnp.concatenate(judged), learned, ~(parts[-1][-1] >= lowest))
