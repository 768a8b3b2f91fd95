"""Eleven arms, one of which tells which other one pays (Wang et al. 2016, experiment 3)."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field

from baldwin.neural.contracts import Array, Column, Key, Number, Outcome, SequentialTask, Trace
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.theory.reference_policy import INNATE, ORACLE, ReferencePolicy, constant

__all__ = ["InformativeArm"]

TARGETS, TARGET = 10, 5.0
LEVELS = TARGETS + 1  # different rewards: 0.1 .. 1.0, and 5; a wrong arm pays 1.0, as the informative one may


class InformativeArm(SequentialTask):
    """Ten arms of which one pays more, and an eleventh whose poor pay tells which: a plan, not a habit, finds it.

    One of arms 1 .. 10, equally likely, is the target and pays 5, the others pay `other`, 1 in the original; arm 11
    pays a tenth of the target's number. Rewards do not vary. To pull arm 11 first costs 0.85 in the original, and is
    worth it from the second trial on; where the others pay nothing it costs nothing. Whoever plans does the same in
    both. With reward_code = "one_hot" what is seen is which of the 11 rewards was the last one (0.1 .. 1.0, 5; a miss
    is seen as 1.0, whatever it pays), and nothing in the first trial. That is sight, not memory: it is seen without
    learning too.
    """

    score_name: ClassVar[str] = "reward per trial"
    columns: ClassVar[dict[str, Column]] = {
        "informative_first": Column("share of lives whose first pull is arm 11"),
        "then_target": Column("share of those that pull the target in trial 2"),
        "target": Column("share of trials in which the target is pulled"),
    }

    kind: Literal["informative_arm"] = "informative_arm"
    trials: Annotated[int, Field(ge=1, le=1000, description="pulls of a life (T)")] = 5
    other: Annotated[Number, Field(ge=0.0, le=1.0, description="what the nine arms pay that are not the target")] = 1.0
    reward_code: Annotated[
        Literal["number", "one_hot"],
        Field(description="how the last reward is met: by the network's sense of reward alone, or seen one-hot too"),
    ] = "number"

    @property
    def inputs(self) -> int:
        """None, or which reward was the last."""
        return LEVELS if self.reward_code == "one_hot" else 0

    @property
    def outputs(self) -> int:
        """Eleven arms."""
        return TARGETS + 1

    def sample(self, key: Key) -> Array:
        """Draw the target () int, 0 .. 9."""
        return jax.random.randint(key, (), 0, TARGETS)

    def sample_many(self, key: Key, count: int) -> Array:
        """Deal the targets out evenly, in random order."""
        return jax.random.permutation(key, jnp.arange(count) % TARGETS)

    def chance(self, key: Key, instance: Array) -> Array:
        """Return (T, 0): nothing is left to chance."""
        del key, instance
        return jnp.zeros((self.trials, 0))

    def begin(self, instance: Array) -> Array:
        """Return the last reward (inputs,), one-hot: none yet."""
        del instance
        return jnp.zeros(self.inputs)

    def observe(self, state: Array, chance: Array, instance: Array) -> Array:
        """Return the last reward (inputs,), one-hot."""
        del chance, instance
        return state

    def act(self, state: Array, chance: Array, action: Array, instance: Array) -> Outcome:
        """Return what the arm pays, which is what it scores."""
        del state, chance
        found, informed = action == instance, action == TARGETS
        reward = jnp.where(informed, (instance + 1) / TARGETS, jnp.where(found, TARGET, self.other))
        level = jnp.where(informed, instance, jnp.where(found, TARGETS, TARGETS - 1))
        return Outcome(jax.nn.one_hot(level, LEVELS)[: self.inputs], reward, reward)

    def behaviour(self, instances: Any, chances: Any, trace: Trace) -> dict[str, Any]:
        """Return how many lives follow the plan."""
        import numpy as np

        del chances
        asks = trace.actions[:, 0] == TARGETS
        found = trace.actions == np.asarray(instances)[:, None]
        follows = bool(asks.any()) and self.trials > 1
        return {
            "informative_first": float(asks.mean()),
            "then_target": float(found[asks, 1].mean()) if follows else np.nan,
            "target": float(found.mean()),
        }

    def reference_policies(self) -> tuple[ReferencePolicy, ...]:
        """Return the best plan, and policies that do not find it; all exact."""
        from baldwin.neural.theory.informative_arm import informative_arm_reference_policies

        return informative_arm_reference_policies(self.trials, self.other)

    def ideals(self) -> dict[str, dict[str, Any]]:
        """Return what pulling at random gives."""
        return {"chance": dict.fromkeys(self.columns, 1.0 / self.outputs)}

    def innate_bound(self) -> ReferencePolicy | None:
        """Return the mean reward of always pulling the same arm; None where the last reward can be seen.

        It is one of the ten, unless the others pay so little that the poor pay of arm 11 is more.
        """
        if self.reward_code == "one_hot":
            return None
        one, told = self.other + (TARGET - self.other) / TARGETS, 0.5 * (TARGETS + 1) / TARGETS
        return constant(INNATE, max(one, told), self.trials)

    def oracle_bound(self) -> ReferencePolicy:
        """Return what the target pays."""
        return constant(ORACLE, TARGET, self.trials)

    @classmethod
    def tiny(cls) -> Self:
        """Return three pulls."""
        return cls(trials=3)
