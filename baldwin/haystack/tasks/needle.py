"""A needle in a haystack, the task of Hinton & Nowlan (1987)."""

from __future__ import annotations

from typing import Literal

from baldwin.haystack.contracts import FlipRate, Loci, MoveEvery, MovingTask

__all__ = ["Needle"]


class Needle(MovingTask):
    """A needle in a haystack: one phenotype of 2^L succeeds, all others are equally bad."""

    kind: Literal["needle"] = "needle"
    loci: Loci = 20
    move_every: MoveEvery = 0
    flip_rate: FlipRate = 0.0

    @classmethod
    def tiny(cls) -> Needle:
        """Return a needle of three loci."""
        return cls(loci=3)
