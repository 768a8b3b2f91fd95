"""A world that is stable or volatile (Behrens et al. 2007), as Wang et al. (2018, simulation 2) gave it to networks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, NamedTuple, Self

import numpy as np
from pydantic import Field, model_validator

from baldwin.neural.contracts import Array, Column, Key, Number, Outcome, SequentialTask, Trace
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.theory.reference_policy import INNATE, ORACLE, ReferencePolicy, constant, from_lives

if TYPE_CHECKING:
    from baldwin.knowing import Observed
    from baldwin.learning_rates import Choices

__all__ = ["Beginning", "Luck", "Volatility"]

BLOCK, PERIOD = 100, 25  # trials of a block of one kind of time, and between exchanges in a volatile one
FLIP = 0.2  # v in generated volatile times
TESTED, SURE = 0.8, 1.0  # chance that the better arm pays in volatile times: of tests, and where lives evolve
READ = 500  # lives that learning rates are read from: enough, as they are read together


class Beginning(NamedTuple):
    """How a life begins: the first arm is the better (), time is volatile (); chance k () that this changes."""

    first: Array
    volatile: Array
    k: Array


class Luck(NamedTuple):
    """What chance decides in one trial."""

    chance: Array  # () that the first arm pays; otherwise the second does
    volatile: Array  # () bool
    shown: Array  # (2,) what either arm would bring, shares of 100
    luck: Array  # () in 0..1: the first arm pays if this is below its chance


class Volatility(SequentialTask):
    """Two arms, one of which pays, in stable and volatile times; what each would bring is shown in each trial.

    The first arm pays with chance r, otherwise the second does; r is `stable` or 1 - `stable` in stable times and
    `volatile` or 1 - `volatile` in volatile ones. What an arm would bring is 100 Beta(4, 4), drawn anew in each trial;
    seen and felt is that divided by 100. A trial is one choice.

    generated       v is 0 or 0.2 at first; before each trial v becomes 0.2 - v with chance k, then r becomes 1 - r with
                    chance v; log k is uniform in `log_k_low` .. `log_k_high` (natural logarithm, assumed).
    stable_first    100 stable trials, then 100 volatile ones in which r becomes 1 - r every 25, and so on.
    volatile_first  The volatile ones first.

    Wang et al. generate volatile times with r in {0, 1} and test in some with r in {0.2, 0.8}. So `volatile` is 1 under
    `generated` and 0.8 under the others, unless it is given; give 0.8 to learn in what is tested.
    """

    score_name: ClassVar[str] = "expected reward"
    columns: ClassVar[dict[str, Column]] = {
        "learning_rate_stable": Column(
            "rate of Rescorla and Wagner's rule that fits choices best, mean over windows of ten stable trials",
            label="stable times",
            panel="fitted learning rate\n(Rescorla-Wagner)",
            ends=True,
        ),
        "learning_rate_volatile": Column(
            "the same in windows of ten volatile trials",
            label="volatile times",
            panel="fitted learning rate\n(Rescorla-Wagner)",
            ends=True,
        ),
    }

    kind: Literal["volatility"] = "volatility"
    layout: Annotated[
        Literal["generated", "stable_first", "volatile_first"],
        Field(description="times by chance, or in blocks of 100 trials"),
    ] = "generated"
    stable: Annotated[Number, Field(ge=0.5, le=1.0, description="chance that the better arm pays in stable times")] = (
        0.75
    )
    volatile: Annotated[
        Number,
        Field(ge=0.5, le=1.0, description="chance that the better arm pays in volatile times; 0.8 in blocks of trials"),
    ] = 1.0
    log_k_low: Annotated[
        Number, Field(ge=-100.0, le=0.0, description="lowest log of the chance that times change before a trial")
    ] = -4.5
    log_k_high: Annotated[
        Number,
        Field(ge=-100.0, le=0.0, description="highest log of the chance that times change before a trial"),
    ] = -3.5
    trials: Annotated[int, Field(ge=1, le=10**5, description="trials of a life (T)")] = 200

    @model_validator(mode="before")
    @classmethod
    def _as_published(cls, given: Any) -> Any:
        """Fill in the chance in volatile times that goes with the layout."""
        if isinstance(given, dict) and given.get("layout", "generated") != "generated":
            return {"volatile": TESTED, **given}
        return given

    @model_validator(mode="after")
    def _ascends(self) -> Self:
        if self.log_k_low > self.log_k_high:
            raise ValueError(f"log_k_low = {self.log_k_low:g} is above log_k_high = {self.log_k_high:g}. Exchange them")
        return self

    @property
    def inputs(self) -> int:
        """What either arm would bring."""
        return 2

    @property
    def outputs(self) -> int:
        """Two arms."""
        return 2

    def sample(self, key: Key) -> Beginning:
        """Draw how a life begins."""
        first, volatile, k = jax.random.split(key, 3)
        if self.layout == "generated":
            quick = jax.random.bernoulli(volatile)
        else:
            quick = jnp.array(self.layout == "volatile_first")
        log_k = jax.random.uniform(k, minval=self.log_k_low, maxval=self.log_k_high)
        return Beginning(jax.random.bernoulli(first), quick, jnp.exp(log_k))

    def chance(self, key: Key, instance: Beginning) -> Luck:
        """Draw when times change and arms exchange their chances, what they would bring, and which pays."""
        switch, flip, shown, luck = jax.random.split(key, 4)
        trial = jnp.arange(self.trials)
        if self.layout == "generated":
            switches = jax.random.bernoulli(switch, instance.k, (self.trials,)) & (trial > 0)
            quick = (jnp.cumsum(switches) + instance.volatile) % 2 == 1
            flips = jax.random.bernoulli(flip, FLIP, (self.trials,)) & quick & (trial > 0)
        else:
            quick = (trial // BLOCK + instance.volatile) % 2 == 1
            flips = quick & (trial % PERIOD == 0) & (trial % BLOCK > 0)
        first = (jnp.cumsum(flips) + instance.first) % 2 == 1
        better = jnp.where(quick, self.volatile, self.stable)
        gammas = jax.random.exponential(shown, (self.trials, 2, 2, 4)).sum(axis=-1)  # Gamma(4), two for each Beta(4, 4)
        return Luck(
            jnp.where(first, better, 1.0 - better),
            quick,
            gammas[..., 0] / gammas.sum(axis=-1),
            jax.random.uniform(luck, (self.trials,)),
        )

    def begin(self, instance: Beginning) -> Array:
        """Return nothing: choices change nothing in this world."""
        del instance
        return jnp.zeros(())

    def observe(self, state: Array, chance: Luck, instance: Beginning) -> Array:
        """Return what either arm would bring, as shares of 100."""
        del state, instance
        return chance.shown

    def act(self, state: Array, chance: Luck, action: Array, instance: Beginning) -> Outcome:
        """Return what the chosen arm brings, and would bring on average."""
        del instance
        first = action == 0
        paid = first == (chance.luck < chance.chance)
        worth = jnp.where(first, chance.chance, 1.0 - chance.chance)
        shown = jnp.where(first, chance.shown[0], chance.shown[1])
        return Outcome(state, paid * shown, worth * shown)

    def choices(self, chances: Any, actions: Any) -> Choices:
        """Return the choices of lives, and what was shown to them; NumPy."""
        from baldwin.learning_rates import Choices

        paid = np.asarray(chances.luck) < np.asarray(chances.chance)
        shown, volatile = np.asarray(chances.shown, np.float64), np.asarray(chances.volatile, np.bool_)
        return Choices(np.asarray(actions) == 0, paid, shown, volatile)

    def observed(self, instances: Beginning, chances: Luck, actions: Any, rewards: Any) -> Observed:
        """Return the times, and what was chosen in them; the ideal observer believes in the generator."""
        from baldwin.neural.theory.expectations import of_times
        from baldwin.neural.theory.volatility import beliefs

        del instances, rewards
        made = self.choices(chances, actions)
        volatile = float(self.volatile) if self.layout == "generated" else SURE
        log_k = float(self.log_k_low), float(self.log_k_high)
        return of_times(made, beliefs(made.paid, float(self.stable), volatile, *log_k))

    def examinations(self) -> dict[str, SequentialTask]:
        """Return both orders of the blocks that Wang et al. (2018) tested in, so that time and volatility are apart."""
        orders: tuple[Literal["stable_first", "volatile_first"], ...] = ("stable_first", "volatile_first")
        made = {"volatile": TESTED, "trials": 2 * BLOCK}
        return {order.replace("_", " "): self.model_copy(update={"layout": order, **made}) for order in orders}

    def behaviour(self, instances: Beginning, chances: Luck, trace: Trace) -> dict[str, Any]:
        """Return the learning rates of (at most 500) lives in stable and volatile times; see `columns`."""
        from baldwin.learning_rates import fitted_rates

        del instances
        first, paid, shown, volatile = self.choices(chances, trace.actions)
        stable, quick = fitted_rates(first[:READ], paid[:READ], shown[:READ], volatile[:READ])
        return {"learning_rate_stable": stable, "learning_rate_volatile": quick}

    def ideals(self) -> dict[str, dict[str, Any]]:
        """Return the rates that fit an ideal observer."""
        from baldwin.neural.theory import ideals

        log_k = (self.log_k_low, self.log_k_high)
        rates = ideals.rates_volatility(self.layout, self.stable, self.volatile, log_k, self.trials)
        return {"ideal observer": dict(zip(self.columns, rates, strict=True))}

    def innate_bound(self) -> ReferencePolicy:
        """Return the exact score of always taking the larger magnitude: either arm is as likely to pay."""
        from baldwin.neural.theory.volatility import knowing

        return constant(INNATE, knowing(0.5), self.trials)

    def oracle_bound(self) -> ReferencePolicy:
        """Return the score of one who always knows r, exactly."""
        from baldwin.neural.theory.volatility import knowing

        if self.layout == "generated":  # as likely to be volatile as not, in every trial
            share = np.full(self.trials, 0.5)
        else:
            odd = (np.arange(self.trials) // BLOCK % 2).astype(np.float64)
            share = odd if self.layout == "stable_first" else 1.0 - odd
        return ReferencePolicy(ORACLE, (1.0 - share) * knowing(self.stable) + share * knowing(self.volatile))

    def reference_policies(self) -> tuple[ReferencePolicy, ...]:
        """Return a Bayes filter, Rescorla and Wagner's rule with its best rate, the larger magnitude, and chance.

        The filter believes in the generator, with this table's `stable` and `volatile`; so it is optimal in generated
        lives and is misled where times come in blocks, in which a plain rule can do better. All but chance take the arm
        whose expected reward is larger; magnitudes are averaged out.
        """
        from baldwin.neural.theory import volatility as theory

        world = (self.layout, self.stable, self.volatile, self.log_k_low, self.log_k_high, self.trials)
        name = "Bayes-optimal" if self.layout == "generated" else "Bayes filter of the generator"
        rate = theory.best_rate(*world)
        found = [
            from_lives(name, theory.bayes_filter(*world)),
            from_lives(f"Rescorla-Wagner, best rate {rate:.2f}", theory.best_fixed_rate(*world)),
        ]
        if self.layout != "generated":
            found.sort(key=lambda one: -float(one.scores.mean()))
        larger = constant("larger magnitude", theory.knowing(0.5), self.trials)
        return (*found, larger, ReferencePolicy("chance", np.full(self.trials, 0.25)))

    @classmethod
    def tiny(cls) -> Self:
        """Return short lives."""
        return cls(trials=12)
