"""A life without learning: what is born is what is scored."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, Self

from baldwin.neural.contracts import (
    Array,
    Instance,
    InteractiveTask,
    Key,
    LifeHistory,
    Lifetime,
    Manner,
    Newborn,
    Weights,
)
from baldwin.neural.lifetimes._episodes import follow
from baldwin.neural.lifetimes._scoring import DivergedScore, history
from baldwin.neural.networks.perceptron import Perceptron

__all__ = ["Innate"]


class Innate(Lifetime):
    """Nothing is learned: the score at birth is the score of the whole life (the no-learning control)."""

    manners: ClassVar[tuple[Manner, ...]] = ("examples", "episodes")

    kind: Literal["innate"] = "innate"
    steps: Literal[0] = 0
    diverged_score: DivergedScore = -1e6  # nobody is lost who cannot learn, however badly an episode goes

    def learning(self, network: Perceptron, weights: Weights) -> tuple[str, ...]:
        """Return (): nothing learns."""
        del network, weights
        return ()

    def live(self, key: Key, newborn: Newborn, network: Perceptron, task: Any, instance: Instance) -> LifeHistory:
        """Return the history of a life whose only score is the one at birth."""
        score = self.examine(key, newborn.weights, network, task, instance)
        return history([score[None]], newborn.weights, self.diverged_score)

    def examine(self, key: Key, weights: Weights, network: Perceptron, task: Any, instance: Instance) -> Array:
        """Return the score of `weights` on the query examples, or of one episode that follows the network."""
        if isinstance(task, InteractiveTask):
            return follow(key, weights, network, task, instance)
        query = task.query(key, instance)
        score: Array = task.score(network.answer(weights, query.x), query.y)
        return score

    @classmethod
    def tiny(cls) -> Self:
        """Return the defaults."""
        return cls()
