"""Two arms whose chances drift, slowly or fast (Wang et al. 2016, experiment 4)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from baldwin.neural.contracts import Array, Column, Key, Number, Outcome, SequentialTask, Trace
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.theory.reference_policy import INNATE, ORACLE, ReferencePolicy, constant

if TYPE_CHECKING:
    from baldwin.knowing import Observed

__all__ = ["Drift", "Luck", "Restless"]

FITTED = 200  # lives of each volatility whose learning rate is fitted


class Drift(NamedTuple):
    """How p1 moves in a life."""

    start: Array  # () in 0 .. 1
    volatile: Array  # () 1 if volatility is high, 0 if low


class Luck(NamedTuple):
    """What chance decides in a trial."""

    first: Array  # () chance of reward of arm 1; arm 2 has the rest
    pays: Array  # () 1 if arm 1 would pay, and arm 2 not; 0 the other way round


class Restless(SequentialTask):
    """Two arms p and 1 - p that drift: how fast to learn from a reward depends on the world, and must be learned too.

    p starts anywhere in 0 .. 1, and moves in each trial by a Gaussian step of standard deviation `low` or `high`,
    reflected at 0 and 1. Which of the two is hidden, and the same for all of a life. A trial scores minus its expected
    regret. Steps, bounds and start are not in the paper, and are ours. In a trial one of the two arms would pay.
    """

    score_name: ClassVar[str] = "minus regret per trial"
    error_name: ClassVar[str | None] = "regret per trial"
    columns: ClassVar[dict[str, Column]] = {
        "regret_low": Column(
            "expected regret per trial in lives of low volatility",
            label="low volatility",
            panel="regret per trial",
        ),
        "regret_high": Column(
            "expected regret per trial in lives of high volatility",
            label="high volatility",
            panel="regret per trial",
        ),
        "rate_low": Column(
            "Rescorla-Wagner learning rate fitted to choices at low volatility (NaN: they follow no values)",
            label="low volatility",
            panel="fitted learning rate\n(Rescorla-Wagner)",
            ends=True,
        ),
        "rate_high": Column(
            "the same at high volatility",
            label="high volatility",
            panel="fitted learning rate\n(Rescorla-Wagner)",
            ends=True,
        ),
        "inverse_temperature_low": Column(
            "of the softmax of that fit, at low volatility (0 .. 100)",
            label="low volatility",
            panel="inverse temperature",
        ),
        "inverse_temperature_high": Column(
            "the same at high volatility",
            label="high volatility",
            panel="inverse temperature",
        ),
    }

    kind: Literal["restless"] = "restless"
    trials: Annotated[int, Field(ge=1, le=10**5, description="trials of a life (T)")] = 100
    volatility: Annotated[
        Literal["low", "high", "mixed"], Field(description="of all lives, or either, equally likely (mixed)")
    ] = "mixed"
    low: Annotated[
        Number,
        Field(ge=0.005, le=10.0, description="standard deviation of a trial's step where volatility is low"),
    ] = 0.02
    high: Annotated[Number, Field(ge=0.005, le=10.0, description="the same where it is high")] = 0.2

    @model_validator(mode="after")
    def _low_is_lower(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"low = {self.low:g} is above high = {self.high:g}. Exchange them")
        return self

    @property
    def inputs(self) -> int:
        """None: nothing is to be seen."""
        return 0

    @property
    def outputs(self) -> int:
        """Two arms."""
        return 2

    def sample(self, key: Key) -> Drift:
        """Draw the start, and whether volatility is high."""
        start, which = jax.random.split(key)
        if self.volatility == "mixed":
            volatile = jax.random.bernoulli(which).astype(jnp.float32)
        else:
            volatile = jnp.full((), 1.0 if self.volatility == "high" else 0.0)
        return Drift(jax.random.uniform(start), volatile)

    def held_out(self, key: Key, count: int) -> Drift:
        """Draw instances; where both volatilities are there, every other life has the high one."""
        found: Drift = self.sample_many(key, count)
        if self.volatility != "mixed":
            return found
        return found._replace(volatile=(jnp.arange(count) % 2).astype(jnp.float32))

    def chance(self, key: Key, instance: Drift) -> Luck:
        """Draw the path of p1, and which arm would pay in each trial."""
        walk, luck = jax.random.split(key)
        sigma = jnp.where(instance.volatile > 0.5, self.high, self.low)
        steps = sigma * jax.random.normal(walk, (self.trials,)).at[0].set(0.0)
        # A free Gaussian walk, folded into 0 .. 1, has the law of one that is reflected there.
        first = 1.0 - jnp.abs(1.0 - (instance.start + jnp.cumsum(steps)) % 2.0)
        return Luck(first, (jax.random.uniform(luck, (self.trials,)) < first).astype(jnp.float32))

    def begin(self, instance: Drift) -> tuple[()]:
        """Return nothing: the path is drawn beforehand."""
        del instance
        return ()

    def observe(self, state: tuple[()], chance: Luck, instance: Drift) -> Array:
        """Return nothing, (0,)."""
        del state, chance, instance
        return jnp.zeros(0)

    def act(self, state: tuple[()], chance: Luck, action: Array, instance: Drift) -> Outcome:
        """Return whether the arm pays, and minus the regret of having chosen it."""
        del instance
        first = action == 0
        mean = jnp.where(first, chance.first, 1.0 - chance.first)
        reward = jnp.where(first, chance.pays, 1.0 - chance.pays)
        return Outcome(state, reward, mean - jnp.maximum(chance.first, 1.0 - chance.first))

    def observed(self, instances: Drift, chances: Luck, actions: Any, rewards: Any) -> Observed:
        """Return what each trial showed, and what the ideal observer who knows the law of the drift made of it."""
        from baldwin.neural.theory.observers import of_drift

        del instances
        return of_drift(self._sigmas, chances.first, actions, rewards)

    def behaviour(self, instances: Any, chances: Any, trace: Trace) -> dict[str, Any]:
        """Return regret and the fitted learning rate, for each volatility."""
        import numpy as np

        from baldwin.neural.theory.restless import fit_learning_rate

        del chances
        found: dict[str, Any] = {}
        for name, number in (("low", 0.0), ("high", 1.0)):
            lives = np.flatnonzero(np.asarray(instances.volatile) == number)
            found[f"regret_{name}"] = float(-trace.scores[lives].mean()) if lives.size else np.nan
            some = lives[:FITTED]
            rewards = np.asarray(trace.rewards[some], np.float64)
            fit = fit_learning_rate(np.asarray(trace.actions[some], np.int64), rewards)
            found[f"rate_{name}"] = fit.rate
            found[f"inverse_temperature_{name}"] = fit.inverse_temperature
        return {name: found[name] for name in self.columns}

    def reference_policies(self) -> tuple[ReferencePolicy, ...]:
        """Return the ideal observer, textbook policies and chance."""
        from baldwin.neural.theory.restless import restless_reference_policies

        return restless_reference_policies(self.trials, self._sigmas)

    @property
    def _sigmas(self) -> tuple[float, ...]:
        """Standard deviations of a trial's step, of which a life has one."""
        low, high = float(self.low), float(self.high)
        return {"low": (low,), "high": (high,), "mixed": (low, high)}[self.volatility]

    def ideals(self) -> dict[str, dict[str, Any]]:
        """Return the rates that fit an ideal observer, in the volatilities that lives have."""
        from baldwin.neural.theory import ideals

        rates = dict(
            zip(
                ("rate_low", "rate_high"),
                ideals.rates_restless(self.low, self.high, self.volatility, self.trials),
                strict=True,
            )
        )
        return {"ideal observer": {name: rate for name, rate in rates.items() if math.isfinite(rate)}}

    def innate_bound(self) -> ReferencePolicy:
        """Return -1/4, exactly: p is uniform in every trial, so that both arms are alike to one who cannot learn."""
        return constant(INNATE, -0.25, self.trials)

    def oracle_bound(self) -> ReferencePolicy:
        """Return 0: one who knows p has no regret."""
        return constant(ORACLE, 0.0, self.trials)

    @classmethod
    def tiny(cls) -> Self:
        """Return four trials."""
        return cls(trials=4)
