"""Learning by memory: weights stay as they were born, the state keeps what happened (Wang et al. 2016, Duan 2016)."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from baldwin.neural.contracts import Network, Record, Task
from baldwin.neural.lifetimes._trials import Chance, TrialLife

__all__ = ["RecurrentLife"]


class RecurrentLife(TrialLife):
    """Learning is remembering: no weight changes in life, the state of a recurrent network does."""

    changes_weights: ClassVar[bool] = False
    misled_by: ClassVar[str] = "the rewards that are sensed are, step by step, those of a life in another instance"

    kind: Literal["recurrent"] = "recurrent"

    def learning(self, network: Network, tensors: tuple[str, ...]) -> tuple[str, ...]:
        """Return (): no weight changes."""
        del network, tensors
        return ()

    def refuses(self, network: Network, task: Task) -> list[tuple[str, str]]:
        """Return problems: a network without memory, or masked senses that it does not have."""
        if self.memory and not network.remembers:
            rule = 'lives by memory need a network that remembers. Use "recurrent", or lifetime.memory = false'
            return [("network.kind", rule)]
        return super().refuses(network, task)

    def misled(self, chance: Chance, other: Chance, record: Record) -> Chance:
        """Return the chance of a life that feels, step by step, the rewards that another had in its own instance."""
        del other
        return chance._replace(felt=record["rewards"])

    @classmethod
    def tiny(cls) -> Self:
        """Return the defaults."""
        return cls()
