"""What lives in tasks of trials came to: means over lives, for each of a handful of seeds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from baldwin.claims.claim import Measured, Quantity, Source
from baldwin.claims.populations import LIVES, Evolved
from baldwin.definition import load, presets
from baldwin.engine import Columns

__all__ = [
    "BRIEF",
    "WITHOUT_MEMORY",
    "Floats",
    "excess",
    "lives_and_behaviour",
    "means",
    "median",
    "no_less",
    "no_more",
    "totals",
    "without_learning",
    "without_reward",
]

Floats = npt.NDArray[np.float64]

BRIEF = (
    "population.replicates=3",
    "assays.every=1000000",
    "assays.individuals=0",
    "assays.mutants=0",
)
"""Three seeds, nothing assayed but the founders and the last generation."""

ROUNDING = 1e-6  # relative; lives are counted in 32 bits

WITHOUT_MEMORY = ("lifetime.memory=false",)


def without_reward(run: Evolved) -> tuple[str, ...]:
    """Return the overrides that take reward out of sense, and nothing else."""
    return _silent(run, "reward", "reward_action")


def without_learning(run: Evolved) -> tuple[str, ...]:
    """Return the overrides that hold the state, and take the last action and its reward out of sense."""
    return (*WITHOUT_MEMORY, *_silent(run, "action", "reward", "reward_action"))


def _silent(run: Evolved, *senses: str) -> tuple[str, ...]:
    definition: Any = run.setting.definition
    listed = ",".join(f'"{sense}"' for sense in senses if sense in definition.network.senses)
    return (f"lifetime.mask=[{listed}]",)


def totals(run: Evolved, *overrides: str, lives: int = LIVES) -> Floats:
    """Return the score of each held-out life, all trials together, (replicates, lives)."""
    return np.stack([one.trace.scores.sum(axis=1, dtype=np.float64) for one in run.lived(*overrides, instances=lives)])


def lives_and_behaviour(run: Evolved, *overrides: str, lives: int = LIVES) -> tuple[Floats, Columns]:
    """Return the score of each held-out life (replicates, lives), and what the task says of them (replicates, ..)."""
    from baldwin.claims.lives import behaviour_columns

    definition: Any = load(presets()[run.setting.preset], (*run.setting.overrides, *overrides))
    found = run.lived(*overrides, instances=lives)
    rows = [behaviour_columns(definition, one) for one in found]
    scores = np.stack([one.trace.scores.sum(axis=1, dtype=np.float64) for one in found])
    return scores, {name: np.stack([row[name] for row in rows]) for name in rows[0]}


def means(values: Floats) -> list[Measured]:
    """Return the mean over lives of each seed, (replicates, lives), with its standard error over lives."""
    root = math.sqrt(values.shape[1])
    return [Measured(float(row.mean()), float(row.std(ddof=1)) / root) for row in values]


def median(seeds: Sequence[Measured]) -> Measured:
    """Return the seed in the middle of an odd number; all are in the note."""
    return _noted(sorted(seeds, key=lambda one: one.value)[len(seeds) // 2], seeds)


def _noted(chosen: Measured, seeds: Sequence[Measured]) -> Measured:
    listed = ", ".join(f"{one.value:.4g}" for one in seeds)
    return Measured(chosen.value, chosen.error, f"seeds: {listed}")


def excess(first: Floats, second: Floats) -> Measured:
    """Return by how much the seed in the middle of `first` exceeds that of `second`, each (replicates, lives)."""
    one, two = median(means(first)), median(means(second))
    error = math.hypot(one.error or 0.0, two.error or 0.0)
    return Measured(one.value - two.value, error, f"{one.value:.4g} less {two.value:.4g}")


def no_less(name: str, bound: float, source: Source = "theory", errors: float = 4.0) -> Quantity:
    """Return a quantity that nothing can, or does, push below `bound`: it may be by so many standard errors."""

    def agrees(m: Measured) -> bool:
        return m.value >= bound - errors * (m.error or 0.0) - ROUNDING * abs(bound)

    return Quantity(name, bound, source, f">= {bound:.4g}, less {errors:g} standard errors", agrees)


def no_more(name: str, bound: float, source: Source = "theory", errors: float = 4.0) -> Quantity:
    """Return a quantity that nothing can, or does, push above `bound`: it may be by so many standard errors."""

    def agrees(m: Measured) -> bool:
        return m.value <= bound + errors * (m.error or 0.0) + ROUNDING * abs(bound)

    return Quantity(name, bound, source, f"<= {bound:.4g}, plus {errors:g} standard errors", agrees)
