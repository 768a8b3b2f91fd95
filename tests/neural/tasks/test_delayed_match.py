"""Delayed match played: an observer in plain NumPy that reads its inputs must be right as often as theory says."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest
from playing import compiled, near_mean, play
from pydantic import ValidationError

from baldwin.neural.contracts import Trace
from baldwin.neural.tasks.delayed_match import DelayedMatch, Pair
from baldwin.neural.theory.delayed_match import RULES, table

LIVES = 1400
SETTINGS: list[dict[str, Any]] = [
    {"trials": 7, "delay": 2, "wait": 1},
    {"trials": 6, "delay": 0, "rules": ("and", "or", "not_first")},
]


class Observes:
    """Keeps the rules that fit what it has seen, and answers with most of them; it reads nothing but its inputs."""

    def __init__(self, task: DelayedMatch) -> None:
        self.task, self.tables = task, np.array([table(rule) for rule in task.rules])
        self.fits = np.ones((LIVES, len(self.tables)), bool)
        self.shown: list[np.ndarray] = []
        self.answer = np.zeros(LIVES, int)

    def __call__(self, step: int, seen: np.ndarray, actions: np.ndarray, rewards: np.ndarray) -> np.ndarray:
        stimuli, cue, outcome = seen[:, :2], seen[:, 2], seen[:, 3]
        if stimuli.any():
            assert (stimuli.sum(axis=1) == 1.0).all()
            self.shown.append(stimuli.argmax(axis=1))
        if cue.any():
            assert cue.all()
            self.pair = 2 * self.shown[-2] + self.shown[-1]
            told = self.tables[:, self.pair].T  # (N, rules)
            share = (told * self.fits).sum(axis=1) / self.fits.sum(axis=1)
            luck = np.random.default_rng(step).random(LIVES) < 0.5
            self.answer = np.where(share == 0.5, luck, share > 0.5).astype(int)
        if outcome.any():
            assert set(np.unique(outcome)) <= {-1.0, 1.0}
            assert (rewards == 0.0).all()  # it comes with the feedback
            truth = np.where(outcome > 0.0, self.answer, 1 - self.answer)
            self.fits &= truth[:, None] == self.tables[:, self.pair].T
        return self.answer


@pytest.mark.parametrize("fields", SETTINGS)
@pytest.mark.guards("accuracy_new_pair", "accuracy_known_pair", "accuracy_by_rule")
def test_the_observer_is_right_as_often_as_theory_says(fields: dict[str, Any]) -> None:
    task = DelayedMatch(**fields)
    assert task.deciding == (False,) * (2 + task.delay + task.wait) + (True, False)
    instances, chances, trace = play(task, Observes(task), LIVES)
    best, alone, chance = task.reference_policies()
    correct = trace.scores.reshape(LIVES, task.trials, -1)
    assert (correct[:, :, :-2] == 0.0).all()
    assert (correct[:, :, -1] == 0.0).all()
    felt = trace.rewards.reshape(LIVES, task.trials, -1)
    assert (felt[:, :, :-1] == 0.0).all()
    np.testing.assert_array_equal(felt[:, :, -1], correct[:, :, -2])
    told = trace.observations.reshape(LIVES, task.trials, -1, 4)[:, :, -1, 3]
    np.testing.assert_array_equal(told, 2.0 * felt[:, :, -1] - 1.0)
    for t in range(task.trials):
        near_mean(correct[:, t, -2], best.scores[t])
    assert best.scores.mean() >= alone.scores.mean() > chance.scores.mean() == 0.5
    np.testing.assert_allclose(alone.scores, 1.0 - 0.5 * 0.75 ** np.arange(task.trials))
    found, known = task.behaviour(instances, chances, trace), task.ideals()["Bayes-optimal"]
    assert found["accuracy_known_pair"] == known["accuracy_known_pair"] == 1.0
    assert found["accuracy_new_pair"] == pytest.approx(known["accuracy_new_pair"], abs=4.5 * 0.5 / np.sqrt(LIVES))
    seen = trace.observations.reshape(LIVES, task.trials, -1, 4)
    filled = {0: chances.first, 1 + task.delay: chances.second}
    for step, blank in enumerate(seen.swapaxes(0, 2)):
        assert (blank[:, :, 2] == (step == 2 + task.delay + task.wait)).all()
        assert (np.abs(blank[:, :, 3]) == (step == 3 + task.delay + task.wait)).all()
        shown = np.eye(2)[filled[step][:, :: len(task.deciding)].T] if step in filled else 0.0
        np.testing.assert_array_equal(blank[:, :, :2], np.broadcast_to(shown, blank[:, :, :2].shape))
    lived = [rule in task.rules for rule in RULES]
    np.testing.assert_array_equal(np.isnan(found["accuracy_by_rule"]), ~np.array(lived))
    each = LIVES / len(task.rules)
    np.testing.assert_allclose(
        found["accuracy_by_rule"][lived], known["accuracy_by_rule"][lived], atol=4.5 * 0.5 / np.sqrt(each)
    )


def test_rules_are_dealt_out_and_pairs_drawn() -> None:
    task = DelayedMatch(rules=("and", "or", "01"), examined=("match", "mismatch"), trials=8)
    lived, held_out = (
        np.asarray(one) for one in (task.sample_many(jax.random.key(0), 9), task.held_out(jax.random.key(0), 6))
    )
    for tables, rules, times in ((lived, ("and", "or", "01"), 3), (held_out, ("match", "mismatch"), 3)):
        for rule in rules:
            assert (tables == table(rule)).all(axis=1).sum() == times
    alone = jax.vmap(task.sample)(jax.random.split(jax.random.key(2), LIVES))
    near_mean((np.asarray(alone) == table("and")).all(axis=1), 1 / 3)
    _, chances, _ = compiled(DelayedMatch(**SETTINGS[1]), LIVES)[0](jax.random.key(3))
    pair = 2 * np.asarray(chances.first) + np.asarray(chances.second)
    steps = pair.reshape(LIVES, 6, -1)
    assert (steps == steps[:, :, :1]).all()
    for number in range(4):
        near_mean(steps[:, :, 0] == number, 0.25)
    again, other = (compiled(DelayedMatch(**SETTINGS[1]), LIVES)[0](jax.random.key(seed))[1] for seed in (3, 4))
    np.testing.assert_array_equal(again.first, chances.first)
    assert (np.asarray(other.first) != np.asarray(chances.first)).any()


def test_bounds_by_hand() -> None:
    """All rules: a half. `and`, `or`, `first` answer no to 00, yes to 11, and to 01 and 10 as two of three do."""
    assert (DelayedMatch().innate_ceiling(), DelayedMatch().oracle()) == (0.5, 1.0)
    few = DelayedMatch(rules=("and", "or", "first"))
    assert few.innate_ceiling() == pytest.approx((3 + 2 + 2 + 3) / 12)
    assert few.reference_policies()[0].scores[0] == pytest.approx(10 / 12)
    assert DelayedMatch(rules=("match",)).innate_ceiling() == 1.0
    withheld = DelayedMatch(rules=tuple(rule for rule in RULES if "match" not in rule), examined=("match", "mismatch"))
    assert withheld.innate_ceiling() == 0.5
    assert withheld.reference_policies()[0].scores[-1] > 0.99


def test_answers_are_counted_by_hand() -> None:
    """Two lives of two trials by `and` and `nor`: pairs 00, 00 and 11, 01; right, right and wrong, right."""
    task = DelayedMatch(trials=2, delay=0)
    pairs = Pair(np.repeat([[0, 0], [1, 0]], 4, axis=1), np.repeat([[0, 0], [1, 1]], 4, axis=1))
    scores = np.zeros((2, 2, 4))
    scores[:, :, 2] = [[1, 1], [0, 1]]
    tables = np.array([table("and"), table("nor")])
    found = task.behaviour(tables, pairs, Trace(None, None, None, scores.reshape(2, 8), None, None))
    assert found["accuracy_new_pair"] == pytest.approx(2 / 3)
    assert found["accuracy_known_pair"] == 1.0
    assert found["accuracy_by_rule"][RULES.index("and")] == found["accuracy_by_rule"][RULES.index("nor")] == 1.0
    assert np.isnan(found["accuracy_by_rule"]).sum() == 12


def test_a_rule_is_named_once() -> None:
    with pytest.raises(ValidationError, match="names a rule twice"):
        DelayedMatch(rules=("and", "and"))
