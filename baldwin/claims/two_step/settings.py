"""The populations of this ladder, and the exact numbers that they are held against."""

from __future__ import annotations

from baldwin.claims.measures import BRIEF
from baldwin.claims.populations import Evolution
from baldwin.claims.sources import published

__all__ = [
    "DRIFTING",
    "DRIFTING_WORLD",
    "IDEAL",
    "IDEAL_STAY",
    "READING",
    "SHORT",
    "SHORT_FIGURE",
    "STATIC",
    "STATIC_IDEAL",
    "STATIC_STAY",
    "STATIC_WORLD",
]

# p_common, high, low, flip, trials, as `baldwin.neural.theory.two_step` takes them
DRIFTING_WORLD = (0.8, 0.9, 0.1, 0.025, 100)
STATIC_WORLD = (0.75, 0.9, 0.1, 0.0, 10)

# Ideal observer: reward per trial, and stay after rewarded common, rewarded rare, unrewarded common, unrewarded rare.
# Exact to the digits given; claim T01 holds them against the theory.
IDEAL, IDEAL_STAY = 0.7059, (1.0, 0.664, 0.664, 1.0)
STATIC_IDEAL, STATIC_STAY = 0.6688, (1.0, 0.508, 0.508, 1.0)

READING = 0.02  # how well bars can be read off the figures
SHORT, SHORT_FIGURE = (1.0, 0.0, 0.0, 0.96), published("Wang et al.", 2016, "figure 5c")

DRIFTING = Evolution("two-step", ("population.generations=400", *BRIEF))
STATIC = Evolution("two-step", ("task.version=static", "sampling.lives=256", "population.generations=400", *BRIEF))
