"""What claims on when learning pays read, of lives, genes and worths that were planted."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from baldwin.claims.innate_or_learned import boundary, cells
from baldwin.claims.price_of_learning import period, rates
from baldwin.neural.theory.uncertain_arm import informed_value

ARMS = np.array([-3.0, -1.0, 1.0, 4.0])


def lives_of(world: tuple[int, float], *seeds: tuple[list[float], int]) -> Any:
    """Return networks of one seed each: what its four lives earned, and their first action."""
    task = SimpleNamespace(trials=world[0], prior_sd=world[1])
    lives = [
        SimpleNamespace(totals=np.array(totals), instances=ARMS, actions=np.full((4, 3), first))
        for totals, first in seeds
    ]
    return SimpleNamespace(
        setting=SimpleNamespace(definition=SimpleNamespace(task=task)), lived=lambda *overrides, **_: lives
    )


def test_returns_are_corrected_for_the_arms_that_were_met() -> None:
    """Who knows the arm earns its mean in each life; who never tries earns nothing in each; others lie between."""
    knows, never = 10.0 * np.maximum(ARMS, 0.0), np.zeros(4)
    best = 10.0 * informed_value(-1.0, 2.0)
    found = cells.earned(np.stack([knows, never, 0.5 * knows - 3.0]), ARMS, (10, 2.0))
    assert found == pytest.approx(np.array([4 * [best], 4 * [0.0], 4 * [0.5 * best - 3.0]]))


def test_the_least_share_of_the_best_is_that_of_its_own_world() -> None:
    """Of 0.37, 5.958, 1.961 and 17.48 are earned all, half, a quarter and all."""
    worlds = {(5, 2.0): 0.370, (20, 2.0): 0.5 * 5.958, (50, 1.0): 0.25 * 1.961, (50, 2.0): 17.480}
    known = {world: 10.0 * np.maximum(ARMS, 0.0) for world in worlds}
    runs = []
    for (trials, spread), value in worlds.items():
        share = value / (trials * informed_value(-1.0, spread))
        totals = list(share * trials / 10.0 * known[trials, spread])
        runs.append(lives_of((trials, spread), (totals, 1), (totals, 1)))
    found = cells._nine(*runs)
    assert {name: one.value for name, one in found.items()} == pytest.approx(
        {"T = 5, sp = 2": 0.370, "T = 20, sp = 2": 2.979, "T = 50, sp = 1": 0.49025, "T = 50, sp = 2": 17.480,
         "least share": 0.25}
    )  # fmt: skip


def test_sides_are_told_by_the_first_pull_of_each_replicate() -> None:
    """3 of 4 replicates try where it pays, 1 of 3 where it does not; intervals are Wilson's."""
    nothing = [0.0] * 4
    learned = [lives_of((50, 2.0), (nothing, 1), (nothing, 1)), lives_of((20, 2.0), (nothing, 1), (nothing, 0))]
    innate = [lives_of((5, 0.5), (nothing, 0)), lives_of((20, 1.0), (nothing, 1), (nothing, 0))]
    found = cells._sides(*learned, *innate)
    assert {name: one.value for name, one in found.items()} == pytest.approx(
        {"learned": 0.75, "innate": 1 / 3, "apart": 0.75 - 1 / 3}
    )
    assert found["learned"].interval == pytest.approx((0.3006, 0.9544), abs=1e-4)
    starts = cells._starts(innate[0], innate[1], *learned)
    assert (starts["plain"].value, starts["niche"].value, starts["return"].value) == pytest.approx((1 / 3, 0.75, 0.0))


def test_the_shortest_life_is_the_first_that_pays() -> None:
    """Worth T - 6.5, whatever the law; and what never pays."""
    law = (-1.0, 1.0, 1.0)
    assert boundary.shortest_life(law, lambda trials, _: trials - 6.5) == 7.0
    assert boundary.shortest_life(law, lambda trials, _: trials - 8.0) == 9.0
    assert boundary.shortest_life(law, lambda trials, _: 1.0) == 1.0
    assert boundary.shortest_life(law, lambda trials, _: -1.0) == math.inf
    assert boundary.knowing(13, law) < 0.0 < boundary.knowing(14, law)


def genomes(*learning_rates: list[float]) -> Any:
    """Return networks of these learning rates, one list for each replicate, and of weights that are far from it."""
    genes = np.log(np.array(learning_rates) / 0.1) / 3.0
    return SimpleNamespace(centres=np.concatenate([np.full(genes.shape, 9.0), genes], axis=1))


BEST_AT_8 = [0.001, 0.001, 0.001, 0.001, 0.001, 0.28, 0.29, 0.69]


def test_genes_are_innate_below_half_of_the_least_rate_that_pays() -> None:
    """At a price of 8 that is 0.142. Of three replicates one has a learning gene too few, and one has one too many."""
    few, many = [*BEST_AT_8[:5], 0.13, 0.29, 0.69], [*BEST_AT_8[:4], 0.15, 0.28, 0.29, 0.69]
    run = genomes(BEST_AT_8, few, many)
    assert rates.rates_of(run)[0] == pytest.approx(BEST_AT_8)
    assert rates.right(run, 8.0).tolist() == [True, False, False]
    assert rates.last_innate(run, 8.0).tolist() == [0.5, 1.0, 0.3]
    assert rates._rates(run)["0.5"].value == pytest.approx((0.001 + 0.001 + 0.15) / 3)


def test_prices_are_told_apart_by_which_genes_are_innate() -> None:
    """The same genomes at each price are right at 8 alone."""
    run = genomes(BEST_AT_8, BEST_AT_8)
    found = rates._sorted(run, run, run)
    assert (found["right"].value, found["8"].value, found["fall"].value) == (pytest.approx(1 / 3), 0.5, 0.0)


def test_a_step_is_worth_what_it_leaves_less_its_price() -> None:
    """Lives with errors 2 and 1 at birth, and 0.5 and 0.3 after one step."""
    lives = [SimpleNamespace(curves=-np.array([[2.0, 0.5, 9.0], [1.0, 0.3, 9.0]]))]
    run: Any = SimpleNamespace(lived=lambda **_: lives, last=lambda name: {"active_steps": np.array([2.0])}[name])
    assert period.worth_of_a_step(run, 0.32) == pytest.approx(np.array([[-0.82, -0.62]]))
    assert period._given_up(run, run)["more"].value == pytest.approx(1.5 - 0.72)
    assert period._learned(run)["gain"].value == pytest.approx(1.1)
    found = period._predictable(run)
    assert (found["steps"].value, found["most"].value, found["least"].value) == (2.0, 1.5, 1.5)
