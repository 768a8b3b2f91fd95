"""Baited arms: planning against all sequences of choices, rules by hand, and readings of planted choices."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.special import expit

from baldwin.neural.tasks.matching import FIFTHS
from baldwin.neural.theory import matching as theory

T = 7
EVERY = np.array(list(product([0, 1], repeat=T)))


def near_mean(found: np.ndarray, expected: float) -> None:
    assert abs(found.mean() - expected) < 4.0 * found.std() / np.sqrt(found.size) + 1e-9


def paths(p: np.ndarray) -> np.ndarray:
    """Return what each sequence of choices earns in each trial, (2^T, n, T), by n counted as the task defines it."""
    found = np.zeros((len(EVERY), len(p), T))
    for i, choices in enumerate(EVERY):
        n = [0, 0]
        for t, a in enumerate(choices):
            found[i, :, t] = 1.0 - (1.0 - p[:, a]) ** (n[a] + 1)
            n = [0 if arm == a else n[arm] + 1 for arm in (0, 1)]
    return found


@pytest.mark.parametrize("bands", ["training", "held_out", "all"])
def test_planning_and_alternating_against_all_sequences(bands: str) -> None:
    p = theory.bets(bands, 0.5)
    earned = paths(p)
    planned = theory.planned(bands, 0.5, T)
    assert planned.sum() == pytest.approx(earned.sum(axis=2).max(axis=0).mean(), abs=1e-12)
    ever = earned.mean(axis=1)
    assert theory.alternating(bands, 0.5, T).sum() == pytest.approx(ever.sum(axis=1).max(), abs=1e-12)
    np.testing.assert_allclose(theory.guessing(bands, 0.5, T), ever.mean(axis=0), atol=1e-12)
    greedy = theory.knowing_greedy(bands, 0.5, T)
    assert greedy[0] == pytest.approx(p.max(axis=1).mean())
    assert theory.alternating(bands, 0.5, T).sum() < greedy.sum() <= planned.sum() + 1e-12


def test_bands_are_those_of_wang() -> None:
    assert theory.BANDS == FIFTHS
    left = theory.bets("training", 0.5)[:, 0]
    assert set((left // 0.1).astype(int)) == {0, 2, 4}
    assert set((theory.bets("held_out", 0.5)[:, 0] // 0.1).astype(int)) == {1, 3}
    np.testing.assert_allclose(theory.bets("all", 0.5).sum(axis=1), 0.5)
    np.testing.assert_allclose(theory.bets("all", 0.5)[:, 0].mean(), 0.25)


def test_bayes_greedy_agrees_with_the_tree_of_its_histories() -> None:
    grid = theory.bets("training", 0.5)

    def go(t: int, weight: np.ndarray, n: tuple[int, int], scores: np.ndarray) -> None:
        if t == 4:
            return
        pays = 1.0 - (1.0 - grid) ** (np.array(n) + 1.0)
        expected = weight @ pays
        best = [a for a in (0, 1) if expected[a] > expected.max() - 1e-12]
        for a in best:
            part = weight / len(best)
            scores[t] += part @ pays[:, a]
            m = tuple(0 if arm == a else n[arm] + 1 for arm in (0, 1))
            go(t + 1, part * pays[:, a], m, scores)
            go(t + 1, part * (1.0 - pays[:, a]), m, scores)

    expected = np.zeros(4)
    go(0, np.full(len(grid), 1.0 / len(grid)), (0, 0), expected)
    found = theory.bayes_greedy("training", 0.5, 4, 40_000)
    for t in range(4):
        near_mean(found[:, t], expected[t])


def test_local_matching_by_hand() -> None:
    memory = 3.0
    keep = np.exp(-1.0 / memory)
    scores, left, paid = theory.income_matching(memory, "training", 0.5, 2, 40_000)
    near_mean(scores[:, 0], 0.25)
    near_mean(left[:, 0], 0.5)
    for won in (False, True):
        gained, other = keep * 0.1 + (1.0 - keep) * won, keep * 0.1
        same = (left[:, 1] == left[:, 0])[paid[:, 0] == won]
        near_mean(same, gained / (gained + other))
    near_mean(paid[:, 1] - scores[:, 1], 0.0)


def test_rules_are_in_order() -> None:
    means = {
        "planned": theory.planned("training", 0.5, 100).mean(),
        "knowing": theory.knowing_greedy("training", 0.5, 100).mean(),
        "bayes": theory.bayes_greedy("training", 0.5, 100).mean(),
        "alternating": theory.alternating("training", 0.5, 100).mean(),
        "guessing": theory.guessing("training", 0.5, 100).mean(),
    }
    assert list(means.values()) == sorted(means.values(), reverse=True)
    memory = theory.best_matching("training", 0.5, 100)
    matched = theory.income_matching(memory, "training", 0.5, 100)
    assert means["guessing"] < matched[0].mean() < means["bayes"]
    assert 0.6 < theory.slope(*matched[1:]) < 1.1


def test_slopes_are_across_lives_and_late() -> None:
    lives, trials = 4, 300
    left, paid = np.zeros((2, lives, trials), dtype=bool)
    for i, share in enumerate((20, 40, 80, 160)):  # of the last 200
        left[i, 100 : 100 + share] = True
        paid[i, 100 : 100 + share // 4] = True
        others = np.flatnonzero(~left[i] & (np.arange(trials) >= 100))
        paid[i, others[: len(others) // 4]] = True
    left[:, :100] = True  # early trials must not count
    assert theory.slope(left, paid) == pytest.approx(1.0)
    halved = paid.copy()
    for i, count in enumerate((2, 6, 20, 80)):
        halved[i] = False
        halved[i, 100 : 100 + count] = True
        others = np.flatnonzero(~left[i] & (np.arange(trials) >= 100))
        halved[i, others[:10]] = True
    x = np.log2(np.array([2, 6, 20, 80]) / 10)
    y = np.log2(np.array([20, 40, 80, 160]) / np.array([180, 160, 120, 40]))
    assert theory.slope(left, halved) == pytest.approx(np.polyfit(x, y, 1)[0])
    nobody = np.zeros((lives, trials), dtype=bool)
    assert np.isnan(theory.slope(left, nobody))
    assert np.isnan(theory.slope(nobody, paid))
    assert np.isnan(theory.slope(np.repeat(left[:1], 4, axis=0), np.repeat(paid[:1], 4, axis=0)))


def test_planted_kernels_are_found() -> None:
    draw = np.random.default_rng(1)
    lives, trials = 300, 120
    reward, choice = np.array([1.0, 0.6, 0.3]), np.array([-1.5, 0.2, 0.0])
    side, gained = np.zeros((2, lives, trials))
    for t in range(trials):
        odds = sum(reward[j - 1] * gained[:, t - j] + choice[j - 1] * side[:, t - j] for j in (1, 2, 3) if t >= j)
        side[:, t] = np.where(draw.random(lives) < expit(odds + np.zeros(lives)), 1.0, -1.0)
        gained[:, t] = side[:, t] * (draw.random(lives) < 0.4)
    found = theory.kernels(side > 0.0, gained != 0.0)
    for kernel, expected in zip(found, (reward, choice), strict=True):
        assert kernel.shape == (15,)
        np.testing.assert_allclose(kernel[:3], expected, atol=0.15)
        np.testing.assert_allclose(kernel[3:], 0.0, atol=0.15)


def test_readings_bear_what_is_degenerate() -> None:
    always, never = np.ones((5, 40), dtype=bool), np.zeros((5, 40), dtype=bool)
    for kernel in theory.kernels(always, never):
        assert np.isfinite(kernel).all()
    for kernel in theory.kernels(always[:, :15], never[:, :15]):
        assert np.isnan(kernel).all()
    assert np.isnan(theory.coding(np.ones((5, 40, 3)), always, never, np.ones((5, 40)))).all()
    assert np.isnan(theory.coding(np.ones((5, 1, 3)), always[:, :1], never[:, :1], np.ones((5, 1)))).all()


def test_what_left_is_worth_is_as_the_task_counts() -> None:
    p = np.array([[0.2, 0.3]] * len(EVERY))
    found = theory.chance_of_left(EVERY == 0, p)
    waited = np.zeros(len(EVERY))
    for t in range(T):
        np.testing.assert_allclose(found[:, t], 1.0 - 0.8 ** (waited + 1.0))
        waited = np.where(EVERY[:, t] == 0, 0.0, waited + 1.0)


def test_coding_tells_what_a_unit_follows() -> None:
    draw = np.random.default_rng(2)
    left, paid = draw.random((2, 60, 90)) < np.array([0.5, 0.4])[:, None, None]
    value = draw.random((60, 90))
    action, reward = np.roll(np.where(left, 1.0, -1.0), 1, axis=1), np.roll(paid.astype(float), 1, axis=1)
    sources = (action, reward, action * reward, value)
    for i, source in enumerate(sources):
        unit = source + 0.3 * draw.standard_normal(source.shape)
        found = theory.coding(np.stack([unit, -unit, np.ones_like(unit)], axis=2), left, paid, value)
        assert found[i] > 0.6
        assert np.delete(found, i).max() < 0.45
        assert found.argmax() == i
    noise = theory.coding(draw.standard_normal((60, 90, 4)), left, paid, value)
    np.testing.assert_allclose(noise, 0.0, atol=0.05)
