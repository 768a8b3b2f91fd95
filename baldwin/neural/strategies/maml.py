"""Model-agnostic meta-learning (Finn, Abbeel & Levine 2017, algorithm 1)."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from baldwin.neural.strategies._meta import Climber

__all__ = ["MAML"]


class MAML(Climber):
    """The gradient of what a life achieves, through all of its learning steps (second derivatives included)."""

    derivative: ClassVar[str] = "second"

    kind: Literal["maml"] = "maml"

    @classmethod
    def tiny(cls) -> Self:
        """Return a large outer step."""
        return cls(learning_rate=0.05)
