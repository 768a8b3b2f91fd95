"""Scores of lives as scores of a policy: means, and standard errors of each trial and of a whole life."""

from __future__ import annotations

import numpy as np
import pytest

from baldwin.neural.theory.reference_policy import constant, from_lives, mature


def test_standard_errors_are_over_lives() -> None:
    """Two lives of two trials: means of lives are 1.5 and 4.5."""
    found = from_lives("x", np.array([[1.0, 2.0], [3.0, 6.0]]))
    np.testing.assert_allclose(found.scores, [2.0, 4.0])
    np.testing.assert_allclose(found.errors, [1.0, 2.0])
    assert found.error_of_mean == pytest.approx(1.5)
    assert not found.exact


def test_the_end_of_a_life_is_its_last_tenth() -> None:
    assert [mature(trials) for trials in (1, 10, 11, 100)] == [1, 1, 2, 10]
    rising = from_lives("x", np.tile(np.arange(20.0), (2, 1)))
    assert rising.end == 18.5
    assert constant("y", 3.0, 20).end == 3.0
    assert constant("y", 3.0, 20).exact
