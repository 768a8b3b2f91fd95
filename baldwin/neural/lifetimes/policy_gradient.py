"""Learning to act by vanilla policy gradients (Finn et al. 2017, section 5.3; Williams 1992)."""

from __future__ import annotations

import math
from typing import Annotated, Literal, Self

from pydantic import Field

from baldwin.neural.contracts import (
    TRACED,
    Array,
    Environment,
    Event,
    Key,
    Network,
    Number,
    Parallel,
    Weights,
)
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.lifetimes._acting import ActsAndSteps, Learner
from baldwin.neural.lifetimes._episodes import Episode, follow, interactive, roll, standardised
from baldwin.neural.lifetimes._scoring import DivergedScore

__all__ = ["PolicyGradient"]


class PolicyGradient(ActsAndSteps):
    """S steps along the policy gradient, each estimated from a few episodes of exploring.

    The policy is Gaussian: the network answers its mean, `exploration` is its standard deviation in every coordinate.
    Advantages are returns to go, less their mean over the episodes that still run at that moment (the baseline; MAML
    fits a linear one), divided by their standard deviation. Scores are the returns of an episode that follows the mean,
    or of exploring ones, on which nothing is learned.
    """

    kind: Literal["policy_gradient"] = "policy_gradient"
    steps: Annotated[int, Field(ge=0, le=10**4, description="policy gradient steps in a life (S)")] = 1
    episodes: Annotated[int, Field(ge=2, le=10**4, description="exploring episodes that a step is learned from")] = 20
    exploration: Annotated[
        Number,
        Field(gt=0.0, le=1e3, description="standard deviation of an exploring action around the network's answer"),
    ] = 0.1
    scored: Annotated[
        Literal["following", "exploring"],
        Field(description="a score is the return of one episode without exploring, or the mean of `queries` with it"),
    ] = "following"
    queries: Annotated[
        int,
        Field(ge=1, le=10**4, description='exploring episodes that a score is the mean of, for scored = "exploring"'),
    ] = 40
    clip: Annotated[
        float | None,
        TRACED,
        Field(gt=0.0, description="gradients are clipped to -clip .. clip, each element; omit for no limit"),
    ] = None
    diverged_score: DivergedScore = -1e6

    def parallel(self) -> Parallel:
        """Return the episodes that a step is learned from, and those of a score."""
        return Parallel(episodes=self.episodes, followed=self.queries)

    def experience(self, learner: Learner, world: Environment, moment: Array) -> tuple[Learner, Event]:
        """Explore, and take step number `moment`."""
        born, weights = learner
        rate, names = self.rates(born, world.network), self.learning(world.network, tuple(born.weights))
        keys = jax.random.split(jax.random.fold_in(world.chance, moment), self.episodes)
        episodes = self._explore(keys, weights, world)
        advantage = jax.lax.stop_gradient(_advantages(episodes))
        gradient = jax.grad(self._surrogate)(weights, episodes, advantage, world.network)
        if self.clip is not None:
            gradient = {name: jnp.clip(g, -self.clip, self.clip) for name, g in gradient.items()}
        learns = self.awake(born, world.task, moment)
        moved = {n: jnp.where(learns, weights[n] + rate[n] * gradient[n], weights[n]) for n in names}
        after = Learner(born, {**weights, **moved})
        return after, self.event(after, world)

    def score(self, weights: Weights, world: Environment) -> Array:
        """Return the return of one episode that follows the network, or the mean return of exploring ones."""
        own = jax.random.fold_in(world.chance, 0)
        if self.scored == "following":
            return follow(own, weights, world)
        keys = jax.random.split(own, self.queries)
        return self._explore(keys, weights, world).rewards.sum(axis=1).mean()

    def _explore(self, keys: Key, weights: Weights, world: Environment) -> Episode:
        """Return exploring episodes, stacked, one for each of `keys`."""

        def act(key: Key, observation: Array) -> Array:
            mean = world.network.answer(weights, observation)
            return jax.lax.stop_gradient(mean + self.exploration * jax.random.normal(key, mean.shape))

        task = interactive(world.task)
        episodes: Episode = jax.vmap(lambda k: roll(k, act, task, world.instance))(keys)
        return jax.lax.stop_gradient(episodes)

    def _surrogate(self, weights: Weights, episodes: Episode, advantage: Array, network: Network) -> Array:
        """Return the mean over episodes of sum_t A_t log pi(a_t | o_t), whose gradient is the policy gradient."""
        error = (episodes.actions - network.answer(weights, episodes.observations)) / self.exploration
        log_probability = -0.5 * jnp.sum(error**2 + math.log(2.0 * math.pi), axis=-1)  # up to log(exploration)
        return jnp.mean(jnp.sum(jnp.where(episodes.alive, advantage * log_probability, 0.0), axis=1))

    @classmethod
    def tiny(cls) -> Self:
        """Return two steps of three episodes."""
        return cls(steps=2, episodes=3)


def _advantages(episodes: Episode) -> Array:
    """Return advantages (episodes, H): returns to go, less their mean at each moment, in units of their spread."""
    to_go = jnp.cumsum(episodes.rewards[:, ::-1], axis=1)[:, ::-1]
    alive = episodes.alive
    count = jnp.maximum(alive.sum(axis=0), 1)
    baseline = jnp.where(alive, to_go, 0.0).sum(axis=0) / count
    advantage = jnp.where(alive, to_go - baseline, 0.0)
    spread = jnp.sqrt((advantage**2).sum() / jnp.maximum(alive.sum(), 1))
    return standardised(advantage, spread, jnp.abs(to_go).max())
