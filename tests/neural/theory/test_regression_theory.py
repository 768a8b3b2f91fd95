"""Regressions against other ways to the same numbers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize, stats

from baldwin.decoding import partial_rank_correlations
from baldwin.regression import logistic, mean_where

DRAW = np.random.default_rng(0)
X = np.concatenate([DRAW.standard_normal((400, 3)), np.ones((400, 1))], axis=1)
Y = (DRAW.random(400) < 1.0 / (1.0 + np.exp(-X @ np.array([1.0, -2.0, 0.0, 0.3])))).astype(float)


def test_logistic_weights_are_where_a_general_optimiser_finds_them() -> None:
    def loss(w: np.ndarray) -> float:
        z = X @ w
        return float(np.logaddexp(0.0, z).sum() - Y @ z + 0.5 * 2.0 * w @ w)

    np.testing.assert_allclose(logistic(X, Y, ridge=2.0), optimize.minimize(loss, np.zeros(4)).x, atol=1e-4)


def test_like_rows_may_be_counted() -> None:
    rows = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    listed = np.repeat(rows, [5, 3, 4], axis=0)
    ones = np.array([1, 1, 0, 1, 0, 0, 0, 1, 1, 1, 1, 0], dtype=float)
    counted = logistic(rows, np.array([3.0, 1.0, 3.0]), np.array([5.0, 3.0, 4.0]))
    np.testing.assert_allclose(logistic(listed, ones), counted, atol=1e-10)


def test_choices_without_exception_have_finite_weights() -> None:
    x = np.linspace(-1.0, 1.0, 1000)[:, None]
    found = logistic(np.concatenate([x, 0.0 * x], axis=1), (x[:, 0] > 0.0).astype(float), ridge=1e-3)
    assert np.isfinite(found).all()
    assert found[0] > 20.0
    assert found[1] == 0.0


def test_partial_rank_correlations_are_correlations_of_residuals() -> None:
    predictors = DRAW.standard_normal((300, 3))
    predictors[:, 1] += predictors[:, 0]
    units = np.stack([predictors[:, 0] ** 3 + 0.5 * DRAW.standard_normal(300), np.round(predictors[:, 1])], axis=1)
    found = partial_rank_correlations(units, predictors)
    z, u = stats.rankdata(predictors, axis=0), stats.rankdata(units, axis=0)
    for j in range(3):
        others = np.concatenate([np.delete(z, j, axis=1), np.ones((300, 1))], axis=1)
        for i in range(2):
            left = [v - others @ np.linalg.lstsq(others, v, rcond=None)[0] for v in (z[:, j], u[:, i])]
            assert found[j, i] == pytest.approx(np.corrcoef(left)[0, 1], abs=1e-9)


def test_what_never_changes_correlates_with_nothing() -> None:
    predictors, units = DRAW.standard_normal((50, 2)), np.stack([np.ones(50), DRAW.standard_normal(50)], axis=1)
    found = partial_rank_correlations(units, predictors)
    np.testing.assert_array_equal(np.isnan(found), [[True, False], [True, False]])
    predictors[:, 1] = 3.0
    np.testing.assert_array_equal(np.isnan(partial_rank_correlations(units, predictors)), [[True, False], [True, True]])
    twice = np.repeat(predictors[:, :1], 2, axis=1)
    assert np.isnan(partial_rank_correlations(units, twice)).all()
    assert np.isnan(partial_rank_correlations(units[:3], predictors[:3])).all()
    exact = partial_rank_correlations(predictors[:, :1], predictors[:, :1])
    np.testing.assert_allclose(exact, 1.0)


def test_means_of_nothing_are_nan() -> None:
    assert np.isnan(mean_where(np.ones(3), np.zeros(3, dtype=bool)))
    assert mean_where(np.array([1.0, 5.0]), np.array([False, True])) == 5.0
