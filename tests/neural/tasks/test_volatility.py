"""Stable and volatile times: how they are laid out, and rules played through them that must earn what theory says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from playing import near_mean, play, same_fates
from pydantic import ValidationError

from baldwin.learning_rates import rescorla_wagner
from baldwin.neural.contracts import Trace
from baldwin.neural.tasks.volatility import Luck, Volatility
from baldwin.neural.theory import volatility as theory

LIVES = 2000
GENERATED = Volatility(trials=60, log_k_low=-3.0, log_k_high=-2.0)


def guess(step: int, seen: np.ndarray, actions: np.ndarray, rewards: np.ndarray) -> np.ndarray:
    return np.random.default_rng(step).integers(0, 2, len(seen))


def larger(step: int, seen: np.ndarray, actions: np.ndarray, rewards: np.ndarray) -> np.ndarray:
    return seen.argmax(axis=1)


class Believer:
    """Takes the arm that it expects more of, after the outcomes so far: by Bayes' rule, or with a rate by the other."""

    def __init__(self, task: Volatility, rate: float | None = None) -> None:
        self.task, self.rate, self.value = task, rate, np.full(LIVES, 0.5)
        self.paid = np.zeros((LIVES, task.trials), dtype=bool)

    def __call__(self, step: int, seen: np.ndarray, actions: np.ndarray, rewards: np.ndarray) -> np.ndarray:
        task = self.task
        if step:  # a reward from the first arm, or none from the second, tells that the first pays
            self.paid[:, step - 1] = (rewards > 0.0) == (actions == 0)
        if self.rate is None:
            past = self.paid[:, : step + 1]
            self.value = theory.beliefs(past, task.stable, task.volatile, task.log_k_low, task.log_k_high)[:, step]
        elif step:
            self.value = self.value + self.rate * (self.paid[:, step - 1] - self.value)
        return self.value * seen[:, 0] < (1.0 - self.value) * seen[:, 1]


def test_generated_times_keep_their_law() -> None:
    same_fates(GENERATED, LIVES)
    instances, chances, trace = play(GENERATED, guess, LIVES)
    near_mean(instances.volatile, 0.5)
    near_mean(instances.first, 0.5)
    near_mean(np.log(instances.k), -2.5)
    assert np.log(instances.k).min() >= -3.0 - 1e-5
    assert np.log(instances.k).max() <= -2.0 + 1e-5
    np.testing.assert_array_equal(chances.volatile[:, 0], instances.volatile)
    np.testing.assert_array_equal(chances.chance[:, 0] > 0.5, instances.first)
    switches = chances.volatile[:, 1:] != chances.volatile[:, :-1]
    near_mean(switches.mean(axis=1), np.exp(-2.0) - np.exp(-3.0))
    side = chances.chance > 0.5
    flips = side[:, 1:] != side[:, :-1]
    assert not flips[~chances.volatile[:, 1:]].any()
    near_mean(flips[chances.volatile[:, 1:]], 0.2)
    np.testing.assert_allclose(np.unique(chances.chance[chances.volatile]), [0.0, 1.0])
    np.testing.assert_allclose(np.unique(chances.chance[~chances.volatile]), [0.25, 0.75])
    np.testing.assert_array_equal(trace.observations, chances.shown)
    near_mean(chances.shown[:, 5].ravel(), 0.5)
    near_mean((chances.shown[:, 5].ravel() - 0.5) ** 2, 1.0 / 36.0)  # variance of Beta(4, 4)
    near_mean((chances.shown[:, 5].ravel() - 0.5) ** 4, 1.0 / 528.0)
    pays = np.where(chances.luck < chances.chance, 0, 1)
    felt = np.take_along_axis(chances.shown, trace.actions[..., None], axis=2)[..., 0]
    np.testing.assert_array_equal(trace.rewards, np.where(trace.actions == pays, felt, 0.0))
    near_mean((trace.rewards - trace.scores).mean(axis=1), 0.0)
    near_mean(trace.scores.mean(axis=1), 0.25)


@pytest.mark.parametrize("layout", ["stable_first", "volatile_first"])
def test_blocks_are_laid_out_as_by_behrens(layout: Any) -> None:
    task = Volatility(layout=layout)
    assert (task.trials, task.stable, task.volatile) == (200, 0.75, 0.8)
    chances = play(task, guess, 20)[1]
    late = np.arange(200) >= 100
    np.testing.assert_array_equal(chances.volatile, [late == (layout == "stable_first")] * 20)
    side = chances.chance > 0.5
    expected = theory.worlds(layout, 0.75, 0.8, -4.5, -3.5, 200, 2, 0).chances > 0.5
    np.testing.assert_array_equal(side ^ side[:, :1], [expected[0] ^ expected[0, 0]] * 20)
    assert 0 < side[:, 0].sum() < 20
    assert task.oracle_bound().scores.mean() == pytest.approx(0.5 * (theory.knowing(0.75) + theory.knowing(0.8)))
    assert task.oracle() == pytest.approx(theory.knowing(0.8 if layout == "stable_first" else 0.75))


def test_what_is_not_given_goes_with_the_layout() -> None:
    assert Volatility().volatile == 1.0
    assert Volatility(volatile=0.8).volatile == 0.8
    assert Volatility(layout="stable_first", volatile=0.9).volatile == 0.9
    with pytest.raises(ValidationError, match=r"log_k_low = -3 is above log_k_high = -3\.5\. Exchange them"):
        Volatility(log_k_low=-3.0)


def test_the_filter_earns_what_theory_says() -> None:
    world = ("generated", 0.75, 1.0, -3.0, -2.0, 60)
    expected = theory.bayes_filter(*world)
    instances, chances, trace = play(GENERATED, Believer(GENERATED), LIVES)
    near_mean(trace.scores.mean(axis=1), expected.mean(), slack=4.0 * expected.mean(axis=1).std() / 4000**0.5)
    assert trace.scores.mean() < GENERATED.oracle()
    policies = GENERATED.reference_policies()
    assert [one.name.split(",")[0] for one in policies] == [
        "Bayes-optimal",
        "Rescorla-Wagner",
        "larger magnitude",
        "chance",
    ]
    means = [one.scores.mean() for one in policies]
    assert means == sorted(means, reverse=True)
    near_mean(play(GENERATED, larger, LIVES)[2].scores.mean(axis=1), GENERATED.innate_ceiling())
    assert set(GENERATED.behaviour(instances, chances, trace)) == set(GENERATED.columns)


def test_the_rule_earns_what_theory_says_and_its_rate_is_read() -> None:
    """Choices without noise of a rate of 0.2 are read as such, in stable and in volatile times alike."""
    task = Volatility(layout="volatile_first")
    instances, chances, trace = play(task, Believer(task, 0.2), LIVES)
    paid = chances.luck < chances.chance
    expected = theory.gain(chances.chance.astype(float), rescorla_wagner(paid, 0.2))
    near_mean((trace.scores - expected).mean(axis=1), 0.0)  # the same worlds: magnitudes alone differ
    found = task.behaviour(instances, chances, trace)
    np.testing.assert_allclose(list(found.values()), 0.2, atol=0.03)
    names = [one.name for one in task.reference_policies()]
    assert names[0].startswith("Rescorla-Wagner")  # the filter expects other worlds
    assert names[1] == "Bayes filter of the generator"


def test_behaviour_bears_lives_that_are_too_short() -> None:
    task = Volatility(trials=5)
    chances = Luck(np.full((3, 5), 0.75), np.zeros((3, 5), dtype=bool), np.full((3, 5, 2), 0.5), np.full((3, 5), 0.4))
    trace = Trace(None, np.zeros((3, 5), dtype=int), None, None, None, None)
    assert np.isnan(list(task.behaviour(None, chances, trace).values())).all()
