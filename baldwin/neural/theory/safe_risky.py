"""A safe arm and a risky one of unknown chance (Wang et al. 2018, simulation 6): exact control of what is learned.

The risky arm pays `risky` with chance p, one of two that are equally likely; the safe arm pays `safe` always. A life
begins with forced pulls of both, which tell which arm is which; what is learned is p. Knowledge is (wins, losses) of
the risky arm, so that policies and their lives are computed exactly, on that grid.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple

import numpy as np
from scipy.special import comb, expit, xlogy

from baldwin.neural.theory.reference_policy import Floats, ReferencePolicy

__all__ = ["Session", "chance_of_high", "choose_risky", "risky_shares", "safe_risky_reference_policies"]

Policy = Literal["Bayes-optimal", "greedy", "Thompson"]


class Session(NamedTuple):
    """The law of a life."""

    forced: int = 5  # pulls of each arm
    free: int = 20
    safe: float = 1.0
    risky: float = 4.0
    low: float = 0.125
    high: float = 0.5


def chance_of_high(session: Session, wins: Floats, losses: Floats) -> Floats:
    """Return the posterior probability of the higher chance, given wins and losses of the risky arm."""
    odds = xlogy(wins, session.high / session.low) + xlogy(losses, (1.0 - session.high) / (1.0 - session.low))
    found: Floats = expit(odds)
    return found


@cache
def choose_risky(policy: Policy, session: Session) -> Floats:
    """Return the probability of the risky arm, (free, W, L), at each free pull with these wins and losses.

    Bayes-optimal: backward induction; greedy: the larger posterior mean; Thompson: the better arm under a chance drawn
    from the posterior. Ties go to the safe arm.
    """
    size = session.forced + session.free + 1
    wins, losses = np.meshgrid(np.arange(size, dtype=float), np.arange(size, dtype=float), indexing="ij")
    high = chance_of_high(session, wins, losses)
    mean = high * session.high + (1.0 - high) * session.low
    if policy == "Thompson":
        good_low, good_high = (float(session.risky * p > session.safe) for p in (session.low, session.high))
        return np.repeat((high * good_high + (1.0 - high) * good_low)[None], session.free, axis=0)
    if policy == "greedy":
        return np.repeat((session.risky * mean > session.safe)[None].astype(float), session.free, axis=0)
    value, found = np.zeros((size + 1, size + 1)), np.zeros((session.free, size, size))
    for pull in reversed(range(session.free)):
        risky = mean * (session.risky + value[1:, :-1]) + (1.0 - mean) * value[:-1, 1:]
        safe = session.safe + value[:-1, :-1]
        found[pull] = risky > safe + 1e-12
        value[:-1, :-1] = np.maximum(risky, safe)  # beyond the grid, which no life leaves, it stays 0
    return found


def risky_shares(policy: Policy, session: Session, p: float) -> Floats:
    """Return the probability of the risky arm at each free pull, (free,), in lives whose chance is `p`."""
    size = session.forced + session.free + 1
    risky_chance = choose_risky(policy, session)
    alive = np.zeros((size + 1, size + 1))
    for wins in range(session.forced + 1):
        losses = session.forced - wins
        alive[wins, losses] = comb(session.forced, wins) * p**wins * (1.0 - p) ** losses
    shares = np.zeros(session.free)
    for pull in range(session.free):
        risky = alive[:-1, :-1] * risky_chance[pull]
        shares[pull] = risky.sum()
        alive[:-1, :-1] -= risky
        alive[1:, :-1] += p * risky
        alive[:-1, 1:] += (1.0 - p) * risky
    return shares


def safe_risky_reference_policies(session: Session, control: bool = True) -> tuple[ReferencePolicy, ...]:
    """Return the exact scores (2 forced + free,) of the optimum, greedy, Thompson and chance, the best first.

    Forced pulls score 0. All feel rewards as they are; where lives do not (`control` false), names say "undeceived".
    """
    undeceived = "" if control else ", undeceived"

    def scored(name: str, shares: tuple[Floats, Floats]) -> ReferencePolicy:
        """Return the reference policy that pulls the risky arm so often with the lower and with the higher chance."""
        free = [
            session.safe + share * (session.risky * p - session.safe)
            for share, p in zip(shares, (session.low, session.high), strict=True)
        ]
        return ReferencePolicy(name, np.concatenate([np.zeros(2 * session.forced), 0.5 * (free[0] + free[1])]))

    names: dict[Policy, str] = {
        "Bayes-optimal": "Bayes-optimal",
        "greedy": "greedy on the posterior mean",
        "Thompson": "Thompson",
    }
    found = [
        scored(
            name + undeceived, (risky_shares(policy, session, session.low), risky_shares(policy, session, session.high))
        )
        for policy, name in names.items()
    ]
    optimal, *others = found
    half = np.full(session.free, 0.5)
    others.sort(key=lambda one: -float(one.scores.mean()))
    return (optimal, *others, scored("chance", (half, half)))
