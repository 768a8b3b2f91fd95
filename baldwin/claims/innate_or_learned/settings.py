"""The populations of the study `innate_or_learned`: a neutral niche first, and the cells that go on from there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from baldwin.claims.measures import BRIEF
from baldwin.claims.populations import Evolution

__all__ = ["MEAN", "NICHE", "NOISE", "OPTIMA", "SLOW", "World", "cell", "hard", "named"]

World = tuple[int, float]
"""Pulls of a life, and how much the mean of the risky arm varies between lives."""

MEAN, NOISE = -1.0, 1.0  # of the risky arm, over lives; of a pull's pay
OPTIMA: Mapping[World, float] = {
    (5, 0.5): 0.0,
    (5, 1.0): 0.0,
    (5, 2.0): 0.370,
    (20, 0.5): 0.0,
    (20, 1.0): 0.0,
    (20, 2.0): 5.958,
    (50, 0.5): 0.0,
    (50, 1.0): 1.961,
    (50, 2.0): 17.480,
}
"""What the best life earns in each cell; 0 where it is best never to try."""

SLOW = ("strategy.sigma=0.1", "strategy.sigma_final=0.1", "strategy.learning_rate=0.02")
NICHE = Evolution("nature-nurture", ("population.generations=150", *BRIEF))  # mean 0, prior_sd 2, 50 pulls


def hard(world: World, generations: int, *overrides: str) -> Evolution:
    """Return a population that evolves where the risky arm is bad on average, from founders as they are drawn."""
    trials, spread = world
    place = (f"task.mean={MEAN}", f"task.trials={trials}", f"task.prior_sd={spread}")
    rates = (*SLOW, "strategy.learning_rate_final=0.01", f"population.generations={generations}")
    return Evolution("nature-nurture", (*place, *rates, *BRIEF)).but(*overrides)


def cell(world: World, generations: int = 400, *overrides: str) -> Evolution:
    """Return a population that goes on there from the centre of one that evolved in the neutral niche."""
    return replace(hard(world, generations, "founders.who=centre", *overrides), founders=NICHE)


def named(world: World) -> str:
    """Return what a world is called: its length of life T, and its spread sp."""
    return f"T = {world[0]}, sp = {world[1]:g}"
