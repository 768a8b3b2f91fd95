"""Learning to act by an evolution strategy within life (Song et al. 2020, the Monte-Carlo operator of ES-MAML)."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field

from baldwin.neural.contracts import Array, Environment, Event, Number, Parallel, Weights
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.lifetimes._acting import ActsAndSteps, Learner
from baldwin.neural.lifetimes._episodes import noise, standardised
from baldwin.neural.lifetimes._scoring import DivergedScore

__all__ = ["Perturbation"]


class Perturbation(ActsAndSteps):
    """S steps along a gradient that is estimated from the returns of randomly perturbed networks.

    One step tries `queries` networks w + sigma e, e ~ N(0, I), for an episode each, and moves w by the learning rate
    times the mean of (f - mean f) / sd f times e / sigma.
    """

    kind: Literal["perturbation"] = "perturbation"
    steps: Annotated[int, Field(ge=0, le=10**4, description="steps in a life (S)")] = 1
    queries: Annotated[int, Field(ge=2, le=10**5, description="perturbed networks per step, one episode each (q)")] = 20
    sigma: Annotated[Number, Field(gt=0.0, le=1e3, description="standard deviation of a perturbation")] = 0.1
    diverged_score: DivergedScore = -1e6

    def parallel(self) -> Parallel:
        """Return the networks that a step tries."""
        return Parallel(networks=self.queries, followed=self.queries)

    def experience(self, learner: Learner, world: Environment, moment: Array) -> tuple[Learner, Event]:
        """Take step number `moment`."""
        born, weights = learner
        rate, names = self.rates(born, world.network), self.learning(world.network, tuple(born.weights))
        keys = jax.random.split(jax.random.fold_in(world.chance, moment), self.queries)
        directions = jax.vmap(lambda k: noise(k, weights, names))(keys)

        def attempt(direction: Weights) -> Array:
            tried = {name: weights[name] + self.sigma * d for name, d in direction.items()}
            return self.score({**weights, **tried}, world)

        returns = jax.vmap(attempt)(directions)
        worth = standardised(returns - returns.mean(), returns.std(), jnp.abs(returns).max())
        learns = self.awake(born, world.task, moment)
        climb = {name: jnp.tensordot(worth, d, axes=1) / (self.queries * self.sigma) for name, d in directions.items()}
        moved = {n: jnp.where(learns, weights[n] + rate[n] * climb[n], weights[n]) for n in names}
        after = Learner(born, {**weights, **moved})
        return after, self.event(after, world)

    @classmethod
    def tiny(cls) -> Self:
        """Return two steps of three queries."""
        return cls(steps=2, queries=3)
