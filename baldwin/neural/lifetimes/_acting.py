"""Lives in episodes whose experiences are steps of the weights."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from baldwin.neural.contracts import Array, Environment, Event, Manner, Newborn, Weights
from baldwin.neural.lazy_jax import jax
from baldwin.neural.lifetimes._episodes import RECORDS, follow, recorded
from baldwin.neural.lifetimes._rates import LearnsByRate

__all__ = ["ActsAndSteps", "Learner"]


class Learner(NamedTuple):
    """A network in the middle of its life."""

    newborn: Newborn
    weights: Weights


class ActsAndSteps(LearnsByRate):
    """A life that acts in episodes and changes its weights after some of them; `experience` says how."""

    manners: ClassVar[tuple[Manner, ...]] = ("episodes",)
    records: ClassVar[dict[str, str]] = RECORDS

    def begin(self, newborn: Newborn, world: Environment) -> Learner:
        """Return the newborn."""
        del world
        return Learner(newborn, newborn.weights)

    def birth(self, learner: Learner, world: Environment) -> Event:
        """Return the score of the newborn."""
        return self.event(learner, world)

    def learned(self, learner: Learner) -> Weights:
        """Return the weights now."""
        return learner.weights

    def score(self, weights: Weights, world: Environment) -> Array:
        """Return the return of one episode that follows the network."""
        return follow(jax.random.fold_in(world.chance, 0), weights, world)

    def event(self, learner: Learner, world: Environment) -> Event:
        """Return the score of a learner, and an episode that follows its network."""
        record = recorded(jax.random.fold_in(world.chance, 0), learner.weights, world)
        return Event(self.score(learner.weights, world), record)
