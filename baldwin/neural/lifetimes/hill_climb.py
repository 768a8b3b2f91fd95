"""Learning to act by hill climbing (Song et al. 2020, ES-MAML)."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import Field

from baldwin.neural.contracts import Array, Instance, Key, LifeHistory, Lifetime, Manner, Newborn, Weights
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.lifetimes._episodes import follow, noise
from baldwin.neural.lifetimes._pace import awake
from baldwin.neural.lifetimes._scoring import DivergedScore, history
from baldwin.neural.networks.perceptron import Perceptron

__all__ = ["HillClimb"]


class Climber(NamedTuple):
    """The best network of a life so far, and its return."""

    weights: Weights
    score: Array


class HillClimb(Lifetime):
    """S trials of a changed network, each for one episode; a change is kept if its return is higher.

    The change of a weight is Gaussian, with the learning rate that it was born with as its standard deviation. The
    policy does not explore by itself: the network's answer is the action. All trials of a life are the same episode:
    where chance has a part in the task, no change is kept because chance was kinder to it.
    """

    manners: ClassVar[tuple[Manner, ...]] = ("episodes",)

    kind: Literal["hill_climb"] = "hill_climb"
    steps: Annotated[int, Field(ge=0, le=10**5, description="trials, one episode each (q)")] = 20
    diverged_score: DivergedScore = -1e6

    def live(self, key: Key, newborn: Newborn, network: Perceptron, task: Any, instance: Instance) -> LifeHistory:
        """Live one life of trials."""
        rate, names = newborn.plasticity["rate"], self.learning(network, newborn.weights)

        def attempt(best: Climber, number: Array) -> tuple[Climber, Array]:
            change = noise(jax.random.fold_in(key, number), best.weights, names)
            weights = {**best.weights, **{name: best.weights[name] + rate[name] * change[name] for name in names}}
            score = self.examine(key, weights, network, task, instance)
            better = (score > best.score) & awake(newborn.plasticity, self.steps, number)
            kept = jax.tree.map(lambda new, old: jnp.where(better, new, old), Climber(weights, score), best)
            return kept, kept.score

        birth = Climber(newborn.weights, self.examine(key, newborn.weights, network, task, instance))
        if not self.steps:
            return history([birth.score[None]], newborn.weights, self.diverged_score)
        last, later = jax.lax.scan(attempt, birth, jnp.arange(1, self.steps + 1))
        return history([birth.score[None], later], last.weights, self.diverged_score)

    def examine(self, key: Key, weights: Weights, network: Perceptron, task: Any, instance: Instance) -> Array:
        """Return the return of one episode that follows the network."""
        return follow(jax.random.fold_in(key, 0), weights, network, task, instance)

    def learning(self, network: Perceptron, weights: Weights) -> tuple[str, ...]:
        """Return every tensor but the gain."""
        del network
        return tuple(name for name in weights if name != "gain")

    @classmethod
    def tiny(cls) -> Self:
        """Return three trials."""
        return cls(steps=3)
