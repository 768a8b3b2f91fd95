"""Measures of lives in trials: means over held-out lives of a handful of seeds, and the controls of learning."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from baldwin.claims import lives as living
from baldwin.claims.lives import Floats
from baldwin.claims.populations import LIVES, Networks
from baldwin.claims.quantity import Measurement
from baldwin.engine import Columns

__all__ = [
    "BRIEF",
    "WITHOUT_MEMORY",
    "Floats",
    "excess",
    "lives_and_behaviour",
    "means",
    "median",
    "totals",
    "without_learning",
    "without_reward",
]

BRIEF = (
    "population.replicates=3",
    "assays.every=1000000",
    "assays.individuals=0",
    "assays.mutants=0",
)
"""Three seeds, nothing assayed but the founders and the last generation."""

WITHOUT_MEMORY = ("lifetime.memory=false",)


def without_reward(run: Networks) -> tuple[str, ...]:
    """Return the overrides that mask the sense of reward, and nothing else."""
    return _masking(run, "reward", "reward_action")


def without_learning(run: Networks) -> tuple[str, ...]:
    """Return the overrides that hold the state, and mask the senses of the last action and its reward."""
    return (*WITHOUT_MEMORY, *_masking(run, "action", "reward", "reward_action"))


def _masking(run: Networks, *senses: str) -> tuple[str, ...]:
    definition: Any = run.setting.definition
    listed = ",".join(f'"{sense}"' for sense in senses if sense in definition.network.senses)
    return (f"lifetime.mask=[{listed}]",)


def totals(run: Networks, *overrides: str, lives: int = LIVES) -> Floats:
    """Return the score of each held-out life, all trials together, (replicates, lives)."""
    return np.stack([one.totals for one in run.lived(*overrides, instances=lives, only=("scores",))])


def lives_and_behaviour(run: Networks, *overrides: str, lives: int = LIVES) -> tuple[Floats, Columns]:
    """Return the score of each held-out life (replicates, lives), and their behaviour (replicates, ..)."""
    found = run.lived(*overrides, instances=lives)
    return np.stack([one.totals for one in found]), living.behaviour(found)


def means(values: Floats) -> list[Measurement]:
    """Return the mean over lives of each seed, (replicates, lives), with its standard error over lives."""
    root = math.sqrt(values.shape[1])
    return [Measurement(float(row.mean()), float(row.std(ddof=1)) / root) for row in values]


def median(seeds: Sequence[Measurement]) -> Measurement:
    """Return the median seed of an odd number of seeds; the note lists all."""
    chosen = sorted(seeds, key=lambda one: one.value)[len(seeds) // 2]
    listed = ", ".join(f"{one.value:.4g}" for one in seeds)
    return Measurement(chosen.value, chosen.standard_error, f"seeds: {listed}")


def excess(first: Floats, second: Floats) -> Measurement:
    """Return by how much the median seed of `first` exceeds that of `second`, each (replicates, lives)."""
    one, two = median(means(first)), median(means(second))
    error = math.hypot(one.standard_error or 0.0, two.standard_error or 0.0)
    return Measurement(one.value - two.value, error, f"{one.value:.4g} less {two.value:.4g}")
