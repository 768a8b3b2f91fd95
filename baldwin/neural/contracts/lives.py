"""What is born, and how it lives: networks, encodings, lifetimes."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

from baldwin.neural.contracts.kind import Array, Instance, Key, Kind, Weights
from baldwin.neural.contracts.tasks import Manner, Task

__all__ = ["Encoding", "LifeHistory", "Lifetime", "Network", "Newborn"]


class Newborn(NamedTuple):
    """What an individual is born with. Its network and its rule of learning can be taken from different genomes.

    plasticity["rate"] is tensor name -> learning rate, () or the tensor's shape; "momentum" () in 0..1 and "steps" ()
    are there if the encoding has genes for them.
    """

    weights: Weights
    plasticity: dict[str, Any]


class LifeHistory(NamedTuple):
    """What became of one life: scores (S + 1,), [0] at birth and [t] after experience t; the network it ended with."""

    scores: Array
    learned: Weights
    diverged: Array  # () bool: the life ended beyond the finite numbers, or below the lowest score that it can have


class Network(Kind):
    """What is born: named tensors, and how they are drawn."""

    @abstractmethod
    def shapes(self, inputs: int, outputs: int) -> dict[str, tuple[int, ...]]:
        """Return tensor name -> shape, from the input to the output."""

    @abstractmethod
    def fan_in(self, tensor: str, inputs: int, outputs: int) -> int:
        """Return how many numbers flow into each unit that this tensor leads to."""

    @abstractmethod
    def draw(self, key: Key, inputs: int, outputs: int) -> Weights:
        """Draw the tensors of one founder."""

    @property
    def head(self) -> tuple[str, ...]:
        """Tensors of the last layer, which a definition calls "head"; () if there is no such layer."""
        return ()

    def tensors(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the tensors that a definition's `names` mean: "head" is the last layer."""
        return tuple(dict.fromkeys(one for name in names for one in (self.head if name == "head" else (name,))))


class Encoding(Kind):
    """The map from genotype to newborn: gene blocks, each with its transform and mutation scale."""

    @abstractmethod
    def size(self, network: Network, task: Task) -> int:
        """Return the number of genes (G)."""

    @abstractmethod
    def founder(self, key: Key, network: Network, task: Task) -> Array:
        """Draw the genotype (G,) of one founder."""

    @abstractmethod
    def develop(self, genotype: Array, network: Network, task: Task) -> Newborn:
        """Return the newborn of a genotype (G,)."""

    @abstractmethod
    def inherit(
        self, newborn: Newborn, learned: Weights, blocks: tuple[str, ...], network: Network, task: Task
    ) -> Array:
        """Return the change of genes (G,) that would make a newborn be born as `learned`; `blocks` () means all."""


class Lifetime(Kind):
    """How an individual lives, and learns, in one instance of a task."""

    manners: ClassVar[tuple[Manner, ...]] = ("examples",)  # of the tasks that it can be lived in
    networks: ClassVar[tuple[str, ...]] = ("perceptron",)  # kinds that it can be lived with
    if TYPE_CHECKING:
        steps: int = 0  # experiences (S), of lives that decide on their number
        diverged_score: float = 0.0  # what a life scores once it has left the finite numbers, or falls below this

    def learning(self, network: Any, weights: Weights) -> tuple[str, ...]:
        """Return the names of the tensors that learning can change."""
        del network
        return tuple(weights)

    def experiences(self, task: Any) -> int:
        """Return the experiences of a life in `task` (S); a history has one score more."""
        del task
        return self.steps

    def still(self) -> Self:
        """Return the same life without learning."""
        return self.model_copy(update={"steps": 0})

    def fate(self, key: Key, task: Any, instance: Instance) -> Any:
        """Return what chance decides in a life: the key, from which the life draws as it goes, or what it has drawn.

        `live` is given it in the place of the key. What is drawn here is drawn once for all individuals.
        """
        del task, instance
        return key

    @abstractmethod
    def live(self, key: Any, newborn: Newborn, network: Any, task: Any, instance: Instance) -> LifeHistory:
        """Live one life. The same key gives the same experience to whoever lives it."""

    @abstractmethod
    def examine(self, key: Any, weights: Weights, network: Any, task: Any, instance: Instance) -> Array:
        """Return the score () of `weights` as `live` scores them with that key."""
