"""Dynamic matching with baited arms (Lau & Glimcher 2005; Tsutsui et al. 2016; Wang et al. 2018, simulation 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, NamedTuple, Self

import numpy as np
from pydantic import Field

from baldwin.neural.contracts import Array, Column, Dimension, Key, Number, Outcome, SequentialTask, Trace
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.theory.reference_policy import INNATE, ORACLE, ReferencePolicy, from_lives

if TYPE_CHECKING:
    from baldwin.knowing import Observed

__all__ = ["Baits", "Draw", "Matching"]

LAGS = Dimension("trials back")
FIFTHS = {"training": (0, 2, 4), "held_out": (1, 3), "all": (0, 1, 2, 3, 4)}  # as `theory.matching.BANDS`


class Baits(NamedTuple):
    """Chances (2,) that a reward comes to an arm, left and right, in a trial."""

    chances: Array


class Draw(NamedTuple):
    """What chance decides in one trial: luck () in 0..1; an arm pays if this is below its chance."""

    luck: Array


class Matching(SequentialTask):
    """Two baited arms: a reward that has come to an arm waits there until the arm is chosen.

    An arm whose chance is p, not chosen for n trials, pays 1 with chance 1 - (1 - p)^(n + 1), so that the poorer arm is
    worth a visit now and then. The chances sum to `total`; left's lies in bands, fifths of the total: `training` the
    first, third and fifth (0..0.1, 0.2..0.3, 0.4..0.5), `held_out` the two between, `all` any. A trial is one choice,
    nothing is seen, and it scores the chance that the chosen arm pays now. Departures: a life has `trials` trials
    (original: 50 to 100, uniform); no fixation.
    """

    score_name: ClassVar[str] = "chance of reward"
    columns: ClassVar[dict[str, Column]] = {
        "matching_slope": Column(
            "slope across lives of log2 choices left / right on log2 rewards left / right, late trials; 1 is matching",
            label="evolved",
            panel="slope of log2 choices left / right\non log2 rewards left / right",
            neutral=0.0,
        ),
        "reward_kernel": Column(
            "log odds of left that a reward adds to its side, lags 1 to 15",
            label="past rewards",
            panel="adds to the log odds of\nthe action taken then",
            dimensions=(LAGS,),
            neutral=0.0,
        ),
        "choice_kernel": Column(
            "log odds of left that a choice adds to its side, lags 1 to 15",
            label="past choices",
            panel="adds to the log odds of\nthe action taken then",
            dimensions=(LAGS,),
            neutral=0.0,
        ),
        "coding": Column(
            "mean |Spearman's partial correlation| of units with last action, last reward, their product, and the "
            "chance that left pays now (4)",
            label="what units follow",
            panel="mean |partial correlation|",
            dimensions=(Dimension(names=("last\naction", "last\nreward", "their\nproduct", "chance\nof left")),),
            limits=(0.0, 1.0),
        ),
    }

    kind: Literal["matching"] = "matching"
    bands: Annotated[
        Literal["training", "held_out", "all"], Field(description="where left's chance of baiting lies")
    ] = "training"
    total: Annotated[Number, Field(gt=0.0, le=1.0, description="sum of the arms' chances of baiting")] = 0.5
    trials: Annotated[int, Field(ge=1, le=10**4, description="trials of a life (T)")] = 100

    @property
    def inputs(self) -> int:
        """None: nothing is to be seen."""
        return 0

    @property
    def outputs(self) -> int:
        """Left and right."""
        return 2

    def sample(self, key: Key) -> Baits:
        """Draw the chances of baiting."""
        band, within = jax.random.split(key)
        fifth = jax.random.choice(band, jnp.array(FIFTHS[self.bands], jnp.float32))
        left = self.total * (fifth + jax.random.uniform(within)) / 5.0
        return Baits(jnp.stack([left, self.total - left]))

    def chance(self, key: Key, instance: Baits) -> Draw:
        """Draw luck."""
        del instance
        return Draw(jax.random.uniform(key, (self.trials,)))

    def begin(self, instance: Baits) -> Array:
        """Return the chances (2,) that no reward has waited at the arms so far, (1 - p)^n."""
        return jnp.ones_like(instance.chances)

    def observe(self, state: Array, chance: Draw, instance: Baits) -> Array:
        """Return nothing, (0,)."""
        del state, chance, instance
        return jnp.zeros(0)

    def act(self, state: Array, chance: Draw, action: Array, instance: Baits) -> Outcome:
        """Return whether the chosen arm pays, and the chance of it."""
        empty = state * (1.0 - instance.chances)
        left = action == 0
        worth = 1.0 - jnp.where(left, empty[0], empty[1])
        after = jnp.where(jnp.stack([left, ~left]), 1.0, empty)
        return Outcome(after, (chance.luck < worth).astype(jnp.float32), worth)

    def observed(self, instances: Baits, chances: Draw, actions: Any, rewards: Any) -> Observed:
        """Return the last trial and what the first arm is worth, for units to follow."""
        from baldwin.neural.theory.observers import of_baits

        del chances
        return of_baits(instances.chances, actions, rewards)

    def behaviour(self, instances: Baits, chances: Draw, trace: Trace) -> dict[str, Any]:
        """Return how choices follow rewards, and what units follow; see `columns`."""
        from baldwin.neural.theory import matching as theory

        del chances
        left, paid = np.asarray(trace.actions) == 0, np.asarray(trace.rewards) > 0.5
        reward_kernel, choice_kernel = theory.kernels(left, paid)
        value = theory.chance_of_left(left, np.asarray(instances.chances, dtype=np.float64))
        return {
            "matching_slope": theory.slope(left, paid),
            "reward_kernel": reward_kernel,
            "choice_kernel": choice_kernel,
            "coding": theory.coding(np.asarray(trace.hidden, dtype=np.float64), left, paid, value),
        }

    def ideals(self) -> dict[str, dict[str, Any]]:
        """Return perfect matching, and local matching with the memory that earns most."""
        from baldwin.neural.theory import ideals

        name, slope, rewards, choices = ideals.local_matching(self.bands, self.total, self.trials)
        own = {"matching_slope": slope, "reward_kernel": rewards, "choice_kernel": choices}
        return {"perfect matching": {"matching_slope": 1.0}, name: own}

    def innate_bound(self) -> ReferencePolicy:
        """Return the exact score of taking the arms in turn, which needs a sense of time."""
        from baldwin.neural.theory.matching import alternating

        return ReferencePolicy(INNATE, alternating(self.bands, self.total, self.trials))

    def oracle_bound(self) -> ReferencePolicy:
        """Return the score of one who knows the chances and plans for a whole life; its last trials are a harvest."""
        from baldwin.neural.theory.matching import planned

        return ReferencePolicy(ORACLE, planned(self.bands, self.total, self.trials))

    def reference_policies(self) -> tuple[ReferencePolicy, ...]:
        """Return policies: two that know the chances, two that learn, two that do neither; see `theory.matching`."""
        from baldwin.neural.theory import matching as theory

        world = (self.bands, self.total, self.trials)
        memory = theory.best_matching(*world)
        known = ReferencePolicy("optimal, told chances", theory.planned(*world))
        others = [
            ReferencePolicy("greedy, told chances", theory.knowing_greedy(*world)),
            from_lives("Bayes filter, greedy", theory.bayes_greedy(*world)),
            from_lives(f"local matching, memory {memory:g} trials", theory.income_matching(memory, *world)[0]),
            ReferencePolicy("alternation", theory.alternating(*world)),
        ]
        others.sort(key=lambda one: -float(one.scores.mean()))
        return (known, *others, ReferencePolicy("chance", theory.guessing(*world)))

    @classmethod
    def tiny(cls) -> Self:
        """Return short lives."""
        return cls(trials=8)
