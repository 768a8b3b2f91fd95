"""Reversals whose news must be inferred (Wang et al. 2018, simulation 3; Bromberg-Martin et al. 2010)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import Field

from baldwin.neural.contracts import Array, Column, Dimension, Key, Number, Outcome, SequentialTask, Trace
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.theory.reference_policy import INNATE, ORACLE, ReferencePolicy, constant

if TYPE_CHECKING:
    from baldwin.knowing import Observed

__all__ = ["InferredValue", "Luck"]

CENTRE = 2
CUES = Dimension(names=("rewarded cue", "unrewarded cue"))
ERROR, CONTRAST = "prediction error at the cue", "difference between cues,\nrewarded − unrewarded"


class Luck(NamedTuple):
    """What chance decides at a step: the cue, 0 or 1, or -1 at fixation; whether the rewarded side changes now."""

    cue: Array
    flip: Array


class InferredValue(SequentialTask):
    """Two cues, one of them rewarded: after a reversal the news of one cue tells the value of the other.

    A trial: fixation, which asks for the third action; then a cue, left or right, to which one must respond on its own
    side; reward is 1 if that side is the rewarded one, else 0. A response that is not asked for brings -1. The rewarded
    side stays for a block and changes with chance `flip` where the next begins. Memory is carried through all blocks
    (the original's text resets it, but then there would be nothing to reverse; it trained through 10 blocks at once).
    The response is forced: what is learned shows in the values that a network with a value head expects. Departure:
    cue, response and reward are one step, not three.
    """

    score_name: ClassVar[str] = "expected reward per trial"
    columns: ClassVar[dict[str, Column]] = {
        "valid_share": Column("share of steps with the response that is asked for", limits=(0.0, 1.02)),
        "rpe_before": Column(
            "prediction error at the cue, last trial before a reversal [rewarded cue, unrewarded cue]",
            label="before the\nreversal",
            panel=ERROR,
            contrast=CONTRAST,
            dimensions=(CUES,),
            neutral=0.0,
        ),
        "rpe_experienced": Column(
            "the same, second trial after it, cue as in the first [newly rewarded, newly unrewarded]",
            label="after it, cue\nmet again",
            panel=ERROR,
            contrast=CONTRAST,
            dimensions=(CUES,),
            neutral=0.0,
        ),
        "rpe_inferred": Column(
            "the same, second trial after it, cue not met since [newly rewarded, newly unrewarded]",
            label="after it, cue\nnot met yet",
            panel=ERROR,
            contrast=CONTRAST,
            dimensions=(CUES,),
            neutral=0.0,
        ),
        "inferred_ratio": Column(
            "inferred over experienced, of the differences between rewarded and unrewarded; ideally 1",
        ),
    }

    kind: Literal["inferred_value"] = "inferred_value"
    blocks: Annotated[int, Field(ge=1, le=10**4, description="blocks of a life")] = 10
    block_trials: Annotated[int, Field(ge=1, le=1000, description="trials of a block")] = 5
    flip: Annotated[
        Number, Field(ge=0.0, le=1.0, description="chance that the rewarded side changes where a block begins")
    ] = 0.5
    fixation: Annotated[
        bool, Field(description="whether a trial begins with a step that asks for the third action")
    ] = True
    discount: Annotated[
        Number,
        Field(ge=0.0, lt=1.0, description="discount of prediction errors in `behaviour`; nothing else uses it"),
    ] = 0.9

    @property  # follows from fields of other names
    def trials(self) -> int:
        """Trials of a life."""
        return self.blocks * self.block_trials

    @property
    def inputs(self) -> int:
        """Two cues, and fixation."""
        return 3 if self.fixation else 2

    @property
    def outputs(self) -> int:
        """Left and right, and centre where there is fixation."""
        return 3 if self.fixation else 2

    @property
    def deciding(self) -> tuple[bool, ...]:
        """Fixation is a choice too."""
        return (True, True) if self.fixation else (True,)

    def sample(self, key: Key) -> Array:
        """Draw the side that is rewarded in the first block, 0 or 1."""
        return jax.random.bernoulli(key).astype(jnp.int32)

    def chance(self, key: Key, instance: Array) -> Luck:
        """Draw cues and reversals."""
        del instance
        cues, flips = jax.random.split(key)
        cue = jax.random.bernoulli(cues, shape=(self.trials,)).astype(jnp.int32)
        first = jnp.arange(self.trials) % self.block_trials == 0
        drawn = jax.random.bernoulli(flips, self.flip, (self.trials,))
        flip = drawn & first & (jnp.arange(self.trials) > 0)
        if self.fixation:
            cue = jnp.stack([jnp.full_like(cue, -1), cue], axis=1).ravel()
            flip = jnp.stack([flip, jnp.zeros_like(flip)], axis=1).ravel()
        return Luck(cue, flip)

    def begin(self, instance: Array) -> Array:
        """Return the rewarded side ()."""
        return instance

    def observe(self, state: Array, chance: Luck, instance: Array) -> Array:
        """Return the one-hot of the cue, and 1 at fixation."""
        del state, instance
        cue = jax.nn.one_hot(chance.cue, 2)  # zeros for -1
        return jnp.append(cue, (chance.cue < 0).astype(jnp.float32)) if self.fixation else cue

    def act(self, state: Array, chance: Luck, action: Array, instance: Array) -> Outcome:
        """Return the side, and reward: no luck is in it."""
        del instance
        side = jnp.where(chance.flip, 1 - state, state)
        asked = jnp.where(chance.cue < 0, CENTRE, chance.cue)
        reward = jnp.where(action == asked, (chance.cue == side).astype(jnp.float32), -1.0)
        return Outcome(side, reward, reward)

    def sides(self, instances: Any, chances: Any) -> Any:
        """Return the rewarded side (N, T) in each trial; NumPy."""
        import numpy as np

        flips = np.asarray(chances.flip)[:, :: len(self.deciding)]
        return (np.asarray(instances)[:, None] + np.cumsum(flips, axis=1)) % 2

    def observed(self, instances: Any, chances: Any, actions: Any, rewards: Any) -> Observed | None:
        """Return what was to be expected at fixation and at the cue; None without fixation, which precedes no cue."""
        import numpy as np

        from baldwin.neural.theory.expectations import of_cues

        if not self.fixation:
            return None
        cues = np.asarray(chances.cue, np.int64)[:, 1::2]
        valid = np.asarray(actions)[:, 1::2] == cues
        world: dict[str, Any] = {"block_trials": self.block_trials, "flip": self.flip, "discount": self.discount}
        sides = np.asarray(self.sides(instances, chances), np.int64)
        return of_cues(sides, cues, valid, np.asarray(rewards, np.float64), **world)

    def behaviour(self, instances: Any, chances: Any, trace: Trace) -> dict[str, Any]:
        """Return prediction errors at the cue around reversals; see `baldwin.neural.theory.inferred_value`.

        The error is discount V(cue) - V(fixation); without fixation V(before) is the mean over lives of
        discount V(cue) in that trial. Without a value head, or where no such trial came, it is NaN.
        """
        import numpy as np

        from baldwin.neural.theory.inferred_value import prediction_errors

        cues, steps = np.asarray(chances.cue), len(self.deciding)
        valid = np.asarray(trace.actions) == np.where(cues < 0, CENTRE, cues)
        values = np.asarray(trace.values, float)
        at_cue, before = values[:, steps - 1 :: steps], values[:, ::steps] if self.fixation else None
        if not values.any():
            at_cue, before = np.full(at_cue.shape, np.nan), None
        met = (cues[:, steps - 1 :: steps], self.sides(instances, chances), valid[:, steps - 1 :: steps])
        with np.errstate(all="ignore"):  # values may be beyond the finite numbers
            found = prediction_errors(at_cue, before, *met, self.block_trials, self.discount)
            inferred, experienced = (found[name][0] - found[name][1] for name in ("inferred", "experienced"))
            ratio = float(inferred / experienced) if experienced != 0.0 else np.nan
        return {
            "valid_share": float(valid.mean()),
            **{f"rpe_{name}": value for name, value in found.items()},
            "inferred_ratio": ratio,
        }

    def reference_policies(self) -> tuple[ReferencePolicy, ...]:
        """Return the policies that always respond as asked, and by chance; exact."""
        import numpy as np

        chance = 0.5 * 0.5 - 0.5
        if self.fixation:
            chance = -2.0 / 3.0 + (0.5 - 2.0) / 3.0
        ideal, random = np.full(self.trials, 0.5), np.full(self.trials, chance)
        return ReferencePolicy("Bayes-optimal", ideal), ReferencePolicy("chance", random)

    def ideals(self) -> dict[str, dict[str, Any]]:
        """Return the errors of one who knows which side is rewarded."""
        from baldwin.neural.theory.inferred_value import ideal_prediction_error

        error = ideal_prediction_error(self.discount)
        errors = {name: (error, -error) for name in ("rpe_before", "rpe_experienced", "rpe_inferred")}
        return {"ideal observer": {**errors, "inferred_ratio": 1.0}}

    def innate_bound(self) -> ReferencePolicy:
        """Return 0.5, half of the cues being rewarded: to respond as is asked takes no learning."""
        return constant(INNATE, 0.5, self.trials)

    def oracle_bound(self) -> ReferencePolicy:
        """Return 0.5: to know the side changes no response."""
        return constant(ORACLE, 0.5, self.trials)

    @classmethod
    def tiny(cls) -> Self:
        """Return two blocks of two trials."""
        return cls(blocks=2, block_trials=2)
