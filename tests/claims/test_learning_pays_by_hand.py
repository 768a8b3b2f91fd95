"""What claims on when learning pays read, of lives, genes and worths that were planted."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from baldwin.claims.innate_or_learned import boundary, cells
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
