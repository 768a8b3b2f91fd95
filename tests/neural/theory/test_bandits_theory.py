"""Bernoulli bandits: the table of an independent program, brute force over all histories, and lives that are played."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import beta as beta_law

from baldwin.neural.theory import bandits
from baldwin.neural.theory.bandits import bandit_reference_policies, dependent_optimum, play, simulated_scores
from baldwin.neural.theory.gittins import discounted_indices, finite_horizon_indices
from baldwin.neural.theory.policies import beta_ucb, finite_horizon_gittins, greedy, thompson, thompson_dependent, ucb
from baldwin.neural.theory.two_arms import PullCounts, bayes_optimal, expected_scores

LAWS = ("independent", "uniform", "easy", "medium", "hard")
TABLE = {  # of an independent program: cumulative regret at trials 10 / 20 / 50 / 100
    "chance": "1.667/3.333/8.333/16.667 2.5/5/12.5/25 4/8/20/40 2.5/5/12.5/25 1/2/5/10",
    "Bayes-optimal": ".680/.960/1.379/1.748 .666/.829/1.051/1.221 .624/.625/.625/.625 .855/.972/1.000/1.000 "
    ".697/1.142/1.876/2.312",
    "Bayes-optimal for independent arms": "- .738/.964/1.277/1.541 .730/.776/.797/.797 .967/1.203/1.338/1.355 "
    ".724/1.224/2.149/2.965",
    "Gittins (finite horizon)": ".676/.943/1.361/1.754 .730/.944/1.252/1.533 .711/.742/.759/.759 "
    ".958/1.174/1.300/1.321 .722/1.216/2.141/3.020",
    "Gittins (discount 0.99)": ".676/.952/1.386/1.778 .730/.954/1.279/1.563 .711/.751/.781/.796 "
    ".958/1.192/1.348/1.400 .722/1.223/2.163/2.979",
    "Gittins (discount 0.95)": ".655/.913/1.355/1.847 .703/.897/1.213/1.551 .670/.681/.683/.683 "
    ".916/1.097/1.219/1.271 .713/1.194/2.170/3.249",
    "greedy": ".661/.968/1.672/2.691 .683/.911/1.415/2.131 .634/.642/.644/.644 .889/1.136/1.504/1.875 "
    ".709/1.241/2.623/4.745",
    "Thompson": ".962/1.402/2.126/2.786 1.183/1.594/2.228/2.790 1.509/1.740/1.967/2.126 1.420/1.963/2.597/3.007 "
    ".816/1.432/2.749/4.076",
    "Thompson with the true law": "- 1.010/1.323/1.759/2.099 .726/.727/.727/.727 1.096/1.267/1.308/1.308 "
    ".849/1.456/2.505/3.151",
    "UCB1": "1.064/1.807/3.518/5.581 1.344/2.188/3.998/5.991 1.814/2.754/4.607/6.296 1.526/2.540/4.699/7.020 "
    ".835/1.552/3.430/5.989",
    "UCB sqrt(ln t / N)": ".902/1.483/2.718/4.116 1.099/1.703/2.912/4.190 1.396/1.924/2.995/3.904 "
    "1.357/2.041/3.374/4.686 .797/1.436/2.967/4.882",
    "UCB sqrt(ln t / 2 N)": ".782/1.233/2.070/2.970 .891/1.343/2.107/2.862 .997/1.442/1.918/2.542 "
    "1.088/1.648/2.346/3.001 .750/1.322/2.551/3.874",
    "UCB from Beta(1, 1), c = 0.2": ".650/.920/1.383/1.850 .687/.888/1.217/1.537 .641/.655/.676/.729 "
    ".895/1.090/1.247/1.300 .709/1.194/2.152/3.083",
    "epsilon-greedy 0.05": ".708/1.068/1.880/2.939 .773/1.107/1.893/2.979 .802/1.009/1.610/2.610 "
    ".968/1.313/1.944/2.717 .723/1.269/2.590/4.282",
}


@pytest.mark.parametrize("law", LAWS)
def test_the_table_of_an_independent_program(law: str) -> None:
    """Within 0.002; 0.004 for discounted Gittins indices, which that program reads from a grid of 1 / 800."""
    found = {one.name: one for one in bandit_reference_policies(law, 2, 100)}
    for name, rows in TABLE.items():
        row = rows.split()[LAWS.index(law)]
        if row == "-":
            assert name not in found
            continue
        assert found[name].exact
        regret = -found[name].scores.cumsum()[[9, 19, 49, 99]]
        off = 0.004 if "discount" in name else 0.002
        np.testing.assert_allclose(regret, [float(part) for part in row.split("/")], atol=off, err_msg=name)


def test_optima_of_twenty_trials_and_across_laws() -> None:
    """Worked out apart: 12.431 of 20 trials; net evidence where arms are independent has regret 2.799."""
    optimum = expected_scores([bayes_optimal("independent", 20)], ["independent"], 20)[0, 0].sum()
    assert optimum == pytest.approx(12.431 - 20.0 * 2.0 / 3.0, abs=0.0006)
    net = {one.name: one for one in bandit_reference_policies("independent", 2, 100)}["net evidence"]
    assert -net.scores.sum() == pytest.approx(2.799, abs=0.0006)


Counts = tuple[int, int, int, int]  # successes and failures of arm 1, of arm 2


def predicted(law: str | float, counts: Counts) -> tuple[float, float]:
    """Return the chance of reward of each arm, by Bayes's rule written out."""
    s1, f1, s2, f2 = counts
    if law == "independent":
        return (s1 + 1) / (s1 + f1 + 2), (s2 + 1) / (s2 + f2 + 2)
    if law == "uniform":
        p = (s1 + f2 + 1) / (sum(counts) + 2)
        return p, 1.0 - p
    high = {"easy": 0.9, "medium": 0.75, "hard": 0.6}[law] if isinstance(law, str) else 0.5 + 0.5 * law
    likely = [q ** (s1 + f2) * (1.0 - q) ** (f1 + s2) for q in (high, 1.0 - high)]
    p = (high * likely[0] + (1.0 - high) * likely[1]) / sum(likely)
    return p, 1.0 - p


def after(counts: Counts, arm: int, won: bool) -> Counts:
    found = list(counts)
    found[2 * arm + (not won)] += 1
    return (found[0], found[1], found[2], found[3])


def walked(law: str | float, trials: int, rule: Callable[[Counts], float]) -> np.ndarray:
    """Return the expected reward in each trial, by following every history of choices and rewards."""
    scores = np.zeros(trials)

    def follow(counts: Counts, weight: float) -> None:
        t = sum(counts)
        if t == trials:
            return
        means, first = predicted(law, counts), rule(counts)
        for arm, chance in ((0, first), (1, 1.0 - first)):
            if chance > 0.0:
                scores[t] += weight * chance * means[arm]
                follow(after(counts, arm, True), weight * chance * means[arm])
                follow(after(counts, arm, False), weight * chance * (1.0 - means[arm]))

    follow((0, 0, 0, 0), 1.0)
    return scores


def best_return(law: str | float, trials: int) -> float:
    @cache
    def value(counts: Counts) -> float:
        if sum(counts) == trials:
            return 0.0
        means = predicted(law, counts)
        return max(
            p + p * value(after(counts, arm, True)) + (1.0 - p) * value(after(counts, arm, False))
            for arm, p in enumerate(means)
        )

    return value((0, 0, 0, 0))


BEST = {"independent": 2.0 / 3.0, "uniform": 0.75, "easy": 0.9, "medium": 0.75, "hard": 0.6, 0.5: 0.75, 0.06: 0.53}


@pytest.mark.parametrize("law", [*LAWS, 0.5, 0.06])
@pytest.mark.parametrize("trials", [1, 2, 7, 14])
def test_the_optimum_is_that_of_brute_force(law: Any, trials: int) -> None:
    best = best_return(law, trials) - trials * BEST[law]
    policies = bandit_reference_policies(law, 2, trials)
    assert policies[0].name == "Bayes-optimal"
    assert policies[-1].name == "chance"
    assert policies[0].scores.sum() == pytest.approx(best, abs=1e-9)
    planned = expected_scores([bayes_optimal(law, trials)], [law], trials)[0, 0]
    assert planned.sum() == pytest.approx(best, abs=1e-9)
    returns = [one.scores.sum() for one in policies[:-1]]
    assert all(a >= b - 1e-9 for a, b in itertools.pairwise(returns))


def side(mine: float, other: float) -> float:
    return 0.5 if abs(mine - other) < 1e-9 else float(mine > other)


def brute_thompson(counts: Counts) -> float:
    s1, f1, s2, f2 = counts
    one, two = beta_law(s1 + 1, f1 + 1), beta_law(s2 + 1, f2 + 1)
    return float(quad(lambda x: one.pdf(x) * two.cdf(x), 0.0, 1.0)[0])


def brute_ucb(counts: Counts) -> float:
    found = []
    for won, lost in (counts[:2], counts[2:]):
        n = won + lost
        found.append(math.inf if n == 0 else won / n + math.sqrt(2.0 * math.log(sum(counts)) / n))
    return 0.5 if found[0] == found[1] else side(*found)


def brute_greedy(counts: Counts) -> float:
    return side((counts[0] + 1) / (counts[0] + counts[1] + 2), (counts[2] + 1) / (counts[2] + counts[3] + 2))


@pytest.mark.parametrize("law", ["independent", "uniform", "hard"])
@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("Thompson", cache(brute_thompson)),
        ("UCB1", brute_ucb),
        ("greedy", brute_greedy),
        ("epsilon-greedy 0.05", lambda counts: 0.95 * brute_greedy(counts) + 0.025),
    ],
)
def test_rules_score_what_all_their_histories_do(law: str, name: str, rule: Callable[[Counts], float]) -> None:
    found = {one.name: one.scores for one in bandit_reference_policies(law, 2, 7)}[name]
    np.testing.assert_allclose(found, walked(law, 7, rule) - BEST[law], atol=1e-9)


def test_indices_by_hand() -> None:
    """Of an arm that paid in 3 of 5 pulls, after 9 pulls of both; one never pulled comes first."""
    counts = np.array([3]), np.array([5]), 9
    assert greedy(*counts) == pytest.approx(4 / 7)
    assert ucb(2.0)(*counts) == pytest.approx(0.6 + math.sqrt(2.0 * math.log(9.0) / 5.0))
    assert beta_ucb(0.5)(*counts) == pytest.approx(4 / 7 + 0.5 * math.sqrt(2.0 * math.log(10.0) / 7.0))
    assert ucb(2.0)(np.array([0]), np.array([0]), 9) > 100.0


def test_thompson_samples_with_the_chance_that_an_arm_is_better() -> None:
    rule = thompson()
    for t in range(9):
        half, whole = np.arange(t // 2 + 1), np.arange(t + 1)
        found = rule(PullCounts(t, 9, half[:, None, None], half[None, :, None], whole[None, None, :]))
        found = np.broadcast_to(found, (half.size, half.size, whole.size))
        for n1 in half:
            for s1, s2 in itertools.product(range(n1 + 1), range(t - n1 + 1)):
                assert found[n1, s1, s2] == pytest.approx(brute_thompson((s1, n1 - s1, s2, t - n1 - s2)), abs=1e-7)


def test_thompson_with_the_true_law_samples_from_the_posterior() -> None:
    """Three pulls speak for arm 1 and one against."""
    layer = PullCounts(4, 9, np.array([[[2]]]), np.array([[[2]]]), np.array([[[1]]]))
    odds = (0.75 / 0.25) ** 2
    assert thompson_dependent("medium")(layer).item() == pytest.approx(odds / (1.0 + odds))
    assert thompson_dependent("uniform")(layer).item() == pytest.approx(1.0 - beta_law(4, 2).cdf(0.5))


@pytest.mark.parametrize("law", ["uniform", "easy", "medium", "hard", 0.3])
def test_the_closed_form_of_dependent_arms(law: Any) -> None:
    np.testing.assert_allclose(dependent_optimum(law, 60), bandit_reference_policies(law, 2, 60)[0].scores, atol=1e-12)
    gap = {"easy": 0.8, "medium": 0.5, "hard": 0.2}.get(law, law)
    if gap != "uniform":  # regret tends to 1 / (2 gap)
        assert -dependent_optimum(law, 3000).sum() == pytest.approx(0.5 / gap, rel=1e-3)


def test_staying_with_what_wins_is_a_chain() -> None:
    """Played in plain NumPy: stay after a reward, shift after none."""
    random, lives, trials = np.random.default_rng(1), 40_000, 12
    chances = random.random((lives, 2))
    arm, row, regret = random.integers(2, size=lives), np.arange(lives), np.zeros((lives, trials))
    for t in range(trials):
        regret[:, t] = chances[row, arm] - chances.max(axis=1)
        arm = np.where(random.random(lives) < chances[row, arm], arm, 1 - arm)
    exact = {one.name: one.scores for one in bandit_reference_policies("independent", 2, trials)}["win-stay lose-shift"]
    assert (np.abs(regret.mean(axis=0) - exact) < 4.0 * regret.std(axis=0) / math.sqrt(lives)).all()
    fixed = {one.name: one.scores for one in bandit_reference_policies("easy", 2, 3)}["win-stay lose-shift"]
    np.testing.assert_allclose(fixed, [-0.4, -0.08, -0.8 * (0.9 * 0.1 + 0.1 * 0.1)], atol=1e-12)


@pytest.mark.parametrize(
    ("discount", "values"),
    [
        (0.90, (0.703, 0.800, 0.500, 0.634, 0.845)),
        (0.95, (0.761, 0.838, 0.560, 0.680, 0.873)),
        (0.99, (0.869, 0.910, 0.700, 0.784, 0.928)),
    ],
)
def test_gittins_indices_of_published_tables(discount: float, values: tuple[float, ...]) -> None:
    """Gittins' published tables: Beta(1, 1), (2, 1), (1, 2), (2, 2), (3, 1)."""
    table = discounted_indices(discount, 4)
    found = [table[n, s] for n, s in ((0, 0), (1, 1), (1, 0), (2, 1), (2, 2))]
    np.testing.assert_allclose(found, values, atol=0.002)


def test_finite_horizon_indices_by_bisection() -> None:
    def gain(payment: float, n: int, s: int, left: int) -> float:
        """Return how much better it is to pull once more than to retire."""
        p = (s + 1) / (n + 2)
        won = max(gain(payment, n + 1, s + 1, left - 1), 0.0) if left > 1 else 0.0
        lost = max(gain(payment, n + 1, s, left - 1), 0.0) if left > 1 else 0.0
        return p - payment + p * won + (1.0 - p) * lost

    tables = finite_horizon_indices(6)
    for t, n, s in ((0, 0, 0), (1, 1, 0), (2, 1, 1), (3, 2, 1), (5, 3, 3)):
        low, high = 0.0, 1.0
        for _ in range(40):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if gain(middle, n, s, 6 - t) > 0.0 else (low, middle)
        assert tables[t][n, s] == pytest.approx(low, abs=1e-3)


@pytest.mark.parametrize("law", ["independent", "hard"])
@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("Gittins (finite horizon)", finite_horizon_gittins(30)),
        ("UCB1", ucb(2.0)),
        ("UCB from Beta(1, 1), c = 0.2", beta_ucb(0.2)),
        ("greedy", greedy),
        ("Thompson", None),
    ],
)
def test_lives_score_what_is_exact(name: str, index: Any, law: str) -> None:
    exact = {one.name: one.scores for one in bandit_reference_policies(law, 2, 30)}[name].sum()
    found = simulated_scores(index, law, 2, 30).sum(axis=1)
    assert abs(found.mean() - exact) < 4.0 * found.std() / math.sqrt(found.size)


def test_ties_are_broken_evenly() -> None:
    """A rule that must pull each of five arms once does so in any order: each has each place in a fifth of lives."""
    lives = 8000
    taken = play(ucb(2.0), np.full((lives, 5), 0.5), 5)
    assert (np.sort(taken, axis=1) == np.arange(5)).all()
    for column in range(5):
        share = np.bincount(taken[:, column], minlength=5) / lives
        assert np.abs(share - 0.2).max() < 4.5 * math.sqrt(0.16 / lives)


@pytest.mark.parametrize(
    ("trials", "arms", "gittins", "sampling", "tuned", "own"),
    [
        (10, 5, 6.67, 5.87, None, 0.02),
        (10, 10, 6.73, 5.58, None, 0.02),
        (100, 5, 78.8, 74.9, 78.4, 0.1),
        (100, 10, 83.9, 77.1, 83.2, 0.1),
        (100, 50, 85.6, 64.5, 85.0, 0.1),
    ],
)
def test_many_arms_score_what_an_independent_program_says(
    trials: int, arms: int, gittins: float, sampling: float, tuned: float | None, own: float
) -> None:
    """Table 1 of Duan et al. (2016) recomputed in NumPy: total rewards, whose own standard errors are `own`."""
    found = {one.name: one for one in bandit_reference_policies("independent", arms, trials)}
    expected = {"Gittins (finite horizon)": gittins, "Thompson": sampling, "UCB from Beta(1, 1), c = 0.2": tuned}
    for name, total in expected.items():
        if total is not None:
            error = found[name].error_of_mean
            assert error is not None
            reward = found[name].scores.sum() + trials * arms / (arms + 1.0)
            assert abs(reward - total) < 4.0 * math.hypot(trials * error, own), name
    assert found["chance"].scores == pytest.approx(np.full(trials, 0.5 - arms / (arms + 1.0)))
    assert tuple(found)[-1] == "chance"


def test_what_is_not_affordable_is_left_out() -> None:
    assert [one.name for one in bandit_reference_policies("independent", 1000, 100_000)] == ["chance"]
    found = bandit_reference_policies("hard", 2, 100_000)
    assert [one.name for one in found] == ["Bayes-optimal", "chance"]
    assert -found[0].scores.sum() == pytest.approx(2.5, rel=1e-6)
    assert "Gittins (finite horizon)" not in {
        one.name for one in bandit_reference_policies("medium", 2, bandits.FINITE + 1)
    }


def test_long_bandits_of_five_arms() -> None:
    """An independent program: 500 pulls, standard errors 0.3 to 0.8; Thompson 402.2, UCB (c = 0.25) 407.1."""
    found = {one.name: one for one in bandit_reference_policies("independent", 5, 500)}
    for name, total in (
        ("Thompson", 402.2),
        ("UCB from Beta(1, 1), c = 0.2", 407.1),
        ("Gittins (discount 0.995)", 408.4),
    ):
        reward = found[name].scores.sum() + 500 * 5.0 / 6.0
        assert abs(reward - total) < 4.0 * math.hypot(500 * (found[name].error_of_mean or 0.0), 0.4), name


def test_laws_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="law of two arms, not 3"):
        bandit_reference_policies("easy", 3, 10)
    with pytest.raises(ValueError, match="'odd' is no law of two arms"):
        bandit_reference_policies("odd", 2, 10)
