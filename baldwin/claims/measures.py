"""Measures of lives in trials: means over held-out lives of a handful of seeds, and the controls of learning."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from baldwin.claims import lives as living
from baldwin.claims.lives import Floats
from baldwin.claims.populations import LIVES, Networks
from baldwin.claims.quantity import Measurement, Range
from baldwin.engine import Columns
from baldwin.probes import ProbeResult

__all__ = [
    "BRIEF",
    "WITHOUT_MEMORY",
    "Floats",
    "excess",
    "least",
    "lives_and_behaviour",
    "means",
    "median_seed",
    "most",
    "of_seeds",
    "probed",
    "range_of",
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


def median_seed(seeds: Sequence[Measurement]) -> Measurement:
    """Return the seed in the middle, with its own error over lives; all of them in the note."""
    listed = "seeds: " + ", ".join(f"{one.value:.4g}" for one in seeds)
    return replace(sorted(seeds, key=lambda one: one.value)[len(seeds) // 2], note=listed)


def of_seeds(values: Floats | Sequence[float], error: float = 0.0, range: Range | None = None) -> Measurement:
    """Return the mean over seeds, all of them in the note.

    Its standard error is that over seeds, joined to that of the lives in which they were measured: these are the same
    for every seed, and do not average out.

    Args:
        values: one for each seed (replicates,), or for each seed and life (replicates, lives).
        error: standard error from the lives, where the values are not of single lives.
        range: all values that the measure can take, where it is bounded.
    """
    found = np.asarray(values, np.float64)
    seeds = found if found.ndim == 1 else found.mean(axis=1)
    of_lives = error if found.ndim == 1 else float(found.mean(axis=0).std(ddof=1)) / math.sqrt(found.shape[1])
    between = float(seeds.std(ddof=1)) / math.sqrt(seeds.size) if seeds.size > 1 else 0.0
    listed = "seeds: " + ", ".join(f"{value:.4g}" for value in seeds)
    return Measurement(float(seeds.mean()), math.hypot(between, of_lives), listed, range=range)


def least(seeds: Sequence[Measurement]) -> Measurement:
    """Return the seed with the least value; the note lists all."""
    return _listing(min(seeds, key=_value), seeds)


def most(seeds: Sequence[Measurement]) -> Measurement:
    """Return the seed with the greatest value; the note lists all."""
    return _listing(max(seeds, key=_value), seeds)


def probed(found: ProbeResult, network: str, quantity: str) -> Floats:
    """Return a quantity that a probe found of `network`, (replicates,)."""
    rows = zip(*(found.columns[name].values for name in ("network", "quantity", "value")), strict=True)
    return np.array([value for one, name, value in rows if (one, name) == (network, quantity)], np.float64)


def range_of(name: str, seeds: Floats) -> dict[str, Measurement]:
    """Return "<name>, least" and "<name>, most" of all seeds, NaN if one is; the note lists all."""
    listed = "seeds: " + ", ".join(f"{one:.4g}" for one in seeds)
    ends = {"least": float(seeds.min()), "most": float(seeds.max())}
    return {f"{name}, {end}": Measurement(value, note=listed) for end, value in ends.items()}


def _value(one: Measurement) -> float:
    return one.value


def _listing(chosen: Measurement, seeds: Sequence[Measurement]) -> Measurement:
    return replace(chosen, note="seeds: " + ", ".join(f"{one.value:.4g}" for one in seeds))


def excess(first: Floats, second: Floats) -> Measurement:
    """Return by how much `first` exceeds `second`, each (replicates, lives), seed by seed and life by life."""
    return replace(of_seeds(first - second), note=f"{first.mean():.4g} less {second.mean():.4g}")
