"""An arm that pays nothing, and one that pays who knows what (after Lange & Sprekeler 2020)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import Field

from baldwin.neural.contracts import Array, Column, Key, Number, Outcome, SequentialTask, Trace
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.theory.reference_policy import INNATE, ORACLE, ReferencePolicy, constant

if TYPE_CHECKING:
    from baldwin.neural.definition import NeuralDefinition

__all__ = ["UncertainArm"]


class UncertainArm(SequentialTask):
    """A safe arm that pays nothing, and a risky one that is bad on average: where is it better to learn than to know?

    Action 0 is safe and pays 0. Action 1 is risky: its mean is N(mean, prior_sd^2), the same for all of a life, and
    each pull adds noise N(0, noise_sd^2). A trial scores the mean of the arm chosen. Where lives are long, and the
    risky arm may be much better than it mostly is, trying it pays; else it is best never to touch it, and that takes no
    learning.
    """

    score_name: ClassVar[str] = "expected reward per trial"
    columns: ClassVar[dict[str, Column]] = {
        "risky_first": Column("share of lives whose first pull is risky"),
        "risky": Column("share of pulls that are risky"),
        "commitment": Column("trials before the last change of arm, mean over lives (0: never changed)"),
        "right_end": Column("share of lives whose last pull is of the better arm"),
    }

    kind: Literal["uncertain_arm"] = "uncertain_arm"
    trials: Annotated[int, Field(ge=1, le=10**5, description="pulls of a life (T)")] = 50
    mean: Annotated[Number, Field(ge=-1e3, le=1e3, description="average mean of the risky arm")] = -1.0
    prior_sd: Annotated[Number, Field(gt=0.0, le=1e3, description="standard deviation of its mean between lives")] = 1.0
    noise_sd: Annotated[Number, Field(gt=0.0, le=1e3, description="standard deviation of its pay within a life")] = 1.0

    @property
    def inputs(self) -> int:
        """None: nothing is to be seen."""
        return 0

    @property
    def outputs(self) -> int:
        """Two arms."""
        return 2

    def sample(self, key: Key) -> Array:
        """Draw the risky arm's mean ()."""
        return self.mean + self.prior_sd * jax.random.normal(key)

    def held_out(self, key: Key, count: int) -> Array:
        """Draw means (count,), one in each of `count` equally likely parts of their law, in random order."""
        order, place = jax.random.split(key)
        within = jax.random.uniform(place, (count,), minval=0.01, maxval=0.99)  # no quantile is 0 or 1
        quantiles = (jax.random.permutation(order, count) + within) / count
        return self.mean + self.prior_sd * jax.scipy.stats.norm.ppf(quantiles)

    def chance(self, key: Key, instance: Array) -> Array:
        """Draw the noise of each pull (T,)."""
        del instance
        return self.noise_sd * jax.random.normal(key, (self.trials,))

    def begin(self, instance: Array) -> tuple[()]:
        """Return nothing: the arms do not change."""
        del instance
        return ()

    def observe(self, state: tuple[()], chance: Array, instance: Array) -> Array:
        """Return nothing, (0,)."""
        del state, chance, instance
        return jnp.zeros(0)

    def act(self, state: tuple[()], chance: Array, action: Array, instance: Array) -> Outcome:
        """Return what the arm pays, and its mean."""
        risky = action == 1
        return Outcome(state, jnp.where(risky, instance + chance, 0.0), jnp.where(risky, instance, 0.0))

    def behaviour(self, instances: Any, chances: Any, trace: Trace) -> dict[str, Any]:
        """Return how much is tried, how long, and with what success."""
        import numpy as np

        del chances
        risky = trace.actions == 1
        changes = risky[:, 1:] != risky[:, :-1]
        last = np.where(changes, np.arange(1, risky.shape[1]), 0).max(axis=1, initial=0)
        return {
            "risky_first": float(risky[:, 0].mean()),
            "risky": float(risky.mean()),
            "commitment": float(last.mean()),
            "right_end": float((risky[:, -1] == (np.asarray(instances) > 0.0)).mean()),
        }

    def reference_policies(self) -> tuple[ReferencePolicy, ...]:
        """Return the exact optimum, exploring first, Thompson sampling, and policies that do not learn."""
        from baldwin.neural.theory.uncertain_arm import uncertain_arm_reference_policies

        return uncertain_arm_reference_policies(self.trials, self.mean, self.prior_sd, self.noise_sd)

    @property
    def when_alike(self) -> str:
        """What helps those who never pull the risky arm: a niche in which they would have tried."""
        if self.mean >= 0.0:
            return ""
        return (
            "who never pulls the risky arm cannot learn what it pays: evolve first in a neutral niche, where trying it "
            "costs nothing (task.mean = 0), and found this population by that run (founders.run)"
        )

    def ideals(self) -> dict[str, dict[str, Any]]:
        """Return what pulling at random gives."""
        return {"chance": dict.fromkeys(("risky_first", "risky", "right_end"), 0.5)}

    def innate_bound(self) -> ReferencePolicy:
        """Return what the arm that is better on average pays on average."""
        return constant(INNATE, max(0.0, self.mean), self.trials)

    def oracle_bound(self) -> ReferencePolicy:
        """Return E[max(0, mean of the risky arm)]."""
        from baldwin.neural.theory.uncertain_arm import informed_value

        return constant(ORACLE, informed_value(self.mean, self.prior_sd), self.trials)

    def worth_of_learning(self, definition: NeuralDefinition) -> float | None:
        """Return what trying the risky arm is worth per trial, where selection reads the mean of whole lives."""
        from baldwin.neural.theory.uncertain_arm import LONGEST, worth_of_trying

        fitness = definition.fitness
        if (fitness.reads, fitness.statistic) != ("life", "mean") or self.trials > LONGEST:
            return None
        return worth_of_trying(self.trials, self.mean, self.prior_sd, self.noise_sd) / self.trials

    @classmethod
    def tiny(cls) -> Self:
        """Return four pulls."""
        return cls(trials=4)
