"""Associative memory played: rules in NumPy must be right as often as theory says, at sizes that are no defaults."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest
from playing import compiled, near_mean, play, same_fates
from pydantic import ValidationError

from baldwin.neural.contracts import Trace
from baldwin.neural.tasks.associative_memory import AssociativeMemory, Cue

LIVES = 1500


class Eliminates:
    """Tries what has not failed since the mapping was drawn, of which it is told."""

    def __init__(self, task: AssociativeMemory, mapping: np.ndarray) -> None:
        self.task, self.mapping = task, mapping
        self.left = np.ones((LIVES, task.stimuli, task.actions), bool)
        self.shown = np.zeros(LIVES, int)

    def __call__(self, step: int, seen: np.ndarray, actions: np.ndarray, rewards: np.ndarray) -> np.ndarray:
        steps, each = len(self.task.deciding), np.arange(LIVES)
        if step and self.task.deciding[(step - 1) % steps]:
            won = rewards > 0.5
            self.left[each[won], self.shown[won]] = False
            self.left[each, self.shown, actions] = won
        assert (seen.sum(axis=1) == 1.0).all()
        self.shown = seen.argmax(axis=1)
        if step % steps:
            return np.zeros(LIVES, int)
        new = self.mapping[:, step] != self.mapping[:, max(step - 1, 0)]
        self.left[new] = True
        luck = np.random.default_rng(step).random((LIVES, self.task.actions)) + 1.0
        return np.argmax(self.left[each, self.shown] * luck, axis=1)


@pytest.mark.parametrize(
    "fields",
    [
        {"stimuli": 3, "actions": 2, "trials": 12, "reversals": (7,), "feedback": True},
        {"stimuli": 2, "actions": 5, "trials": 15, "reversals": (6,), "spread": 3, "misleading": 4},
    ],
)
@pytest.mark.guards("accuracy_before", "accuracy_after", "accuracy_end")
def test_who_eliminates_is_right_as_often_as_theory_says(fields: dict[str, Any]) -> None:
    task = AssociativeMemory(**fields)
    mapping = np.asarray(compiled(task, LIVES)[0](jax.random.key(0))[1].mapping)
    instances, chances, trace = play(task, Eliminates(task, mapping), LIVES)
    best, untold, chance = task.reference_policies()
    assert (best.name == "Bayes-optimal") == (task.spread == 0)
    correct = trace.scores.reshape(LIVES, task.trials, -1).sum(axis=2)
    for t in range(task.trials):
        near_mean(correct[:, t], best.scores[t])
    assert untold.scores.mean() < best.scores.mean()
    assert chance.scores.sum() == pytest.approx((task.trials - task.misleading) / task.actions)
    found = task.behaviour(instances, chances, trace)
    for name, value in task.ideals()[best.name].items():
        assert found[name] == pytest.approx(value, abs=4.5 * 0.5 / np.sqrt(LIVES)), name
    childhood = trace.rewards.reshape(LIVES, task.trials, -1)[:, : task.misleading]
    assert (correct[:, : task.misleading] == 0.0).all()
    assert not task.misleading or childhood.any()


def test_mappings_stimuli_and_reversals_are_drawn_as_said() -> None:
    task = AssociativeMemory(stimuli=3, actions=4, trials=20, reversals=(5, 12), spread=2, misleading=2)
    instances, chances, _ = compiled(task, LIVES)[0](jax.random.key(1))
    maps, cue = np.asarray(instances), Cue(*(np.asarray(leaf) for leaf in chances))
    assert maps.shape == (LIVES, 4, 3)
    for number in range(4):
        near_mean(maps == number, 0.25)
        near_mean((maps[:, 1:] == maps[:, :-1]).ravel(), 0.25)  # independent of the one before
    for number in range(3):
        near_mean(cue.stimulus == number, 1 / 3)
    assert (cue.mapping[:, :2] == -1).all()
    assert (cue.mapping[:, 2:5] == 0).all()
    assert (np.diff(cue.mapping) >= 0).all()
    for number, first in ((1, 5), (2, 12)):
        starts = (cue.mapping >= number).argmax(axis=1)
        assert set(starts) == {first, first + 1, first + 2}
        near_mean(starts, first + 1.0)
    np.testing.assert_array_equal(cue.right, maps[np.arange(LIVES)[:, None], cue.mapping + 1, cue.stimulus])
    same_fates(task, LIVES)


def test_bounds_leave_childhood_out() -> None:
    task = AssociativeMemory(actions=5, misleading=10, reversals=[40, 60])
    innate, oracle = task.innate_bound(), task.oracle_bound()
    assert innate.scores.sum() == pytest.approx(70 / 5)
    assert oracle.scores.sum() == 70
    assert (task.innate_ceiling(), task.oracle()) == pytest.approx((0.2, 1.0))
    never = AssociativeMemory(reversals=[])
    assert [one.name for one in never.reference_policies()] == ["Bayes-optimal", "chance"]
    assert set(never.ideals()["Bayes-optimal"]) == {"accuracy_end"}
    scores = np.array([[0, 1, 1, 0], [1, 1, 1, 0.0]])
    once = AssociativeMemory(trials=4, reversals=[]).behaviour(
        None, Cue(None, None, np.zeros((2, 4), int)), Trace(None, None, None, scores, None, None)
    )
    assert once["accuracy_end"] == pytest.approx(5 / 8)
    assert np.isnan([once["accuracy_before"], once["accuracy_after"]]).all()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reversals": (80,)}, "as late as trial 80, and the life ends after trials = 80"),
        ({"reversals": (40, 30)}, "as late as trial 40, and another follows at 30"),
        ({"reversals": (20, 40), "spread": 20}, "as late as trial 40, and another follows at 40"),
        ({"misleading": 40}, "as late as trial 40, and another follows at 40"),
        ({"reversals": (), "spread": 2}, "of no use without reversals"),
    ],
)
def test_mappings_that_nobody_would_meet_are_refused(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        AssociativeMemory(**fields)
