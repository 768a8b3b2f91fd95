"""Learning to act by hill climbing (Song et al. 2020, ES-MAML)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, NamedTuple, Self

from pydantic import Field

from baldwin.neural.contracts import Array, Environment, Event, Manner, Newborn, Weights
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.lifetimes._episodes import RECORDS, follow, noise, recorded
from baldwin.neural.lifetimes._rates import LearnsByRate
from baldwin.neural.lifetimes._scoring import DivergedScore

__all__ = ["HillClimb"]


class Learner(NamedTuple):
    """The best network of a life so far, and its return."""

    newborn: Newborn
    weights: Weights
    score: Array


class HillClimb(LearnsByRate):
    """S trials of a changed network, each for one episode; a change is kept if its return is higher.

    The change of a weight is Gaussian, with the learning rate that it was born with as its standard deviation. The
    policy does not explore by itself: the network's answer is the action. All trials of a life are the same episode:
    where chance has a part in the task, no change is kept because chance was kinder to it.
    """

    manners: ClassVar[tuple[Manner, ...]] = ("episodes",)
    records: ClassVar[dict[str, str]] = RECORDS

    kind: Literal["hill_climb"] = "hill_climb"
    steps: Annotated[int, Field(ge=0, le=10**5, description="trials, one episode each (q)")] = 20
    diverged_score: DivergedScore = -1e6

    def begin(self, newborn: Newborn, world: Environment) -> Learner:
        """Return the newborn, with its return."""
        return Learner(newborn, newborn.weights, self.score(newborn.weights, world))

    def birth(self, learner: Learner, world: Environment) -> Event:
        """Return the return of the newborn."""
        return self._event(learner, world)

    def experience(self, learner: Learner, world: Environment, moment: Array) -> tuple[Learner, Event]:
        """Try trial number `moment`."""
        best, born = learner, learner.newborn
        rate, names = self.rates(born, world.network), self.learning(world.network, tuple(born.weights))
        change = noise(jax.random.fold_in(world.chance, moment), best.weights, names)
        weights = {**best.weights, **{name: best.weights[name] + rate[name] * change[name] for name in names}}
        score = self.score(weights, world)
        better = (score > best.score) & self.awake(born, world.task, moment)
        tried = Learner(born, weights, score)
        kept = jax.tree.map(lambda new, old: jnp.where(better, new, old), tried, best)._replace(newborn=born)
        return kept, self._event(kept, world)

    def learned(self, learner: Learner) -> Weights:
        """Return the best weights so far."""
        return learner.weights

    def score(self, weights: Weights, world: Environment) -> Array:
        """Return the return of one episode that follows the network."""
        return follow(jax.random.fold_in(world.chance, 0), weights, world)

    def _event(self, learner: Learner, world: Environment) -> Event:
        return Event(learner.score, recorded(jax.random.fold_in(world.chance, 0), learner.weights, world))

    @classmethod
    def tiny(cls) -> Self:
        """Return three trials."""
        return cls(steps=3)
