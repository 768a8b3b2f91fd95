"""A task of trials: one of several levers pays, and which one is new in every life."""

from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from baldwin.neural.contracts import Column, Number, Outcome, SequentialTask
from baldwin.neural.lazy_jax import jax, jnp  # JAX, which loads only when a run begins
from baldwin.neural.theory.reference_policy import INNATE, ORACLE, ReferencePolicy, constant


class MyThing(SequentialTask):
    """One of several levers pays, with some luck; which one must be found out in every life."""

    # What a score is, with its unit: higher is better.
    score_name: ClassVar[str] = "chance of reward of the lever chosen"
    # What `behaviour` reports beside scores: each gets a column in tables, and a curve in figures.
    columns: ClassVar[dict[str, Column]] = {"found": Column("share of lives whose last choice is the lever that pays")}

    # The fields of [task]: a type, a range, a meaning and a default. `Number` may change without compiling anew.
    levers: Annotated[int, Field(ge=2, le=100, description="levers to choose from (n)")] = 3
    pays: Annotated[
        Number, Field(gt=0.0, le=1.0, description="chance that the right lever pays; the others never do")
    ] = 0.9
    trials: Annotated[int, Field(ge=2, le=10_000, description="trials of a life (T)")] = 12

    @property
    def inputs(self):
        """Numbers that are seen before a choice: none here. What was done, and what it brought, a network senses."""
        return 0

    @property
    def outputs(self):
        """Actions to choose from."""
        return self.levers

    def sample(self, key):
        """Draw one instance, what is new in a life: which lever pays. Arrays of JAX, no `if` on their values."""
        return jax.random.randint(key, (), 0, self.levers)

    def chance(self, key, instance):
        """Draw all that luck decides in a life, a row for each trial: whether the right lever would pay."""
        return jax.random.uniform(key, (self.trials,)) < self.pays

    def begin(self, instance):
        """Return the state of the world before the first trial: nothing changes in this one."""
        return ()

    def observe(self, state, chance, instance):
        """Return what is seen before a choice, `inputs` numbers."""
        return jnp.zeros(0)

    def act(self, state, chance, action, instance):
        """Return the world after a choice, the reward that is felt (luck included), and what the choice was worth."""
        right = action == instance
        return Outcome(state, reward=jnp.where(right & chance, 1.0, 0.0), score=jnp.where(right, self.pays, 0.0))

    # From here on everything is optional, and in NumPy: what lives did, and how well it could be done.

    def behaviour(self, instances, chances, trace):
        """Return the columns, from the actions (lives, trials) of many lives and the instance of each."""
        return {"found": float((trace.actions[:, -1] == instances).mean())}

    def reference_policies(self):
        """Return how others would score in each trial, the best first and "chance" last.

        Best is to try one lever after the other, and to stay once it has paid: nothing else looks so soon where the
        lever may be. `away` is the chance to be so many levers before the right one, not yet having been paid.
        """
        away, found, scores = np.full(self.levers, 1.0 / self.levers), 0.0, []
        for _ in range(self.trials):
            scores.append((found + away[0]) * self.pays)
            found += away[0] * self.pays
            away = np.roll(away * np.where(np.arange(self.levers) == 0, 1.0 - self.pays, 1.0), -1)
        best = ReferencePolicy("one after the other", np.array(scores))
        return best, constant("chance", self.pays / self.levers, self.trials)

    def innate_bound(self):
        """Return the best that one can do who learns nothing: all levers are alike at birth."""
        return constant(INNATE, self.pays / self.levers, self.trials)

    def oracle_bound(self):
        """Return what one does who knows the lever from birth."""
        return constant(ORACLE, self.pays, self.trials)

    @classmethod
    def tiny(cls):
        """Return an instance small enough for a test."""
        return cls(trials=3)
