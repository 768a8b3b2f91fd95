"""Harlow's learning sets (1949), with codes in the place of pictures (after Wang et al. 2016, 2018)."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

import numpy as np
from pydantic import Field

from baldwin.neural.contracts import Array, Column, Key, Outcome, SequentialTask, Trace
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.theory.reference_policy import INNATE, ORACLE, ReferencePolicy, constant

__all__ = ["Harlow", "Layout", "Pair"]


class Pair(NamedTuple):
    """Two objects: the code (K,) of the one that pays, and of the other."""

    target: Array
    other: Array


class Layout(NamedTuple):
    """What chance decides in one step; the steps of a trial have the same."""

    left: Array  # () bool: the target is on the left
    other: Array  # the other object's code (K,) in this trial; (0,) where it is the same in all trials


class Harlow(SequentialTask):
    """Harlow's learning sets: which of two new objects pays is learned in one trial, and is worth +1 or -1 in each.

    In each trial the two objects of a life are shown left and right, sides at random; the action is a side. From the
    second trial on it is known which pays, whatever was chosen in the first: the ideal is 1/2, then 1. A trial is one
    step that is a choice; `fixation` puts a step before it in which nothing is seen, `feedback` one after it which
    shows the objects again, where they were, while the choice and its reward are sensed. Seen are the codes, left then
    right, or the difference of the two; an object is `features` numbers, Gaussian or +-1, and they always differ.

    With fresh = true the object that does not pay is a new one in each trial: the control of Wang et al. (2018) that
    it is the role of an object that is learned. Beware: from the second trial on, whoever only knows again what was
    seen before finds the target without any reward. Departures: no eye to move, codes for pictures, no reward for
    fixating.
    """

    score_name: ClassVar[str] = "share correct"
    columns: ClassVar[dict[str, Column]] = {
        "win_stay": Column(
            "in trial 2, share of lives that choose the object that paid in trial 1",
            label="after a win: stays",
            panel="share of lives, trial 2",
            limits=(0.0, 1.02),
            percent=True,
        ),
        "lose_shift": Column(
            "in trial 2, share of lives that avoid the object that did not pay in trial 1 (fresh: that choose the one "
            "seen beside it)",
            label="after a loss: shifts",
            panel="share of lives, trial 2",
            limits=(0.0, 1.02),
            percent=True,
        ),
    }

    kind: Literal["harlow"] = "harlow"
    features: Annotated[int, Field(ge=1, le=30, description="numbers that describe an object (K)")] = 4
    code: Annotated[
        Literal["gaussian", "binary"], Field(description="numbers are standard normal, or +1 and -1 at random")
    ] = "gaussian"
    trials: Annotated[int, Field(ge=1, le=10**5, description="trials of a life (T)")] = 6
    feedback: Annotated[
        bool, Field(description="after a choice, show the objects again while its outcome is sensed")
    ] = True
    fresh: Annotated[bool, Field(description="the object that does not pay is new in each trial")] = False
    fixation: Annotated[bool, Field(description="before a choice, a step in which nothing is seen")] = False
    seen: Annotated[
        Literal["both", "difference"],
        Field(description="the codes, left then right; or by how much the right one exceeds the left"),
    ] = "both"

    @property
    def inputs(self) -> int:
        """The codes on the left and on the right, or their difference."""
        return self.features if self.seen == "difference" else 2 * self.features

    @property
    def outputs(self) -> int:
        """Left and right."""
        return 2

    @property
    def deciding(self) -> tuple[bool, ...]:
        """Whether there is fixation; the choice; whether there is feedback."""
        return (*(False,) * self.fixation, True, *(False,) * self.feedback)

    def sample(self, key: Key) -> Pair:
        """Draw two objects that differ."""
        target, other = jax.random.split(key)
        if self.code == "gaussian":
            found = jax.random.normal(target, (self.features,))
        else:
            found = self._signs(jax.random.randint(target, (), 0, 2**self.features))
        return Pair(found, self._unlike(other, found))

    def _signs(self, number: Array) -> Array:
        """Return the binary digits of a number as -1 and +1, (K,)."""
        return 2.0 * ((number >> jnp.arange(self.features)) & 1).astype(jnp.float32) - 1.0

    def _unlike(self, key: Key, code: Array) -> Array:
        """Draw a code (K,) that differs from `code`, every other one as likely."""
        if self.code == "gaussian":
            return jax.random.normal(key, (self.features,))
        exchanged = self._signs(jax.random.randint(key, (), 1, 2**self.features))  # not 0: some sign is exchanged
        return code * -exchanged

    def chance(self, key: Key, instance: Pair) -> Layout:
        """Draw the sides, and where they are fresh, the objects that do not pay."""
        side, new = jax.random.split(key)
        left = jax.random.bernoulli(side, shape=(self.trials,))
        if self.fresh:  # the first trial shows the pair of the instance
            drawn = jax.vmap(lambda one: self._unlike(one, instance.target))(jax.random.split(new, self.trials))
            other = drawn.at[0].set(instance.other)
        else:
            other = jnp.zeros((self.trials, 0))
        count = len(self.deciding)
        return Layout(jnp.repeat(left, count), jnp.repeat(other, count, axis=0))

    def begin(self, instance: Pair) -> Array:
        """Return the number of the step within its trial, ()."""
        del instance
        return jnp.zeros((), jnp.int32)

    def observe(self, state: Array, chance: Layout, instance: Pair) -> Array:
        """Return the codes of the objects, left then right, or right less left; zeros at fixation."""
        other = chance.other if self.fresh else instance.other
        if self.seen == "difference":
            shown = jnp.where(chance.left, other - instance.target, instance.target - other)
        else:
            shown = jnp.where(
                chance.left, jnp.concatenate([instance.target, other]), jnp.concatenate([other, instance.target])
            )
        return jnp.where(state == 0, 0.0, shown) if self.fixation else shown

    def act(self, state: Array, chance: Layout, action: Array, instance: Pair) -> Outcome:
        """Return +1 for the side of the target and -1 for the other; nothing at steps that are no choices."""
        del instance
        chooses = state == int(self.fixation)
        correct = (action == 0) == chance.left
        reward = jnp.where(chooses, jnp.where(correct, 1.0, -1.0), 0.0)
        return Outcome((state + 1) % len(self.deciding), reward, jnp.where(chooses & correct, 1.0, 0.0))

    def behaviour(self, instances: Pair, chances: Layout, trace: Trace) -> dict[str, Any]:
        """Return what trial 2 makes of trial 1; see `columns`."""
        from baldwin.regression import mean_where

        del instances, chances
        count = len(self.deciding)
        correct = np.asarray(trace.scores)[:, int(self.fixation) :: count] > 0.5
        if self.trials < 2:
            return {"win_stay": float("nan"), "lose_shift": float("nan")}
        first, second = correct[:, 0], correct[:, 1]
        return {"win_stay": mean_where(second, first), "lose_shift": mean_where(second, ~first)}

    def ideals(self) -> dict[str, dict[str, Any]]:
        """Return, exactly, what the ideal and chance make in trial 2 of what happened in trial 1."""
        if self.trials < 2:
            return {}
        return {"Bayes-optimal": dict.fromkeys(self.columns, 1.0), "chance": dict.fromkeys(self.columns, 0.5)}

    def innate_bound(self) -> ReferencePolicy:
        """Return 1/2, exactly: without memory the two objects are alike."""
        return constant(INNATE, 0.5, self.trials)

    def oracle_bound(self) -> ReferencePolicy:
        """Return 1: one who knows the target always chooses it."""
        return constant(ORACLE, 1.0, self.trials)

    def reference_policies(self) -> tuple[ReferencePolicy, ...]:
        """Return, exactly, the ideal, one who learns from rewards only, and chance.

        "win-stay, lose-random" keeps the object that paid, and guesses as long as none has. These also hold with fresh
        objects.
        """
        trial = np.arange(self.trials)
        ideal = np.where(trial == 0, 0.5, 1.0)
        half = ReferencePolicy("win-stay, lose-random", np.asarray(1.0 - 0.5 ** (trial + 1.0), dtype=np.float64))
        return (ReferencePolicy("Bayes-optimal", ideal), half, ReferencePolicy("chance", np.full(self.trials, 0.5)))

    @classmethod
    def tiny(cls) -> Self:
        """Return objects of two numbers, and three trials."""
        return cls(features=2, trials=3)
