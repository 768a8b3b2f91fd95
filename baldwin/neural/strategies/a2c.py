"""Advantage actor-critic (Mnih et al. 2016; as in Wang et al. 2016 and 2018)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field

from baldwin.neural.contracts import Array, Ascent, GenomeLives, LifeHistory, Newborn, Number, SequentialTask
from baldwin.neural.contracts.comparators import Follows
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.strategies._optimiser import Optimiser
from baldwin.neural.strategies._outer_gradient import GradientComparator

__all__ = ["A2C"]


class A2C(GradientComparator):
    """Reinforcement learning of the weights of lives that learn by memory: the comparator of Wang et al.

    Over the steps t of a life, with the rewards r felt there, values V and policy pi, it climbs

        sum_t  A_t log pi(a_t) + entropy H(pi_t) - value_weight / 2 (R_t - V_t)^2,    A_t = R_t - V_t taken as given,
        R_t = r_t + discount R_{t+1}, and r_t + discount V_{t+1} at the end of each stretch of `unroll` steps,

    averaged over the lives of a generation. Gradients run back through the whole life. Defaults are those of Wang et
    al. (2018), who follow one life at a time: sampling.lives = 1. Scores and fitness are measured, not climbed.
    """

    follows: ClassVar[Follows] = "choices"
    through_lives: ClassVar[bool] = True

    kind: Literal["a2c"] = "a2c"
    optimiser: Annotated[Optimiser, Field(description="how the outer gradient becomes a step")] = "rmsprop"
    learning_rate: Annotated[Number, Field(gt=0.0, le=1e6, description="outer step size")] = 7e-4
    discount: Annotated[Number, Field(ge=0.0, le=1.0, description="of the reward one step later")] = 0.9
    value_weight: Annotated[Number, Field(ge=0.0, le=1e6, description="weight of the error of the values")] = 0.05
    entropy: Annotated[Number, Field(ge=0.0, le=1e6, description="weight of the entropy of choices")] = 0.05
    entropy_final: Annotated[
        Number,
        Field(ge=0.0, le=1e6, description="the same at the end; it goes there linearly over the generations"),
    ] = 0.05
    unroll: Annotated[int, Field(ge=1, le=10**6, description="steps after which a return is cut, and V put in")] = 100

    def paced(self) -> str | None:
        """Return what lets steps follow the length of a run, if they do."""
        return "entropy_final" if self.entropy_final != self.entropy else super().paced()

    def ascent(self, genotype: Array, lives: GenomeLives, progress: Array) -> Ascent:
        """Return the direction in which an actor-critic climbs."""
        task = lives.task
        assert isinstance(task, SequentialTask)  # `follows` has seen to it
        deciding = jnp.tile(jnp.array(task.deciding), task.trials)

        def worth(genotype: Array) -> tuple[Array, tuple[Newborn, LifeHistory, Array]]:
            newborn = lives.develop(genotype)
            lived, record = lives.live_fully(newborn)
            seen = [record[name] for name in ("answers", "actions", "rewards", "values")]
            values = jax.vmap(
                lambda answers, actions, rewards, values: self.worth(
                    answers, actions, rewards, values, deciding, progress
                )
            )(*seen)
            return values.mean(), (newborn, lived, record["scores"])

        gradient, (newborn, lived, scores) = jax.grad(worth, has_aux=True)(genotype)
        trials = scores.reshape(scores.shape[0], task.trials, -1).sum(axis=2)
        fitness = lives.fitness(newborn, lived._replace(scores=trials))
        return Ascent(gradient, fitness, jnp.zeros(scores.shape[0], bool))

    def worth(
        self, answers: Array, actions: Array, rewards: Array, values: Array, deciding: Array, progress: Array
    ) -> Array:
        """Return what one life adds to what is climbed, ().

        Args:
            answers: (S, outputs) from whose softmax actions were drawn.
            actions: (S,) int.
            rewards: (S,) felt.
            values: (S,) of the value head.
            deciding: (S,) bool, steps that were choices; the others have values only.
            progress: () share of the generations that have passed.
        """
        advantage = jax.lax.stop_gradient(self._returns(rewards, values)) - values
        log = jax.nn.log_softmax(answers)
        chosen = jnp.sum(log * jax.nn.one_hot(actions, answers.shape[1]), axis=1)
        surprise = -jnp.sum(jnp.exp(log) * log, axis=1)
        entropy = self.entropy + (self.entropy_final - self.entropy) * progress
        acting = jnp.where(deciding, jax.lax.stop_gradient(advantage) * chosen + entropy * surprise, 0.0)
        return jnp.sum(acting - 0.5 * self.value_weight * advantage**2)

    def _returns(self, rewards: Array, values: Array) -> Array:
        """Return R_t (S,)."""
        steps = rewards.shape[0]
        cut = (jnp.arange(1, steps + 1) % self.unroll) == 0
        following = jnp.concatenate([values[1:], jnp.zeros(1)])

        def back(later: Array, row: tuple[Array, Array, Array]) -> tuple[Array, Array]:
            reward, expected, ends = row
            now = reward + self.discount * jnp.where(ends, expected, later)
            return now, now

        _, found = jax.lax.scan(back, jnp.zeros(()), (rewards, following, cut), reverse=True)
        return found

    @classmethod
    def tiny(cls) -> Self:
        """Return a large outer step."""
        return cls(learning_rate=0.02)
