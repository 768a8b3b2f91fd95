"""Estimates of claims from a few numbers, worked out with a pencil."""

from __future__ import annotations

import math

import numpy as np
import pytest

from baldwin.claims.estimates import difference, exact, least_step, mean_of, median_of, median_of_seeds, share_of
from baldwin.claims.measures import excess, least, means, median_seed, most, of_seeds, range_of
from baldwin.claims.quantity import Measurement


def of(found: Measurement) -> tuple[float, float | None]:
    return found.value, found.standard_error


def test_numbers_without_an_error_have_none_and_add_none() -> None:
    assert of(exact(3.0)) == (3.0, None)
    assert of(difference(exact(3.0), exact(1.0))) == (2.0, 0.0)
    assert of(difference(Measurement(3.0, 0.3), Measurement(1.0, 0.4))) == pytest.approx((2.0, 0.5))
    assert difference(Measurement(0.5, 0.0, range=(0.0, 1.0)), Measurement(2.0, 0.0, range=(1.0, 4.0))).range == (
        -4.0,
        0.0,
    )


def test_means_medians_and_shares() -> None:
    values = np.array([1.0, 2.0, 4.0, 9.0])
    assert of(mean_of(values)) == pytest.approx((4.0, math.sqrt(38.0 / 3.0) / 2.0))
    assert of(mean_of(values[:1])) == (1.0, None)
    assert of(median_of(values)) == (3.0, 3.5)  # half the distance between order statistics 2 and 4
    assert of(median_of_seeds(values[::-1])) == pytest.approx((3.0, math.sqrt(math.pi / 8.0) * math.sqrt(38.0 / 3.0)))
    assert share_of(np.array([True, False, True, True])).value == 0.75


def test_the_least_step_is_the_smallest_rise() -> None:
    found = least_step([Measurement(1.0, 0.0), Measurement(4.0, 0.3), Measurement(5.0, 0.4)])
    assert of(found) == pytest.approx((1.0, 0.5))


def test_seeds_share_their_lives() -> None:
    """Two seeds in four lives: means 2 and 4; the error over seeds is 1, that of the lives' means joins it."""
    values = np.array([[1.0, 2.0, 2.0, 3.0], [3.0, 4.0, 4.0, 5.0]])
    lives = math.sqrt(2.0 / 3.0) / 2.0
    assert of(of_seeds(values)) == pytest.approx((3.0, math.hypot(1.0, lives)))
    assert of(of_seeds([2.0, 4.0], error=0.5)) == pytest.approx((3.0, math.hypot(1.0, 0.5)))
    assert of(of_seeds([2.0])) == (2.0, 0.0)
    each = means(values)
    assert [of(one) for one in each] == [pytest.approx((2.0, lives)), pytest.approx((4.0, lives))]
    assert (least(each).value, most(each).value) == (2.0, 4.0)
    apart = excess(values, values[::-1])
    assert of(apart) == pytest.approx((0.0, 2.0))  # -2 and 2, in every life alike


def test_the_seed_in_the_middle_is_that_of_their_order_by_value() -> None:
    """Of seeds 5, 1 and 3 it is 3, with its own error; of two the greater one."""
    seeds = [Measurement(5.0, 0.1), Measurement(1.0, 0.2), Measurement(3.0, 0.3)]
    assert of(median_seed(seeds)) == (3.0, 0.3)
    assert median_seed(seeds).note == "seeds: 5, 1, 3"
    assert median_seed(seeds[:2]).value == 5.0
    ends = range_of("share", np.array([0.2, 0.9, 0.4]))
    assert {name: one.value for name, one in ends.items()} == {"share, least": 0.2, "share, most": 0.9}
