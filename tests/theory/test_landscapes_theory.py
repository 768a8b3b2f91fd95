"""NK landscapes: scores by the stated index convention, means, and two independent ways to the optimum."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baldwin.haystack.theory import landscapes, mean_score, optimum, score


def slow_score(bits: tuple[int, ...], table: np.ndarray) -> float:
    loci, reads = len(bits), table.shape[1].bit_length() - 1
    total = 0.0
    for i in range(loci):
        total += table[i, sum(bits[(i + j) % loci] << j for j in range(reads))]
    return total / loci


@settings(max_examples=30)
@given(loci=st.integers(2, 9), seed=st.integers(0, 2**32 - 1), data=st.data())
def test_every_phenotype_of_short_landscapes(loci: int, seed: int, data: st.DataObject) -> None:
    neighbours = data.draw(st.integers(0, loci - 1))
    table = np.random.default_rng(seed).random((loci, 2 ** (neighbours + 1)))
    phenotypes = list(itertools.product((0, 1), repeat=loci))
    slow = np.array([slow_score(bits, table) for bits in phenotypes])
    assert score(phenotypes, table) == pytest.approx(slow, rel=1e-12)
    assert optimum(table) == pytest.approx(slow.max(), rel=1e-12)
    assert mean_score(table) == pytest.approx(slow.mean(), rel=1e-12)
    assert landscapes._around_the_circle(table, neighbours) == pytest.approx(slow.max(), rel=1e-12)


@pytest.mark.parametrize(("loci", "neighbours"), [(16, 8), (20, 5), (18, 2)])
def test_both_ways_to_the_optimum_agree(loci: int, neighbours: int) -> None:
    table = np.random.default_rng(loci).random((loci, 2 ** (neighbours + 1)))
    assert landscapes._exhaustive(table, neighbours) == pytest.approx(
        landscapes._around_the_circle(table, neighbours), rel=1e-13
    )


@pytest.mark.parametrize("loci", [20, 64, 500])
def test_without_epistasis_every_locus_takes_its_better_bit(loci: int) -> None:
    table = np.random.default_rng(3).random((loci, 2))
    assert optimum(table) == pytest.approx(table.max(axis=1).mean(), rel=1e-12)


def test_random_contributions_average_to_a_half() -> None:
    table = np.random.default_rng(4).random((64, 2**9))
    assert abs(mean_score(table) - 0.5) < 4 * (12 * table.size) ** -0.5
    bits = np.random.default_rng(5).integers(0, 2, (2000, 64))
    assert abs(score(bits, table).mean() - 0.5) < 4 * (12 * 64 * 2000) ** -0.5 + 4 * (12 * table.size) ** -0.5


def test_shapes_that_are_no_landscape_are_refused() -> None:
    for table in (np.ones(4), np.ones((4, 3)), np.ones((4, 1)), np.ones((2, 8))):
        with pytest.raises(ValueError, match="contributions must have shape"):
            optimum(table)
    with pytest.raises(ValueError, match="do not fit"):
        score([0, 1, 1], np.ones((4, 2)))
    with pytest.raises(ValueError, match="too large a search"):
        optimum(np.ones((21, 2**10)))
