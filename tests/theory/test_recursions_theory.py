"""Infinite populations against tables, and against every genome of a short one counted out."""

from __future__ import annotations

import itertools
import math
import time
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baldwin.haystack.theory import (
    Trajectory,
    asexual,
    expected_fitness,
    free_recombination,
    linkage_equilibrium,
)

W = expected_fitness(np.arange(21), 1000)

# generation; linkage equilibrium: correct, wrong, plastic, mean fitness; free recombination: the same
TABLE = np.loadtxt(
    """
       0 .2500   .2500   .5000   1.00603   .2500 .2500 .5000 1.0060
       1 .251243 .248501 .500256 1.00635   .2512 .2485 .5003 1.0093
       2 .252547 .246934 .500519 1.00669   .2533 .2462 .5005 1.0129
       5 .256896 .241754 .501350 1.00798   .2665 .2331 .5004 1.0375
       8 .262076 .235673 .502251 1.00978   .3209 .1870 .4921 1.3560
      10 .266155 .230951 .502894 1.01145   .5115 .0568 .4318 7.0910
      12 .270911 .225518 .503571 1.01372   .6502 .0006 .3492 15.9130
      15 .279867 .215492 .504640 1.01909   .7068 0     .2932 17.8049
      20 .304480 .189242 .506278 1.04456   .7573 0     .2427 18.8197
      25 .379332 .119509 .501159 1.37996   .7872 0     .2128 19.2157
      30 .649429 .000070 .350501 15.78616  .8077 0     .1923 19.4179
      50 .823118 0       .176882 19.52371  .8527 0     .1473 19.7139
     100 .889848 0       .110152 19.84678  .8972 0     .1028 19.8668
     200 .928700 0       .071300 19.92468  .9310 0     .0690 19.9281
     500 .964350 0       .035650 19.96172  .9649 0     .0351 19.9621
    1000 .983011 0       .016989 19.97339  .9832 0     .0168 19.9735
    """.splitlines()
)


def shares(trajectory: Trajectory) -> npt.NDArray[np.float64]:
    return np.array([trajectory.correct, trajectory.wrong, trajectory.plastic])


def first_below(values: npt.NDArray[np.float64], limit: float) -> int:
    assert values.min() < limit
    return int(np.argmax(values < limit))


@pytest.fixture(scope="module")
def exact() -> Trajectory:
    return free_recombination(W, 1000)


def test_linkage_equilibrium_table() -> None:
    le = linkage_equilibrium(W, 5000)
    g = TABLE[:, 0].astype(int)
    assert shares(le)[:, g] == pytest.approx(TABLE[:, 1:4].T, abs=5.1e-7)
    assert le.mean_fitness[g] == pytest.approx(TABLE[:, 4], abs=5.1e-6)
    assert [first_below(le.wrong, limit) for limit in (0.01, 0.001)] == [28, 29]
    assert [first_below(le.plastic, limit) for limit in (0.1, 0.05, 0.01)] == [117, 332, 1441]
    assert int(le.plastic.argmax()) == 21
    assert le.plastic.max() == pytest.approx(0.50642, abs=5e-6)
    assert le.plastic[5000] == pytest.approx(0.000286, abs=5e-7)


def test_free_recombination_table(exact: Trajectory) -> None:
    g = TABLE[:, 0].astype(int)
    assert shares(exact)[:, g] == pytest.approx(TABLE[:, 5:8].T, abs=5.1e-5)
    assert exact.mean_fitness[g] == pytest.approx(TABLE[:, 8], abs=5.1e-5)
    assert [first_below(exact.wrong, limit) for limit in (0.01, 0.001)] == [11, 12]
    assert int(exact.plastic.argmax()) == 4
    assert exact.plastic.max() == pytest.approx(0.50067, abs=5.1e-6)


def test_free_recombination_of_other_lifetimes() -> None:
    purged, plastic = {}, {}
    for trials in (100, 300, 3000, 10000):
        run = free_recombination(expected_fitness(np.arange(21), trials), 100)
        purged[trials], plastic[trials] = first_below(run.wrong, 0.01), round(float(run.plastic[50]), 4)
    assert purged == {100: 100, 300: 28, 3000: 8, 10000: 6}
    assert {trials: plastic[trials] for trials in (300, 3000, 10000)} == {300: 0.1203, 3000: 0.2009, 10000: 0.2695}
    assert free_recombination(expected_fitness(np.arange(21), 30), 150).wrong.min() > 0.01


def test_asexual_table() -> None:
    run = asexual(W, 50)
    expected = {5: (0.5947, 0.0036, 0.4017), 10: (0.6453, 0, 0.3547), 20: (0.6839, 0, 0.3161), 50: (0.7339, 0, 0.2661)}
    for generation, row in expected.items():
        assert shares(run)[:, generation] == pytest.approx(row, abs=5.1e-5)


def test_no_learning_in_linkage_equilibrium() -> None:
    purged = []
    for loci in (10, 12, 15, 20):
        run = linkage_equilibrium(expected_fitness(np.arange(loci + 1), 1000), 3200, shares=(0.5, 0.5, 0.0))
        purged.append(first_below(run.wrong, 0.01))
        assert np.all(run.plastic == 0.0)
    assert purged == [11, 27, 141, 3101]


def test_fast_enough_to_overlay() -> None:
    free_recombination(W, 1)
    start = time.process_time()
    free_recombination(W, 50)
    assert time.process_time() - start < 0.2


# -- every genome of three loci ----------------------------------------------------------------------------------------

GENOMES = np.array(list(itertools.product(range(3), repeat=3)))  # 0 correct, 1 wrong, 2 plastic
RNG = np.random.default_rng(87)
W3, V3 = 1.0 + 9.0 * RNG.random(4), RNG.random(4)


def mutate(genomes: npt.NDArray[np.float64], rate: float, plastic_alleles: bool) -> npt.NDArray[np.float64]:
    """Return the genomes' shares after each locus mutates by itself, genome by genome."""
    kernel = np.full((3, 3), rate / 2)
    np.fill_diagonal(kernel, 1.0 - rate)
    if not plastic_alleles:
        kernel = np.array([[1 - rate, rate, 0], [rate, 1 - rate, 0], [0, 0, 1.0]])
    cube = genomes.reshape(3, 3, 3)
    return np.einsum("abc,ax,by,cz->xyz", cube, kernel, kernel, kernel).ravel()


def brute_force(
    crossover: bool,
    founders: tuple[float, float, float],
    generations: int,
    rate: float,
    plastic_alleles: bool,
    plastic_loci: int | None = None,
) -> npt.NDArray[np.float64]:
    """Return correct, wrong, plastic and mean fitness, shape (4, n + 1), over all 27 genomes and all 8 masks."""
    index = {tuple(genome): i for i, genome in enumerate(GENOMES.tolist())}
    x = np.array([math.prod(founders[allele] for allele in genome) for genome in GENOMES])
    q = (GENOMES == 2).sum(axis=1)
    if plastic_loci is not None:  # of the genomes that have so many, each as likely as its other alleles make it
        x = np.where(q == plastic_loci, x, 0.0) / x[q == plastic_loci].sum()
    f = np.where((GENOMES == 1).any(axis=1), V3[q], W3[q])
    rows = []
    for _ in range(generations + 1):
        rows.append([*(x @ np.equal(GENOMES, allele).mean(axis=1) for allele in range(3)), x @ f])
        parents = x * f / (x @ f)
        children = np.zeros(27)
        if not crossover:
            children = parents
        else:
            for (i, mother), (j, father) in itertools.product(enumerate(GENOMES), repeat=2):
                for mask in itertools.product([True, False], repeat=3):
                    children[index[tuple(np.where(mask, mother, father).tolist())]] += parents[i] * parents[j] / 8
        x = mutate(children, rate, plastic_alleles)
    return np.array(rows).T


@pytest.mark.parametrize("crossover", [True, False])
@pytest.mark.parametrize(
    ("founders", "rate", "plastic_alleles", "exact"),
    [
        ((0.25, 0.25, 0.5), 0.0, True, None),
        ((0.1, 0.7, 0.2), 0.15, True, None),
        ((0.5, 0.5, 0.0), 0.15, False, None),
        ((0.3, 0.2, 0.5), 0.15, True, 1),
    ],
)
def test_recursions_count_every_genome(
    crossover: bool, founders: tuple[float, float, float], rate: float, plastic_alleles: bool, exact: int | None
) -> None:
    recursion = free_recombination if crossover else asexual
    mutation = {"mutation_rate": rate, "plastic_alleles": plastic_alleles}
    run = recursion(W3, 4, shares=founders, wrong_fitness=V3, plastic_loci=exact, **mutation)
    expected = brute_force(crossover, founders, 4, rate, plastic_alleles, exact)
    assert np.array([*shares(run), run.mean_fitness]) == pytest.approx(expected, rel=1e-12, abs=1e-15)


def test_one_generation_is_the_same_for_all_three() -> None:
    # Founders are in linkage equilibrium, and recombination moves no allele: the three part only afterwards.
    runs = [shares(recursion(W, 2)) for recursion in (linkage_equilibrium, free_recombination, asexual)]
    assert runs[1][:, 1] == pytest.approx(runs[0][:, 1], rel=1e-12)
    assert runs[2][:, 1] == pytest.approx(runs[0][:, 1], rel=1e-12)
    assert abs(runs[1][0, 2] - runs[0][0, 2]) > 1e-4


@pytest.mark.parametrize("recursion", [linkage_equilibrium, free_recombination, asexual])
def test_neutral_mutation_alone(recursion: Any) -> None:
    flat = np.ones(9)
    run = shares(recursion(flat, 30, shares=(0.7, 0.1, 0.2), mutation_rate=0.06))
    start = np.array([0.7, 0.1, 0.2])[:, None]
    expected = 1 / 3 + (start - 1 / 3) * (1 - 1.5 * 0.06) ** np.arange(31)
    assert run == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("loci", [21, 30, 40])
def test_long_genomes_stay_whole(loci: int) -> None:
    run = free_recombination(expected_fitness(np.arange(loci + 1), 1000), 60)
    assert shares(run).sum(axis=0) == pytest.approx(1.0, abs=1e-12)
    assert np.all(np.diff(run.mean_fitness) > 0)


@settings(max_examples=40)
@given(
    recursion=st.sampled_from([linkage_equilibrium, free_recombination, asexual]),
    worth=st.lists(st.floats(0.1, 100.0), min_size=2, max_size=12),
    cut=st.tuples(st.floats(0.0, 1.0), st.floats(0.0, 1.0)),
    rate=st.sampled_from([0.0, 1e-3, 0.3, 1.0]),
)
def test_shares_are_shares(recursion: Any, worth: list[float], cut: tuple[float, float], rate: float) -> None:
    founders = (min(cut), abs(cut[0] - cut[1]), 1.0 - max(cut))
    run = recursion(worth, 20, shares=founders, mutation_rate=rate)
    assert shares(run)[:, 0] == pytest.approx(founders, abs=1e-12)
    assert shares(run).min() >= 0.0
    assert shares(run).sum(axis=0) == pytest.approx(1.0, abs=1e-9)
    best, worst = max(1.0, *worth), min(1.0, *worth)
    assert np.all((run.mean_fitness >= worst * (1 - 1e-9)) & (run.mean_fitness <= best * (1 + 1e-9)))
    if recursion is asexual and rate == 0.0:  # Fisher: clones never get worse
        assert np.all(np.diff(run.mean_fitness) >= -1e-9 * best)


@pytest.mark.parametrize("recursion", [linkage_equilibrium, free_recombination, asexual])
def test_what_cannot_evolve_is_refused(recursion: Any) -> None:
    with pytest.raises(ValueError, match="every founder has fitness 0"):
        recursion(np.zeros(4), 3, wrong_fitness=np.zeros(4))
    with pytest.raises(ValueError, match="W_0"):
        recursion(np.ones(1), 3)
    with pytest.raises(ValueError, match="mutation_rate"):
        recursion(np.ones(4), 3, mutation_rate=1.5)
