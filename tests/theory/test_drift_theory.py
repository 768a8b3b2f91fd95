"""Selection and drift: the published table, and diffusion formulas against the Wright-Fisher chain itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baldwin.haystack.theory import (
    exact_absorption,
    fixation_probability,
    neutral_absorption_time,
    neutral_fixation_time,
    neutral_heterozygosity,
    neutral_variance,
    scaled_selection,
    selection_coefficient,
)


def test_table_of_selection_coefficients() -> None:
    q = np.arange(1, 11)
    s = [0.000952, 0.001907, 0.003829, 0.007717, 0.015677, 0.032368, 0.069159, 0.153341, 0.307664, 0.480622]
    assert selection_coefficient(q) == pytest.approx(np.array(s), abs=5.1e-7)
    # Printed with two or three digits.
    assert scaled_selection(q, 100) == pytest.approx([0.19, 0.38, 0.77, 1.5, 3.1, 6.5, 13.8, 30.7, 61.5, 96], rel=0.03)
    assert scaled_selection(q, 1000) == pytest.approx([1.9, 3.8, 7.7, 15.4, 31, 65, 138, 307, 615, 961], rel=0.015)
    assert selection_coefficient(1, convention="C") == pytest.approx(0.0019, abs=5e-5)
    with pytest.raises(ValueError, match="q >= 1"):
        selection_coefficient(0)


@pytest.mark.parametrize("size", [2, 10, 100])
def test_neutral_chain_fixes_in_proportion(size: int) -> None:
    for copies in {1, size // 2, size - 1}:
        assert exact_absorption(size, copies / size).fixation == pytest.approx(copies / size, rel=1e-9)


def test_two_individuals_by_hand() -> None:
    # One copy of two: half of all generations end it, and half of those fix it; the waiting time is 2 whatever the end.
    assert exact_absorption(2, 0.5) == pytest.approx((0.5, 2.0, 2.0))
    # One copy with s = 1 is drawn with chance 2/3: fixed with 4/9, lost with 1/9, else as before.
    assert exact_absorption(2, 0.5, 1.0) == pytest.approx((0.8, 1.8, 1.8))
    assert exact_absorption(5, 1.0)[:2] == (1.0, 0.0)
    assert exact_absorption(5, 0.0)[:2] == (0.0, 0.0)
    with pytest.raises(ValueError, match="whole number of copies"):
        exact_absorption(10, 0.55)


@pytest.mark.parametrize("p", [0.2, 0.5, 0.9])
def test_diffusion_times_approach_the_chain(p: float) -> None:
    errors = []
    for size in (20, 160):
        chain = exact_absorption(size, p)
        ends = float(neutral_absorption_time(p, size)) / chain.time - 1
        fixes = float(neutral_fixation_time(p, size)) / chain.fixation_time - 1
        errors.append((abs(ends), abs(fixes)))
    assert max(errors[1]) < 0.025
    assert errors[1][0] < errors[0][0] / 3
    assert errors[1][1] < errors[0][1] / 3


def test_a_new_mutant_takes_2n() -> None:
    assert neutral_fixation_time(0.0, 1000) == pytest.approx(2000)
    assert neutral_fixation_time(1.0, 1000) == 0.0
    np.testing.assert_array_equal(neutral_absorption_time([0.0, 1.0], 1000), 0.0)
    assert neutral_fixation_time(1 / 200, 200) == pytest.approx(exact_absorption(200, 1 / 200).fixation_time, rel=0.02)


@pytest.mark.parametrize("s", [-0.02, -0.001, 0.001, 0.00095, 0.01, 0.05])
@pytest.mark.parametrize("copies", [1, 20, 100])
def test_kimura_against_the_chain(s: float, copies: int) -> None:
    chain = exact_absorption(200, copies / 200, s).fixation
    assert fixation_probability(s, 200, copies / 200) == pytest.approx(chain, rel=0.08, abs=1e-6)


def test_fixation_probability_at_its_edges() -> None:
    assert fixation_probability(0.0, 50) == pytest.approx(0.02)
    assert fixation_probability(1e-12, 50, 0.3) == pytest.approx(0.3)
    np.testing.assert_array_equal(fixation_probability([-0.9, 5.0], 10**6, 0.5), [0.0, 1.0])
    np.testing.assert_array_equal(fixation_probability([-0.1, 0.1], 100, 0.0), 0.0)
    np.testing.assert_allclose(fixation_probability([-0.1, 0.1], 100, 1.0), 1.0)
    with pytest.raises(ValueError, match="share must lie"):
        fixation_probability(0.1, 100, 1.5)


@given(s=st.floats(-0.5, 0.5), size=st.integers(2, 10**6), p=st.floats(0.0, 1.0))
def test_fixation_probability_is_one_and_grows(s: float, size: int, p: float) -> None:
    chance = float(fixation_probability(s, size, p))
    assert 0.0 <= chance <= 1.0
    assert float(fixation_probability(s + 0.01, size, p)) >= chance - 1e-12
    # What is not fixed is lost, and its rival has coefficient -s in the diffusion.
    assert chance + float(fixation_probability(-s, size, 1.0 - p)) == pytest.approx(1.0, abs=1e-9)


def test_heterozygosity_and_variance_of_the_chain() -> None:
    size, copies = 12, 4
    k = np.arange(size + 1)
    law = np.eye(size + 1)[copies]
    start = np.arange(size + 1)[:, None] / size
    choose = np.array([np.prod(np.arange(size, size - i, -1)) / np.prod(np.arange(1, i + 1)) for i in k])
    step = choose * start**k * (1 - start) ** (size - k)
    for t in range(30):
        mean, p = law @ k / size, k / size
        assert neutral_variance(copies / size, size, t) == pytest.approx(law @ p**2 - mean**2, abs=1e-12)
        assert neutral_heterozygosity(copies / size, size, t) == pytest.approx(law @ (2 * p * (1 - p)), abs=1e-12)
        law = law @ step
