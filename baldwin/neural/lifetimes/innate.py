"""A life without learning: what is born is what is scored."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import Field

from baldwin.neural.contracts import (
    Array,
    Batch,
    Environment,
    Event,
    Instance,
    InteractiveTask,
    Key,
    Lifetime,
    Manner,
    Newborn,
    SupervisedTask,
    Task,
    Weights,
)
from baldwin.neural.lifetimes._episodes import RECORDS, follow, recorded
from baldwin.neural.lifetimes._scoring import DivergedScore

__all__ = ["Innate"]


class Query(NamedTuple):
    """The examples that a life is scored on."""

    query: Batch


class Innate(Lifetime):
    """Nothing is learned: the score at birth is the score of the whole life (the no-learning control)."""

    manners: ClassVar[tuple[Manner, ...]] = ("examples", "episodes")
    records: ClassVar[dict[str, str]] = RECORDS  # beside weights, those of episodes

    kind: Literal["innate"] = "innate"
    steps: Annotated[Literal[0], Field(description="experiences of a life: none")] = 0
    diverged_score: DivergedScore = -1e6  # so low that no innate life counts as diverged, however badly an episode goes

    def learning(self, network: object, tensors: tuple[str, ...]) -> tuple[str, ...]:
        """Return (): nothing learns."""
        del network, tensors
        return ()

    def chance(self, key: Key, task: Task, instance: Instance) -> Any:
        """Return the examples that a life is scored on, or the key of its episode."""
        return Query(task.query(key, instance)) if isinstance(task, SupervisedTask) else key

    def begin(self, newborn: Newborn, world: Environment) -> Weights:
        """Return the weights."""
        del world
        return newborn.weights

    def birth(self, learner: Weights, world: Environment) -> Event:
        """Return the score of the newborn, and the episode behind it."""
        acts = isinstance(world.task, InteractiveTask)
        record = recorded(world.chance, learner, world) if acts else {"weights": learner}
        return Event(self.score(learner, world), record)

    def experience(self, learner: Weights, world: Environment, moment: Any) -> tuple[Weights, Event]:
        """Never happens: a life has no experiences."""
        raise NotImplementedError

    def learned(self, learner: Weights) -> Weights:
        """Return the weights."""
        return learner

    def score(self, weights: Weights, world: Environment) -> Array:
        """Return the score of `weights` on the query examples, or the return of an episode that follows them."""
        task = world.task
        if isinstance(task, InteractiveTask):
            return follow(world.chance, weights, world)
        assert isinstance(task, SupervisedTask)
        query = world.chance.query
        return task.score(world.network.answer(weights, query.x), query.y)

    @classmethod
    def tiny(cls) -> Self:
        """Return the defaults."""
        return cls()
