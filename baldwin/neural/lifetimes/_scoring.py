"""The lowest score that a life can have."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from baldwin.neural.contracts import Number

__all__ = ["DivergedScore"]

DivergedScore = Annotated[
    Number,
    Field(
        ge=-1e30,
        le=1e30,
        description="lowest score of a life: one that falls below it, or is no number, has diverged, is counted and "
        "scores this",
    ),
]
