"""Runs of networks that exist in memory only: tables as the wing writes them, with numbers to recompute."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from imagined_runs import imagined

from baldwin.store import Run

GENERATIONS = np.array([0, 20, 40, 60, 80, 100])
REPLICATES, STEPS, INDIVIDUALS, GRID, SHOWN, HORIZON = 3, 10, 6, 9, (0, 1, 5, 10), 7


def imagined_network(population: str, overrides: Sequence[str] = ()) -> Run:
    """Return a run whose scores are -innate and -learned errors: 3 + r / 10 and (3 + r / 10) / (1 + g / 20 * t)."""
    generation = np.repeat(GENERATIONS, REPLICATES)
    replicate = np.tile(np.arange(REPLICATES), GENERATIONS.size)
    keys = {"generation": generation, "replicate": replicate}
    born, speed = 3.0 + replicate / 10, generation / 20
    curve = -born[:, None] / (1.0 + speed[:, None] * np.arange(STEPS + 1))
    spread = np.linspace(0.0, 1.0, INDIVIDUALS)
    assays: dict[str, Any] = {
        **keys,
        "innate": curve[:, 0],
        "learned": curve[:, 1],
        "learning_gain": curve[:, 1] - curve[:, 0],
        "curve": curve,
        "drift": 0.5 / (1.0 + speed),
        "predictability": 1.0 / (1.0 + 10.0 * speed),
        "following": np.where(generation == 0, np.nan, 0.1 * (replicate - 1)),
        "rates": 0.02 * np.exp(-speed[:, None] * np.arange(6)),
        "hiding_index": np.full(generation.size, 0.25),
        "individuals_innate": curve[:, :1] - spread,
        "individuals_learned": curve[:, 1:2] - 0.75 * spread,
    }
    assays |= _paths(generation.size) if population == "navigation" else _examples(generation.size)
    steps = 0 if population == "sinusoid_darwin" else 1
    every = np.arange(GENERATIONS[-1] + 1)
    lived = 8 * 16 * (np.repeat(every, REPLICATES) + 1)
    generations = {
        "generation": np.repeat(every, REPLICATES),
        "replicate": np.tile(np.arange(REPLICATES), every.size),
        "individuals": lived // 8,
        "lives": lived,
        "lifetime_steps": lived * steps,
        "fitness_mean": -np.ones(lived.size),
    }
    sizes = [f"population.replicates={REPLICATES}", f"population.generations={GENERATIONS[-1]}"]
    return imagined(population, [*sizes, *overrides], generations, assays)


def imagined_plastic(overrides: Sequence[str] = ()) -> Run:
    """Return a run of a critical period and six blocks, A to D, decay and baseline.

    In generation g it opens at g / 5 and closes at 80 - g / 4; block b, from 1, has size b g / 100.
    """
    run = imagined_network("critical_period", overrides)
    grow = run.assays["generation"] / 100
    size = grow[:, None] * np.arange(1.0, 7.0)
    several = np.array([1.0, 1.0, 1.0, 1.0, 0.0, 0.0])  # of many numbers
    run.__dict__["assays"] = {name: run.assays[name] for name in ("generation", "replicate")} | {
        "period_opening": 20.0 * grow,
        "period_closing": 80.0 - 25.0 * grow,
        "period_strength": 1.0 + grow,
        "gene_size": size,
        "gene_spread": 0.5 * size * several,
        "gene_silent": np.exp(-size) * several,
        "gene_gini": 0.5 * np.exp(-size) * several,
        "moved_at": np.tile([0.0, 0.5, 1.0], (grow.size, 1)),
        "moved": grow[:, None] * [0.0, 0.1, 0.2, 0.0, 0.3, 0.4],  # of two tensors
    }
    return run


def _examples(rows: int) -> dict[str, Any]:
    x = np.linspace(-5.0, 5.0, GRID)
    target = np.stack([np.sin(x + i) for i in range(3)])
    guess = np.stack([np.stack([share * one for share in (0.0, 0.5, 0.8, 1.0)]) for one in target])
    columns = {
        "example_steps": np.array(SHOWN),
        "example_x": x,
        "example_target": target,
        "example_support_x": np.stack([x[::4]] * 3),
        "example_support_y": target[:, ::4],
        "example_guess": guess,
    }
    return {name: np.tile(values.ravel(), (rows, 1)) for name, values in columns.items()}


def _paths(rows: int) -> dict[str, Any]:
    goals = np.array([[0.5, 0.5], [-0.5, 0.25], [0.25, -0.5]])
    walk = np.linspace(0.0, 1.0, HORIZON)[:, None]
    paths = np.stack([np.stack([walk * -goal, walk * goal]) for goal in goals])
    paths[:, 1, -1] = np.nan  # the goal was reached before
    columns = {"example_steps": np.array([0, 1]), "example_path": paths, "example_places": goals}
    return {name: np.tile(values.ravel(), (rows, 1)) for name, values in columns.items()}
