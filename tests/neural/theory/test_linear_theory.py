"""The life whose optimum is exact: closed forms against lives simulated in NumPy, and against the reference."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baldwin.neural.theory.linear import best_rates, excess_risk, leeway, residual, worth_at_price, worth_of_learning

SCALES, SHOTS, NOISE = (0.0, 0.0, 0.1, 0.3, 0.5, 1.0, 1.0, 2.0), 10, 0.5
LIVES = 40_000


def simulated(
    rates: np.ndarray, scales: np.ndarray, shots: int, noise: float, offset: np.ndarray
) -> tuple[float, float]:
    """Return the mean of |w1 - w*|^2 over simulated lives, and its standard error."""
    random = np.random.default_rng(11)
    mean_world = random.normal(size=scales.size)
    newborn = mean_world + offset
    world = mean_world + scales * random.normal(size=(LIVES, scales.size))
    x = random.normal(size=(LIVES, shots, scales.size))
    y = np.einsum("lkd,ld->lk", x, world) + noise * random.normal(size=(LIVES, shots))
    error = x @ newborn - y
    learned = newborn - rates * np.einsum("lkd,lk->ld", x, error) / shots
    risks = ((learned - world) ** 2).sum(axis=1)
    return float(risks.mean()), float(risks.std() / np.sqrt(LIVES))


@pytest.mark.parametrize(
    ("rates", "scales", "shots", "noise", "offset"),
    [
        (best_rates(SCALES, SHOTS, NOISE), SCALES, SHOTS, NOISE, np.zeros(8)),
        (np.full(8, 0.7), SCALES, SHOTS, NOISE, np.linspace(-1.0, 1.0, 8)),
        (np.array([0.5, -0.2, 1.3]), (0.4, 0.0, 2.0), 1, 1.5, np.array([0.0, 0.8, -0.3])),
        (np.zeros(2), (1.0, 2.0), 3, 0.1, np.zeros(2)),
    ],
)
def test_risk_is_that_of_simulated_lives(rates, scales, shots: int, noise: float, offset) -> None:
    """Any rates, any number of examples, born anywhere: within 4 standard errors."""
    mean, error = simulated(np.asarray(rates), np.asarray(scales), shots, noise, np.asarray(offset))
    assert abs(excess_risk(rates, scales, shots, noise, offset) - mean) < 4.0 * error


def test_the_example_of_the_reference() -> None:
    np.testing.assert_allclose(
        best_rates(SCALES, SHOTS, NOISE), (0, 0, 0.0149, 0.1186, 0.2674, 0.5682, 0.5682, 0.7905), atol=5e-5
    )
    assert abs(residual(SCALES, SHOTS, NOISE) - 1.974) < 5e-4
    assert abs(excess_risk(np.zeros(8), SCALES, SHOTS, NOISE) - 6.35) < 1e-12


def test_where_all_coordinates_vary_alike_the_rate_is_the_share_that_is_learned() -> None:
    d, s, shots, noise = 5, 1.7, 4, 0.6
    rate = s**2 / (s**2 * (1.0 + (d + 1) / shots) + noise**2 / shots)
    np.testing.assert_allclose(best_rates([s] * d, shots, noise), rate)
    assert residual([s] * d, shots, noise) == pytest.approx((1.0 - rate) * d * s**2)


scale_lists = st.lists(st.floats(0.0, 3.0), min_size=1, max_size=5)


@given(
    scales=scale_lists,
    shots=st.integers(1, 20),
    noise=st.floats(0.0, 2.0),
    cost=st.floats(0.0, 3.0),
    step=st.sampled_from([-0.1, -1e-3, 1e-3, 0.1]),
    offset=st.floats(-1.0, 1.0),
)
def test_no_other_rate_is_better(
    scales: list[float], shots: int, noise: float, cost: float, step: float, offset: float
) -> None:
    """Risk plus cost |rate| rises whichever coordinate's rate is changed, in both directions."""
    best = best_rates(scales, shots, noise, offset, cost)

    def paid(rates: np.ndarray) -> float:
        return excess_risk(rates, scales, shots, noise, offset) + cost * float(np.abs(rates).sum())

    for j in range(len(scales)):
        other = best.copy()
        other[j] += step
        assert paid(other) >= paid(best) - 1e-9


@given(scales=scale_lists, shots=st.integers(1, 20), noise=st.floats(0.0, 2.0), offset=st.floats(-1.0, 1.0))
def test_the_mean_world_is_the_best_birth(scales: list[float], shots: int, noise: float, offset: float) -> None:
    for rate in (0.0, 0.4, 1.0, 1.8):
        rates = np.full(len(scales), rate)
        assert excess_risk(rates, scales, shots, noise, offset) >= excess_risk(rates, scales, shots, noise) - 1e-9


def test_a_fixed_cost_makes_innate_what_is_worth_less() -> None:
    """Learning a coordinate is worth exactly the risk that not learning it alone would add."""
    best, worth = best_rates(SCALES, SHOTS, NOISE), worth_of_learning(SCALES, SHOTS, NOISE)
    for j in range(len(SCALES)):
        without = best.copy()
        without[j] = 0.0
        lost = excess_risk(without, SCALES, SHOTS, NOISE) - residual(SCALES, SHOTS, NOISE)
        assert worth[j] == pytest.approx(lost, abs=1e-12)


def test_nothing_varies_and_nothing_is_learned() -> None:
    np.testing.assert_array_equal(best_rates([0.0, 0.0], 3, 0.0), [0.0, 0.0])
    assert residual([0.0, 0.0], 3, 0.0) == 0.0


@given(scales=scale_lists, shots=st.integers(1, 20), noise=st.floats(0.1, 2.0), cost=st.floats(0.0, 3.0))
def test_what_learning_is_worth_at_a_price(scales: list[float], shots: int, noise: float, cost: float) -> None:
    """It is what the best rates, found by trying many, save of the risk and the price together."""
    tried = np.linspace(0.0, 1.0, 201)  # no rate is best beyond 1
    risks = [excess_risk(np.full(len(scales), eta), scales, shots, noise) + cost * len(scales) * eta for eta in tried]
    assert worth_at_price(scales, shots, noise, cost) >= risks[0] - min(risks) - 1e-9 or min(risks) == risks[0]
    best = best_rates(scales, shots, noise, cost=cost)
    saved = excess_risk(np.zeros(len(scales)), scales, shots, noise) - excess_risk(best, scales, shots, noise)
    worth = worth_at_price(scales, shots, noise, cost)
    assert max(0.0, worth) == pytest.approx(saved - cost * float(best.sum()), abs=1e-9)
    assert (worth > 0.0) == bool((best > 0.0).any())


def test_one_coordinate_pays_where_its_variance_is_above_half_of_the_price() -> None:
    assert worth_at_price([0.5], 10, 0.5, 0.49) > 0.0
    assert worth_at_price([0.5], 10, 0.5, 0.5) == 0.0
    assert worth_at_price([0.5], 10, 0.5, 0.51) < 0.0
    assert worth_at_price([0.0], 10, 0.0, 0.0) == 0.0


@pytest.mark.parametrize("cost", [0.0, 0.25, 1.0, 4.0])
@pytest.mark.parametrize("share", [0.001, 0.1])
def test_a_rate_at_the_end_of_its_leeway_costs_that_share(share: float, cost: float) -> None:
    """One rate at a time, above its best, costs that share of the least risk; prices are paid."""
    world = (SCALES, SHOTS, NOISE)
    best, room = best_rates(*world, cost=cost), leeway(share, *world, cost=cost)
    least = excess_risk(best, *world) + cost * best.sum()
    for place, more in enumerate(room):
        there = best + more * np.eye(len(SCALES))[place]
        assert excess_risk(there, *world) + cost * there.sum() == pytest.approx((1.0 + share) * least)
