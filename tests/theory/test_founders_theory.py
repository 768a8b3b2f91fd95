"""What generation 0 holds, against published numbers and the sum over every genome of a short one."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baldwin.haystack.theory import (
    binomial_weights,
    control_founders,
    expected_fitness,
    genome_classes,
    learning_founders,
    marginal_fitness,
    success_probability,
)

WHOLE = st.tuples(st.floats(0.0, 1.0), st.floats(0.0, 1.0)).map(
    lambda cut: (min(cut), abs(cut[0] - cut[1]), 1.0 - max(cut))
)


def test_the_founders_of_1987() -> None:
    founders = learning_founders()
    assert founders.competent == pytest.approx(0.0031712, abs=5e-8)
    assert founders.competent_count == pytest.approx(3.1712, abs=5e-5)
    assert founders.competent_any == pytest.approx(0.95826, abs=5e-6)
    assert founders.competent_plastic == pytest.approx(40 / 3)
    assert founders.success == pytest.approx(5.57598e-4, abs=5e-10)
    assert founders.success_any == pytest.approx(0.42751, abs=5e-6)
    assert founders.success_plastic == pytest.approx(11.078, abs=5e-4)
    assert founders.fitness.mean == pytest.approx(1.0060323, abs=5e-8)
    assert founders.fitness.correct == pytest.approx(1.0110333, abs=5.1e-8)
    assert founders.fitness.plastic == pytest.approx(1.0065479, abs=5.1e-8)
    assert founders.fitness.wrong == 1.0


def test_the_control_of_1987() -> None:
    control = control_founders()
    assert control.target == 2.0**-20
    assert control.target_any == pytest.approx(9.532e-4, abs=5e-8)
    assert control.populations == pytest.approx(1048.6, abs=0.05)
    assert control_founders(correct=1.0).target_any == 1.0
    assert control_founders(correct=0.0).populations == math.inf


def test_founders_against_every_genome() -> None:
    shares, trials, size = (0.3, 0.2, 0.5), 7, 12
    chance = {"1": shares[0], "0": shares[1], "?": shares[2]}
    competent = success = plastic_competent = plastic_success = 0.0
    for genome in itertools.product("10?", repeat=4):
        share, q = math.prod(chance[allele] for allele in genome), genome.count("?")
        if "0" not in genome:
            hit = 1 - (1 - 0.7**q) ** trials
            competent, plastic_competent = competent + share, plastic_competent + share * q
            success, plastic_success = success + share * hit, plastic_success + share * hit * q
    founders = learning_founders(4, size, trials, shares=shares, hit_probability=0.7)
    assert founders.competent == pytest.approx(competent)
    assert founders.competent_any == pytest.approx(1 - (1 - competent) ** size)
    assert founders.competent_plastic == pytest.approx(plastic_competent / competent)
    assert founders.success == pytest.approx(success)
    assert founders.success_plastic == pytest.approx(plastic_success / success)


def test_an_exact_number_of_plastic_loci_against_every_genome() -> None:
    shares, trials = (0.3, 0.2, 0.5), 7
    found = learning_founders(4, 12, trials, 19.0, shares=shares, plastic_loci=2)
    genomes = [one for one in itertools.product("10?", repeat=4) if one.count("?") == 2]
    chances = [math.prod({"1": 0.6, "0": 0.4, "?": 1.0}[allele] for allele in one) / 6 for one in genomes]
    worth = [1.0 if "0" in one else float(expected_fitness(2, trials)) for one in genomes]
    able = sum(chance for one, chance in zip(genomes, chances, strict=True) if "0" not in one)
    assert sum(chances) == pytest.approx(1.0)
    assert found.competent == pytest.approx(able)
    assert found.success == pytest.approx(able * float(success_probability(2, trials)))
    assert found.competent_plastic == 2.0
    assert found.fitness.mean == pytest.approx(np.dot(chances, worth))
    for allele, marginal in zip("10?", found.fitness[1:], strict=True):
        carry = np.array([one[0] == allele for one in genomes])
        assert marginal == pytest.approx(np.average(worth, weights=chances * carry))


def test_marginals_against_every_genome() -> None:
    shares = (0.3, 0.2, 0.5)
    rng = np.random.default_rng(1)
    W, V = rng.random(5), rng.random(5)
    weight, worth = np.zeros(3), np.zeros(3)
    mean = 0.0
    for genome in itertools.product(range(3), repeat=4):  # 0 correct, 1 wrong, 2 plastic
        share = math.prod(shares[allele] for allele in genome)
        f = V[genome.count(2)] if 1 in genome else W[genome.count(2)]
        mean += share * f
        weight[genome[0]] += share
        worth[genome[0]] += share * f
    marginal = marginal_fitness(shares, W, V)
    assert marginal.mean == pytest.approx(mean, rel=1e-12)
    assert (marginal.correct, marginal.wrong, marginal.plastic) == pytest.approx(tuple(worth / weight), rel=1e-12)


@given(shares=WHOLE, loci=st.integers(1, 40), trials=st.integers(1, 10**5))
def test_marginals_average_to_the_mean(shares: tuple[float, float, float], loci: int, trials: int) -> None:
    W = expected_fitness(np.arange(loci + 1), trials)
    marginal = marginal_fitness(shares, W)
    by_class = genome_classes(loci, shares)
    q = np.arange(loci + 1)
    competent = by_class[loci - q, q]
    assert by_class.sum() == pytest.approx(1.0)
    assert competent == pytest.approx(binomial_weights(loci, shares[2], shares[0]), rel=1e-9, abs=1e-300)
    assert marginal.mean == pytest.approx(1.0 + competent @ (W - 1.0), rel=1e-9)
    average = np.dot(shares, (marginal.correct, marginal.wrong, marginal.plastic))
    assert average == pytest.approx(marginal.mean, rel=1e-12)
    assert marginal.correct >= marginal.plastic - 1e-9 >= marginal.wrong - 2e-9


@given(shares=WHOLE, loci=st.integers(2, 65536), size=st.integers(2, 10**7))
def test_any_founders_are_probable(shares: tuple[float, float, float], loci: int, size: int) -> None:
    founders = learning_founders(loci, size, 100, shares=shares)
    assert 0.0 <= founders.success <= founders.competent <= 1.0
    assert 0.0 <= founders.success_any <= 1.0
    rounding = 8 * np.finfo(np.float64).eps  # three shares, three products and two sums, each within half an epsilon
    assert 1.0 - rounding <= founders.fitness.mean <= 20.0
    assert math.isnan(founders.success_plastic) == (founders.success == 0.0)


def test_long_genomes_do_not_overflow() -> None:
    founders = learning_founders(65536, 1000, shares=(0.999, 0.0, 0.001))
    assert founders.competent == 1.0
    assert founders.competent_plastic == pytest.approx(65.536, rel=1e-9)
    k = np.arange(200)
    poisson = np.array([math.exp(n * math.log(65.536) - 65.536 - math.lgamma(n + 1)) for n in k])
    assert founders.success == pytest.approx(poisson @ success_probability(k, 1000), rel=0.02)


@pytest.mark.parametrize("shares", [(0.5, 0.5, 0.5), (-0.1, 0.6, 0.5), (1.2, -0.2, 0.0)])
def test_shares_of_no_whole_are_refused(shares: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="sum to 1"):
        learning_founders(shares=shares)


def test_fitness_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="W_0"):
        marginal_fitness((0.25, 0.25, 0.5), np.ones((2, 2)))
    with pytest.raises(ValueError, match="V_0"):
        marginal_fitness((0.25, 0.25, 0.5), np.ones(4), np.ones(3))
