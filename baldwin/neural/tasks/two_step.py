"""The two-step task (Daw et al. 2011; Miller et al. 2017), as Wang et al. (2016, 2018) gave it to networks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, NamedTuple, Self

import numpy as np
from pydantic import Field, model_validator

from baldwin.neural.contracts import Array, Column, Dimension, Key, Number, Outcome, SequentialTask, Trace
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.theory.reference_policy import INNATE, ORACLE, ReferencePolicy, constant, from_lives

if TYPE_CHECKING:
    from baldwin.knowing import Observed

__all__ = ["Fortune", "Odds", "Place", "TwoStep"]

PUBLISHED: dict[str, dict[str, float | int]] = {
    "drifting": {"p_common": 0.8, "high": 0.9, "low": 0.1, "flip": 0.025, "trials": 100},
    "static": {"p_common": 0.75, "high": 0.9, "low": 0.1, "flip": 0.0, "trials": 10},
    "daw": {"p_common": 0.7, "high": 0.75, "low": 0.25, "flip": 0.0, "trials": 201},
}
KINDS = ("rewarded common", "rewarded rare", "unrewarded common", "unrewarded rare")  # as `theory.two_step.KINDS`
MODEL_FREE = ((0.7, 20.0), (0.5, 5.0))  # learning rates and inverse temperatures of model-free learners


class Odds(NamedTuple):
    """Chances of reward in the first trial: of the second states (2,); daw: of their actions (2, 2)."""

    chances: Array


class Fortune(NamedTuple):
    """What chance decides in one step."""

    chances: Array  # as in `Odds`, in this trial
    common: Array  # () bool: the action leads where it mostly leads
    luck: Array  # () in 0..1: it pays if this is below the chance of reward


class Place(NamedTuple):
    """Where one is: stage () 0 or 1, and the second state () reached last, -1 before any was."""

    stage: Array
    second: Array


class TwoStep(SequentialTask):
    """Two-step task: an action leads to one of two states, mostly its own, and that state decides on the reward.

    drifting  One choice a trial; one second state pays with chance `high`, the other with `low`, and they exchange
              these before a trial with chance `flip` (Wang et al. 2018, simulation 4). Seen is the second state
              reached in the trial before, one-hot; nothing in the first trial.
    static    The same without exchanges, in short lives (Wang et al. 2016, experiment 5).
    daw       Two choices a trial, the second in the state that was reached; each of its four actions has a chance of
              reward of its own, which walks between `low` and `high` (Daw et al. 2011). Seen is the state, one-hot of
              three, the first stage first. The first choice scores 0, the second what it is worth.

    Reward is 1 or 0. Fixation cues are left out, as are penalties for invalid responses. Fields that are not given are
    as published for the version; lives of 201 trials under `daw` are recalled, not read.
    """

    score_name: ClassVar[str] = "chance of reward"
    columns: ClassVar[dict[str, Column]] = {
        "stay": Column(
            "chance of the same first action after trials that were rewarded common, rewarded rare, unrewarded common, "
            "unrewarded rare (4)",
            panel="chance of the same\naction again",
            dimensions=(
                Dimension("trial before", ("reward", "no\nreward")),
                Dimension(names=("common transition", "rare one")),
            ),
            neutral=0.5,
            limits=(0.0, 1.05),
        ),
        "model_based_index": Column(
            "(rewarded common - rewarded rare) - (unrewarded common - unrewarded rare) of stay",
            label="model-based index",
            panel="index",
            neutral=0.0,
        ),
        "model_free_index": Column(
            "(rewarded common + rewarded rare) - (unrewarded common + unrewarded rare) of stay",
            label="model-free index",
            panel="index",
            neutral=0.0,
        ),
        "lag_weights": Column(
            "log odds that a trial adds to its own action: lags 1 to 5, in each the four kinds of stay (20)",
            panel="adds to the log odds of\nthe action taken then",
            dimensions=(Dimension("trials back"), Dimension(names=KINDS)),
            neutral=0.0,
        ),
    }

    kind: Literal["two_step"] = "two_step"
    version: Annotated[
        Literal["drifting", "static", "daw"], Field(description="which form of the task; see `baldwin list`")
    ] = "drifting"
    p_common: Annotated[Number, Field(ge=0.0, le=1.0, description="chance that an action leads to its own state")] = 0.8
    high: Annotated[Number, Field(ge=0.0, le=1.0, description="chance of reward in the better state; daw: highest")] = (
        0.9
    )
    low: Annotated[Number, Field(ge=0.0, le=1.0, description="chance of reward in the other state; daw: lowest")] = 0.1
    flip: Annotated[
        Number,
        Field(ge=0.0, le=1.0, description="chance that the states exchange their chances before a trial; daw: 0"),
    ] = 0.025
    drift: Annotated[Number, Field(ge=0.0, le=1.0, description="daw: standard deviation of a trial's drift")] = 0.025
    trials: Annotated[int, Field(ge=1, le=10**5, description="trials of a life (T)")] = 100

    @model_validator(mode="before")
    @classmethod
    def _as_published(cls, given: Any) -> Any:
        """Fill in what the version was published with."""
        if isinstance(given, dict):
            return {**PUBLISHED.get(str(given.get("version", "drifting")), {}), **given}
        return given

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.low >= self.high:
            raise ValueError(f"low = {self.low:g} is not below high = {self.high:g}. Exchange them, or part them")
        if self.version == "daw" and self.flip > 0.0:
            raise ValueError(
                f"flip = {self.flip:g} is of no use with version = daw: there, chances drift. Leave it out"
            )
        return self

    @property
    def inputs(self) -> int:
        """The second state reached last; in the version of Daw, one of three states."""
        return 3 if self.version == "daw" else 2

    @property
    def outputs(self) -> int:
        """Two actions."""
        return 2

    @property
    def deciding(self) -> tuple[bool, ...]:
        """One choice a trial, or two."""
        return (True, True) if self.version == "daw" else (True,)

    def sample(self, key: Key) -> Odds:
        """Draw which state is the better, or the four chances."""
        if self.version == "daw":
            return Odds(jax.random.uniform(key, (2, 2), minval=self.low, maxval=self.high))
        chances = jnp.array([self.high, self.low])
        return Odds(jnp.where(jax.random.bernoulli(key), chances, chances[::-1]))

    def chance(self, key: Key, instance: Odds) -> Fortune:
        """Draw how chances change, which transitions are common, and what is lucky."""
        change, common, luck = jax.random.split(key, 3)
        found = Fortune(
            self._changing(change, instance.chances),
            jax.random.bernoulli(common, self.p_common, (self.trials,)),
            jax.random.uniform(luck, (self.trials,)),
        )
        count = len(self.deciding)
        each: Fortune = jax.tree.map(lambda leaf: jnp.repeat(leaf, count, axis=0), found)
        return each

    def _changing(self, key: Key, chances: Array) -> Array:
        """Return the chances of reward in each trial (T, ..), those given in the first."""
        if self.version == "daw":  # a reflected walk is a free one seen between mirrors: see `theory.daw`
            steps = self.drift * jax.random.normal(key, (self.trials, 2, 2))
            free = chances + jnp.cumsum(steps.at[0].set(0.0), axis=0)
            width = self.high - self.low
            return self.low + width - jnp.abs((free - self.low) % (2.0 * width) - width)
        flips = jax.random.bernoulli(key, self.flip, (self.trials,)).at[0].set(False)
        exchanged = jnp.cumsum(flips) % 2 == 1
        return jnp.where(exchanged[:, None], chances[::-1], chances)

    def begin(self, instance: Odds) -> Place:
        """Return the first stage, before any second state was reached."""
        del instance
        return Place(jnp.zeros((), jnp.int32), -jnp.ones((), jnp.int32))

    def observe(self, state: Place, chance: Fortune, instance: Odds) -> Array:
        """Return the second state reached last; in the version of Daw, the state."""
        del chance, instance
        if self.version == "daw":
            return jax.nn.one_hot(jnp.where(state.stage == 0, 0, 1 + state.second), 3)
        return jax.nn.one_hot(state.second, 2)  # -1 is no state: zeros

    def act(self, state: Place, chance: Fortune, action: Array, instance: Odds) -> Outcome:
        """Return the state that is reached, and what it brings."""
        del instance
        reached = jnp.where(chance.common, action, 1 - action).astype(jnp.int32)
        one, other = chance.chances  # choosing between two is faster than a look-up in each life
        if self.version != "daw":
            mostly, rarely = jnp.where(action == 0, one, other), jnp.where(action == 0, other, one)
            worth = self.p_common * mostly + (1.0 - self.p_common) * rarely
            paid = chance.luck < jnp.where(reached == 0, one, other)
            return Outcome(Place(state.stage, reached), paid.astype(jnp.float32), worth)
        first = state.stage == 0
        after = Place(1 - state.stage, jnp.where(first, reached, state.second))
        here = jnp.where(state.second == 1, other, one)
        worth = jnp.where(first, 0.0, jnp.where(action == 0, here[0], here[1]))
        return Outcome(after, (chance.luck < worth).astype(jnp.float32), worth)

    def observed(self, instances: Odds, chances: Fortune, actions: Any, rewards: Any) -> Observed | None:
        """Return what was to be expected with a model and without; None in the version of Daw, whose arms drift."""
        from baldwin.neural.theory.expectations import TwoSteps, of_two_steps

        del instances
        if self.version == "daw":
            return None
        world = TwoSteps(*(float(one) for one in (self.p_common, self.high, self.low, self.flip)))
        common = np.asarray(chances.common, np.bool_)
        return of_two_steps(world, np.asarray(actions, np.int64), common, np.asarray(rewards, np.float64))

    def behaviour(self, instances: Odds, chances: Fortune, trace: Trace) -> dict[str, Any]:
        """Return whether first choices are repeated, and what of the past they follow; see `columns`."""
        from baldwin.neural.theory import two_step

        del instances
        count = len(self.deciding)
        actions = np.asarray(trace.actions)[:, ::count]
        common = np.asarray(chances.common)[:, ::count]
        rewarded = np.asarray(trace.rewards)[:, count - 1 :: count] > 0.5
        stay = two_step.stay_probabilities(actions, common, rewarded)
        model_based, model_free = two_step.indices(stay)
        return {
            "stay": stay,
            "model_based_index": model_based,
            "model_free_index": model_free,
            "lag_weights": two_step.lag_weights(actions, common, rewarded),
        }

    def ideals(self) -> dict[str, dict[str, Any]]:
        """Return what the ideal observer and a model-free learner (TD(1)) show; known for one choice a trial."""
        from baldwin.neural.theory import ideals, two_step

        if self.version == "daw":
            return {}
        world = (self.p_common, self.high, self.low, self.flip, self.trials)
        stay = {
            "ideal observer": two_step.observer(*world).stay,
            _named(*MODEL_FREE[0]): two_step.model_free(*MODEL_FREE[0], *world).stay,
        }
        indices = ("model_based_index", "model_free_index")
        found: dict[str, dict[str, Any]] = {
            name: {"stay": own, **dict(zip(indices, two_step.indices(own), strict=True))} for name, own in stay.items()
        }
        found["ideal observer"]["lag_weights"] = ideals.two_step_lags(
            self.p_common, self.high, self.low, self.flip, self.trials
        )
        return found

    def innate_bound(self) -> ReferencePolicy:
        """Return the mean of `high` and `low`, exactly: all is as likely the other way round."""
        return constant(INNATE, 0.5 * (self.high + self.low), self.trials)

    def oracle_bound(self) -> ReferencePolicy:
        """Return the chance of reward of one who knows the chances of every trial, exactly."""
        if self.version == "daw":
            from baldwin.neural.theory import daw

            known = daw.knowing(self.p_common, self.low, self.high)
        else:
            known = 0.5 * (self.high + self.low) + abs(self.p_common - 0.5) * (self.high - self.low)
        return constant(ORACLE, known, self.trials)

    def reference_policies(self) -> tuple[ReferencePolicy, ...]:
        """Return the ideal observer, two model-free learners (TD(1)), and chance.

        Where high + low = 1 the ideal observer is optimal, as nothing is learned from one action that the other would
        not have told. Elsewhere, and in the version of Daw, it is a Bayes filter that takes what it thinks best now.
        """
        from baldwin.neural.theory import daw, two_step

        chance = constant("chance", 0.5 * (self.high + self.low), self.trials)
        if self.version == "daw":
            world = (self.p_common, self.low, self.high, self.drift, self.trials)
            best = from_lives("Bayes filter, greedy", daw.bayes_filter(*world))
            learners = [from_lives(_named(*rule), daw.model_free(*rule, *world)) for rule in MODEL_FREE]
        else:
            world = (self.p_common, self.high, self.low, self.flip, self.trials)
            exact = abs(self.high + self.low - 1.0) < 1e-9
            best = ReferencePolicy(
                "Bayes-optimal" if exact else "Bayes filter, greedy", two_step.observer(*world).scores
            )
            learners = [from_lives(_named(*rule), two_step.model_free(*rule, *world).scores) for rule in MODEL_FREE]
        learners.sort(key=lambda learner: -float(learner.scores.mean()))
        return (best, *learners, chance)

    @classmethod
    def tiny(cls) -> Self:
        """Return short lives."""
        return cls(trials=8)


def _named(alpha: float, beta: float) -> str:
    return f"model-free TD(1), alpha {alpha:g}, beta {beta:g}"
