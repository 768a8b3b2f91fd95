"""Ladders of lives that learn by memory: their exact rungs hold, and sides are read from states that hold them."""

from __future__ import annotations

import numpy as np
import pytest

from baldwin.claims.claim import Claim, Null
from baldwin.claims.ladder import find_ladder, verify
from baldwin.claims.measures import excess, least, means, most, of_seeds, probed, range_of
from baldwin.claims.risky_choice.niche import NOISES, TABLE
from baldwin.probes import ProbeResult, ResultColumn

MEMORY = (
    "bandits", "bayes-predictors", "causal", "critical-period", "harlow", "hebbian-reversal", "inferred-value",
    "informative-arm", "matching", "nested-timescales", "risky-choice", "rl2-bandits", "rl2-mdp", "t-maze", "two-step",
    "volatility",
)  # fmt: skip
TABLES_OF_ARMS = {"W01", "W02", "W03"}  # of a hundred trials: some ten seconds, and once is enough
SLOW_TO_SIMULATE = {"CG03", "D02", "D03", "V01", "V04"}  # some ten seconds each


def without_evolution() -> list[Claim]:
    """Return the claims in which no population evolves."""
    return [
        claim
        for name in MEMORY
        for claim in find_ladder(name).claims
        if not claim.settings and claim.id not in SLOW_TO_SIMULATE
    ]


@pytest.mark.parametrize(
    "claim",
    [pytest.param(one, marks=pytest.mark.slow) if one.id in TABLES_OF_ARMS else one for one in without_evolution()],
    ids=lambda claim: claim.id,
)
def test_what_is_computed_without_evolution_holds(claim: Claim) -> None:
    (outcome,) = verify([claim])
    assert [(one.quantity, one.expected, one.measured) for one in outcome.findings if not one.agrees] == []


@pytest.mark.parametrize(
    "claim", [one for one in without_evolution() if one.id not in TABLES_OF_ARMS], ids=lambda claim: claim.id
)
def test_it_fails_where_it_must(claim: Claim) -> None:
    """With chance, or another wrong rule, in its place, or there is nothing in the numbers."""
    assert isinstance(claim.null, Null)
    (outcome,) = verify([claim.under_null()])
    assert outcome.told_apart


def test_means_over_seeds_know_what_seeds_share() -> None:
    """Lives are the same for all seeds, so that their luck does not average out; that of seeds does."""
    luck = np.tile([-1.0, 1.0], 50)
    seeds = np.array([1.0, 2.0, 6.0])
    found = of_seeds(seeds[:, None] + luck)
    assert found.value == pytest.approx(3.0)
    between, shared = np.std(seeds, ddof=1) / np.sqrt(3.0), np.std(luck, ddof=1) / np.sqrt(100.0)
    assert found.standard_error == pytest.approx(np.hypot(between, shared))
    assert of_seeds(seeds, error=0.5).standard_error == pytest.approx(np.hypot(between, 0.5))
    assert of_seeds([4.0]).standard_error == 0.0
    assert (least(means(seeds[:, None] + luck)).value, most(means(seeds[:, None] + luck)).value) == (1.0, 6.0)


def test_an_excess_is_taken_life_by_life() -> None:
    """What both have in common, here most of it, cancels."""
    common = np.linspace(0.0, 100.0, 50)
    found = excess(np.stack([common + 1.0, common + 3.0]), np.stack([common, common]))
    assert (found.value, found.standard_error) == (pytest.approx(2.0), pytest.approx(1.0))


@pytest.mark.parametrize("name", MEMORY)
def test_quick_ladders_begin_with_theory_and_are_numbered_through(name: str) -> None:
    claims = find_ladder(name).claims
    assert claims[0].quick
    assert claims[0].method
    prefix = claims[0].id.rstrip("0123456789")
    assert [claim.id for claim in claims] == [f"{prefix}{number:02d}" for number in range(1, len(claims) + 1)]


def test_the_table_of_when_to_learn_has_a_cell_for_every_noise() -> None:
    assert {len(row) for row in TABLE.values()} == {len(NOISES)}
    assert all(worth == 0.0 for row in TABLE.values() for pulls, worth in row if pulls == 0)


def test_what_a_probe_found_is_read_by_network_and_quantity() -> None:
    columns = {"network": ["evolved", "evolved", "untrained"], "quantity": ["a", "a", "a"], "value": [1.0, 3.0, 9.0]}
    found = ProbeResult("", {name: ResultColumn(values, "") for name, values in columns.items()})
    assert probed(found, "evolved", "a").tolist() == [1.0, 3.0]
    ends = range_of("r2", probed(found, "evolved", "a"))
    assert {name: one.value for name, one in ends.items()} == {"r2, least": 1.0, "r2, most": 3.0}
    assert np.isnan(range_of("r2", np.array([1.0, np.nan]))["r2, least"].value)
