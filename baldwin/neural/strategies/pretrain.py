"""Pretraining on all tasks (the baseline of Finn et al. 2017, table 2)."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from baldwin.neural.strategies._meta import Climber

__all__ = ["Pretrain"]


class Pretrain(Climber):
    """The gradient of the score at birth: one network for all instances, which learning then fine-tunes."""

    derivative: ClassVar[str] = "birth"

    kind: Literal["pretrain"] = "pretrain"

    @classmethod
    def tiny(cls) -> Self:
        """Return a large outer step."""
        return cls(learning_rate=0.05)
