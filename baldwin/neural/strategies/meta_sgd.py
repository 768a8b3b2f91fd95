"""Meta-SGD (Li et al. 2017)."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from baldwin.neural.strategies._meta import Climber

__all__ = ["MetaSGD"]


class MetaSGD(Climber):
    """As `maml`, with a learning rate of its own for every weight, learned beside the weights."""

    derivative: ClassVar[str] = "second"
    needs_rate: ClassVar[str | None] = "parameter"

    kind: Literal["meta_sgd"] = "meta_sgd"

    @classmethod
    def tiny(cls) -> Self:
        """Return a large outer step."""
        return cls(learning_rate=0.05)
