"""Closed forms of one life against published-rule tables, direct sums over trials, and their own bounds."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baldwin.haystack.theory import (
    expected_fitness,
    expected_remaining,
    expected_trials,
    fitness_sd,
    fitness_second_moment,
    gain,
    gain_peak,
    innate_fitness,
    mean_trials_given_success,
    success_probability,
    wrong_fitness,
)

Q = np.arange(21)

# q, P(success), E[n], W_q, W_q of convention B, sd of fitness, mean T given success; G = 1000, bonus 19.
TABLE = np.loadtxt(
    """
     0          1         999 19.98100000 20.00000000        0        1
     1          1         998 19.96200000 19.98100000  0.02687        2
     2          1         996 19.92400000 19.94300000  0.06582        4
     3          1         992 19.84800000 19.86700000  0.14218        8
     4 1.00000000         984 19.69600000 19.71500000  0.29435       16
     5 1.00000000         968 19.39200000 19.41100000  0.59842       32
     6 0.99999986  936.000009 18.78400018 18.80300017  1.20646  63.9999
     7 0.99960758  872.050230 17.56895437 17.58794691  2.41499 127.6074
     8 0.98003749  749.110402 15.23309764 15.25171836  4.45744 235.6309
     9 0.85844045  560.478487 11.64909126 11.66540163  6.34425 347.0968
    10 0.62357620  361.457969  7.86770141  7.87954936  6.80942 420.3468
    11 0.38639292  208.667290  4.96467852  4.97201998  6.03726 459.9609
    12 0.21664589  112.618452  3.13975058  3.14386685  4.80138 480.1727
    13 0.11492046   58.571582  2.11286005  2.11504354  3.60455 490.3294
    14 0.05921159   29.877344  1.56766954  1.56879456  2.62698 495.4139
    15 0.03005707   15.089945  1.28670896  1.28728004  1.88596 497.9569
    16 0.01514308    7.583223  1.14408124  1.14436896  1.34375 499.2284
    17 0.00760039    3.801229  1.07222335  1.07236775  0.95380 499.8642
    18 0.00380744    1.903026  1.03615749  1.03622983  0.67572 500.1821
    19 0.00190553    0.952116  1.01809021  1.01812642  0.47826 500.3411
    20 0.00095322    0.476209  1.00904798  1.00906609  0.33835 500.4205
    """.splitlines()
)


def direct(q: int, trials: int, bonus: float = 19.0, **options: Any) -> tuple[float, float]:
    """Return E[f] and E[f^2] by adding up the trials of a life one after another, as the definition's fields read."""
    scale = options.get("scale") or trials
    convention, kind = options.get("convention", "A"), options.get("kind", "time_remaining")
    kept, paid = (1.0 - options.get("plasticity_cost", 0.0)) ** q, options.get("trial_cost", 0.0)
    p = options.get("hit_probability", 0.5) ** q
    t = np.arange(1, trials + 1)
    left = {"A": trials - t, "B": trials - t + 1, "C": trials - t + (q == 0)}[convention]
    reward = np.full(trials, bonus) if kind == "all_or_none" else bonus * left / scale
    if q == 0 and not options.get("credit_innate", True):
        reward = np.zeros(trials)
    success = p * (1.0 - p) ** (t - 1)
    f = np.maximum((1.0 + reward) * kept - paid * t, 0.0)
    failed = max(kept - paid * trials, 0.0)
    rest = (1.0 - p) ** trials
    return math.fsum(success * f) + rest * failed, math.fsum(success * f**2) + rest * failed**2


def test_table_of_the_1987_life() -> None:
    assert success_probability(Q, 1000) == pytest.approx(TABLE[:, 1], abs=5e-9)
    assert expected_remaining(Q, 1000) == pytest.approx(TABLE[:, 2], abs=5.1e-7)
    assert expected_fitness(Q, 1000) == pytest.approx(TABLE[:, 3], abs=5.1e-9)
    assert expected_fitness(Q, 1000, convention="B") == pytest.approx(TABLE[:, 4], abs=5.1e-9)
    assert fitness_sd(Q, 1000) == pytest.approx(TABLE[:, 5], abs=5.1e-6)
    assert mean_trials_given_success(Q, 1000) == pytest.approx(TABLE[:, 6], abs=5.1e-5)


OPTIONS: list[dict[str, Any]] = [
    {},
    {"convention": "B"},
    {"convention": "C"},
    {"credit_innate": False},
    {"scale": 1000.0},
    {"hit_probability": 0.8},
    {"kind": "all_or_none"},
    {"plasticity_cost": 0.05},
    {"trial_cost": 0.001},
    {"trial_cost": 0.05, "plasticity_cost": 0.1},  # the cost of trials overtakes the reward within a life
    {"trial_cost": 3.0},
    {"trial_cost": 100.0, "convention": "C"},  # nothing is worth anything
    {"trial_cost": 0.07, "kind": "all_or_none", "hit_probability": 0.9},
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("trials", [1, 2, 30, 1000])
def test_closed_form_equals_direct_sum(options: dict[str, Any], trials: int) -> None:
    mean, second = np.array([direct(int(q), trials, **options) for q in Q]).T
    assert expected_fitness(Q, trials, **options) == pytest.approx(mean, rel=1e-9, abs=1e-12)
    assert fitness_second_moment(Q, trials, **options) == pytest.approx(second, rel=1e-9, abs=1e-12)


def test_conventions_differ_where_they_say() -> None:
    a, b, c = (expected_fitness(Q, 1000, convention=name) for name in ("A", "B", "C"))
    assert b - a == pytest.approx(19 / 1000 * success_probability(Q, 1000), abs=1e-12)
    assert c[0] == 20.0
    np.testing.assert_array_equal(c[1:], a[1:])
    assert expected_fitness(0, 1000, credit_innate=False) == 1.0


def test_many_loci_keep_their_digits() -> None:
    q = np.array([40, 60, 200])
    p = 0.5**q
    assert success_probability(q, 1000) == pytest.approx(1000 * p, rel=1e-8)
    assert expected_remaining(q, 1000) == pytest.approx(1000 * 999 / 2 * p, rel=1e-8)
    assert mean_trials_given_success([60, 2000], 1000) == pytest.approx(500.5, rel=1e-12)
    assert fitness_sd(0, 1000) == 0.0
    np.testing.assert_array_equal(expected_fitness([1100, 65536], 1000), 1.0)
    np.testing.assert_array_equal(expected_fitness([1100, 65536], 1000, plasticity_cost=0.9), 0.0)


@pytest.mark.parametrize("q", [6, 9, 10, 11, 13, 17, 20])
@pytest.mark.parametrize("trials", [100, 1000, 5000])
def test_series_and_closed_form_meet(q: int, trials: int) -> None:
    t = np.arange(1, trials + 1)
    p = 0.5**q
    law = p * np.exp((t - 1) * np.log1p(-p))
    assert expected_remaining(q, trials) == pytest.approx(math.fsum(law * (trials - t)), rel=1e-11)
    used = math.fsum(law * t) + trials * (1 - p) ** trials
    assert expected_trials(q, trials) == pytest.approx(used, rel=1e-11)
    given_success = math.fsum(law * t) / math.fsum(law)
    assert mean_trials_given_success(q, trials) == pytest.approx(given_success, rel=1e-11)
    # With a bonus this large the second moment is that of the trials left alone.
    second = math.fsum(law * (1 + 1e6 * (trials - t) / trials) ** 2) + (1 - p) ** trials
    assert fitness_second_moment(q, trials, 1e6) == pytest.approx(second, rel=1e-10)


def test_gain_function() -> None:
    q = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 20]
    g = [0.999, 1.901, 3.465, 5.881, 9.004, 12.168, 14.484, 15.298, 14.181, 11.232, 7.724, 3.125, 1.566, 1.144, 1.009]
    assert gain(q, 1000) == pytest.approx(np.array(g), abs=5.1e-4)
    assert [gain_peak(trials) for trials in (10, 100, 1000, 10000)] == [3, 5, 7, 9]


def test_innate_fitness_is_one_draw_at_birth() -> None:
    assert innate_fitness(Q) == pytest.approx(1 + 19 * 0.5**Q, rel=1e-14)
    assert innate_fitness(3, 4.0, hit_probability=0.1) == pytest.approx(1.004)
    assert innate_fitness(2, plasticity_cost=0.5, trial_cost=0.25) == pytest.approx(0.25 * 4.75 + 0.75 * 0.0)
    assert innate_fitness([0, 1], credit_innate=False) == pytest.approx([1.0, 10.5])


def test_wrong_genomes_pay_in_vain() -> None:
    assert wrong_fitness([0, 1, 20], 1000) == pytest.approx([1, 1, 1])
    assert wrong_fitness([0, 1, 2], 100, trial_cost=0.005) == pytest.approx([0.995, 0.5, 0.5])
    assert wrong_fitness([0, 1, 2], 100, trial_cost=0.005, plasticity_cost=0.5) == pytest.approx([0.995, 0.0, 0.0])


@pytest.mark.parametrize(
    ("q", "trials", "options"),
    [
        (-1, 10, {}),
        (1, 0, {}),
        (1, 10, {"hit_probability": 1.0}),
        (1, 10, {"convention": "D"}),
        (1, 10, {"kind": "x"}),
        (1, 9, {"scale": 0.0}),
    ],
)
def test_arguments_out_of_range_are_refused(q: int, trials: int, options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"q must|trials =|hit_probability =|no such rule|scale ="):
        expected_fitness(q, trials, **options)


@given(trials=st.integers(1, 2**20), hit=st.floats(0.01, 0.99), bonus=st.floats(0.0, 1e6))
def test_bounds_and_order(trials: int, hit: float, bonus: float) -> None:
    q = np.arange(41)
    chance = success_probability(q, trials, hit)
    left = expected_remaining(q, trials, hit)
    assert np.all((chance >= 0) & (chance <= 1) & (left >= 0) & (left <= trials - 1))
    assert np.all(np.diff(chance) <= 0)
    assert np.all(np.diff(left) <= 1e-9 * trials)
    for convention in ("A", "B", "C"):
        w = expected_fitness(q, trials, bonus, hit_probability=hit, convention=convention)
        assert np.all(np.diff(w) <= 1e-9 * (1 + bonus))
        assert np.all((w >= 1 - 1e-12) & (w <= (1 + bonus) * (1 + 1e-12)))
    if trials > 1:
        given_success = mean_trials_given_success(q, trials, hit)
        assert np.all((given_success >= 1) & (given_success <= (trials + 1) / 2 * (1 + 1e-9)))
    used = expected_trials(q, trials, hit)
    assert used[0] == 1
    assert np.all((used >= 1) & (used <= trials))


@given(
    trials=st.integers(1, 2000),
    hit=st.floats(0.05, 0.95),
    cost=st.floats(0.0, 0.9),
    trial_cost=st.floats(0.0, 2.0),
    kind=st.sampled_from(["time_remaining", "all_or_none"]),
)
def test_any_costs_equal_the_direct_sum(trials: int, hit: float, cost: float, trial_cost: float, kind: str) -> None:
    options: dict[str, Any] = {
        "hit_probability": hit,
        "plasticity_cost": cost,
        "trial_cost": trial_cost,
        "kind": kind,
    }
    for q in (0, 1, 3, 9, 25):
        mean, second = direct(q, trials, **options)
        assert expected_fitness(q, trials, **options) == pytest.approx(mean, rel=1e-9, abs=1e-11)
        assert fitness_second_moment(q, trials, **options) == pytest.approx(second, rel=1e-9, abs=1e-11)
