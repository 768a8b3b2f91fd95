"""Stable and volatile worlds: the filter against all hidden paths, the rule, and learning rates that were planted."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from scipy import integrate, stats

from baldwin.learning_rates import FITTED, SHARPNESS, fitted_rates, rescorla_wagner
from baldwin.neural.tasks import volatility as task
from baldwin.neural.theory.volatility import (
    BLOCK,
    FLIP,
    KS,
    PERIOD,
    bayes_filter,
    beliefs,
    best_fixed_rate,
    best_rate,
    gain,
    knowing,
    worlds,
)

GENERATED = ("generated", 0.75, 1.0, -4.5, -3.5, 200)
BLOCKS = ("stable_first", 0.75, 0.8, -4.5, -3.5, 200)


def near_mean(found: np.ndarray, expected: float) -> None:
    assert abs(found.mean() - expected) < 4.0 * found.std() / np.sqrt(found.size) + 1e-6


def test_theory_and_task_speak_of_one_world() -> None:
    assert (BLOCK, PERIOD, FLIP) == (task.BLOCK, task.PERIOD, task.FLIP) == (100, 25, 0.2)


def test_what_a_choice_is_worth() -> None:
    """Who is sure takes one arm, 1/2 on average; who knows nothing takes the larger, E[max] / 2; others between."""
    larger = 1.0 - integrate.quad(lambda x: stats.beta.cdf(x, 4, 4) ** 2, 0.0, 1.0)[0]
    assert knowing(0.5) == pytest.approx(larger / 2.0, abs=1e-6)
    assert knowing(1.0) == knowing(0.0) == pytest.approx(0.5, abs=1e-6)
    x, y = np.random.default_rng(0).beta(4, 4, (2, 400_000))
    for chance, belief in ((0.75, 0.75), (0.2, 0.6), (0.8, 0.31)):
        worth = np.where(belief * x > (1.0 - belief) * y, chance * x, (1.0 - chance) * y)
        near_mean(worth, float(gain(np.array(chance), np.array(belief))))
    every = np.linspace(0.0, 1.0, 11)
    assert (gain(np.full(11, 0.7), every) <= knowing(0.7) + 1e-9).all()


def test_the_filter_agrees_with_all_hidden_paths() -> None:
    low, high = -1.5, -0.5  # times that change often, so that four trials tell
    ks = np.exp(low + (high - low) * (np.arange(KS) + 0.5) / KS)
    for paid in product([False, True], repeat=4):
        found = beliefs(np.array([paid]), 0.75, 0.9, low, high)[0]
        for t in range(4):
            first = total = 0.0
            for path in product(range(4), repeat=t + 2):  # state 2 v + side, before the first trial and in each
                weight = 0.25 * np.ones(KS)
                for i, (a, b) in enumerate(pairwise(path)):
                    flip = FLIP if b // 2 else 0.0
                    weight = weight * np.where(a // 2 == b // 2, 1.0 - ks, ks)
                    weight = weight * (1.0 - flip if a % 2 == b % 2 else flip)
                    better = 0.9 if b // 2 else 0.75
                    chance = better if b % 2 else 1.0 - better
                    if i < t:
                        weight = weight * (chance if paid[i] else 1.0 - chance)
                first += weight.sum() * chance
                total += weight.sum()
            assert found[t] == pytest.approx(first / total, abs=1e-12)


def test_generated_worlds_keep_their_law() -> None:
    found = worlds(*GENERATED[:5], 100, 4000, 7)
    for t in (0, 50, 99):
        near_mean(found.volatile[:, t], 0.5)
        near_mean(found.chances[:, t], 0.5)
    switches = found.volatile[:, 1:] != found.volatile[:, :-1]
    near_mean(switches.mean(axis=1), np.exp(-3.5) - np.exp(-4.5))  # E[k], log k uniform in a range of width 1
    side = found.chances > 0.5
    flips = side[:, 1:] != side[:, :-1]
    assert not flips[~found.volatile[:, 1:]].any()
    near_mean(flips[found.volatile[:, 1:]], 0.2)
    np.testing.assert_allclose(np.unique(found.chances), [0.0, 0.25, 0.75, 1.0])


@pytest.mark.parametrize("layout", ["stable_first", "volatile_first"])
def test_blocks_are_laid_out_as_by_behrens(layout: str) -> None:
    found = worlds(layout, 0.75, 0.8, -4.5, -3.5, 200, 50, 1)
    volatile = np.arange(200) >= 100 if layout == "stable_first" else np.arange(200) < 100
    np.testing.assert_array_equal(found.volatile, [volatile] * 50)
    side = found.chances > 0.5
    changes = 1 + np.flatnonzero(side[0, 1:] != side[0, :-1])
    np.testing.assert_array_equal(changes, np.array([25, 50, 75]) + (100 if layout == "stable_first" else 0))
    assert (side[:, 1:] != side[:, :-1]).sum() == 50 * 3


def test_the_filter_is_calibrated_and_best_where_it_is_right() -> None:
    filtered, rule = bayes_filter(*GENERATED), best_fixed_rate(*GENERATED)
    better = (filtered - rule).mean(axis=1)  # in the same worlds
    assert better.mean() > 4.0 * better.std() / np.sqrt(len(better))
    assert rule.mean() > knowing(0.5) + 0.01
    assert filtered.mean() < 0.5 * (knowing(0.75) + knowing(1.0))
    world = worlds(*GENERATED, 2000, 8)
    paid = np.random.default_rng(9).random(world.chances.shape) < world.chances
    belief = beliefs(paid, 0.75, 1.0, -4.5, -3.5)
    order = np.argsort(belief, axis=None)
    for part in np.array_split(order, 10):
        near_mean(paid.ravel()[part] - belief.ravel()[part], 0.0)


def test_the_best_rate_is_higher_in_quicker_worlds() -> None:
    """Generated volatile times exchange every fifth trial, blocks every 25th: by itself no rate is right in both."""
    slow, quick = best_rate(*BLOCKS), best_rate(*GENERATED)
    assert 0.1 <= slow <= 0.3 <= quick - 0.1
    found = [best_fixed_rate(*world).mean() for world in (BLOCKS, GENERATED)]
    assert found[0] > bayes_filter(*BLOCKS).mean()  # the filter expects the generator, and is misled
    assert found[1] < bayes_filter(*GENERATED).mean()


def test_the_rule_by_hand() -> None:
    np.testing.assert_allclose(
        rescorla_wagner(np.array([[True, True, False, True]]), 0.5), [[0.5, 0.75, 0.875, 0.4375]]
    )


def planted(lives: int, stable: float, volatile: float, beta: float) -> tuple[np.ndarray, ...]:
    """Return choices, outcomes, magnitudes and times of lives with a learning rate for each time."""
    draw = np.random.default_rng(3)
    world = worlds(*BLOCKS, lives, 4)
    paid, shown = draw.random(world.chances.shape) < world.chances, draw.beta(4, 4, (lives, 200, 2))
    rates, value, chosen = np.where(world.volatile, volatile, stable), np.full(lives, 0.5), np.zeros(paid.shape, bool)
    for t in range(200):
        odds = beta * (value * shown[:, t, 0] - (1.0 - value) * shown[:, t, 1])
        chosen[:, t] = draw.random(lives) < 1.0 / (1.0 + np.exp(-odds))
        value = value + rates[:, t] * (paid[:, t] - value)
    return chosen, paid, shown, world.volatile


@pytest.mark.parametrize("rates", [(0.21, 0.46), (0.5, 0.2)])
def test_planted_learning_rates_are_found(rates: tuple[float, float]) -> None:
    """0.21 and 0.46 are those of Wang et al. (2018); the other order shows that time itself does not decide."""
    found = fitted_rates(*planted(300, *rates, 12.0))
    np.testing.assert_allclose(found, rates, atol=0.05)


def test_windows_count_as_often_as_they_have_lives() -> None:
    """By loops, where times change in each life at a moment of its own, so that few lives share a window."""
    draw = np.random.default_rng(6)
    chosen, paid = draw.random((2, 9, 16)) < 0.5
    shown, turn = draw.random((9, 16, 2)), np.array([3, 4, 4, 11, 12, 13, 14, 16, 16])[:, None]
    volatile = np.arange(16) >= turn
    expected = []
    for kind in (False, True):
        best, weights = [], []
        for first in range(7):
            window = range(first, first + 10)
            lives = [life for life in range(9) if all(volatile[life, t] == kind for t in window)]
            likely: dict[float, float] = {}
            for rate in FITTED.tolist() if lives else []:
                value = rescorla_wagner(paid[lives], rate)[:, first : first + 10]
                m = shown[lives, first : first + 10]
                odds = np.where(chosen[lives, first : first + 10], 1.0, -1.0)
                odds = odds * (value * m[..., 0] - (1.0 - value) * m[..., 1])
                likely[rate] = max(-np.log1p(np.exp(-beta * odds)).sum() for beta in SHARPNESS)
            if likely and max(likely.values()) - min(likely.values()) > 1e-6:
                best.append(max(likely, key=lambda rate: likely[rate]))
                weights.append(len(lives))
        assert len(set(weights)) > 1
        expected.append(np.average(best, weights=weights))
    np.testing.assert_allclose(fitted_rates(chosen, paid, shown, volatile), expected)


def test_learning_rates_bear_what_is_degenerate() -> None:
    chosen, paid, shown, volatile = planted(5, 0.2, 0.4, 8.0)
    assert np.isnan(fitted_rates(chosen[:, :9], paid[:, :9], shown[:, :9], volatile[:, :9])).all()
    calm = fitted_rates(chosen, paid, shown, np.zeros_like(volatile))
    assert np.isfinite(calm[0])
    assert np.isnan(calm[1])
    always = fitted_rates(np.ones_like(chosen), paid, shown, volatile)
    assert all(0.0 < rate <= 1.0 or np.isnan(rate) for rate in always)
    nothing = fitted_rates(chosen, paid, np.zeros_like(shown), np.zeros_like(volatile))
    assert np.isnan(nothing).all()  # without magnitudes values decide on nothing
