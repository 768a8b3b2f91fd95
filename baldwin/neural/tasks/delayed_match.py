"""Delayed match to sample, and all other rules on two binary stimuli (after Miconi 2023)."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self, cast

import numpy as np
from pydantic import Field, model_validator

from baldwin.neural.contracts import Array, Column, Dimension, Key, Outcome, SequentialTask, Trace
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.theory.delayed_match import PAIRS, RULES, inferring, majority, new_pair, seen_pairs, table
from baldwin.neural.theory.reference_policy import INNATE, ORACLE, ReferencePolicy, constant

__all__ = ["DelayedMatch", "Moment", "Pair"]

Rule = Literal[
    "and", "nand", "or", "nor", "01", "not_01", "10", "not_10",
    "first", "not_first", "second", "not_second", "match", "mismatch",
]  # fmt: skip
SHARE: dict[str, Any] = {"panel": "share correct", "limits": (0.0, 1.02), "percent": True}


class Pair(NamedTuple):
    """The stimuli, 0 or 1, of the trial that a step belongs to."""

    first: Array
    second: Array


class Moment(NamedTuple):
    """Where in a trial one is, and how its answer turned out."""

    step: Array  # () of the trial
    outcome: Array  # () 1 right, -1 wrong, 0 not known


class DelayedMatch(SequentialTask):
    """Two binary stimuli, one after the other, then yes or no: by which of 14 rules is to be found out in every life.

    A trial: the first stimulus, `delay` steps in which nothing is seen, the second stimulus, `wait` steps more, a cue
    at which to answer (action 1 is yes), and feedback, in which it is seen whether that was right. Inputs are stimulus
    0, stimulus 1, the cue, and the outcome, 1 or -1; else they are 0. A right answer scores 1, a wrong one 0; so much
    is the reward too, which is felt with the feedback.

    The rules are all functions of two bits but the constant ones, by the pairs to which the answer is yes: `and` 11,
    `or` 01 10 11, `01`, `10`, `first` and `second` (that stimulus is 1), `match` (both are alike: delayed match to
    sample), and the opposites `nand`, `nor`, `not_01`, `not_10`, `not_first`, `not_second`, `mismatch`. A life has one
    rule, each of `rules` as likely. With `examined`, whoever is examined lives by these rules instead, which nobody's
    ancestors may have met: the original held out `match` and `mismatch`.

    Departures: rules are truth tables (in the original's program one differs from its name); time is in steps, without
    the time constants of its neurons; 400 trials there.
    """

    score_name: ClassVar[str] = "share correct"
    columns: ClassVar[dict[str, Column]] = {
        "accuracy_new_pair": Column(
            "share correct where a pair of stimuli is shown for the first time in a life", label="new pair", **SHARE
        ),
        "accuracy_known_pair": Column(
            "share correct where a pair of stimuli was shown before in the same life", label="pair met before", **SHARE
        ),
        "accuracy_by_rule": Column(
            "share correct at the end of a life, in its last tenth, by rule, each followed by its opposite (14)",
            panel="share correct\nat the end",
            dimensions=(
                Dimension(names=("and", "or", "01", "10", "1st", "2nd", "match")),
                Dimension(names=("rule", "its opposite")),
            ),
            neutral=0.5,
            limits=(0.0, 1.02),
            percent=True,
        ),
    }

    kind: Literal["delayed_match"] = "delayed_match"
    rules: Annotated[
        tuple[Rule, ...], Field(strict=False, min_length=1, description="rules by which lives are lived")
    ] = cast("tuple[Rule, ...]", RULES)
    examined: Annotated[
        tuple[Rule, ...],
        Field(strict=False, description="rules of the lives in which one is examined; [] for the same as `rules`"),
    ] = ()
    trials: Annotated[int, Field(ge=1, le=10**5, description="trials of a life (T)")] = 20
    delay: Annotated[int, Field(ge=0, le=1000, description="steps between the stimuli")] = 1
    wait: Annotated[int, Field(ge=0, le=1000, description="steps between the second stimulus and the answer")] = 0

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        for field in ("rules", "examined"):
            given = getattr(self, field)
            if len(set(given)) < len(given):
                raise ValueError(f"{field} = {list(given)} names a rule twice. Leave one out")
        return self

    @property
    def inputs(self) -> int:
        """Stimulus 0, stimulus 1, the cue to answer, the outcome."""
        return 4

    @property
    def outputs(self) -> int:
        """No and yes."""
        return 2

    @property
    def answering(self) -> int:
        """The step of a trial at which to answer."""
        return 2 + self.delay + self.wait

    @property
    def deciding(self) -> tuple[bool, ...]:
        """Only the answer is a choice; feedback follows it."""
        return (*(False,) * self.answering, True, False)

    def sample(self, key: Key) -> Array:
        """Draw the right answers (4,) to the pairs 00, 01, 10, 11."""
        return self._of(self.rules, jax.random.randint(key, (), 0, len(self.rules)))

    def sample_many(self, key: Key, count: int) -> Array:
        """Deal out the rules in turn, beginning with any."""
        return self._dealt(self.rules, key, count)

    def held_out(self, key: Key, count: int) -> Array:
        """Deal out the rules that are examined."""
        return self._dealt(self.examined or self.rules, key, count)

    def _dealt(self, rules: tuple[Rule, ...], key: Key, count: int) -> Array:
        start = jax.random.randint(key, (), 0, len(rules))
        return self._of(rules, (start + jnp.arange(count)) % len(rules))

    def _of(self, rules: tuple[Rule, ...], number: Array) -> Array:
        return jnp.asarray(np.array([table(rule) for rule in rules], np.float32))[number]

    def chance(self, key: Key, instance: Array) -> Pair:
        """Draw the stimuli."""
        del instance
        drawn = jax.random.bernoulli(key, shape=(2, self.trials)).astype(jnp.int32)
        first, second = jnp.repeat(drawn, len(self.deciding), axis=1)
        return Pair(first, second)

    def begin(self, instance: Array) -> Moment:
        """Return the first step."""
        del instance
        return Moment(jnp.zeros((), jnp.int32), jnp.zeros(()))

    def observe(self, state: Moment, chance: Pair, instance: Array) -> Array:
        """Return the stimulus, the cue or the outcome, as the step is one of these."""
        del instance
        shown = jnp.where(state.step == 0, chance.first, chance.second)
        seen = (state.step == 0) | (state.step == 1 + self.delay)
        stimulus = jax.nn.one_hot(shown, 2) * seen
        return jnp.concatenate([stimulus, (state.step == self.answering)[None], state.outcome[None]])

    def act(self, state: Moment, chance: Pair, action: Array, instance: Array) -> Outcome:
        """Return whether an answer is right, 1 or 0: its score, and the reward of the step after it."""
        answers = state.step == self.answering
        pair = jax.nn.one_hot(2 * chance.first + chance.second, PAIRS)  # a product is faster than a look-up
        right = action == (pair @ instance > 0.5)
        score = jnp.where(answers & right, 1.0, 0.0)
        outcome = jnp.where(answers, 2.0 * score - 1.0, 0.0)
        after = Moment((state.step + 1) % len(self.deciding), outcome)
        return Outcome(after, jnp.maximum(state.outcome, 0.0), score)

    def behaviour(self, instances: Any, chances: Pair, trace: Trace) -> dict[str, Any]:
        """Return how often answers are right, by what was met before and by rule; see `columns`."""
        from baldwin.neural.theory.reference_policy import mature
        from baldwin.regression import mean_where

        count = len(self.deciding)
        correct = np.asarray(trace.scores)[:, self.answering :: count] > 0.5
        pair = (2 * np.asarray(chances.first) + np.asarray(chances.second))[:, ::count]
        shown = np.eye(PAIRS, dtype=bool)[pair]
        before = np.cumsum(shown, axis=1) - shown > 0
        known = (before & shown).any(axis=2)
        end = correct[:, -mature(self.trials) :].mean(axis=1)
        rule = [(np.asarray(instances) == table(one)).all(axis=1) for one in RULES]
        return {
            "accuracy_new_pair": mean_where(correct, ~known),
            "accuracy_known_pair": mean_where(correct, known),
            "accuracy_by_rule": np.array([mean_where(end, one) for one in rule]),
        }

    def ideals(self) -> dict[str, dict[str, Any]]:
        """Return, exactly, how often the ideal observer, one who takes each pair by itself, and chance are right."""
        from baldwin.neural.theory.reference_policy import mature

        lived, last = list(self._examined), mature(self.trials)
        ends = inferring(self._met, lived, self.trials)[:, -last:].mean(axis=1)
        alone = self._alone()[-last:].mean()

        def by_rule(values: Any) -> Any:
            return np.array([values[lived.index(rule)] if rule in lived else np.nan for rule in RULES])

        known = {} if self.trials < 2 else {"accuracy_known_pair": 1.0}
        return {
            "Bayes-optimal": {
                "accuracy_new_pair": new_pair(self._met, lived, self.trials),
                **known,
                "accuracy_by_rule": by_rule(ends),
            },
            "each pair by itself": {
                "accuracy_new_pair": 0.5,
                **known,
                "accuracy_by_rule": by_rule(np.full(len(lived), alone)),
            },
            "chance": {name: 0.5 for name in ("accuracy_new_pair", *known)}
            | {"accuracy_by_rule": by_rule(np.full(len(lived), 0.5))},
        }

    def innate_bound(self) -> ReferencePolicy:
        """Return, exactly, how often one is right who answers each pair with most of the rules: 1/2 for all 14."""
        return constant(INNATE, majority(self._met, self._examined), self.trials)

    def oracle_bound(self) -> ReferencePolicy:
        """Return 1: one who knows the rule is always right."""
        return constant(ORACLE, 1.0, self.trials)

    def reference_policies(self) -> tuple[ReferencePolicy, ...]:
        """Return the ideal observer, one who takes each pair by itself, and chance: all exactly.

        The observer, like the innate ceiling, holds possible all rules that are lived or examined, as likely, and what
        is told is how it does where examined. It is optimal, for whether an answer is right tells the right one.
        """
        ideal = inferring(self._met, self._examined, self.trials).mean(axis=0)
        alone = ReferencePolicy("each pair by itself", self._alone())
        return ReferencePolicy("Bayes-optimal", ideal), alone, constant("chance", 0.5, self.trials)

    def _alone(self) -> Any:
        """Return how often one is right who knows the pairs that were shown, and guesses at others (T,)."""
        number = np.array([bin(seen).count("1") for seen in range(2**PAIRS)])
        return 0.5 + 0.5 * seen_pairs(self.trials) @ number / PAIRS

    @property
    def _examined(self) -> tuple[str, ...]:
        return self.examined or self.rules

    @property
    def _met(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.rules, *self.examined)))

    @classmethod
    def tiny(cls) -> Self:
        """Return two rules, two trials, and no delay."""
        return cls(rules=("match", "mismatch"), trials=2, delay=0)
