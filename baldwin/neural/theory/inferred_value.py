"""Reversals between two cues: what to believe and to expect, for one who infers a cue's value from the other's."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from baldwin.neural.theory.reference_policy import Floats

__all__ = [
    "KINDS",
    "ideal_belief",
    "ideal_prediction_error",
    "ideal_values",
    "prediction_errors",
    "separate_values",
    "trial_kinds",
]

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

KINDS = ("before", "experienced", "inferred")
CUES = ("rewarded cue", "unrewarded cue")


def ideal_belief(sides: npt.ArrayLike, block_trials: int, flip: float, seen: npt.ArrayLike | None = None) -> Floats:
    """Return the exact P(side 1 is rewarded) before each trial (N, T), for one who knows where blocks begin.

    One outcome tells the side, as reward is certain; at the first trial of a block it changes with chance `flip`.

    Args:
        sides: the rewarded side, 0 or 1, (N, T).
        block_trials: trials of a block.
        flip: chance of a reversal where a block begins.
        seen: whether the trial showed its outcome (a valid response), (N, T); all if not given.
    """
    sides = np.asarray(sides)
    shown = np.ones(sides.shape, bool) if seen is None else np.asarray(seen, bool)
    belief = np.full(sides.shape, 0.5)
    for t in range(1, sides.shape[1]):
        now = np.where(shown[:, t - 1], sides[:, t - 1], belief[:, t - 1])
        belief[:, t] = now + flip * (1.0 - 2.0 * now) if t % block_trials == 0 else now
    return belief


def ideal_values(belief: npt.ArrayLike, cues: npt.ArrayLike, discount: float, fixation: bool) -> tuple[Floats, Floats]:
    """Return expected discounted reward at the cue and before it (N, T), of one with `belief`, whose life has no end.

    Either cue comes with probability 1/2 whatever the side, so that belief matters to the reward of this trial alone:
    later ones bring 1/2 each on average. Before the cue is the fixation step, or where there is none the cue's mean.
    """
    belief, cues = np.asarray(belief, float), np.asarray(cues)
    steps = 2 if fixation else 1
    at_trial = 0.5 / (1.0 - discount**steps)  # mean value at the cue: 1/2 now, and at every `steps`-th step
    at_cue = np.where(cues == 1, belief, 1.0 - belief) + discount**steps * at_trial
    return at_cue, np.full(at_cue.shape, discount * at_trial if fixation else at_trial)


def ideal_prediction_error(discount: float, steps: int = 1) -> float:
    """Return the prediction error at a cue that foretells reward `steps` steps after the step before it: g^steps / 2.

    Minus that at the other cue. Our cue is answered and paid at once (1: 0.45 at g = 0.9); of Wang et al. (2018), whose
    reward comes up to two steps later, 2 gives 0.405 and 3 gives 0.3645.
    """
    return 0.5 * discount**steps


def separate_values(
    sides: npt.ArrayLike, cues: npt.ArrayLike, discount: float, seen: npt.ArrayLike | None = None
) -> tuple[Floats, Floats]:
    """Return the same, with fixation, of one who expects of each cue what it brought last, and infers nothing.

    Args:
        sides, cues: 0 or 1, (N, T).
        discount: of a step.
        seen: whether the trial showed its outcome (a valid response), (N, T); all if not given.
    """
    sides, cues = np.asarray(sides), np.asarray(cues)
    shown = np.ones(sides.shape, np.bool_) if seen is None else np.asarray(seen, np.bool_)
    known, found, lives = np.full((len(cues), 2), 0.5), np.zeros(cues.shape), np.arange(len(cues))
    for t in range(cues.shape[1]):
        now = cues[:, t]
        found[:, t] = known[lives, now]
        known[lives, now] = np.where(shown[:, t], now == sides[:, t], known[lives, now])
    later = discount**2 * 0.5 / (1.0 - discount**2)  # of trials to come; see `ideal_values`
    return found + later, np.full(found.shape, discount * (0.5 + later))


def trial_kinds(cues: Ints, sides: Ints, valid: Bools, block_trials: int) -> dict[str, Bools]:
    """Return the trials (N, T) around reversals: "<kind>, <rewarded or unrewarded> cue" -> which they are.

    Only blocks count whose side is another than that of the block before:

    before       the last trial of the block before, by the side that was rewarded then
    experienced  the second trial, the cue being that of the first, whose new outcome has been met
    inferred     the second trial, the cue being the other one, not met since the reversal

    Args:
        cues, sides: (N, T), 0 or 1; valid: whether the response was (N, T).
        block_trials: trials of a block; with only one there is no second trial, and there are none of all kinds.
    """
    found = {(kind, cue): np.zeros(cues.shape, np.bool_) for kind in KINDS for cue in CUES}
    if block_trials >= 2 and cues.shape[1] >= 2 * block_trials:
        blocks = (len(cues), -1, block_trials)
        cue, side, shown = cues.reshape(blocks), sides.reshape(blocks), valid.reshape(blocks)
        reversal = side[:, 1:, 0] != side[:, :-1, 0]
        same = cue[:, 1:, 1] == cue[:, 1:, 0]
        met = reversal & shown[:, 1:, 0]  # who did not respond has seen no outcome
        for name, rewarded in zip(CUES, (cue == side, cue != side), strict=True):
            before, experienced, inferred = (found[kind, name].reshape(blocks) for kind in KINDS)
            before[:, :-1, -1] = reversal & rewarded[:, :-1, -1]
            experienced[:, 1:, 1] = met & same & rewarded[:, 1:, 1]
            inferred[:, 1:, 1] = met & ~same & rewarded[:, 1:, 1]
    return {f"{kind}, {cue}": where for (kind, cue), where in found.items()}


def prediction_errors(
    at_cue: Floats,
    before_cue: Floats | None,
    cues: Ints,
    sides: Ints,
    valid: Bools,
    block_trials: int,
    discount: float,
) -> dict[str, Floats]:
    """Return mean prediction errors at the cue, each (2,): [rewarded, unrewarded] cue; NaN where there is none.

    The error is discount V(cue) - V(before), V(before) from the step before the cue, or where there is none (None) from
    the mean of discount V(cue) over all lives and cues of the trial. What is before, experienced and inferred: see
    `trial_kinds`.

    Args:
        at_cue, before_cue: values (N, T).
        cues, sides: (N, T), 0 or 1; valid: whether the response was (N, T).
        block_trials: trials of a block.
        discount: of a step.
    """
    ahead = discount * at_cue
    errors = ahead - (ahead.mean(axis=0) if before_cue is None else before_cue)
    where = trial_kinds(cues, sides, valid, block_trials)
    means = {name: errors[here].mean() if here.any() else np.nan for name, here in where.items()}
    return {kind: np.array([means[f"{kind}, {cue}"] for cue in CUES]) for kind in KINDS}
