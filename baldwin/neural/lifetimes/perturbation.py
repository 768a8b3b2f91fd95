"""Learning to act by an evolution strategy within life (Song et al. 2020, the Monte-Carlo operator of ES-MAML)."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field

from baldwin.neural.contracts import Array, Instance, Key, LifeHistory, Lifetime, Manner, Newborn, Weights
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.lifetimes._episodes import follow, noise, standardised
from baldwin.neural.lifetimes._pace import awake
from baldwin.neural.lifetimes._scoring import DivergedScore, history
from baldwin.neural.networks.perceptron import Perceptron

__all__ = ["Perturbation"]


class Perturbation(Lifetime):
    """S steps along a gradient that is estimated from the returns of randomly perturbed networks.

    One step tries `queries` networks w + sigma e, e ~ N(0, I), for an episode each, and moves w by the learning rate
    times the mean of (f - mean f) / sd f times e / sigma.
    """

    manners: ClassVar[tuple[Manner, ...]] = ("episodes",)

    kind: Literal["perturbation"] = "perturbation"
    steps: Annotated[int, Field(ge=0, le=10**4, description="steps in a life (S)")] = 1
    queries: Annotated[int, Field(ge=2, le=10**5, description="perturbed networks per step, one episode each (q)")] = 20
    sigma: Annotated[float, Field(gt=0.0, le=1e3, description="standard deviation of a perturbation")] = 0.1
    diverged_score: DivergedScore = -1e6

    def live(self, key: Key, newborn: Newborn, network: Perceptron, task: Any, instance: Instance) -> LifeHistory:
        """Live one life of S steps."""
        rate, names = newborn.plasticity["rate"], self.learning(network, newborn.weights)

        def step(weights: Weights, number: Array) -> tuple[Weights, Array]:
            keys = jax.random.split(jax.random.fold_in(key, number), self.queries)
            directions = jax.vmap(lambda k: noise(k, weights, names))(keys)

            def attempt(direction: Weights) -> Array:
                tried = {name: weights[name] + self.sigma * d for name, d in direction.items()}
                return self.examine(key, {**weights, **tried}, network, task, instance)

            returns = jax.vmap(attempt)(directions)
            worth = standardised(returns - returns.mean(), returns.std(), jnp.abs(returns).max())
            learns = awake(newborn.plasticity, self.steps, number)
            climb = {
                name: jnp.tensordot(worth, d, axes=1) / (self.queries * self.sigma) for name, d in directions.items()
            }
            after = {**weights, **{n: jnp.where(learns, weights[n] + rate[n] * climb[n], weights[n]) for n in names}}
            return after, self.examine(key, after, network, task, instance)

        birth = self.examine(key, newborn.weights, network, task, instance)[None]
        if not self.steps:
            return history([birth], newborn.weights, self.diverged_score)
        learned, later = jax.lax.scan(step, newborn.weights, jnp.arange(1, self.steps + 1))
        return history([birth, later], learned, self.diverged_score)

    def examine(self, key: Key, weights: Weights, network: Perceptron, task: Any, instance: Instance) -> Array:
        """Return the return of one episode that follows the network."""
        return follow(jax.random.fold_in(key, 0), weights, network, task, instance)

    def learning(self, network: Perceptron, weights: Weights) -> tuple[str, ...]:
        """Return every tensor but the gain."""
        del network
        return tuple(name for name in weights if name != "gain")

    @classmethod
    def tiny(cls) -> Self:
        """Return two steps of three queries."""
        return cls(steps=2, queries=3)
