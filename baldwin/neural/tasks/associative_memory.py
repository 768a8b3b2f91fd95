"""Associative memory with reversals: which action is right for which stimulus (after Barto, Sutton & Brouwer 1981)."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

import numpy as np
from pydantic import Field, model_validator

from baldwin.neural.contracts import Array, Column, Key, Outcome, SequentialTask, Trace
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.theory.reference_policy import INNATE, ORACLE, ReferencePolicy, constant, from_lives

__all__ = ["AssociativeMemory", "Cue"]

SHARE: dict[str, Any] = {"panel": "share correct", "limits": (0.0, 1.02), "percent": True}


class Cue(NamedTuple):
    """What chance decides in one step; the steps of a trial have the same."""

    stimulus: Array  # () its number
    right: Array  # () the action that is right for it now
    mapping: Array  # () number of the mapping that holds, from 0; -1 in a misleading childhood


class AssociativeMemory(SequentialTask):
    """Each stimulus has one right action: all of them are found by trial and error in every life, and change in it.

    In each trial one of n stimuli is seen (one-hot), each as likely, and one of k actions is to be chosen. A life has a
    mapping of its own: each stimulus's right action is drawn by itself, so that two may share one. The right action
    brings 1, any other 0. From each trial in `reversals` on another mapping holds, drawn as the first was, so that an
    action stays right with chance 1 / k; with `spread` it comes up to so many trials later, each delay as likely. The
    first `misleading` trials follow a mapping of their own, bring rewards and score nothing. `feedback` adds a step
    after the choice which shows the stimulus again while the outcome is sensed.
    """

    score_name: ClassVar[str] = "share correct"
    columns: ClassVar[dict[str, Column]] = {
        "accuracy_before": Column(
            "share correct in the last five trials before a reversal", label="before a reversal", **SHARE
        ),
        "accuracy_after": Column(
            "share correct in the first four trials after a reversal", label="just after it", **SHARE
        ),
        "accuracy_end": Column(
            "share correct in the last five trials of a life, since the last reversal", label="at the end", **SHARE
        ),
    }

    kind: Literal["associative_memory"] = "associative_memory"
    stimuli: Annotated[int, Field(ge=1, le=1000, description="stimuli (n)")] = 4
    actions: Annotated[int, Field(ge=2, le=1000, description="actions (k)")] = 4
    trials: Annotated[int, Field(ge=1, le=10**5, description="trials of a life (T)")] = 80
    reversals: Annotated[
        tuple[Annotated[int, Field(ge=1, le=10**5)], ...],
        Field(
            strict=False,
            max_length=100,
            description="before which trials, counted from 0, another mapping is drawn; [] for none",
        ),
    ] = (40,)
    spread: Annotated[int, Field(ge=0, le=10**5, description="a reversal comes up to so many trials later")] = 0
    misleading: Annotated[
        int, Field(ge=0, le=10**5, description="first trials, which follow another mapping and score nothing")
    ] = 0
    feedback: Annotated[
        bool, Field(description="after a choice, show the stimulus again while its outcome is sensed")
    ] = False

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.spread and not self.reversals:
            raise ValueError(f"spread = {self.spread} is of no use without reversals. Leave it out")
        starts = (self.misleading, *self.reversals)
        late = (0, *(self.spread,) * len(self.reversals))
        for begin, by, end in zip(starts, late, (*self.reversals, self.trials), strict=True):
            if begin + by >= end:
                ends = f"the life ends after trials = {end}" if end == self.trials else f"another follows at {end}"
                raise ValueError(
                    f"a mapping may begin as late as trial {begin + by}, and {ends}. Set them further apart"
                )
        return self

    @property
    def inputs(self) -> int:
        """One per stimulus."""
        return self.stimuli

    @property
    def outputs(self) -> int:
        """One per action."""
        return self.actions

    @property
    def deciding(self) -> tuple[bool, ...]:
        """The choice; whether there is feedback."""
        return (True, *(False,) * self.feedback)

    def sample(self, key: Key) -> Array:
        """Draw the mappings of a life in their order, the right action of each stimulus: (M, n)."""
        count = len(self.reversals) + 1 + (self.misleading > 0)
        return jax.random.randint(key, (count, self.stimuli), 0, self.actions)

    def chance(self, key: Key, instance: Array) -> Cue:
        """Draw the stimuli, and when reversals come."""
        cues, when = jax.random.split(key)
        stimulus = jax.random.randint(cues, (self.trials,), 0, self.stimuli)
        first = jnp.array(self.reversals, jnp.int32)
        first = first + jax.random.randint(when, (len(self.reversals),), 0, self.spread + 1)
        trial = jnp.arange(self.trials)
        mapping = jnp.sum(trial[:, None] >= first, axis=1, dtype=jnp.int32) - (trial < self.misleading)
        right = instance[mapping + (self.misleading > 0), stimulus]
        each: Cue = jax.tree.map(lambda leaf: jnp.repeat(leaf, len(self.deciding)), Cue(stimulus, right, mapping))
        return each

    def begin(self, instance: Array) -> Array:
        """Return the number of the step within its trial, ()."""
        del instance
        return jnp.zeros((), jnp.int32)

    def observe(self, state: Array, chance: Cue, instance: Array) -> Array:
        """Return the one-hot of the stimulus."""
        del state, instance
        return jax.nn.one_hot(chance.stimulus, self.stimuli)

    def act(self, state: Array, chance: Cue, action: Array, instance: Array) -> Outcome:
        """Return 1 for the right action and 0 for others; a score of 0 in childhood."""
        del instance
        correct = (state == 0) & (action == chance.right)
        score = correct & (chance.mapping >= 0)
        return Outcome((state + 1) % len(self.deciding), correct.astype(jnp.float32), score.astype(jnp.float32))

    def behaviour(self, instances: Any, chances: Cue, trace: Trace) -> dict[str, Any]:
        """Return how often choices are right around reversals; see `columns`."""
        from baldwin.neural.theory.associative_memory import around_reversals

        del instances
        count = len(self.deciding)
        correct = np.asarray(trace.scores)[:, ::count] > 0.5
        return _named(around_reversals(correct, np.asarray(chances.mapping)[:, ::count]))

    def ideals(self) -> dict[str, dict[str, Any]]:
        """Return how often the ideal, one who must find out about reversals, and chance are right."""
        from baldwin.neural.theory.associative_memory import around_reversals, told_around, untold

        found = {self._best: _named(told_around(self._life))}
        if self.reversals or self.misleading:
            found["elimination, not told"] = _named(around_reversals(*untold(self._life)))
        found["chance"] = dict.fromkeys(self.columns, 1.0 / self.actions)
        there = self.columns if self.reversals else ("accuracy_end",)
        return {name: {column: values[column] for column in there} for name, values in found.items()}

    def innate_bound(self) -> ReferencePolicy:
        """Return 1 / k, exactly, once trials count: before a life begins all actions are alike."""
        return self._once_it_counts(INNATE, 1.0 / self.actions)

    def oracle_bound(self) -> ReferencePolicy:
        """Return 1 once trials count: one who knows the mappings is always right."""
        return self._once_it_counts(ORACLE, 1.0)

    def reference_policies(self) -> tuple[ReferencePolicy, ...]:
        """Return who eliminates and is told of each reversal, exactly; who is not told, simulated; chance, exactly.

        Where spread is 0 whoever knows the task knows when the mapping changes, and to forget everything then is
        Bayes-optimal; where it is not, it is a bound that nobody surpasses. Who is not told keeps an action until it
        fails, and then forgets everything. After a reversal, the first choices of both are as good as chance.
        """
        from baldwin.neural.theory.associative_memory import told, untold

        found = [ReferencePolicy(self._best, told(self._life))]
        if self.reversals or self.misleading:
            correct, mapping = untold(self._life)
            found.append(from_lives("elimination, not told", np.where(mapping >= 0, correct, 0.0)))
        return (*found, self._once_it_counts("chance", 1.0 / self.actions))

    @property
    def _best(self) -> str:
        return "elimination, told of reversals" if self.spread else "Bayes-optimal"

    @property
    def _life(self) -> Any:
        from baldwin.neural.theory.associative_memory import Life

        return Life(self.stimuli, self.actions, self.trials, self.reversals, self.spread, self.misleading)

    def _once_it_counts(self, name: str, score: float) -> ReferencePolicy:
        found = constant(name, score, self.trials)
        found.scores[: self.misleading] = 0.0
        return found

    @classmethod
    def tiny(cls) -> Self:
        """Return two stimuli and two actions, and four trials of which the last follows another mapping."""
        return cls(stimuli=2, actions=2, trials=4, reversals=(3,))


def _named(around: tuple[float, float, float]) -> dict[str, Any]:
    """Return the three measures by the names of their columns."""
    return dict(zip(AssociativeMemory.columns, around, strict=True))
