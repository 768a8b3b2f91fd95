"""Seasons by another recursion, of genotypes one by one; and what claims on moving worlds read."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from baldwin.claims.moving_world import flips, seasons
from baldwin.claims.populations import Trajectories
from baldwin.endings import Endings

GENOTYPES = list(product((0, 1, 2), repeat=2))  # wrong, correct, plastic, at two loci; told by the first target
CHANCE, TRIALS, RATE = {0: 1.0, 1: 0.5, 2: 0.25}, 10, 0.005


def worth(genotype: tuple[int, int], right: int) -> float:
    """Return 1 + 19 n / 10, n trials left after the first success, summed over trials."""
    if any(allele not in (right, 2) for allele in genotype):
        return 1.0
    p = CHANCE[genotype.count(2)]
    return 1.0 + 1.9 * sum((TRIALS - t) * p * (1.0 - p) ** (t - 1) for t in range(1, TRIALS + 1))


def test_seasons_of_genotypes_one_by_one() -> None:
    """Gametes by free recombination of parents drawn by fitness, each locus mutating to either other allele."""
    share = np.array([np.prod([(0.25, 0.25, 0.5)[one] for one in genotype]) for genotype in GENOTYPES])
    mutate = np.full((3, 3), RATE / 2) + np.eye(3) * (1.0 - 1.5 * RATE)
    number = np.array([genotype.count(2) / 2.0 for genotype in GENOTYPES])
    found = seasons.seasons(3, 12)
    for generation in range(13):
        right = 0 if generation // 3 % 2 else 1
        fitness = np.array([worth(genotype, right) for genotype in GENOTYPES])  # type: ignore[arg-type]
        assert found.plastic[generation] == pytest.approx(share @ number)
        assert found.mean_fitness[generation] == pytest.approx(share @ fitness)
        chosen = (share * fitness / (share @ fitness)).reshape(3, 3)
        free = 0.5 * chosen + 0.5 * np.outer(chosen.sum(axis=1), chosen.sum(axis=0))
        share = (mutate @ free @ mutate.T).ravel()


def run(*columns: tuple[str, list[float]]) -> Trajectories:
    """Return two replicates of 300 generations: 9 until generation 200, the values from there on."""
    shape = (2, 301)
    found = {name: np.where(np.arange(301) < 200, 9.0, np.array(values)[:, None]) for name, values in columns}
    assert all(one.shape == shape for one in found.values())
    return Trajectories(100, 2, found, Endings(np.arange(2), np.array([300, 300]), ("", "")))


def test_means_leave_out_what_has_not_settled() -> None:
    runs = [run(("plastic", [level, level + 0.1])) for level in (0.1, 0.2, 0.4, 0.5)]
    found = {name: one.value for name, one in flips._plastic(*runs).items()}
    assert found == pytest.approx({"least": 0.15, "every 20": 0.25, "every 5": 0.45, "most": 0.55, "step": 0.1})
    arms = [run(("fitness_mean", [level, level + 2.0])) for level in (12.0, 3.0, 0.0, 4.0)]
    found = {name: one.value for name, one in flips._fitness(*arms).items()}
    assert found == pytest.approx({"slow": 13.0, "each": 4.0, "outrun": 1.0, "lead": 8.0})
    evolved = seasons._evolved(*runs, run(("plastic", [0.8, 1.0])))
    assert {name: one.value for name, one in evolved.items()} == pytest.approx(
        {"20": 0.45, "10": 0.55, "5": 0.9, "step": 0.1}
    )


def test_the_target_flips_once_at_the_end_of_each_season() -> None:
    definition = seasons._setting(20).definition
    rates = [definition.at(when).task.flip_rate for when in (0, 19, 20, 21, 39, 40, 41, 600)]  # type: ignore[attr-defined]
    assert rates == [0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0]
