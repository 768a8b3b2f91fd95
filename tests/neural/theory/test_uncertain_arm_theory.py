"""The one-armed bandit: values worked out apart, an independent solution, and the policy played."""

from __future__ import annotations

import math

import numpy as np
import pytest

from baldwin.neural.theory.uncertain_arm import (
    best_exploration,
    explore_then_commit,
    informed_value,
    optimum,
    uncertain_arm_reference_policies,
    worth_of_trying,
)


@pytest.mark.parametrize(
    ("trials", "prior_sd", "value", "off"),
    [
        (5, 0.5, 0.0, 0.0),
        (5, 1.0, 0.0, 0.0),
        (5, 2.0, 0.37, 0.005),
        (20, 0.5, 0.0, 0.0),
        (20, 1.0, 0.0, 0.0),
        (20, 2.0, 5.96, 0.005),
        (50, 0.5, 0.0, 0.0),
        (50, 1.0, 1.96, 0.005),
        (50, 2.0, 17.49, 0.015),
        (100, 1.0, 5.6, 0.05),
    ],
)
def test_the_values_worked_out_apart(trials: int, prior_sd: float, value: float, off: float) -> None:
    """Mean -1, noise 1; value 0 where it is best never to explore. The scores of trials add up to it."""
    found = optimum(trials, -1.0, prior_sd, 1.0)
    assert found.value == pytest.approx(value, abs=off)
    assert found.scores.sum() == pytest.approx(found.value, abs=1e-3)
    assert found.value >= explore_then_commit(trials, -1.0, prior_sd, 1.0).max() - 1e-6


TABLE = """
10: 0/0/0/0 | 1(.82)/1(.35)/0/0 | 1(2.4)/1(1.9)/1(.8)/0
20: 1(.13)/0/0/0 | 1(2.9)/1(1.8)/1(.15)/0 | 1(6.1)/1(5.1)/2(2.9)/2(.2)
50: 1(1.9)/1(.23)/0/0 | 1(8.9)/2(6.7)/3(3.2)/0 | 1(17.4)/2(15.1)/3(11.2)/4(5.2)
100: 1(4.9)/2(2.3)/0/0 | 1(19.0)/3(15.9)/4(10.4)/6(2.2) | 1(36.1)/2(32.9)/4(26.9)/7(17.0)
"""


@pytest.mark.parametrize("line", TABLE.strip().splitlines())
def test_how_long_to_explore(line: str) -> None:
    """Explore n*, then commit, worth J (derived here), as n* (J); prior_sd = 1, 1.5, 2; noise_sd = .5, 1, 2, 4."""
    trials, blocks = line.split(":")
    for prior_sd, block in zip((1.0, 1.5, 2.0), blocks.split("|"), strict=True):
        for noise_sd, entry in zip((0.5, 1.0, 2.0, 4.0), block.strip().split("/"), strict=True):
            count, _, value = entry.rstrip(")").partition("(")
            law = (int(trials), -1.0, prior_sd, noise_sd)
            assert best_exploration(*law) == int(count)
            off = 0.0051 if value.startswith(".") and len(value) > 2 else 0.056  # 2.845 is called 2.9
            assert explore_then_commit(*law).max() == pytest.approx(float(value or 0.0), abs=off)


def test_where_it_never_pays_to_explore() -> None:
    """Explore, then commit: prior_sd = .5 nowhere up to T = 100; .75 only at T = 100 and noise .5, J = .43."""
    for trials in (10, 20, 50, 100):
        for noise_sd in (0.5, 1.0, 2.0, 4.0):
            assert best_exploration(trials, -1.0, 0.5, noise_sd) == 0
            assert (best_exploration(trials, -1.0, 0.75, noise_sd) == 1) == ((trials, noise_sd) == (100, 0.5))
    assert explore_then_commit(100, -1.0, 0.75, 0.5).max() == pytest.approx(0.43, abs=0.005)


def tried(trials: int, mean: float, prior_sd: float, noise_sd: float) -> float:
    """Return what it is worth to pull first, and then to do what is best.

    By another method: posterior means in many cells, steps as a matrix of normal densities.
    """
    x = mean + prior_sd * np.linspace(-6.0, 6.0, 2401)
    variance = 1.0 / (1.0 / prior_sd**2 + np.arange(trials + 1) / noise_sd**2)
    value = np.zeros(x.size)
    for n in range(trials - 1, 0, -1):
        move = math.sqrt(variance[n] - variance[n + 1])
        step = np.exp(-0.5 * ((x[None, :] - x[:, None]) / move) ** 2)
        value = np.maximum(0.0, x + (step @ value) / step.sum(axis=1))
    first = np.exp(-0.5 * ((x - mean) / math.sqrt(variance[0] - variance[1])) ** 2)
    return mean + float(first @ value / first.sum())


@pytest.mark.parametrize("law", [(4, -1.0, 2.0, 1.0), (12, -0.3, 1.0, 2.0), (5, 0.7, 1.5, 0.5), (2, -0.8, 3.0, 0.2)])
def test_the_optimum_by_another_method(law: tuple[int, float, float, float]) -> None:
    assert tried(*law) > 0.0
    assert optimum(*law).value == pytest.approx(tried(*law), rel=1e-4, abs=1e-5)


def test_two_trials_in_closed_form() -> None:
    """Pull once, then the better of 0 and the posterior mean; thresholds rise to 0."""
    mean, prior_sd, noise_sd = -0.3, 1.5, 0.8
    spread = prior_sd**2 / math.hypot(prior_sd, noise_sd)
    found = optimum(2, mean, prior_sd, noise_sd)
    np.testing.assert_allclose(found.scores, [mean, informed_value(mean, spread)], atol=5e-5)
    thresholds = optimum(30, mean, prior_sd, noise_sd).thresholds
    assert thresholds[-1] == 0.0
    assert (np.diff(thresholds) > 0.0).all()


def test_knowing_is_worth_the_mean_of_the_better_arm() -> None:
    drawn = np.maximum(0.0, -0.7 + 1.3 * np.random.default_rng(3).standard_normal(200_000))
    assert abs(informed_value(-0.7, 1.3) - drawn.mean()) < 4.0 * drawn.std() / math.sqrt(drawn.size)
    assert informed_value(-0.7, 0.0) == 0.0
    assert informed_value(0.7, 0.0) == 0.7


@pytest.mark.parametrize("mean", [-1.0, 0.5])
def test_nobody_beats_the_optimum(mean: float) -> None:
    found = uncertain_arm_reference_policies(50, mean, 2.0, 1.0)
    assert found[0].name == "Bayes-optimal"
    assert found[-1].name == "chance"
    returns = {one.name: one.scores.sum() for one in found}
    for one in found[1:]:
        assert returns["Bayes-optimal"] > returns[one.name] - 4.0 * 50 * (one.error_of_mean or 0.0)
    assert ("greedy" in returns) == (mean > 0.0)
    assert returns["always risky"] == pytest.approx(50 * mean)
    n = best_exploration(50, mean, 2.0, 1.0)
    assert returns[f"explore then commit (n = {n})"] == pytest.approx(explore_then_commit(50, mean, 2.0, 1.0)[n])


def test_thompson_by_its_two_first_trials() -> None:
    """In trial 1 it pulls with probability P(N(m, s^2) > 0), whatever the arm is worth."""
    found = {one.name: one for one in uncertain_arm_reference_policies(3, -1.0, 2.0, 1.0)}["Thompson"]
    assert found.errors is not None
    chance = 0.5 * math.erfc(0.5 / math.sqrt(2.0))
    assert abs(found.scores[0] + chance) < 4.0 * found.errors[0]


def test_long_lives_have_the_rules_that_do_not_learn() -> None:
    names = [one.name for one in uncertain_arm_reference_policies(10_000, -1.0, 1.0, 1.0)]
    assert names == ["never risky", "always risky", "chance"]


@pytest.mark.parametrize(
    ("prior_sd", "noise_sd", "trials"),
    [(0.75, 0.5, 42), (0.75, 1.0, 66), (1.0, 0.1, 14), (1.0, 1.0, 21), (1.0, 2.0, 41), (1.5, 1.0, 7), (2.0, 1.0, 4)],
)
def test_the_shortest_lives_in_which_trying_pays(prior_sd: float, noise_sd: float, trials: int) -> None:
    """Worked out apart, with values that are straight between 12,001 even points, integrated exactly (mean -1)."""
    assert worth_of_trying(trials - 1, -1.0, prior_sd, noise_sd) < 0.0
    assert worth_of_trying(trials, -1.0, prior_sd, noise_sd) > 0.0


@pytest.mark.parametrize("law", [(4, -1.0, 2.0, 1.0), (5, -1.0, 0.8, 1.0), (3, -0.8, 0.3, 0.2)])
def test_what_trying_is_worth_by_another_method(law: tuple[int, float, float, float]) -> None:
    """Below 0 too, where the optimum is to leave it."""
    assert worth_of_trying(*law) == pytest.approx(tried(*law), abs=2e-4)
    assert max(0.0, worth_of_trying(*law)) == pytest.approx(optimum(*law).value, abs=2e-4)


def test_where_the_risky_arm_is_better_on_average_trying_is_no_learning() -> None:
    worth, best = worth_of_trying(12, 0.4, 1.0, 1.0), optimum(12, 0.4, 1.0, 1.0).value
    assert worth == pytest.approx(best - 12 * 0.4, abs=1e-3)
    assert worth > 0.0
