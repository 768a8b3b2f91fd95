"""Drifting arms: the ideal observer is calibrated and unbeaten; learning rates are found again."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import kstest

from baldwin.neural.theory import restless
from baldwin.neural.theory.restless import (
    drift,
    fit_inverse_temperature,
    fit_learning_rate,
    ideal_beliefs,
    restless_reference_policies,
    transitions,
)

MIXED = (0.02, 0.2)


@pytest.mark.parametrize("sigma", [0.02, 0.2, 1.5])
def test_paths_stay_uniform_and_move_as_said(sigma: float) -> None:
    path = drift(np.random.default_rng(2), np.full(4000, sigma), 30)
    assert path.min() >= 0.0
    assert path.max() <= 1.0
    for t in (0, 7, 29):
        assert kstest(path[:, t], "uniform").pvalue > 1e-3
    inside = np.abs(path[:, 3] - 0.5) < 0.5 - 4.0 * sigma
    moves = (path[:, 4] - path[:, 3])[inside]
    assert moves.size == 0 or abs(moves.std() / sigma - 1.0) < 4.0 / math.sqrt(2.0 * moves.size)


@pytest.mark.parametrize("sigma", [0.02, 0.2, 1.5])
def test_transitions_are_those_of_paths(sigma: float) -> None:
    cells = 50
    found = transitions(sigma, cells)
    np.testing.assert_allclose(found.sum(axis=1), 1.0)
    np.testing.assert_allclose(found.sum(axis=0), 1.0, atol=1e-3)  # the uniform law stays
    random = np.random.default_rng(3)
    start = (17 + 0.5) / cells
    reached = 1.0 - np.abs(1.0 - (start + sigma * random.standard_normal(40_000)) % 2.0)
    middles = (np.arange(cells) + 0.5) / cells
    for power in (1, 2):
        error = (reached**power).std() / math.sqrt(reached.size)
        assert abs(found[17] @ middles**power - (reached**power).mean()) < 4.0 * error + 1e-4


@pytest.mark.parametrize("sigmas", [(0.02,), (0.2,), MIXED])
def test_what_the_ideal_observer_believes_is_so(sigmas: tuple[float, ...]) -> None:
    """Of the trials in which p is believed to be b, its mean is b; at the end of lives, which are independent."""
    random, lives = np.random.default_rng(4), 6000
    path = drift(random, np.resize(np.array(sigmas), lives), 40)
    beliefs = ideal_beliefs(random.random(path.shape) < path, sigmas)
    assert (np.abs(beliefs[:, 0] - 0.5) < 1e-12).all()
    for t in (1, 5, 39):
        off = path[:, t] - beliefs[:, t]
        for part in (beliefs[:, t] < 0.4, np.abs(beliefs[:, t] - 0.5) <= 0.1, beliefs[:, t] > 0.6):
            if part.sum() > 50:
                assert abs(off[part].mean()) < 4.0 * off[part].std() / math.sqrt(part.sum()) + 2e-4
        error = (off**2).std() / math.sqrt(lives)
        assert (off**2).mean() < ((path[:, t] - 0.5) ** 2).mean() - 4.0 * error


def test_one_reward_moves_belief_by_a_sixth() -> None:
    """Uniform p: after a reward its mean is 2/3, and a walk that hardly moves keeps it there."""
    found = ideal_beliefs(np.array([[True, True, False], [False, False, True]]), (0.01,))
    np.testing.assert_allclose(found[0], [0.5, 2.0 / 3.0, 0.75], atol=1e-3)
    np.testing.assert_allclose(found[1], [0.5, 1.0 / 3.0, 0.25], atol=1e-3)


@pytest.mark.parametrize("sigmas", [(0.02,), (0.2,), MIXED])
def test_nobody_beats_the_ideal_observer(sigmas: tuple[float, ...]) -> None:
    found = restless_reference_policies(100, sigmas)
    assert found[0].name == "ideal observer"
    assert found[-1].name == "chance"
    for one in found[1:]:
        error = math.hypot(found[0].error_of_mean or 0.0, one.error_of_mean or 0.0)
        assert found[0].scores.mean() > one.scores.mean() + 4.0 * error
        assert one.scores.mean() > -0.25 - 4.0 * error
        assert one.errors is None or abs(one.scores[0] + 0.25) < 4.0 * one.errors[0]  # trial 1 is a guess
    assert [one.name for one in restless_reference_policies(2000, sigmas)] == ["chance"]


def learners(rate: float, beta: float, lives: int, trials: int, seed: int = 8) -> tuple[np.ndarray, np.ndarray]:
    """Return actions and rewards of lives that learn so."""
    random = np.random.default_rng(seed)
    chances = drift(random, np.full(lives, 0.2), trials)
    actions, rewards = np.zeros((lives, trials), np.int64), np.zeros((lives, trials))
    for i in range(lives):
        value = [0.5, 0.5]
        for t in range(trials):
            a = int(random.random() < expit(beta * (value[1] - value[0])))
            r = float(random.random() < (chances[i, t] if a == 0 else 1.0 - chances[i, t]))
            value[a] += rate * (r - value[a])
            actions[i, t], rewards[i, t] = a, r
    return actions, rewards


@pytest.mark.parametrize(("rate", "beta"), [(0.15, 6.0), (0.5, 4.0), (0.9, 2.0)])
def test_learning_rates_are_found_again(rate: float, beta: float) -> None:
    found = fit_learning_rate(*learners(rate, beta, 300, 60))
    assert found.rate == pytest.approx(rate, abs=0.04)
    assert found.inverse_temperature == pytest.approx(beta, rel=0.1)


@pytest.mark.parametrize(("rate", "beta"), [(0.3, 3.0), (0.43, 25.0)])
def test_the_fit_is_the_likeliest(rate: float, beta: float) -> None:
    """The likelihood written out, for what was found and for its neighbours."""
    actions, rewards = learners(rate, beta, 20, 30)

    def likelihood(rate: float, beta: float) -> float:
        total = 0.0
        for row, felt in zip(actions, rewards, strict=True):
            value = [0.5, 0.5]
            for a, r in zip(row, felt, strict=True):
                total += math.log(expit(beta * (value[a] - value[1 - a])))
                value[a] += rate * (r - value[a])
        return total / actions.size

    found = fit_learning_rate(actions, rewards)
    assert found.log_likelihood == pytest.approx(likelihood(found.rate, found.inverse_temperature), abs=1e-9)
    steps = (0.004, 0.0), (-0.004, 0.0), (0.02, 0.0), (0.0, 0.2), (0.0, -0.2), (0.02, 0.2), (-0.02, -0.2)
    for more, sharper in steps:
        assert found.log_likelihood > likelihood(found.rate + more, found.inverse_temperature + sharper)


def test_choices_that_show_no_learning_have_no_rate() -> None:
    nobody, one = np.zeros((0, 5), np.int64), np.ones((4, 5), np.int64)
    against = np.array([[0, 1, 0, 1, 0, 1]])  # leaves an arm when it pays
    guesses = np.random.default_rng(9).integers(2, size=(50, 40))
    for actions in (nobody, one, against, guesses):
        found = fit_learning_rate(actions, np.ones(actions.shape))
        assert math.isnan(found.rate)
        assert math.isnan(found.inverse_temperature)


def test_second_choices_are_those_of_one_outcome() -> None:
    """Whoever takes the arm that one outcome speaks for with chance s scores -(5/12 - s/3) in trial 2, p being uniform.

    A value moves half-way to the reward and the softmax has 5; Kalman's gain is 1/3, as noise is twice the variance.
    """
    chances = {
        "ideal observer": 1.0,
        "Rescorla-Wagner, greedy": 1.0,
        "Rescorla-Wagner, softmax": float(expit(5.0 * 0.25)),
        "Thompson (one volatility)": 0.5 * (1.0 + math.erf((1.0 / 6.0) / math.sqrt(2.0 / 18.0))),
    }
    found = {one.name: one for one in restless_reference_policies(2, (0.005,))}
    for name, chance in chances.items():
        one = found[name]
        assert one.errors is not None
        assert abs(one.scores[1] + 5.0 / 12.0 - chance / 3.0) < 4.0 * one.errors[1], name
    assert found["UCB"].errors is not None
    assert abs(found["UCB"].scores[1] + 0.25) < 4.0 * found["UCB"].errors[1]  # the arm that was not pulled yet


def test_thompson_believes_in_the_root_mean_square_of_volatilities(monkeypatch: pytest.MonkeyPatch) -> None:
    believed = []

    def chooses(pays: np.ndarray, random: np.random.Generator, sigma: float) -> np.ndarray:
        believed.append(sigma)
        return random.integers(0, 2, pays.shape)

    monkeypatch.setattr(restless, "_thompson", chooses)
    restless_reference_policies.__wrapped__(3, (0.1, 0.7))
    assert believed == [pytest.approx(0.5)]


def test_ucb_and_softmax_score_what_their_rules_do() -> None:
    """Lives of their own: mean + sqrt(ln t / N), each arm once first; values that move half-way, a softmax of 5."""
    random, lives, trials = np.random.default_rng(3), 8000, 40
    path = drift(random, np.full(lives, 0.05), trials)
    row, best = np.arange(lives), np.maximum(path, 1.0 - path)
    sums, pulls, value = np.zeros((lives, 2)), np.zeros((lives, 2)), np.full((lives, 2), 0.5)
    scores = {"UCB": np.empty((lives, trials)), "Rescorla-Wagner, softmax": np.empty((lives, trials))}
    for t in range(trials):
        pays = np.stack([random.random(lives) < path[:, t], np.zeros(lives, bool)], axis=1)
        pays[:, 1] = ~pays[:, 0]
        bonus = np.where(pulls > 0.0, np.sqrt(np.log(max(t, 1)) / np.maximum(pulls, 1.0)), 1e6)
        ucb = (sums / np.maximum(pulls, 1.0) + bonus + 1e-9 * random.random((lives, 2))).argmax(axis=1)
        pulls[row, ucb] += 1.0
        sums[row, ucb] += pays[row, ucb]
        soft = (random.random(lives) < expit(5.0 * (value[:, 1] - value[:, 0]))).astype(int)
        value[row, soft] += 0.5 * (pays[row, soft] - value[row, soft])
        for name, arm in zip(scores, (ucb, soft), strict=True):
            scores[name][:, t] = np.where(arm == 0, path[:, t], 1.0 - path[:, t]) - best[:, t]
    found = {one.name: one for one in restless_reference_policies(trials, (0.05,))}
    for name, own in scores.items():
        means = own.mean(axis=1)
        error = math.hypot(found[name].error_of_mean or 0.0, means.std(ddof=1) / math.sqrt(lives))
        assert abs(found[name].scores.mean() - means.mean()) < 4.0 * error, name


def test_a_fit_is_told_from_chance_by_its_likelihood_ratio() -> None:
    """Single lives, some of which say just too little for a rate: twice the gain in log-likelihood must be 5.99."""
    actions, rewards = learners(0.5, 1.6, 16, 30, seed=21)
    ratios = []
    for one in range(16):
        tried = [fit_inverse_temperature(actions[[one]], rewards[[one]], rate) for rate in (0.1, 0.3, 0.5, 0.7, 0.9)]
        least = 60.0 * (max(fit.log_likelihood for fit in tried) + math.log(2.0))
        if least > 6.0 or least < 4.0:  # where no rate between these is likelier by far
            ratios.append(least)
            assert math.isnan(fit_learning_rate(actions[[one]], rewards[[one]]).rate) == (least < 5.99), least
    assert min(ratios) < 4.0
    assert any(6.0 < ratio < 11.0 for ratio in ratios)
