"""Safe and risky arms: exact numbers worked out apart, and other horizons by listing all policies and all courses."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from baldwin.neural.theory.safe_risky import (
    Session,
    chance_of_high,
    choose_risky,
    risky_shares,
    safe_risky_reference_policies,
)

WANG = Session()


@pytest.mark.parametrize(("p", "share"), [(0.5, 0.936), (0.125, 0.147)])
def test_the_ideal_takes_risks_as_often_as_was_worked_out_apart(p: float, share: float) -> None:
    assert risky_shares("Bayes-optimal", WANG, p).mean() == pytest.approx(share, abs=5e-4)


def test_the_ideal_is_worth_what_was_worked_out_apart() -> None:
    policies = safe_risky_reference_policies(WANG)
    assert [one.name for one in policies][::3] == ["Bayes-optimal", "chance"]
    assert policies[0].scores.sum() == pytest.approx(28.62, abs=5e-3)
    assert policies[-1].scores.sum() == pytest.approx(20 * 0.5 * (1.0 + 4.0 * 0.3125))
    for one in policies:
        assert one.exact
        assert one.scores.shape == (30,)
        assert (one.scores[:10] == 0.0).all()
    means = [one.scores.mean() for one in policies]
    assert means == sorted(means, reverse=True)
    assert all("undeceived" in one.name for one in safe_risky_reference_policies(WANG, False)[:-1])


def optimum(session: Session, wins: int, losses: int, left: int) -> float:
    """Return the value of the best course from here, by plain recursion over the two hypotheses."""
    if left == 0:
        return 0.0
    weights = [p**wins * (1.0 - p) ** losses for p in (session.low, session.high)]
    p = (weights[0] * session.low + weights[1] * session.high) / sum(weights)
    risky = p * (session.risky + optimum(session, wins + 1, losses, left - 1))
    risky += (1.0 - p) * optimum(session, wins, losses + 1, left - 1)
    return max(risky, session.safe + optimum(session, wins, losses, left - 1))


def test_other_sessions_are_solved_too() -> None:
    session = Session(forced=2, free=7, safe=0.8, risky=2.5, low=0.2, high=0.6)
    expected = 0.0
    for course in itertools.product((0, 1), repeat=2):
        wins = sum(course)
        chance = np.mean([p**wins * (1.0 - p) ** (2 - wins) for p in (0.2, 0.6)])
        expected += float(chance) * optimum(session, wins, 2 - wins, 7)
    assert safe_risky_reference_policies(session)[0].scores.sum() == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("rule", ["Bayes-optimal", "greedy", "Thompson"])
def test_shares_are_those_of_simulated_lives(rule: Any) -> None:
    lives, p = 20_000, 0.5
    generator = np.random.default_rng(4)
    policy = choose_risky(rule, WANG)
    wins = generator.binomial(5, p, lives)
    losses = 5 - wins
    found = np.zeros((lives, WANG.free))
    for pull in range(WANG.free):
        risky = generator.random(lives) < policy[pull, wins, losses]
        won = generator.random(lives) < p
        wins, losses = wins + (risky & won), losses + (risky & ~won)
        found[:, pull] = risky
    expected = risky_shares(rule, WANG, p)
    error = np.sqrt(expected * (1.0 - expected) / lives)
    assert (np.abs(found.mean(axis=0) - expected) < 4.5 * error + 1e-9).all()


def test_posteriors_are_those_of_two_hypotheses() -> None:
    found = chance_of_high(WANG, np.array([0.0, 2.0, 0.0, 400.0]), np.array([0.0, 1.0, 5.0, 2000.0]))
    assert found[0] == pytest.approx(0.5)
    assert found[1] == pytest.approx(0.125 / (0.125 + 0.125**2 * 0.875))
    assert found[2] == pytest.approx(0.5**5 / (0.5**5 + 0.875**5))
    assert 0.0 <= found[3] < 1e-9  # no overflow


def test_who_draws_its_beliefs_takes_no_arm_that_is_never_better() -> None:
    """Of Thompson: with either chance the risky arm pays less, or more, or only with the higher one."""
    for risky, share in ((1.5, 0.0), (9.0, 1.0)):
        session = Session(forced=2, free=3, safe=1.0, risky=risky, low=0.125, high=0.5)
        np.testing.assert_allclose(choose_risky("Thompson", session), share)
    between = Session(forced=2, free=3, safe=1.0, risky=4.0, low=0.125, high=0.5)
    found = choose_risky("Thompson", between)
    assert found[0, 1, 1] == pytest.approx(0.5 * 0.5 / (0.5 * 0.5 + 0.125 * 0.875))  # after a win and a loss


def test_greed_takes_the_larger_posterior_mean() -> None:
    """Counts by Bayes's rule written out: 2 wins and 6 losses leave 4 x 0.259, which is more than 1; 7 do not."""
    taken = choose_risky("greedy", Session())
    for wins in range(6):
        for losses in range(8):
            high, low = 0.5 ** (wins + losses), 0.125**wins * 0.875**losses
            mean = (0.5 * high + 0.125 * low) / (high + low)
            assert taken[0, wins, losses] == float(4.0 * mean > 1.0), (wins, losses)
    assert (taken[0, 2, 6], taken[0, 2, 7]) == (1.0, 0.0)
