"""Curves of reference policies, and which of them are worth showing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from baldwin.figures.series import Floats, Series
from baldwin.presentation import PolicyScores

__all__ = ["best_and_chance", "of_policy", "telling"]

CHANCE = "chance"
TEXTBOOK = ("Thompson", "UCB", "Rescorla-Wagner", "model-free")  # shown before others
APART = 0.04  # of the way from chance to the best: policies that are closer than this count as alike
MOST = 5


def best_and_chance(policies: Sequence[PolicyScores]) -> dict[str, PolicyScores]:
    """Return the best policy and chance as `best` and `chance`, as far as they are known."""
    found = {}
    if policies and policies[0].name != CHANCE:
        found["best"] = policies[0]
    if policies and policies[-1].name == CHANCE:
        found[CHANCE] = policies[-1]
    return found


def telling(policies: Sequence[PolicyScores], most: int = MOST) -> tuple[PolicyScores, ...]:
    """Return the best policy, chance, and between them a few that differ: one of a family, those of textbooks first."""
    if len(policies) <= 2:
        return tuple(policies)
    mean = {policy.name: float(policy.scores.mean()) for policy in policies}
    way = mean[policies[0].name] - mean[policies[-1].name]
    worst = mean[policies[-1].name]
    policies = [one for one in policies if (mean[one.name] - worst) * way >= 0.0]  # none worse than chance
    near = APART * abs(way)
    shown = [policies[0], policies[-1]]
    known = [policy for name in TEXTBOOK for policy in policies[1:-1] if policy.name.startswith(name)]
    for policy in (*known, *(policy for policy in policies[1:-1] if policy not in known)):
        family = _family(policy)
        alike = any(abs(mean[policy.name] - mean[one.name]) < near or _family(one) == family for one in shown)
        if not alike and len(shown) < most:
            shown.append(policy)
    return tuple(policy for policy in policies if any(policy is one for one in shown))


def _family(policy: PolicyScores) -> str:
    """Return the first word of a name, which policies that differ in a number only have in common."""
    return policy.name.replace(",", " ").split()[0].rstrip("0123456789")


def of_policy(policy: PolicyScores, x: Floats) -> Series:
    """Return the scores of a policy as a curve over trials `x`."""
    nothing = np.full(x.size, np.nan)
    return Series(policy.name, x, policy.scores, nothing, nothing, 0)
