"""The populations of this ladder, one for each law of the arms, and the exact regrets that they are held against."""

from __future__ import annotations

from baldwin.claims.measures import BRIEF
from baldwin.claims.populations import Evolution

__all__ = [
    "CHANCE",
    "DEPENDENT",
    "EASY",
    "HARD",
    "INDEPENDENT",
    "LAST_TRIAL",
    "LAWS",
    "MEDIUM",
    "NETS",
    "OPTIMUM",
    "TRIALS",
    "UNIFORM",
]

TRIALS = 100
LAWS = ("independent", "uniform", "easy", "medium", "hard")
DEPENDENT = LAWS[1:]  # p2 = 1 - p1

# Exact regrets of a life, to three decimals: claim W01 holds them against `baldwin.neural.theory`.
OPTIMUM = {"independent": 1.748, "uniform": 1.221, "easy": 0.625, "medium": 1.000, "hard": 2.312}
LAST_TRIAL = {"independent": 7.694, "uniform": 8.5, "easy": 8.32, "medium": 12.625, "hard": 8.02}  # win-stay lose-shift
CHANCE = {"independent": 16.667, "uniform": 25.0, "easy": 40.0, "medium": 25.0, "hard": 10.0}


def _evolve(law: str, generations: int, size: int = 64) -> Evolution:
    shape = (f"population.size={size}", f"population.generations={generations}")
    return Evolution("bandit", (f"task.law={law}", *shape, *BRIEF))


INDEPENDENT = _evolve("independent", 1500, size=128)
UNIFORM = _evolve("uniform", 800)
EASY = _evolve("easy", 300)
MEDIUM = _evolve("medium", 400)
HARD = _evolve("hard", 600)
NETS = (INDEPENDENT, UNIFORM, EASY, MEDIUM, HARD)  # in the order of LAWS
