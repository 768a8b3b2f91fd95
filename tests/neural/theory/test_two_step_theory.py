"""The two-step task's ideal observer and its rivals, against published numbers and against trees of all histories."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.special import expit

from baldwin.neural.theory import daw
from baldwin.neural.theory.two_step import (
    beliefs,
    indices,
    lag_weights,
    model_free,
    model_free_values,
    observer,
    stay_probabilities,
)

DRIFTING = (0.8, 0.9, 0.1, 0.025, 100)


def near_mean(found: np.ndarray, expected: float) -> None:
    assert abs(found.mean() - expected) < 4.0 * found.std() / np.sqrt(found.size) + 1e-9


def test_the_ideal_observer_has_the_numbers_worked_out_apart() -> None:
    """Simulated there: 0.7054 a trial and stay 1.000, 0.662, 0.663, 1.000, with errors."""
    found = observer(*DRIFTING)
    assert found.scores.mean() == pytest.approx(0.7054, abs=0.0008)
    np.testing.assert_allclose(found.stay, [1.0, 0.6625, 0.6625, 1.0], atol=0.003)
    model_based, by_reward = indices(found.stay)
    assert model_based == pytest.approx(0.675, abs=0.005)
    assert by_reward == pytest.approx(0.0, abs=1e-9)
    other = observer(0.9, 0.9, 0.1, 0.025, 100)  # BKHMSI's variant
    assert other.scores.mean() == pytest.approx(0.774, abs=0.001)
    assert other.stay[1] == pytest.approx(0.66, abs=0.006)


@pytest.mark.parametrize(("trials", "middle"), [(10, 0.507), (20, 0.70), (100, 0.93)])
def test_static_worlds_of_ten_trials_are_no_worlds_of_a_hundred(trials: int, middle: float) -> None:
    """A trap: the middle bars of an ideal observer grow with the length of life."""
    found = observer(0.75, 0.9, 0.1, 0.0, trials)
    np.testing.assert_allclose(found.stay, [1.0, middle, middle, 1.0], atol=0.005)
    if trials == 10:
        assert found.scores.mean() == pytest.approx(0.669, abs=0.0005)


def tree(p_common: float, high: float, low: float, flip: float, trials: int, best: bool = False) -> Any:
    """Return scores (T,) and stay probabilities of the greedy filter over all histories, or the optimum over a life."""
    move = np.array([[1.0 - flip, flip], [flip, 1.0 - flip]])
    worth = np.array([[p_common * high + (1 - p_common) * low, p_common * low + (1 - p_common) * high]])
    worth = np.concatenate([worth, worth[:, ::-1]])  # action, better state
    came, same, scores = np.zeros(4), np.zeros(4), np.zeros(trials)

    def go(t: int, joint: np.ndarray, weight: float, last: int, kind: int) -> float:
        """`joint` is P(better state, history); `weight` the chance of the actions taken on the way."""
        if t == trials:
            return 0.0
        now = joint @ move if t else joint
        tie = abs(now[0] - now[1]) < 1e-12
        options = []
        for action in (0, 1):
            chance = 0.5 if tie else float(now @ worth[action] > now @ worth[1 - action])
            if chance == 0.0 and not best:
                continue
            if kind >= 0:
                came[kind] += weight * chance * now.sum()
                same[kind] += weight * chance * now.sum() * (action == last)
            scores[t] += weight * chance * (now @ worth[action])
            total = now @ worth[action]
            for state, paid in np.ndindex(2, 2):
                pay = np.array([high, low] if state == 0 else [low, high])
                reached = p_common if state == action else 1.0 - p_common
                after = now * reached * (pay if paid else 1.0 - pay)
                total += go(t + 1, after, weight * chance, action, 2 * (1 - paid) + (state != action))
            options.append(total)
        return max(options)

    value = go(0, np.array([0.5, 0.5]), 1.0, -1, -1)
    return value if best else (scores, same / came)


@pytest.mark.parametrize(
    "world", [(0.8, 0.9, 0.1, 0.1), (0.75, 0.9, 0.1, 0.0), (0.7, 0.8, 0.4, 0.05), (0.3, 0.9, 0.1, 0.1)]
)
def test_the_observer_agrees_with_the_tree_of_all_histories(world: tuple[float, ...]) -> None:
    scores, stay = tree(*world, trials=5)
    found = observer(*world, 5)
    np.testing.assert_allclose(found.scores, scores, atol=2e-4)
    np.testing.assert_allclose(found.stay, stay, atol=2e-3)


@pytest.mark.parametrize("world", [(0.8, 0.9, 0.1, 0.1), (0.75, 0.7, 0.3, 0.0)])
def test_nobody_beats_the_observer_where_chances_sum_to_one(world: tuple[float, ...]) -> None:
    assert observer(*world, 4).scores.sum() == pytest.approx(tree(*world, trials=4, best=True), abs=2e-4)


def test_an_observer_may_know_everything_or_learn_nothing() -> None:
    sure = observer(1.0, 1.0, 0.0, 0.0, 4)
    np.testing.assert_allclose(sure.scores, [0.5, 1.0, 1.0, 1.0], atol=1e-12)
    np.testing.assert_array_equal(np.isnan(sure.stay), [False, True, False, True])
    np.testing.assert_allclose(observer(0.5, 0.9, 0.1, 0.0, 4).scores, 0.5, atol=1e-12)
    np.testing.assert_allclose(observer(0.8, 0.9, 0.1, 0.5, 4).scores, 0.5, atol=1e-12)


@pytest.mark.parametrize(
    ("rule", "stay", "model_based", "by_reward", "score"),
    [
        (
            (0.7, 20.0),
            [1.0, 1.0, 0.77, 0.89],
            0.13,
            0.34,
            0.649,
        ),  # 0.652 where Q = 1/2 at first
        ((0.5, 5.0), [0.96, 0.88, 0.55, 0.73], 0.27, 0.55, 0.636),
    ],
)
def test_model_free_learners_stay_after_any_reward(
    rule: Any, stay: Any, model_based: float, by_reward: float, score: float
) -> None:
    found = model_free(*rule, *DRIFTING)
    np.testing.assert_allclose(found.stay, stay, atol=0.01)
    np.testing.assert_allclose(indices(found.stay), [model_based, by_reward], atol=0.012)
    assert found.scores.mean() == pytest.approx(score, abs=0.002)
    assert found.scores.mean() < 0.7054


def test_the_second_choice_of_a_model_free_learner_is_a_softmax() -> None:
    """Q is alpha after a reward and 0 after none: it stays with chance s(alpha beta), or a half."""
    found = model_free(0.5, 3.0, 0.8, 0.9, 0.1, 0.0, 2, lives=40_000)
    stay = expit(1.5)
    np.testing.assert_allclose(found.stay, [stay, stay, 0.5, 0.5], atol=4.0 * 0.5 / np.sqrt(40_000 * 0.1))
    good = 0.8 * 0.9 + 0.2 * 0.1
    won = good * stay + (1.0 - good) * 0.5  # chance of repeating the better action
    lost = (1.0 - good) * (1.0 - stay) + good * 0.5  # of leaving the worse one
    better = 0.5 * won + 0.5 * lost
    near_mean(found.scores[:, 1], better * good + (1.0 - better) * (1.0 - good))


def test_stay_probabilities_count() -> None:
    actions = np.array([[0, 0, 1, 1, 0], [1, 1, 1, 0, 0]])
    common = np.array([[1, 1, 0, 0, 1], [1, 0, 0, 1, 1]], dtype=bool)
    rewarded = np.array([[1, 1, 1, 0, 0], [1, 1, 1, 0, 0]], dtype=bool)
    # rewarded common: same, other, same; rewarded rare: same, same, other; unrewarded common: same; rare: other
    np.testing.assert_allclose(stay_probabilities(actions, common, rewarded), [2 / 3, 2 / 3, 1.0, 0.0])
    none = stay_probabilities(actions[:, :1], common[:, :1], rewarded[:, :1])
    assert np.isnan(none).all()
    assert np.isnan(indices(none)).all()


def test_lag_weights_are_those_that_made_the_choices() -> None:
    planted = np.array([[1.5, -1.0, -0.5, 1.0], [0.8, -0.4, 0.0, 0.5]])
    draw = np.random.default_rng(0)
    lives, trials = 1000, 60
    common, rewarded = draw.random((2, lives, trials)) < np.array([0.8, 0.5])[:, None, None]
    kind = 2 * (~rewarded).astype(int) + ~common
    side = np.zeros((lives, trials))  # +1: action 0
    for t in range(trials):
        odds = sum(planted[j - 1, kind[:, t - j]] * side[:, t - j] for j in (1, 2) if t >= j) + np.zeros(lives)
        side[:, t] = np.where(draw.random(lives) < expit(odds), 1.0, -1.0)
    found = lag_weights((side < 0).astype(int), common, rewarded).reshape(5, 4)
    np.testing.assert_allclose(found[:2], planted, atol=0.12)
    np.testing.assert_allclose(found[2:], 0.0, atol=0.12)


def test_lag_weights_bear_what_is_degenerate() -> None:
    nothing = np.zeros((3, 20), dtype=np.int64)
    found = lag_weights(nothing, nothing == 0, nothing == 1)
    assert found.shape == (20,)
    assert np.isfinite(found).all()
    assert np.isnan(lag_weights(nothing[:, :5], nothing[:, :5] == 0, nothing[:, :5] == 1)).all()


def test_reflected_walks_stay_uniform_and_move_as_they_should() -> None:
    found = daw.walks(0.25, 0.75, 0.025, 200, 4000, np.random.default_rng(2))
    assert found.min() >= 0.25
    assert found.max() <= 0.75
    for t in (0, 199):
        ordered = np.sort(found[:, t].ravel())
        expected = 0.25 + 0.5 * (np.arange(ordered.size) + 0.5) / ordered.size
        assert np.abs(ordered - expected).max() * 2.0 < 1.95 / np.sqrt(ordered.size)  # KS, p = 0.001
    inner = np.abs(found[:, 10] - 0.5) < 0.1  # no mirror within four steps
    near_mean((found[:, 11] - found[:, 10])[inner] ** 2, 0.025**2)


@pytest.mark.parametrize("drift", [0.0, 0.004, 0.025, 0.3])
def test_the_filters_steps_have_the_drifts_variance(drift: float) -> None:
    move = daw._kernel(0.25, 0.75, drift)
    np.testing.assert_allclose(move.sum(axis=0), 1.0, atol=1e-12)
    np.testing.assert_allclose(move.sum(axis=1), 1.0, atol=1e-12)
    place = (np.arange(daw.GRID) - daw.GRID // 2) * 0.5 / daw.GRID
    if drift < 0.1:
        assert move[daw.GRID // 2] @ place**2 == pytest.approx(drift**2, rel=1e-3)


def test_daws_players_do_by_hand_what_they_do_by_simulation() -> None:
    """Two trials, sure transitions, no drift: a win is repeated, after a loss all other actions are worth a half."""
    second_moment = 0.25 + 0.25 / 12.0
    found = daw.bayes_filter(1.0, 0.25, 0.75, 0.0, 2, 20_000)
    near_mean(found[:, 0], 0.5)
    near_mean(found[:, 1], second_moment + 0.25)  # P(win) E[p | win] = E[p^2]
    rival = daw.model_free(0.5, 4.0, 1.0, 0.0, 1.0, 0.0, 2, 80_000)  # chances anywhere in 0 .. 1: E[p^2] is 1/3
    near_mean(rival[:, 0], 0.5)
    again, half = expit(2.0) ** 2, 0.25  # both stages as before, after a win and after a loss
    lost = half * (0.5 - 1.0 / 3.0) + (1.0 - half) * 0.25  # E[p; lost] where repeated
    near_mean(rival[:, 1], again / 3.0 + (1.0 - again) * 0.25 + lost)


def test_where_actions_mostly_lead_to_the_other_state_they_swap_their_roles() -> None:
    """Which is all that changes: never and always are the same lives."""
    assert daw.knowing(0.2, 0.25, 0.75) == daw.knowing(0.8, 0.25, 0.75)
    never, always = (daw.bayes_filter(p, 0.25, 0.75, 0.05, 12, 200) for p in (0.0, 1.0))
    np.testing.assert_array_equal(never, always)


def test_daws_filter_takes_the_state_whose_better_action_promises_more() -> None:
    """Choice by choice, life by life, with the same numbers drawn."""
    lives, trials, low, high = 12, 9, 0.1, 0.9
    draw = np.random.default_rng(4)
    truth = daw.walks(low, high, 0.08, trials, lives, draw)
    common, luck = draw.random((lives, trials)) < 0.7, draw.random((lives, trials))
    tiny = 1e-9 * draw.random((lives, trials, 2, 2))
    cells, move = low + (high - low) * (np.arange(daw.GRID) + 0.5) / daw.GRID, daw._kernel(low, high, 0.08)
    expected = np.zeros((lives, trials))
    for life in range(lives):
        belief = {(state, action): np.full(daw.GRID, 1.0 / daw.GRID) for state in (0, 1) for action in (0, 1)}
        for t in range(trials):
            worth = {one: belief[one] @ cells + tiny[life, t][one] for one in belief}
            wanted = max(worth.items(), key=lambda one: one[1])[0][0]
            state = wanted if common[life, t] else 1 - wanted
            action = int(worth[state, 1] > worth[state, 0])
            chance = expected[life, t] = truth[life, t, state, action]
            likely = cells if luck[life, t] < chance else 1.0 - cells
            belief[state, action] = belief[state, action] * likely / (belief[state, action] @ likely)
            belief = {one: value @ move for one, value in belief.items()}
    np.testing.assert_allclose(daw.bayes_filter(0.7, low, high, 0.08, trials, lives, seed=4), expected, rtol=1e-12)


def test_daws_players_are_in_order() -> None:
    filtered = daw.bayes_filter(0.7, 0.25, 0.75, 0.025, 201).mean()
    rival = daw.model_free(0.5, 5.0, 0.7, 0.25, 0.75, 0.025, 201).mean()
    assert 0.51 < rival < filtered - 0.01
    assert filtered < daw.knowing(0.7, 0.25, 0.75)
    p = np.random.default_rng(5).uniform(0.25, 0.75, (100_000, 2, 2)).max(axis=2)
    near_mean(0.7 * p.max(axis=1) + 0.3 * p.min(axis=1), daw.knowing(0.7, 0.25, 0.75))


def test_beliefs_and_habits_by_hand() -> None:
    """The first state pays: 0.9, then a flip of 1/10; the other pays: back. A habit moves half way to what is paid."""
    reached, paid = np.array([[0, 1, 0]]), np.array([[True, True, False]])
    found = beliefs(reached, paid, 0.9, 0.1, 0.1)[0]
    one = 0.9 * 0.9 + 0.1 * 0.1
    after = 0.1 * one / (0.1 * one + 0.9 * (1.0 - one))
    np.testing.assert_allclose(found, [0.5, one, 0.9 * after + 0.1 * (1.0 - after)])
    chosen, there = model_free_values(np.array([[0, 0, 0]]), reached, paid, 0.5)
    assert chosen.tolist() == [[0.5, 0.75, 0.875]]
    assert there.tolist() == [[0.5, 0.5, 0.75]]
