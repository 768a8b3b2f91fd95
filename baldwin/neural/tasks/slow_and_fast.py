"""Two arms whose worth has a part that stays for life and a part that is new in each episode."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import Field

from baldwin.neural.contracts import Array, Column, Key, Number, Outcome, SequentialTask, Trace
from baldwin.neural.lazy_jax import jax
from baldwin.neural.theory.reference_policy import INNATE, ORACLE, ReferencePolicy, constant

__all__ = ["Instance", "Luck", "SlowAndFast"]


class Instance(NamedTuple):
    """What arm 0 is worth: a part for each context (n,), and a part () of the episode; arm 1 is worth the opposite."""

    slow: Array
    fast: Array


class Luck(NamedTuple):
    """What chance decides at a step: the context (n,), as its one-hot, and the noise () on what is felt."""

    context: Array
    noise: Array


class SlowAndFast(SequentialTask):
    """In each trial one of n contexts is seen, and one of two arms is chosen: worth d_c + e, or its opposite.

    The parts d_c, N(0, slow^2), stay for life; e, N(0, fast^2), is new in each episode (`SequentialTask.episode`, for
    lives of kind "nested"; a life that is not nested is one episode). What is felt has noise. A state that begins anew
    in each episode can learn e, and weights that change between episodes the d_c: only both together learn all. A task
    of our own; what can be earned is known exactly.
    """

    score_name: ClassVar[str] = "worth of the arm chosen"
    columns: ClassVar[dict[str, Column]] = {
        "better": Column("share of trials in which the better arm is chosen", "share"),
    }

    kind: Literal["slow_and_fast"] = "slow_and_fast"
    contexts: Annotated[int, Field(ge=1, le=1000, description="contexts (n)")] = 8
    slow: Annotated[Number, Field(ge=0.0, le=1e3, description="standard deviation of what stays for life")] = 1.0
    fast: Annotated[Number, Field(ge=0.0, le=1e3, description="standard deviation of what is new in each episode")] = (
        1.0
    )
    noise: Annotated[Number, Field(ge=0.0, le=1e3, description="standard deviation of the noise on what is felt")] = 0.5
    trials: Annotated[int, Field(ge=1, le=10**5, description="trials of an episode (T)")] = 20

    @property
    def inputs(self) -> int:
        """One per context."""
        return self.contexts

    @property
    def outputs(self) -> int:
        """Two arms."""
        return 2

    def sample(self, key: Key) -> Instance:
        """Draw what stays for life, and the first episode."""
        slow, fast = jax.random.split(key)
        return Instance(self.slow * jax.random.normal(slow, (self.contexts,)), self.fast * jax.random.normal(fast))

    def episode(self, key: Key, instance: Instance) -> Instance:
        """Draw what is new in an episode."""
        return instance._replace(fast=self.fast * jax.random.normal(key))

    def chance(self, key: Key, instance: Instance) -> Luck:
        """Draw the contexts and the noise of all trials."""
        del instance
        which, luck = jax.random.split(key)
        context = jax.random.randint(which, (self.trials,), 0, self.contexts)
        return Luck(jax.nn.one_hot(context, self.contexts), self.noise * jax.random.normal(luck, (self.trials,)))

    def begin(self, instance: Instance) -> tuple[()]:
        """Return nothing: an episode does not change."""
        del instance
        return ()

    def observe(self, state: tuple[()], chance: Luck, instance: Instance) -> Array:
        """Return the context, one-hot."""
        del state, instance
        return chance.context

    def act(self, state: tuple[()], chance: Luck, action: Array, instance: Instance) -> Outcome:
        """Return what the arm pays, and what it is worth."""
        worth = (1.0 - 2.0 * action) * (chance.context @ instance.slow + instance.fast)
        return Outcome(state, worth + chance.noise, worth)

    def behaviour(self, instances: Any, chances: Any, trace: Trace) -> dict[str, Any]:
        """Return how often the better arm is chosen."""
        del instances, chances
        return {"better": float((trace.scores > 0.0).mean())}

    def ideals(self) -> dict[str, dict[str, Any]]:
        """Return what one does who is told all, and chance."""
        return {ORACLE: {"better": 1.0}, "chance": {"better": 0.5}}

    def reference_policies(self) -> tuple[ReferencePolicy, ...]:
        """Return who is told all or a part, the best observer within one episode, and one who cannot learn."""
        from baldwin.neural.theory.slow_and_fast import policies

        return policies(self.contexts, self.slow, self.fast, self.noise, self.trials)

    def policies_over(self, episodes: int) -> tuple[ReferencePolicy, ...]:
        """Return the best observers: of everything, of earlier episodes alone, and of one episode alone."""
        from baldwin.neural.theory.slow_and_fast import over_episodes

        return over_episodes(self.contexts, self.slow, self.fast, self.noise, self.trials, episodes)

    def innate_bound(self) -> ReferencePolicy:
        """Return 0: before a life begins the arms are alike in every context."""
        return constant(INNATE, 0.0, self.trials)

    def oracle_bound(self) -> ReferencePolicy:
        """Return what one earns who is told both parts."""
        from baldwin.neural.theory.slow_and_fast import told

        return constant(ORACLE, told(self.slow, self.fast), self.trials)

    @classmethod
    def tiny(cls) -> Self:
        """Return two contexts and three trials."""
        return cls(contexts=2, trials=3)
