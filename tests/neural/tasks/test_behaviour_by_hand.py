"""What lives did, counted by hand: lives are planted whose every column can be told with a pencil."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from baldwin.learning_rates import fitted_rates
from baldwin.neural.contracts import Trace
from baldwin.neural.tasks.bandit import Bandit
from baldwin.neural.tasks.matching import Matching
from baldwin.neural.tasks.restless import Restless
from baldwin.neural.tasks.volatility import Volatility
from baldwin.neural.theory import matching, restless


def trace(actions: Any, rewards: Any, scores: Any = None) -> Trace:
    actions, rewards = np.asarray(actions), np.asarray(rewards, np.float64)
    scores = np.zeros(actions.shape) if scores is None else np.asarray(scores, np.float64)
    return Trace(np.zeros((*actions.shape, 0)), actions, rewards, scores, np.zeros((*actions.shape, 0)), 0.0 * rewards)


@pytest.mark.guards("regret", "suboptimal", "stay_after_win", "shift_after_loss")
def test_a_bandit_is_read_by_its_first_two_choices_and_all_its_scores() -> None:
    """Best arms are 1, 0, 2, 2; three of the lives win at first, of whom two stay; the one that loses shifts."""
    arms = np.array([[0.1, 0.9, 0.2], [0.8, 0.3, 0.1], [0.2, 0.5, 0.7], [0.0, 0.1, 0.4]])
    actions = [[1, 1, 0, 1], [2, 2, 0, 0], [2, 0, 0, 0], [0, 1, 1, 2]]
    rewards = [[1, 0, 0, 0], [1, 0, 0, 0], [1, 1, 1, 1], [0, 1, 0, 0]]
    scores = [[arms[life, a] - arms[life].max() for a in chosen] for life, chosen in enumerate(actions)]
    found = Bandit(arms=3, trials=4).behaviour(arms, None, trace(actions, rewards, scores))
    assert found == {
        "regret": pytest.approx(((0.8) + (0.7 + 0.7) + (0.5 * 3) + (0.4 + 0.3 + 0.3)) / 4.0),
        "suboptimal": pytest.approx((1 + 2 + 3 + 3) / 16.0),
        "stay_after_win": pytest.approx(2.0 / 3.0),
        "shift_after_loss": 1.0,
    }
    lost = Bandit(arms=3, trials=4).behaviour(arms, None, trace(actions, np.zeros((4, 4)), scores))
    assert np.isnan(lost["stay_after_win"])
    assert lost["shift_after_loss"] == 0.5
    won = Bandit(arms=3, trials=4).behaviour(arms, None, trace(actions, np.ones((4, 4)), scores))
    assert np.isnan(won["shift_after_loss"])
    assert won["stay_after_win"] == 0.5
    once = Bandit(arms=3, trials=1).behaviour(arms, None, trace(np.zeros((4, 1), int), np.ones((4, 1))))
    assert np.isnan(once["stay_after_win"])


@pytest.mark.guards("matching_slope")
def test_the_matching_slope_is_read_from_the_last_two_thirds() -> None:
    """Nine trials, of which six count. Rewards 1:2, 1:1, 2:1 and choices 2:4, 3:3, 4:2 lie on a line of slope 1."""
    left = np.zeros((4, 9), bool)
    paid = np.zeros((4, 9), bool)
    for life, (c, r) in enumerate([((2, 4), (1, 2)), ((3, 3), (1, 1)), ((4, 2), (2, 1))]):
        left[life, 3 : 3 + c[0]] = True
        paid[life, 3 : 3 + r[0]] = True
        paid[life, 9 - r[1] :] = True
    left[:, :3] = [True, False, True]  # what comes first is left out
    paid[:, :3] = True
    left[3, 3:] = True  # who never chooses right is left out
    assert matching.slope(left, paid) == pytest.approx(1.0)
    under = left.copy()
    under[0, 3:], under[2, 3:] = [True, False, True, False, True, False], [True, False, True, False, True, False]
    assert matching.slope(under[[1, 1, 1]], paid[[1, 1, 1]]) != matching.slope(left, paid)  # NaN: rewards do not differ
    world: Any = SimpleNamespace(chances=np.full((4, 2), 0.25))
    assert Matching(trials=9).behaviour(world, None, trace(~left * 1, paid))["matching_slope"] == pytest.approx(1.0)


def test_choices_that_vary_less_than_rewards_undermatch() -> None:
    """Rewards 1:4 and 4:1, choices 5:10 and 10:5: log2 2 against log2 4, a slope of one half."""
    left, paid = np.zeros((3, 15), bool), np.zeros((3, 15), bool)
    for life, (c, r) in enumerate([(5, (1, 4)), (10, (4, 1)), (5, (1, 4))]):
        left[life, :c] = True
        paid[life, : r[0]] = True
        paid[life, 15 - r[1] :] = True
    many = [np.concatenate([np.zeros((3, 8), bool), one], axis=1)[:, 8 - 7 :] for one in (left, paid)]  # 22 = 7 + 15
    assert matching.slope(*many) == pytest.approx(0.5)


@pytest.mark.guards("reward_kernel", "choice_kernel")
def test_kernels_find_the_weights_that_choices_were_drawn_with() -> None:
    draw, lives, trials = np.random.default_rng(2), 300, 120
    left, paid = np.zeros((lives, trials), bool), draw.random((lives, trials)) < 0.4
    for t in range(trials):
        odds = np.zeros(lives)
        for lag, reward, choice in ((1, 1.5, 0.0), (2, 0.0, -0.8)):
            if t >= lag:
                side = np.where(left[:, t - lag], 1.0, -1.0)
                odds += side * (reward * paid[:, t - lag] + choice)
        left[:, t] = draw.random(lives) < 1.0 / (1.0 + np.exp(-odds))
    world: Any = SimpleNamespace(chances=np.full((lives, 2), 0.25))
    found = Matching(trials=trials).behaviour(world, None, trace(~left * 1, paid))
    rewards, choices = found["reward_kernel"], found["choice_kernel"]
    assert rewards.shape == choices.shape == (15,)
    np.testing.assert_allclose(rewards, [1.5, 0.0, *[0.0] * 13], atol=0.2)  # 5 standard errors
    np.testing.assert_allclose(choices, [0.0, -0.8, *[0.0] * 13], atol=0.14)


@pytest.mark.guards(
    "regret_low", "regret_high", "rate_low", "rate_high", "inverse_temperature_low", "inverse_temperature_high"
)
def test_restless_lives_are_read_apart() -> None:
    """Choices drawn from values that move by .3 and .7, at temperatures 1/6 and 1/3, are read as such."""
    draw, lives, trials = np.random.default_rng(5), 600, 100
    volatile = np.arange(lives) % 2 * 1.0
    rate, beta = np.where(volatile == 1.0, 0.7, 0.3), np.where(volatile == 1.0, 3.0, 6.0)
    value, actions, rewards = np.full((lives, 2), 0.5), np.zeros((lives, trials), int), np.zeros((lives, trials))
    for t in range(trials):
        second = draw.random(lives) < 1.0 / (1.0 + np.exp(-beta * (value[:, 1] - value[:, 0])))
        actions[:, t] = second
        rewards[:, t] = draw.random(lives) < np.where(second, 0.35, 0.65)
        row = np.arange(lives)
        value[row, actions[:, t]] += rate * (rewards[:, t] - value[row, actions[:, t]])
    scores = np.where(volatile[:, None] == 1.0, -0.2, -0.05) * np.ones((lives, trials))
    instances: Any = SimpleNamespace(volatile=volatile)
    found = Restless(trials=trials).behaviour(instances, None, trace(actions, rewards, scores))
    assert list(found) == list(Restless.columns)
    assert found["regret_low"] == pytest.approx(0.05)
    assert found["regret_high"] == pytest.approx(0.2)
    assert found["rate_low"] == pytest.approx(0.3, abs=0.05)
    assert found["rate_high"] == pytest.approx(0.7, abs=0.08)
    assert found["inverse_temperature_low"] == pytest.approx(6.0, rel=0.1)
    assert found["inverse_temperature_high"] == pytest.approx(3.0, rel=0.1)


def test_a_temperature_is_the_one_that_makes_choices_most_likely() -> None:
    """Two trials: the first tells nothing; in the second the arm is ahead by alpha / 2, 3 of 4 times it is chosen."""
    actions = np.array([[0, 0], [0, 0], [0, 0], [0, 1]])
    rewards = np.array([[1.0, 0.0]] * 4)
    fit = restless.fit_inverse_temperature(actions, rewards, 0.5)
    assert fit.inverse_temperature == pytest.approx(np.log(3.0) / 0.25, rel=1e-4)
    likely = (4 * np.log(0.5) + 3 * np.log(0.75) + np.log(0.25)) / 8.0
    assert fit.log_likelihood == pytest.approx(likely, rel=1e-5)


@pytest.mark.guards("learning_rate_stable", "learning_rate_volatile")
def test_volatile_and_stable_times_are_read_apart() -> None:
    """Choices that follow values moving by .12 in stable and .6 in volatile lives are read as such."""
    draw, lives, trials = np.random.default_rng(8), 300, 60
    quick = np.arange(lives) % 2 == 1
    paid = draw.random((lives, trials)) < np.where(np.arange(trials) // 15 % 2 == 0, 0.8, 0.2)
    shown = draw.beta(4.0, 4.0, (lives, trials, 2))
    value, first = np.full(lives, 0.5), np.zeros((lives, trials), bool)
    for t in range(trials):
        odds = 20.0 * (value * shown[:, t, 0] - (1.0 - value) * shown[:, t, 1])
        first[:, t] = draw.random(lives) < 1.0 / (1.0 + np.exp(-odds))
        value += np.where(quick, 0.6, 0.12) * (paid[:, t] - value)
    times = np.repeat(quick[:, None], trials, axis=1)
    chances: Any = SimpleNamespace(luck=np.where(paid, 0.0, 1.0), chance=0.5, volatile=times, shown=shown)
    found = Volatility(trials=trials).behaviour(None, chances, trace(np.where(first, 0, 1), paid))
    assert found["learning_rate_stable"] == pytest.approx(0.12, abs=0.05)
    assert found["learning_rate_volatile"] == pytest.approx(0.6, abs=0.12)
    swapped = fitted_rates(first, paid, shown, ~times)
    assert swapped == pytest.approx((found["learning_rate_volatile"], found["learning_rate_stable"]))
