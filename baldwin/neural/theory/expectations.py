"""What is to be expected, moment by moment, by one who knows how a world is made, and by one who does not.

For `SequentialTask.observed`, beside `baldwin.neural.theory.observers`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

from baldwin.knowing import Bools, Floats, Kinds, Latent, Moments, Observed, Sources, Times
from baldwin.learning_rates import Choices
from baldwin.neural.theory import inferred_value, two_step
from baldwin.neural.theory.observers import last_trial

__all__ = ["TwoSteps", "of_cues", "of_times", "of_two_steps"]

RATES = np.linspace(0.05, 1.0, 20)  # of the learner without a model, of which the best is taken
NEAR = 1e-12  # chances so near to 0 or 1 are taken for certain
INFERRED, EXPERIENCED = ((f"{kind}, rewarded cue", f"{kind}, unrewarded cue") for kind in ("inferred", "experienced"))


def of_cues(
    sides: Kinds, cues: Kinds, valid: Bools, rewards: Floats, *, block_trials: int, flip: float, discount: float
) -> Observed:
    """Return what was to be expected at two cues, one of them rewarded, in lives whose trials begin with fixation.

    Moments are fixation and cue in turn; the error after fixation is that at the cue. The first policy infers one cue
    from the other, the second expects of each what it brought last.

    Args:
        sides, cues: which is rewarded, and which is shown, 0 or 1, (N, T).
        valid: whether the response at the cue was (N, T).
        rewards: of all steps (N, 2 T).
        block_trials: trials of a block.
        flip: chance of a reversal where a block begins.
        discount: of a step.
    """
    kinds, nowhere = inferred_value.trial_kinds(cues, sides, valid, block_trials), np.zeros(cues.shape, np.bool_)
    belief = inferred_value.ideal_belief(sides, block_trials, flip, valid)
    at_cue, before = inferred_value.ideal_values(belief, cues, discount, True)
    at_known_cue, before_known = inferred_value.separate_values(sides, cues, discount, valid)
    moments = Moments(
        steps=np.arange(rewards.shape[1]),
        seen=_in_turn(np.zeros_like(cues), 1 + cues),
        paid=rewards,
        discounts=np.full(rewards.shape[1], discount),
        kinds={name: _in_turn(where, nowhere) for name, where in kinds.items()},
        values={"ideal observer": _in_turn(before, at_cue), "each cue by itself": _in_turn(before_known, at_known_cue)},
        ratios={"inferred over experienced": (INFERRED, EXPERIENCED)},
    )
    return Observed(moments=moments, latent=_sides(sides, block_trials))


def _sides(sides: Kinds, block_trials: int) -> Latent:
    """Return the rewarded side as the state that is hidden at fixation, known from the second trial of a block on."""
    trials = sides.shape[1]
    place = np.arange(trials) % block_trials
    reversed_ = np.zeros(sides.shape, np.bool_)
    for block in range(1, trials // block_trials):
        now = slice(block * block_trials, (block + 1) * block_trials)
        reversed_[:, now] = (sides[:, now.start] != sides[:, now.start - 1])[:, None]
    kinds = {
        "trials after the first of a block": np.broadcast_to(place > 0, sides.shape),
        "first trial of a reversed block": reversed_ & (place == 0),
        "second trial of a reversed block": reversed_ & (place == 1),
    }
    return Latent(2 * np.arange(trials), sides, place > 0, kinds)


class TwoSteps(NamedTuple):
    """The world of the two-step task with one choice a trial; fields as those of the task."""

    p_common: float
    high: float
    low: float
    flip: float


def of_two_steps(world: TwoSteps, actions: Kinds, common: Bools, rewards: Floats) -> Observed:
    """Return what was to be expected in lives of the two-step task with one choice a trial.

    Moments are the choice, and the second state that is reached, in turn; a trial's value is what it pays. The first
    policy has a model: Bayes' rule on which second state is the better. The second has none: TD(1) at the rate that
    expects best what these trials paid, so that it has its best chance.

    Args:
        world: of the task.
        actions: (N, T), 0 or 1.
        common: whether the transition was the common one (N, T).
        rewards: (N, T), 0 or 1.
    """
    reached, paid = np.where(common, actions, 1 - actions), rewards > 0.5
    belief = two_step.beliefs(reached, paid, world.high, world.low, world.flip)
    first, second = (world.low + (world.high - world.low) * one for one in (belief, 1.0 - belief))
    worth = _actions(first, second, world.p_common)
    chosen, there = np.where(actions == 0, *worth), np.where(reached == 0, first, second)
    learned = _without_a_model(actions, reached, paid)
    nowhere = np.zeros(paid.shape, np.bool_)
    states = {"common state reached": common, "rare state reached": ~common}
    outcomes = dict(zip(two_step.KINDS, (paid & common, paid & ~common, ~paid & common, ~paid & ~common), strict=True))
    moments = Moments(
        steps=np.arange(actions.shape[1]).repeat(2),
        seen=_in_turn(actions, 2 + reached),
        paid=_in_turn(np.zeros_like(rewards), rewards),
        discounts=np.tile([1.0, 0.0], actions.shape[1]),
        kinds={
            **{name: _in_turn(where, nowhere) for name, where in states.items()},
            **{name: _in_turn(nowhere, where) for name, where in outcomes.items()},
        },
        values={"model-based": _in_turn(chosen, there), "model-free": _in_turn(*learned)},
        head=False,
    )
    odds = logit(np.clip(belief, NEAR, 1.0 - NEAR))
    sources = Sources({"log odds that the first state is the better": odds}, lambda found: _laws(found, world))
    evidence = np.where(paid == (reached == 0), 1.0, -1.0)
    followed = last_trial(actions, rewards, worth[0] - worth[1])
    return Observed(
        sources=sources, evidence=evidence, followed=followed, moments=moments, belief=belief, changes=world.flip
    )


def _actions(first: Floats, second: Floats, p_common: float) -> tuple[Floats, Floats]:
    """Return what either action pays, where the second states pay `first` and `second`."""
    return p_common * first + (1.0 - p_common) * second, p_common * second + (1.0 - p_common) * first


def _without_a_model(actions: Kinds, reached: Kinds, paid: Bools) -> tuple[Floats, Floats]:
    """Return the values of the learner without a model, at the rate whose second states expect best what is paid."""
    found = [two_step.model_free_values(actions, reached, paid, float(rate)) for rate in RATES]
    return min(found, key=lambda values: float(((paid - values[1]) ** 2).mean()))


def _laws(odds: Floats, world: TwoSteps) -> Floats:
    """Return the chances (.., 2, 2) that either action pays and does not, from the log odds (.., 1) of the belief."""
    belief = expit(odds[..., 0])
    first, second = (world.low + (world.high - world.low) * one for one in (belief, 1.0 - belief))
    pays = np.stack(_actions(first, second, world.p_common), axis=-1)
    return np.stack([pays, 1.0 - pays], axis=-1)


def of_times(choices: Choices, belief: Floats) -> Observed:
    """Return what was to be known in stable and volatile times, where one arm or the other pays.

    Args:
        choices: of the lives.
        belief: the ideal observer's chance that the first arm pays (N, T); it takes what is worth more.
    """
    first = belief * choices.shown[..., 0] > (1.0 - belief) * choices.shown[..., 1]
    actions = np.where(choices.first, 0, 1)
    paid = (choices.first == choices.paid).astype(np.float64)
    evidence = np.where(choices.paid, 1.0, -1.0)
    times = Times(choices, choices._replace(first=first))
    return Observed(evidence=evidence, followed=last_trial(actions, paid, belief), times=times, belief=belief)


def _in_turn(first: npt.NDArray[Any], second: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return two arrays (N, T) in turn, (N, 2 T)."""
    found: npt.NDArray[Any] = np.stack([first, second], axis=2).reshape(len(first), -1)
    return found
