"""Foraging among nutritious and poisonous objects whose looks mean another thing in every life."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

import numpy as np
from pydantic import Field

from baldwin.neural.contracts import Array, Column, Key, Number, Outcome, SequentialTask, Trace
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.theory.reference_policy import INNATE, ORACLE, ReferencePolicy, constant

__all__ = ["Foraging", "Meal"]

SHARE: dict[str, Any] = {"panel": "share that is eaten", "limits": (0.0, 1.02), "percent": True}
EAT = 1


class Meal(NamedTuple):
    """What chance decides in a trial."""

    looks: Array  # () which type of object is met
    nutritious: Array  # () bool: whether it is


class Foraging(SequentialTask):
    """Objects are met one after another, to be eaten or left: which of them are poison is learned by a bite.

    There are some types of object, each as likely to be met, and seen as a one-hot. Action 1 eats what is met: that
    brings `nutrition`, or costs `poison`. Action 0 leaves it, which brings nothing and tells nothing.

    together  One meaning for all: the first, third, .. type is nutritious and the others are poison, or the other way
              round, as likely. One bite tells it all: the best learner loses a bite against one who knows.
    each      Each type is nutritious or poison by itself, as likely: every type must be tasted.

    With `flip` a meaning changes within life, before each trial but the first with this chance.
    """

    score_name: ClassVar[str] = "reward per object"
    columns: ClassVar[dict[str, Column]] = {
        "eaten_nutritious": Column("share of nutritious objects that are eaten", label="nutritious", **SHARE),
        "eaten_poisonous": Column("share of poisonous objects that are eaten", label="poisonous", **SHARE),
        "poisonous_bites": Column("poisonous objects eaten in a life, mean over lives", neutral=0.0),
    }

    kind: Literal["foraging"] = "foraging"
    types: Annotated[int, Field(ge=1, le=1000, description="types of object (c)")] = 2
    trials: Annotated[int, Field(ge=1, le=2000, description="objects met in a life (T)")] = 40
    meanings: Annotated[
        Literal["together", "each"], Field(description="one meaning for all types, or each has its own")
    ] = "together"
    flip: Annotated[Number, Field(ge=0.0, le=1.0, description="chance before a trial that a meaning changes")] = 0.0
    nutrition: Annotated[Number, Field(ge=0.0, le=1e6, description="reward of eating what is nutritious")] = 1.0
    poison: Annotated[Number, Field(ge=0.0, le=1e6, description="loss of reward by eating poison")] = 1.0

    @property
    def inputs(self) -> int:
        """One per type."""
        return self.types

    @property
    def outputs(self) -> int:
        """To leave, and to eat."""
        return 2

    def sample(self, key: Key) -> Array:
        """Draw which types are nutritious at first: (c,) bool."""
        if self.meanings == "each":
            return jax.random.bernoulli(key, shape=(self.types,))
        return (jnp.arange(self.types) % 2 == 0) ^ jax.random.bernoulli(key)

    def chance(self, key: Key, instance: Array) -> Meal:
        """Draw what is met, and how meanings change."""
        met, changes = jax.random.split(key)
        looks = jax.random.randint(met, (self.trials,), 0, self.types)
        units = self.types if self.meanings == "each" else 1
        flips = jax.random.bernoulli(changes, self.flip, (self.trials, units)).at[0].set(False)
        now = instance ^ (jnp.cumsum(flips, axis=0) % 2 == 1)  # (T, c)
        return Meal(looks, now[jnp.arange(self.trials), looks])

    def begin(self, instance: Array) -> tuple[()]:
        """Return nothing: what is eaten does not change what comes."""
        del instance
        return ()

    def observe(self, state: tuple[()], chance: Meal, instance: Array) -> Array:
        """Return the one-hot of what is met."""
        del state, instance
        return jax.nn.one_hot(chance.looks, self.types)

    def act(self, state: tuple[()], chance: Meal, action: Array, instance: Array) -> Outcome:
        """Return what a bite brings, nothing without one."""
        del instance
        reward = jnp.where(action == EAT, jnp.where(chance.nutritious, self.nutrition, -self.poison), 0.0)
        return Outcome(state, reward, reward)

    def behaviour(self, instances: Any, chances: Meal, trace: Trace) -> dict[str, Any]:
        """Return what is eaten; see `columns`."""
        from baldwin.regression import mean_where

        del instances
        eaten, good = np.asarray(trace.actions) == EAT, np.asarray(chances.nutritious)
        return {
            "eaten_nutritious": mean_where(eaten, good),
            "eaten_poisonous": mean_where(eaten, ~good),
            "poisonous_bites": float((eaten & ~good).sum(axis=1).mean()),
        }

    def ideals(self) -> dict[str, dict[str, Any]]:
        """Return what the optimum, one who tastes each type by itself, and chance eat, exactly."""
        return {name: _columns(eaten, self.trials) for name, eaten in self._foragers().items()}

    def innate_bound(self) -> ReferencePolicy:
        """Return the mean of eating everything, or of eating nothing: what looks mean is as likely the opposite."""
        return constant(INNATE, max(0.0, 0.5 * (self.nutrition - self.poison)), self.trials)

    def oracle_bound(self) -> ReferencePolicy:
        """Return the mean of eating all that is nutritious: half of what is met."""
        return constant(ORACLE, 0.5 * self.nutrition, self.trials)

    def reference_policies(self) -> tuple[ReferencePolicy, ...]:
        """Return the optimum, who tastes each type by itself, and chance: all exactly.

        The optimum bites only if what it learns is worth it: never where poison costs too much, or life is too short.
        Who tastes each type where it is met first goes on with it as long as it was good, and never tries again.
        """
        return tuple(ReferencePolicy(name, eaten.scores(self._world)) for name, eaten in self._foragers().items())

    def _foragers(self) -> dict[str, Any]:
        """Return what each eats, trial by trial."""
        from baldwin.neural.theory.foraging import Eaten, optimal, tasting

        quarter = np.full(self.trials, 0.25)
        return {
            "Bayes-optimal": optimal(self._world),
            "tasting each type": tasting(self._world),
            "chance": Eaten(quarter, quarter),
        }

    @property
    def _world(self) -> Any:
        from baldwin.neural.theory.foraging import World

        together = self.meanings == "together"
        return World(self.types, self.trials, self.nutrition, self.poison, self.flip, together)

    @classmethod
    def tiny(cls) -> Self:
        """Return four objects."""
        return cls(trials=4)


def _columns(eaten: Any, trials: int) -> dict[str, Any]:
    """Return the measures of what is eaten, half of all objects being nutritious."""
    good, bad = float(eaten.good.sum()), float(eaten.bad.sum())
    return {
        "eaten_nutritious": 2.0 * good / trials,
        "eaten_poisonous": 2.0 * bad / trials,
        "poisonous_bites": bad,
    }
