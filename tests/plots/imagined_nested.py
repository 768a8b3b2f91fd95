"""A run of lives within lives that exists in memory only."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from baldwin.definition.loading import from_toml
from baldwin.store import Run

NESTED = """
name = "nested"
[population]
generations = 100
replicates = 3
[task]
kind = "slow_and_fast"
trials = 4
[network]
kind = "recurrent"
[lifetime]
kind = "nested"
episodes = 11
[strategy]
kind = "open_es"
"""
GENERATIONS, EPISODE, TRIAL = np.array([0, 10, 40, 100]), np.arange(1.0, 12.0), np.arange(1.0, 5.0)


def imagined_nested() -> Run:
    """Return a run in which replicate r scores (1 + r / 10) g e / 100 in episode e at generation g, and so on."""
    made = Run(Path("imagined"), {"name": "nested", "id": "0" * 12, "status": "complete"})
    generation, replicate = np.repeat(GENERATIONS, 3), np.tile(np.arange(3), 4)
    size = ((1.0 + replicate / 10) * generation / 100)[:, None]
    made.__dict__["definition"] = from_toml(NESTED, "imagined")
    made.__dict__["assays"] = {
        "generation": generation,
        "replicate": replicate,
        "innate": np.zeros(12),
        "learned": 10.5 * size[:, 0],
        "learning_gain": 10.5 * size[:, 0],
        "curve": size * EPISODE,
        "episode_first": size * TRIAL / 10,
        "episode_last": size * TRIAL,
        "episode_change": size * EPISODE / 7,
    }
    every = np.repeat(np.arange(101), 3)
    made.__dict__["generations"] = {
        "generation": every, "replicate": np.tile(np.arange(3), 101), "lives": every, "fitness_mean": np.ones(303)
    }  # fmt: skip
    return made
