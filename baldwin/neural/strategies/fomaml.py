"""First-order MAML (Finn et al. 2017, section 5.2)."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from baldwin.neural.strategies._meta import Climber

__all__ = ["FirstOrderMAML"]


class FirstOrderMAML(Climber):
    """As `maml`, but what was learned counts as a constant shift of the weights: no second derivatives."""

    derivative: ClassVar[str] = "first"

    kind: Literal["fomaml"] = "fomaml"

    @classmethod
    def tiny(cls) -> Self:
        """Return a large outer step."""
        return cls(learning_rate=0.05)
