"""Exact returns of the eleven arms, against the reference's numbers and by brute force."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from baldwin.neural.theory.informative_arm import informative_arm_reference_policies, optimal_scores, search_scores


def test_the_returns_worked_out_apart() -> None:
    found = {one.name: one.scores.sum() for one in informative_arm_reference_policies(5)}
    assert list(found) == ["Bayes-optimal", "greedy", "Thompson with the true law", "UCB1", "chance"]
    np.testing.assert_allclose(list(found.values()), [20.55, 11.0, 11.0, 6.61, 6.61], atol=0.004)


def test_where_a_miss_pays_nothing_greed_asks_too() -> None:
    """To ask pays 0.55 on average, to try one of ten 0.5: the plan costs nothing, and is the same."""
    found = {one.name: one.scores.sum() for one in informative_arm_reference_policies(5, 0.0)}
    assert found["greedy"] == found["Bayes-optimal"] == pytest.approx(20.55)
    assert found["Thompson with the true law"] == pytest.approx(5.0 * (0.1 + 0.2 + 0.3 + 0.4 + 0.5))


@pytest.mark.parametrize("trials", [1, 2, 3, 5])
def test_no_plan_is_better(trials: int) -> None:
    """All plans: any arm after any history, the target's law being uniform over those that fit it."""

    @cache
    def value(possible: frozenset[int], left: int) -> float:
        if left == 0:
            return 0.0
        if len(possible) == 1:
            return 5.0 * left
        told = sum(j / 10.0 for j in possible) / len(possible) + 5.0 * (left - 1)
        hit = 1.0 / len(possible)
        tried = [hit * 5.0 * left + (1.0 - hit) * (1.0 + value(possible - {arm}, left - 1)) for arm in sorted(possible)]
        return max(told, *tried)

    assert optimal_scores(trials).sum() == pytest.approx(value(frozenset(range(1, 11)), trials))


def test_a_search_is_played() -> None:
    """Possible targets in random order, and then the one that paid."""
    random, lives = np.random.default_rng(5), 20_000
    place = random.integers(1, 11, size=lives)  # of the target in the order in which arms are tried
    scores = np.where(place[:, None] <= np.arange(1, 13), 5.0, 1.0)
    error = scores.std(axis=0) / np.sqrt(lives)
    assert (np.abs(scores.mean(axis=0) - search_scores(12)) <= 4.0 * error).all()


def test_who_pulls_each_arm_once_is_left_out_of_long_lives() -> None:
    assert "UCB1" in {one.name for one in informative_arm_reference_policies(11)}
    assert "UCB1" not in {one.name for one in informative_arm_reference_policies(12)}


@pytest.mark.parametrize(("miss", "asks"), [(0.05, True), (0.06, False)])
def test_greed_asks_where_that_pays_more_at_once(miss: float, asks: bool) -> None:
    """To ask pays 0.55 on average, to try one of ten 0.5 and nine tenths of what a miss pays: 0.545 or 0.554."""
    found = {one.name: one.scores for one in informative_arm_reference_policies(5, miss)}
    same = "Bayes-optimal" if asks else "Thompson with the true law"
    np.testing.assert_array_equal(found["greedy"], found[same])
    assert (found["Bayes-optimal"] != found["Thompson with the true law"]).any()
