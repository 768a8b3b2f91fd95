"""A safe arm and a risky one, with felt rewards tampered with (Wang et al. 2018, simulation 6; Stopper et al. 2014)."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import Field

from baldwin.neural.contracts import Array, Column, Key, Number, Outcome, SequentialTask, Trace
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.theory.reference_policy import INNATE, ORACLE, ReferencePolicy, constant

__all__ = ["Luck", "Payoffs", "SafeRisky"]

Chance = Annotated[Number, Field(gt=0.0, lt=1.0)]


class Payoffs(NamedTuple):
    """Which arm is the risky one, 0 or 1, and its chance to pay."""

    risky: Array
    p: Array


class Luck(NamedTuple):
    """What chance decides in a trial: the arm that must be pulled, or -1; whether the risky arm would pay."""

    forced: Array
    pays: Array


class SafeRisky(SequentialTask):
    """A safe arm, and a risky one that pays well or badly in this life: forced pulls of both, then free ones.

    The safe arm pays `safe`, the risky one `risky` with chance p_low or p_high, equally likely; which arm is the risky
    one differs between lives. Pulls are first forced, `forced` of each arm in random order: the arm that must be pulled
    is seen, is pulled whatever is done, and scores 0. Of the `free` pulls each scores its arm's expected reward.

    `blocked` tampers with what is felt, not with scores, in all pulls, as Stopper et al. (2014) did with dopamine:
    `risky_reward` takes the reward where the risky arm pays, `safe_reward` where the safe arm is pulled, and
    `risky_loss` adds the safe arm's where the risky arm does not pay. Departure: Wang et al. gave their actor a
    critic's prediction error in the place of reward, and changed that by as much; here the changed reward is felt.
    """

    score_name: ClassVar[str] = "expected reward per trial"
    columns: ClassVar[dict[str, Column]] = {
        "risky_share_high": Column("share of the risky arm in free pulls, in lives where it pays with p_high"),
        "risky_share_low": Column("share of the risky arm in free pulls, in lives where it pays with p_low"),
        "obeyed": Column("share of forced pulls in which the action was the arm that must be pulled"),
    }

    kind: Literal["safe_risky"] = "safe_risky"
    forced: Annotated[int, Field(ge=1, le=100, description="forced pulls of each arm")] = 5
    free: Annotated[int, Field(ge=1, le=200, description="free pulls")] = 20
    safe: Annotated[Number, Field(ge=-1e3, le=1e3, description="reward of the safe arm")] = 1.0
    risky: Annotated[Number, Field(ge=-1e3, le=1e3, description="reward of the risky arm, when it pays")] = 4.0
    p_low: Annotated[Chance, Field(description="chance that the risky arm pays, in half of the lives")] = 0.125
    p_high: Annotated[Chance, Field(description="chance that the risky arm pays, in the others")] = 0.5
    blocked: Annotated[
        Literal["none", "risky_reward", "safe_reward", "risky_loss"],
        Field(description="what is not felt; `none` is the control"),
    ] = "none"

    @property  # follows from fields of other names
    def trials(self) -> int:
        """Pulls of a life."""
        return 2 * self.forced + self.free

    @property
    def inputs(self) -> int:
        """The arm that must be pulled, one-hot."""
        return 2

    @property
    def outputs(self) -> int:
        """Two arms."""
        return 2

    def sample(self, key: Key) -> Payoffs:
        """Draw which arm is risky, and how much."""
        arm, chance = jax.random.bernoulli(key, shape=(2,))
        return Payoffs(arm.astype(jnp.int32), jnp.where(chance, self.p_high, self.p_low))

    def chance(self, key: Key, instance: Payoffs) -> Luck:
        """Draw the order of forced pulls, and when the risky arm would pay."""
        order, pays = jax.random.split(key)
        arms = jax.random.permutation(order, jnp.arange(2 * self.forced) % 2)
        forced = jnp.concatenate([arms, jnp.full(self.free, -1)])
        return Luck(forced.astype(jnp.int32), jax.random.bernoulli(pays, instance.p, (self.trials,)))

    def begin(self, instance: Payoffs) -> tuple[()]:
        """Return nothing: the arms do not change."""
        del instance
        return ()

    def observe(self, state: tuple[()], chance: Luck, instance: Payoffs) -> Array:
        """Return the one-hot of the arm that must be pulled; zeros if either may."""
        del state, instance
        return jax.nn.one_hot(chance.forced, 2)  # zeros for -1

    def act(self, state: tuple[()], chance: Luck, action: Array, instance: Payoffs) -> Outcome:
        """Return the reward as felt, and what the pull was worth; a forced pull is made whatever the action."""
        free = chance.forced < 0
        risky = jnp.where(free, action, chance.forced) == instance.risky
        won, lost = risky & chance.pays, risky & ~chance.pays
        felt = jnp.where(risky, jnp.where(chance.pays, self.risky, 0.0), self.safe)
        if self.blocked == "risky_reward":
            felt = felt - jnp.where(won, self.risky, 0.0)
        elif self.blocked == "safe_reward":
            felt = felt - jnp.where(risky, 0.0, self.safe)
        elif self.blocked == "risky_loss":
            felt = felt + jnp.where(lost, self.safe, 0.0)
        worth = jnp.where(risky, self.risky * instance.p, self.safe)
        return Outcome(state, felt, jnp.where(free, worth, 0.0))

    def behaviour(self, instances: Any, chances: Any, trace: Trace) -> dict[str, Any]:
        """Return how often the risky arm is chosen freely, by its chance, and how often forced pulls were obeyed."""
        import numpy as np

        forced, actions = np.asarray(chances.forced), np.asarray(trace.actions)
        risky = (actions == np.asarray(instances.risky)[:, None])[:, 2 * self.forced :]
        high = np.abs(np.asarray(instances.p) - self.p_high) < np.abs(np.asarray(instances.p) - self.p_low)
        must = forced >= 0
        return {
            "risky_share_high": float(risky[high].mean()) if high.any() else np.nan,
            "risky_share_low": float(risky[~high].mean()) if not high.all() else np.nan,
            "obeyed": float((actions == forced)[must].mean()),
        }

    def reference_policies(self) -> tuple[ReferencePolicy, ...]:
        """Return the optimum, greedy, Thompson and chance, exactly: of the control, whatever is blocked."""
        from baldwin.neural.theory.safe_risky import Session, safe_risky_reference_policies

        return safe_risky_reference_policies(
            Session(self.forced, self.free, self.safe, self.risky, self.p_low, self.p_high), self.blocked == "none"
        )

    def ideals(self) -> dict[str, dict[str, Any]]:
        """Return what pulling at random gives."""
        return {"chance": dict.fromkeys(self.columns, 0.5)}

    def innate_bound(self) -> ReferencePolicy:
        """Return the mean of both arms' rewards in free pulls: before a life either arm may be the risky one."""
        return self._in_free_pulls(INNATE, 0.5 * (self.safe + self.risky * 0.5 * (self.p_low + self.p_high)))

    def oracle_bound(self) -> ReferencePolicy:
        """Return the mean reward of the better arm in free pulls."""
        better = [max(self.safe, self.risky * p) for p in (self.p_low, self.p_high)]
        return self._in_free_pulls(ORACLE, 0.5 * sum(better))

    def _in_free_pulls(self, name: str, score: float) -> ReferencePolicy:
        """Return a policy that scores so in each free pull; forced ones, which come first, score 0."""
        bound = constant(name, score, self.trials)
        bound.scores[: 2 * self.forced] = 0.0
        return bound

    @classmethod
    def tiny(cls) -> Self:
        """Return one forced pull of each arm, and two free ones."""
        return cls(forced=1, free=2)
