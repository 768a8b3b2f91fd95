"""Random decision problems: planning by brute force, small cases, and numbers of an independent program."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from baldwin.neural.theory import tabular_mdp
from baldwin.neural.theory.tabular_mdp import Law, draw_problems, known_value, life_scores, mdp_reference_policies, plan

DUAN = Law()
NORMAL_AT_0 = 1.0 / math.sqrt(2.0 * math.pi)


def test_plans_are_the_best_of_all_policies() -> None:
    law = Law(states=2, actions=2, horizon=3)
    means, transitions = draw_problems(law, 20, np.random.default_rng(1))
    actions, values = plan(means, transitions, law.horizon)

    def worth(problem: int, policy: np.ndarray) -> np.ndarray:
        value = np.zeros(2)
        for step in reversed(range(3)):
            here = (problem, np.arange(2), policy[step])
            value = means[here] + transitions[here] @ value
        return value

    for problem in range(20):
        every = [worth(problem, np.reshape(p, (3, 2))) for p in itertools.product(range(2), repeat=6)]
        np.testing.assert_allclose(values[problem], np.max(every, axis=0))
        np.testing.assert_allclose(worth(problem, actions[:, problem]), values[problem])


def test_problems_follow_their_law() -> None:
    law = Law(reward_mean=0.5, reward_sd=2.0, alpha=0.3, states=4)
    means, transitions = draw_problems(law, 2000, np.random.default_rng(2))
    assert abs(means.mean() - 0.5) < 4.0 * 2.0 / math.sqrt(means.size)
    assert means.std() == pytest.approx(2.0, rel=4.0 / math.sqrt(2.0 * means.size))
    np.testing.assert_allclose(transitions.sum(axis=-1), 1.0)
    share, total = 0.25, 4 * 0.3
    variance = share * (1.0 - share) / (total + 1.0)
    assert transitions.var() == pytest.approx(variance, rel=0.03)


def test_with_one_state_knowing_is_worth_the_best_of_normal_draws() -> None:
    """E max of 5 standard normals is 1.16296 (Teichroew 1956)."""
    value, error = known_value(Law(states=1, horizon=10))
    assert abs(value - 10.0 * (1.0 + 1.16296)) < 4.0 * error


@pytest.mark.parametrize(
    ("rule", "gain"),
    [("posterior mean", math.sqrt(0.5)), ("PSRL", 0.5 / math.sqrt(2.0)), ("epsilon-greedy", 0.9 * math.sqrt(0.5))],
)
def test_a_second_pull_is_worth_what_one_observation_teaches(rule: str, gain: float) -> None:
    """One state, one step, two actions: the posterior mean after a pull is N(1, 1/2), its rival's 1.

    Greedy gains E max(0, .) = sd phi(0); PSRL, which compares draws whose difference has variance 2, covariance / sd.
    """
    law = Law(states=1, actions=2, horizon=1)
    found = life_scores(rule, law, 2, 40_000, np.random.default_rng(3))  # type: ignore[arg-type]
    error = found.std(axis=0) / math.sqrt(len(found))
    assert abs(found[:, 0].mean() - 1.0) < 4.0 * error[0]
    assert abs(found[:, 1].mean() - 1.0 - gain * NORMAL_AT_0) < 4.0 * error[1]


@pytest.mark.parametrize("rule", ["posterior mean", "PSRL"])
def test_what_is_learned_follows_both_spreads(rule: str) -> None:
    """As above with means of sd s and noise of sd n: the posterior mean varies by c = s^4 / (s^2 + n^2)."""
    s, n, m = 1.5, 0.5, 0.7
    law = Law(states=1, actions=2, horizon=1, reward_mean=m, reward_sd=s, noise_sd=n)
    found = life_scores(rule, law, 2, 20_000, np.random.default_rng(4))[:, 1]  # type: ignore[arg-type]
    c = s**4 / (s**2 + n**2)
    gain = math.sqrt(c) if rule == "posterior mean" else c / (s * math.sqrt(2.0))
    assert abs(found.mean() - m - gain * NORMAL_AT_0) < 4.0 * found.std() / math.sqrt(found.size)


def test_a_planner_leaves_its_prior_of_moves_as_fast_as_bayes_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two steps from state 0. Action 0 pays 0 and leads to state 1, which pays 1; action 1 pays .3 and stays.

    At first all is alike, and action 0 is tried: 0 + 1. It has led to state 1 once of once, which Bayes holds to be so
    with 2/3: worth 0 + .25 / 3 + 2 / 3 = .75, less than action 1, unknown: .25 + (.25 + 1) / 2 = .875. That pays
    .3 + .3, and is then worth .3 + .3 x 3/4 + 1/4 = .775, above 0 + .3 / 3 + 2 / 3 = .767; after two more pulls in each
    of two steps .3 + .3 x 5/6 + 1/6 = .717, below it.
    """
    law = Law(states=2, actions=2, horizon=2, reward_mean=0.25, noise_sd=1e-6)
    problem = np.array([[[0.0, 0.3], [1.0, 1.0]]]), np.array([[[[0.0, 1.0], [1.0, 0.0]], [[0.0, 1.0], [0.0, 1.0]]]])
    monkeypatch.setattr(tabular_mdp, "draw_problems", lambda *_: problem)
    found = life_scores("posterior mean", law, 5, 1, np.random.default_rng(1))
    np.testing.assert_allclose(found, [[1.0, 0.6, 0.6, 1.0, 1.0]])


def test_where_moves_tell_nothing_the_best_reward_of_each_state_is_taken() -> None:
    """Where every next state is as likely, and known to be, nothing is better than the best reward of each state."""
    law, lives, episodes = Law(states=2, actions=2, horizon=3, alpha=1e5), 20_000, 3
    found = life_scores("posterior mean", law, episodes, lives, np.random.default_rng(5))
    draw, each = np.random.default_rng(6), np.arange(lives)
    means = 1.0 + draw.standard_normal((lives, 2, 2))
    visits, sums, scores = np.zeros(means.shape), np.zeros(means.shape), np.zeros((lives, episodes))
    for episode in range(episodes):
        chosen = ((1.0 + sums) / (1.0 + visits)).argmax(axis=2)  # planned before the episode
        state = np.zeros(lives, np.int64)
        for _ in range(3):
            here = (each, state, chosen[each, state])
            scores[:, episode] += means[here]
            visits[here] += 1.0
            sums[here] += means[here] + draw.standard_normal(lives)
            state = draw.integers(0, 2, lives)
    error = np.hypot(found.sum(axis=1).std(), scores.sum(axis=1).std()) / math.sqrt(lives)
    assert abs(found.sum(axis=1).mean() - scores.sum(axis=1).mean()) < 4.0 * error


def test_knowing_duans_problems_is_worth_what_an_independent_program_says() -> None:
    value, error = known_value(DUAN)
    assert abs(value - 21.98) < 4.0 * math.hypot(error, 0.07)


def test_ten_episodes_bring_what_an_independent_program_says() -> None:
    """Table 2 of Duan et al. as an independent program has it (s.e. 0.5), at n = 10, best first."""
    found = {one.name: one for one in mdp_reference_policies(DUAN, 10)}
    assert next(iter(found)) == "known problem"
    assert list(found)[-1] == "chance"
    assert found["chance"].scores.sum() == pytest.approx(100.0)
    assert found["chance"].exact
    for name, expected in (("PSRL", 134.9), ("posterior-mean planner", 149.9)):
        one = found[name]
        assert one.error_of_mean is not None
        assert abs(one.scores.sum() - expected) < 4.0 * math.hypot(0.5, 10.0 * one.error_of_mean)
    means = [one.scores.mean() for one in found.values()]
    assert means == sorted(means, reverse=True)


@pytest.mark.parametrize(("rule", "expected"), [("PSRL", 406.3), ("posterior mean", 424.0)])
def test_twenty_five_episodes_bring_what_an_independent_program_says(rule: str, expected: float) -> None:
    found = life_scores(rule, DUAN, 25, 300, np.random.default_rng(5)).sum(axis=1)  # type: ignore[arg-type]
    assert abs(found.mean() - expected) < 4.0 * math.hypot(1.5, found.std() / math.sqrt(300.0))


def test_where_all_rewards_are_alike_nothing_is_learned() -> None:
    law = Law(states=3, actions=2, horizon=4, reward_sd=1e-6, reward_mean=0.7)
    for one in mdp_reference_policies(law, 3):
        np.testing.assert_allclose(one.scores, 2.8, atol=1e-4)
