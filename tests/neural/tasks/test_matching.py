"""Dynamic matching: baits that wait, and rules played through the task that must earn what theory says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from playing import near_mean, play, same_fates

from baldwin.neural.contracts import Trace
from baldwin.neural.tasks.matching import Baits, Matching
from baldwin.neural.theory import matching as theory
from baldwin.neural.theory.reference_policy import mature

LIVES = 3000
TASK = Matching(trials=40)


def guess(step: int, seen: np.ndarray, actions: np.ndarray, rewards: np.ndarray) -> np.ndarray:
    return np.random.default_rng(step).integers(0, 2, len(seen))


def alternate(step: int, seen: np.ndarray, actions: np.ndarray, rewards: np.ndarray) -> np.ndarray:
    return np.full(len(seen), step % 2)


class Greedy:
    """Takes the arm that is likelier to pay now, by Bayes' rule on left's chance of baiting."""

    def __init__(self, bands: str) -> None:
        self.grid = theory.bets(bands, 0.5)
        self.belief = np.full((LIVES, len(self.grid)), 1.0 / len(self.grid))
        self.n = np.zeros((LIVES, 2))

    def __call__(self, step: int, seen: np.ndarray, actions: np.ndarray, rewards: np.ndarray) -> np.ndarray:
        assert seen.shape == (LIVES, 0)
        each = np.arange(LIVES)
        if step:
            n = self.n[each, actions]
            pays = 1.0 - (1.0 - self.grid[:, actions].T) ** (n[:, None] + 1.0)
            self.belief *= np.where(rewards[:, None] > 0.5, pays, 1.0 - pays)
            self.belief /= self.belief.sum(axis=1, keepdims=True)
            self.n += 1.0
            self.n[each, actions] = 0.0
        pays = 1.0 - (1.0 - self.grid) ** (self.n[:, None, :] + 1.0)
        expected = (self.belief[..., None] * pays).sum(axis=1)
        tie = np.abs(expected[:, 0] - expected[:, 1]) < 1e-9
        return np.where(tie, guess(step, seen, actions, rewards), expected[:, 1] > expected[:, 0])


@pytest.mark.parametrize(("bands", "inside"), [("training", {0, 2, 4}), ("held_out", {1, 3}), ("all", {0, 1, 2, 3, 4})])
def test_chances_lie_in_their_bands(bands: Any, inside: set[int]) -> None:
    instances = play(Matching(bands=bands, trials=3), guess, LIVES)[0]
    np.testing.assert_allclose(instances.chances.sum(axis=1), 0.5, rtol=1e-6)
    left = instances.chances[:, 0].astype(float) * 10.0
    counts = np.bincount(left.astype(int), minlength=5)
    assert set(np.flatnonzero(counts)) == inside
    share = 1.0 / len(inside)
    assert np.abs(counts[list(inside)] / LIVES - share).max() < 4.5 * np.sqrt(share * (1.0 - share) / LIVES) + 1e-9
    near_mean(left % 1.0, 0.5)


def test_baits_wait() -> None:
    """1 - (1 - p)^(n + 1), counted in Python."""
    same_fates(TASK, LIVES)
    instances, chances, trace = play(TASK, guess, LIVES)
    n, each = np.zeros((LIVES, 2)), np.arange(LIVES)
    for t in range(TASK.trials):
        a = trace.actions[:, t]
        chance = 1.0 - (1.0 - instances.chances[each, a].astype(float)) ** (n[each, a] + 1.0)
        np.testing.assert_allclose(trace.scores[:, t], chance, atol=1e-5)
        n += 1.0
        n[each, a] = 0.0
    np.testing.assert_array_equal(trace.rewards, chances.luck < trace.scores)
    near_mean((trace.rewards - trace.scores).mean(axis=1), 0.0)


def test_rules_earn_what_theory_says() -> None:
    world = ("training", 0.5, 40)
    for rule, scores in ((guess, theory.guessing(*world)), (alternate, theory.alternating(*world))):
        trace = play(TASK, rule, LIVES)[2]
        near_mean(trace.scores.mean(axis=1), scores.mean())
        near_mean(trace.scores[:, -1], scores[-1])
    expected = theory.bayes_greedy(*world)
    instances, chances, trace = play(TASK, Greedy("training"), LIVES)
    near_mean(trace.scores.mean(axis=1), expected.mean(), slack=4.0 * expected.mean(axis=1).std() / 4000**0.5)
    assert TASK.innate_ceiling() < trace.scores.mean() < TASK.oracle()
    found = TASK.behaviour(instances, chances, trace._replace(hidden=np.ones((LIVES, 40, 2))))
    assert set(found) == set(TASK.columns)
    assert found["reward_kernel"].shape == found["choice_kernel"].shape == (15,)
    assert np.isnan(found["coding"]).all()


def test_who_knows_the_chances_and_plans_earns_what_the_oracle_says() -> None:
    """Short lives, all of whose plans can be tried."""
    task = Matching(trials=6, bands="all")
    chances = play(task, guess, LIVES)[0].chances.astype(float)
    plans = (np.arange(64)[:, None] >> np.arange(6)) & 1
    earned = np.zeros((64, LIVES))
    for i, plan in enumerate(plans):
        n = np.zeros(2)
        for a in plan:
            earned[i] += 1.0 - (1.0 - chances[:, a]) ** (n[a] + 1.0)
            n += 1.0
            n[a] = 0.0
    best = plans[earned.argmax(axis=0)]
    trace = play(task, lambda step, *rest: best[:, step], LIVES)[2]
    np.testing.assert_allclose(trace.scores.sum(axis=1), earned.max(axis=0), atol=1e-5)
    end = trace.scores[:, -mature(task.trials) :].mean(axis=1)
    near_mean(end, task.oracle(), slack=1e-3)  # 20 chances stand for each band


def test_reference_policies_come_best_first() -> None:
    for bands in ("training", "held_out"):
        policies = Matching(bands=bands).reference_policies()  # type: ignore[arg-type]
        means = [one.scores.mean() for one in policies]
        assert means == sorted(means, reverse=True)
        assert policies[0].name == "optimal, told chances"
        assert policies[-1].name == "chance"
        assert all(one.scores.shape == (100,) for one in policies)


@pytest.mark.guards("coding")
def test_behaviour_reads_planted_lives() -> None:
    """Matching on rewards of the last trial: kernels at lag 1 alone, and a unit that is the last action."""
    draw = np.random.default_rng(0)
    task, lives, trials = Matching(trials=100), 400, 100
    actions, rewards = np.zeros((lives, trials), dtype=int), np.zeros((lives, trials))
    share = draw.uniform(0.2, 0.8, lives)
    odds = np.zeros(lives)
    for t in range(trials):
        actions[:, t] = draw.random(lives) > 1.0 / (1.0 + np.exp(-odds))
        rewards[:, t] = draw.random(lives) < np.where(actions[:, t] == 0, share, 1.0 - share)
        odds = 2.0 * rewards[:, t] * np.where(actions[:, t] == 0, 1.0, -1.0)
    unit = np.concatenate([np.zeros((lives, 1)), actions[:, :-1]], axis=1) + 0.2 * draw.standard_normal((lives, trials))
    trace = Trace(None, actions, rewards, rewards, unit[..., None], None)
    found = task.behaviour(Baits(np.full((lives, 2), 0.25)), None, trace)
    assert found["reward_kernel"][0] == pytest.approx(2.0, abs=0.15)
    np.testing.assert_allclose(found["reward_kernel"][1:], 0.0, atol=0.2)
    np.testing.assert_allclose(found["choice_kernel"], 0.0, atol=0.2)
    assert 0.2 < found["matching_slope"] < 0.9
    assert found["coding"].argmax() == 0
    short = Matching(trials=2).behaviour(
        Baits(np.full((3, 2), 0.25)),
        None,
        Trace(None, actions[:3, :2], rewards[:3, :2], None, unit[:3, :2, None], None),
    )
    assert np.isnan(short["reward_kernel"]).all()
