"""Eleven arms, one of which tells which other one pays: exact scores of the best plan and of simpler policies."""

from __future__ import annotations

from functools import cache

import numpy as np

from baldwin.neural.theory.reference_policy import ReferencePolicy
from baldwin.neural.theory.two_arms import Floats

__all__ = ["informative_arm_reference_policies", "optimal_scores", "search_scores"]

TARGETS, TARGET, OTHER = 10, 5.0, 1.0  # arms that may be the target, what it pays, what the others pay in the original


def search_scores(trials: int, other: float = OTHER) -> Floats:
    """Return the expected reward of trying the possible targets one by one, then staying, in each trial (T,).

    This is what Thompson sampling with the true prior does, and greed where the others pay well.
    """
    known = np.minimum(np.arange(1, trials + 1) / TARGETS, 1.0)
    found: Floats = other + (TARGET - other) * known
    return found


def optimal_scores(trials: int, other: float = OTHER) -> Floats:
    """Return the expected reward of the best plan in each trial (T,), by backward induction.

    To ask the informative arm (target j of 10 pays j / 10), or to try one more possible target (those first of whom the
    informative arm would say least). Once the target is known it is pulled.
    """
    best = {(0, tried): (0.0, np.zeros(0)) for tried in range(TARGETS + 1)}
    for left in range(1, trials + 1):
        for tried in range(TARGETS + 1):
            sure = np.full(left - 1, TARGET)
            informed = 0.5 * (min(tried + 1, TARGETS) + TARGETS) / TARGETS
            plans = [np.concatenate([[informed], sure])]
            if tried < TARGETS:
                hit = 1.0 / (TARGETS - tried)
                later = hit * sure + (1.0 - hit) * best[left - 1, tried + 1][1]
                plans.append(np.concatenate([[hit * TARGET + (1.0 - hit) * other], later]))
            best[left, tried] = max(((float(plan.sum()), plan) for plan in plans), key=lambda one: one[0])
    return best[trials, 0][1]


@cache
def informative_arm_reference_policies(trials: int, other: float = OTHER) -> tuple[ReferencePolicy, ...]:
    """Return reference policies, the best first: exact expected reward by trial; arms that miss pay `other`.

    Greed asks the informative arm where that pays more at once than to try one of the others.
    UCB pulls each of the 11 arms once first, in random order, and is left out where a life is longer than that.

    Reference: Wang et al. (2016), experiment 3; returns of 5 trials: 20.55, 11, 11, 6.61, 6.61.
    """
    any_arm = np.full(trials, (TARGET + (TARGETS - 1) * other + 0.5 * (TARGETS + 1) / TARGETS) / (TARGETS + 1))
    best, search = optimal_scores(trials, other), search_scores(trials, other)
    asks = search[0] < 0.5 * (TARGETS + 1) / TARGETS
    policies = [
        ReferencePolicy("Bayes-optimal", best),
        ReferencePolicy("greedy", best if asks else search),
        ReferencePolicy("Thompson with the true law", search),
    ]
    if trials <= TARGETS + 1:
        policies.append(ReferencePolicy("UCB1", any_arm))
    return (*policies, ReferencePolicy("chance", any_arm))
