"""Prediction of sequences from a hidden source (Ortega et al. 2019; Mikulik et al. 2020)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import Field

from baldwin.neural.contracts import Array, Column, Dimension, Key, Number, Outcome, SequentialTask, State, Trace
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.theory.reference_policy import INNATE, ORACLE, ReferencePolicy, constant

if TYPE_CHECKING:
    from baldwin.knowing import Observed

__all__ = ["Sequence"]

SERIES = (-0.57721566, 0.99999193, -0.24991055, 0.05519968, -0.00976004, 0.00107857)
FRACTION = (
    (0.2677737343, 8.6347608925, 18.0590169730, 8.5733287401),
    (3.9584969228, 21.0996530827, 25.6329561486, 9.5733223454),
)
BOUND = 10.0  # answers that are logarithms stay within this
Positive = Annotated[Number, Field(ge=1e-2, le=1e4)]


class Sequence(SequentialTask):
    """Sequences are predicted whose source is hidden: coins, dice, normal values or waiting times.

    The source is drawn once in a life; every trial the next of the sequence is predicted, and then seen. Nothing is
    chosen: an answer is a law of what comes next, and its score the mean log-probability that it gives to what the
    source may bring, in nats. Laws and answers, by `law`:

    bernoulli    chance ~ Beta(a, b); one logit of 1.
    categorical  chances ~ Dirichlet(alpha, .., alpha); K logits.
    normal       mean ~ N(m0, t0^2), sd s the same in all lives; mean, and log sd.
    exponential  rate ~ Gamma(a, b); log A, log B of p(x) = A B^A / (B + x)^(A + 1), the law that Bayesians answer.

    What came last is seen: +1 or -1; a one-hot; a value, or log(1 + x / b) of a waiting time x, and a 1 beside it.
    Before the first all is 0. Logarithms are held within -10 .. 10 by 10 tanh(. / 10).
    """

    chooses: ClassVar[bool] = False
    score_name: ClassVar[str] = "log probability, nats"
    usual: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        **SequentialTask.usual,
        "network": {"kind": "recurrent", "cell": "gru", "units": 16, "senses": ["trial"]},  # nothing is done
        "lifetime": {"kind": "recurrent"},
    }
    columns: ClassVar[dict[str, Column]] = {
        "kl_to_bayes": Column("divergence of the answer from the Bayes predictor's, mean over trials [nats per step]"),
        "kl_by_trial": Column("the same, trial by trial [nats]", dimensions=(Dimension("trial of a life"),)),
    }

    kind: Literal["sequence"] = "sequence"
    law: Annotated[
        Literal["bernoulli", "categorical", "normal", "exponential"], Field(description="what brings the sequence")
    ] = "bernoulli"
    trials: Annotated[int, Field(ge=1, le=5000, description="trials of a life (T): what is predicted, one by one")] = 20
    a: Annotated[Positive, Field(description="a of Beta(a, b) and of Gamma(a, b)")] = 1.0
    b: Annotated[Positive, Field(description="b of Beta(a, b); rate b of Gamma(a, b)")] = 1.0
    alpha: Annotated[Positive, Field(description="each number of the Dirichlet prior of a categorical source")] = 1.0
    symbols: Annotated[int, Field(ge=2, le=100, description="symbols of a categorical source (K)")] = 3
    m0: Annotated[Number, Field(ge=-1e3, le=1e3, description="mean of the means of normal sources")] = 0.0
    t0: Annotated[Number, Field(ge=1e-3, le=1e3, description="sd of the means of normal sources")] = 1.0
    s: Annotated[Number, Field(ge=1e-3, le=1e3, description="sd of what a normal source brings")] = 1.0

    @property
    def inputs(self) -> int:
        """Width of what is seen of the last value."""
        return {"bernoulli": 1, "categorical": self.symbols, "normal": 2, "exponential": 2}[self.law]

    @property
    def outputs(self) -> int:
        """Width of an answer."""
        return {"bernoulli": 1, "categorical": self.symbols, "normal": 2, "exponential": 2}[self.law]

    def sample(self, key: Key) -> Array:
        """Draw a source: its chance (), chances (K,), mean () or rate ()."""
        if self.law == "bernoulli":
            return jax.random.beta(key, self.a, self.b)
        if self.law == "categorical":
            return jax.random.dirichlet(key, jnp.full(self.symbols, self.alpha))
        if self.law == "normal":
            return self.m0 + self.t0 * jax.random.normal(key)
        return jnp.maximum(jax.random.gamma(key, self.a) / self.b, 1e-30)

    def chance(self, key: Key, instance: Array) -> Array:
        """Draw the sequence (T,): 0 or 1, numbers of symbols, or values."""
        shape = (self.trials,)
        if self.law == "bernoulli":
            return jax.random.bernoulli(key, instance, shape).astype(jnp.int32)
        if self.law == "categorical":
            return jax.random.categorical(key, jnp.log(instance), shape=shape).astype(jnp.int32)
        if self.law == "normal":
            return instance + self.s * jax.random.normal(key, shape)
        return jax.random.exponential(key, shape) / instance

    def begin(self, instance: Array) -> State:
        """Return what is seen before anything came: zeros (inputs,)."""
        del instance
        return jnp.zeros(self.inputs)

    def observe(self, state: State, chance: Array, instance: Array) -> Array:
        """Return what came last."""
        del chance, instance
        return jnp.asarray(state)

    def act(self, state: State, chance: Array, action: Array, instance: Array) -> Outcome:
        """Return what came, the log-probability that the answer gave to it, and what it would give on average."""
        del state
        if self.law in ("bernoulli", "categorical"):
            pair = jnp.stack([jnp.zeros(()), action[0]]) if self.law == "bernoulli" else action
            predicted = jax.nn.log_softmax(pair)
            if self.law == "bernoulli":
                seen, chances = 2.0 * chance[None] - 1.0, jnp.stack([1.0 - instance, instance])
            else:
                seen, chances = jax.nn.one_hot(chance, self.symbols), instance
            return Outcome(seen.astype(jnp.float32), predicted[chance], jnp.sum(chances * predicted))
        if self.law == "normal":
            seen = jnp.stack([chance, jnp.ones(())])
            place, log_sd = action[0], BOUND * jnp.tanh(action[1] / BOUND)
            base, precision = -0.5 * math.log(2.0 * math.pi) - log_sd, jnp.exp(-2.0 * log_sd)
            came = base - 0.5 * precision * (chance - place) ** 2
            return Outcome(seen, came, base - 0.5 * precision * (self.s**2 + (instance - place) ** 2))
        log_a, log_b = BOUND * jnp.tanh(action / BOUND)
        seen = jnp.stack([jnp.log1p(chance / self.b), jnp.ones(())])
        came = log_a - log_b - (jnp.exp(log_a) + 1.0) * jnp.log1p(chance * jnp.exp(-log_b))
        # E log(1 + x / B), x exponential with this rate, is e^z E_1(z) with z = rate B
        mean = log_a - log_b - (jnp.exp(log_a) + 1.0) * _scaled_exp1(instance * jnp.exp(log_b))
        return Outcome(seen, came, mean)

    def innate_bound(self) -> ReferencePolicy:
        """Return the exact log-probability of predicting from the last value alone.

        It is seen, not remembered: a network whose memory is held gets as far.
        """
        return ReferencePolicy(INNATE, self._on_the_last_value())

    def oracle_bound(self) -> ReferencePolicy:
        """Return the mean log-probability of one who knows the source, exactly."""
        from baldwin.neural.theory.predictors import true_score

        return constant(ORACLE, true_score(self.law, **self._prior()), self.trials)

    def _prior(self) -> dict[str, Any]:
        names = ("a", "b", "alpha", "symbols", "m0", "t0", "s")
        return {name: getattr(self, name) for name in names}

    def _bayes(self) -> Any:
        """Return what the Bayes predictor scores, trial by trial."""
        from baldwin.neural.theory.predictors import excess_loss, true_score

        return true_score(self.law, **self._prior()) - excess_loss(self.law, self.trials, **self._prior())

    def _on_the_last_value(self) -> Any:
        """Return what the Bayes predictor scores, trial by trial, that knows the last value alone."""
        last = self._bayes().copy()
        last[2:] = last[min(1, self.trials - 1)]
        return last

    def reference_policies(self) -> tuple[ReferencePolicy, ...]:
        """Return the Bayes predictor and what others score, exactly.

        The frequency plus 1/2 (Krichevsky & Trofimov 1981) is for symbols. Who predicts from the last value alone, as
        a network without memory could, scores from the second trial on what the Bayes predictor scores there. Chance
        is the prior's own prediction.
        """
        from baldwin.neural.theory.predictors import add_half_scores

        bayes = self._bayes()
        found = [ReferencePolicy("Bayes-optimal", bayes)]
        if self.law in ("bernoulli", "categorical"):
            alpha = [self.a, self.b] if self.law == "bernoulli" else [self.alpha] * self.symbols
            found.append(ReferencePolicy("frequency plus 1/2", add_half_scores(self.trials, alpha)))
        found.append(ReferencePolicy("Bayes on the last value", self._on_the_last_value()))
        found.sort(key=lambda one: -float(one.scores.mean()))
        return (*found, ReferencePolicy("chance", bayes[0].repeat(self.trials)))

    def observed(self, instances: Any, chances: Any, actions: Any, rewards: Any) -> Observed:
        """Return counts of what came, and what Bayes' rule predicts from them; of values their source alone."""
        from baldwin.neural.theory.observers import of_sequences

        del actions, rewards
        return of_sequences(self.law, instances, chances, self._prior())

    def behaviour(self, instances: Any, chances: Any, trace: Trace) -> dict[str, Any]:
        """Return how far answers are from the Bayes predictor's.

        Divergences are in closed form, but for waiting times: there they are the mean difference of the
        log-probabilities given to what came, which may be below 0 by chance.
        """
        from baldwin.neural.theory.predictors import divergence_from_bayes

        del instances
        found = divergence_from_bayes(self.law, chances, trace.actions, BOUND, **self._prior()).mean(axis=0)
        return {"kl_to_bayes": float(found.mean()), "kl_by_trial": found}

    @classmethod
    def tiny(cls) -> Self:
        """Return five throws of a coin."""
        return cls(trials=5)


def _scaled_exp1(z: Array) -> Array:
    """Return e^z E_1(z), z > 0: Abramowitz & Stegun 5.1.53 and 5.1.56, a relative error below 1e-6 in all."""
    near = jnp.minimum(z, 1.0)
    series = jnp.polyval(jnp.array(SERIES[::-1]), near) - jnp.log(near)
    far = jnp.maximum(z, 1.0)
    above, below = (jnp.polyval(jnp.array([1.0, *reversed(part)]), far) for part in FRACTION)
    return jnp.where(z < 1.0, jnp.exp(near) * series, above / below / far)
