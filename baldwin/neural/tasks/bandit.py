"""Bernoulli bandits (Wang et al. 2016, experiments 1 and 2; Duan et al. 2016)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import Field

from baldwin.neural.contracts import Array, Column, Key, Network, Outcome, SequentialTask, Trace
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.theory.reference_policy import INNATE, ORACLE, ReferencePolicy, constant

if TYPE_CHECKING:
    from baldwin.knowing import Observed

__all__ = ["Bandit", "Luck"]

LOW = {"easy": 0.1, "medium": 0.25, "hard": 0.4}  # chance of reward of the worse arm; the other pays with 1 - low


class Luck(NamedTuple):
    """What chance decides at a step: whether each arm would pay (arms,)."""

    pays: Array


class Bandit(SequentialTask):
    """Arms that pay with a fixed chance each: which of them is best must be found out in every life.

    Laws of the chances (p1, p2, ..): `independent` uniform each; for two arms p2 = 1 - p1 with p1 `uniform`, or p1 one
    of low and 1 - low, equally likely: `easy` 0.1, `medium` 0.25, `hard` 0.4. A trial scores minus its expected regret:
    the chance of the arm chosen, less that of the best.
    """

    score_name: ClassVar[str] = "minus regret per trial"
    error_name: ClassVar[str | None] = "regret per trial"
    columns: ClassVar[dict[str, Column]] = {
        "regret": Column("cumulative expected regret of a life, mean over lives"),
        "suboptimal": Column("share of trials in which another arm than the best is chosen"),
        "stay_after_win": Column("share of lives that choose in trial 2 as in trial 1, if that paid"),
        "shift_after_loss": Column("share of lives that choose another arm in trial 2, if the first did not pay"),
    }

    kind: Literal["bandit"] = "bandit"
    arms: Annotated[int, Field(ge=2, le=1000, description="arms (k)")] = 2
    law: Annotated[
        Literal["independent", "uniform", "easy", "medium", "hard"],
        Field(description="of the arms' chances of reward; all but `independent` have two arms that sum to 1"),
    ] = "independent"
    trials: Annotated[int, Field(ge=1, le=10**5, description="trials of a life (T)")] = 100

    @property
    def inputs(self) -> int:
        """None: nothing is to be seen."""
        return 0

    @property
    def outputs(self) -> int:
        """One per arm."""
        return self.arms

    def refuses(self, network: Network) -> str | None:
        """Return why the law does not do for so many arms, None if it does."""
        del network
        if self.arms == 2 or self.law == "independent":
            return None
        return f'law "{self.law}" is for two arms. Set task.arms = 2, or task.law = "independent"'

    def sample(self, key: Key) -> Array:
        """Draw the chances of reward (arms,)."""
        if self.law == "independent":
            return jax.random.uniform(key, (self.arms,))
        if self.law == "uniform":
            first = jax.random.uniform(key)
        else:
            low = LOW[self.law]
            first = jnp.where(jax.random.bernoulli(key), low, 1.0 - low)
        return jnp.stack([first, 1.0 - first])

    def chance(self, key: Key, instance: Array) -> Luck:
        """Draw which arms would pay in each trial."""
        return Luck(jax.random.uniform(key, (self.trials, self.arms)) < instance)

    def begin(self, instance: Array) -> tuple[()]:
        """Return nothing: the arms do not change."""
        del instance
        return ()

    def observe(self, state: tuple[()], chance: Luck, instance: Array) -> Array:
        """Return nothing, (0,)."""
        del state, chance, instance
        return jnp.zeros(0)

    def act(self, state: tuple[()], chance: Luck, action: Array, instance: Array) -> Outcome:
        """Return what the arm pays, and minus the regret of having chosen it."""
        chosen = jax.nn.one_hot(action, self.arms)  # a product is faster than a look-up in each life
        return Outcome(state, chosen @ chance.pays, chosen @ instance - instance.max())

    def observed(self, instances: Any, chances: Any, actions: Any, rewards: Any) -> Observed:
        """Return counts of wins and losses, and what Bayes' rule makes of them."""
        from baldwin.neural.theory.observers import of_arms

        del chances
        return of_arms(self.law, LOW.get(self.law), instances, actions, rewards)

    def behaviour(self, instances: Any, chances: Any, trace: Trace) -> dict[str, Any]:
        """Return regret, how often the best arm is missed, and the first move after a win and after a loss."""
        import numpy as np

        del chances
        actions = trace.actions
        won = trace.rewards[:, 0] > 0.5
        again = self.trials > 1
        same = actions[:, int(again)] == actions[:, 0]
        return {
            "regret": float(-trace.scores.sum(axis=1).mean()),
            "suboptimal": float((actions != instances.argmax(axis=1)[:, None]).mean()),
            "stay_after_win": float(same[won].mean()) if again and won.any() else np.nan,
            "shift_after_loss": float((~same)[~won].mean()) if again and not won.all() else np.nan,
        }

    def reference_policies(self) -> tuple[ReferencePolicy, ...]:
        """Return the exact optimum, index policies and chance."""
        from baldwin.neural.theory.bandits import bandit_reference_policies

        return bandit_reference_policies(self.law, self.arms, self.trials)

    def ideals(self) -> dict[str, dict[str, Any]]:
        """Return the regret of the best policy that is known and of chance, and what chance does."""
        policies = self.reference_policies()
        known: dict[str, dict[str, Any]] = {
            one.name: {"regret": float(-one.scores.sum())} for one in (policies[0], policies[-1])
        }
        other = 1.0 - 1.0 / self.arms
        known["chance"] |= {"suboptimal": other, "stay_after_win": 1.0 - other, "shift_after_loss": other}
        return known

    def innate_bound(self) -> ReferencePolicy:
        """Return minus the regret of always choosing one arm: the arms are alike before a life begins."""
        better = {"uniform": 0.75, "easy": 0.9, "medium": 0.75, "hard": 0.6}
        best = self.arms / (self.arms + 1.0) if self.law == "independent" else better[self.law]
        return constant(INNATE, 0.5 - best, self.trials)

    def oracle_bound(self) -> ReferencePolicy:
        """Return 0: one who knows the arms has no regret."""
        return constant(ORACLE, 0.0, self.trials)

    @classmethod
    def tiny(cls) -> Self:
        """Return four trials."""
        return cls(trials=4)
