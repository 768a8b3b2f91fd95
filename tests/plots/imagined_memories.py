"""Runs of lives that learn by memory, in memory only: tables as the wing writes them, with numbers to recompute."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from baldwin.definition.loading import from_toml
from baldwin.store import Run

__all__ = ["GENERATIONS", "REPLICATES", "TASKS", "imagined_memory", "without"]

GENERATIONS = np.array([0, 20, 40, 60, 80, 100])
REPLICATES = 3

TASKS: dict[str, dict[str, Any]] = {
    "bandit": {"trials": 20},
    "two_step": {},
    "harlow": {},
    "volatility": {},
    "matching": {"trials": 40},
    "inferred_value": {"blocks": 4},
    "safe_risky": {},
    "sequence": {},
    "uncertain_arm": {"trials": 20},
    "restless": {"trials": 30},
    "informative_arm": {},
    "tabular_mdp": {"states": 3, "actions": 2, "horizon": 3, "episodes": 4},
}
LISTS = {"stay": 4, "lag_weights": 20, "reward_kernel": 15, "choice_kernel": 15, "coding": 4}
LISTS |= {"rpe_before": 2, "rpe_experienced": 2, "rpe_inferred": 2}


def imagined_memory(kind: str, fields: Mapping[str, Any] | None = None, *, replicates: int = REPLICATES) -> Run:
    """Return a run of a task of trials.

    Trial t of replicate r in generation g scores -(1 + r / 10) / (1 + g / 20 t), t from 1, whatever the task. Column
    number c of the task's measures is (c + 1) (g / 100 + r / 1000); in a list, that times its place, from 1. In the
    example life i the choice in trial t is (t + i) mod 2, and rewarded where t is even.
    """
    run = Run(Path("imagined"), {"name": kind, "id": "0" * 12, "status": "complete"})
    senses = [] if kind == "sequence" else ["action", "reward"]
    table = "\n".join(f"{name} = {_toml(value)}" for name, value in (TASKS[kind] | dict(fields or {})).items())
    definition = from_toml(
        f"""
schema = 1
name = "{kind}"
[population]
size = 16
generations = 100
replicates = {replicates}
[task]
kind = "{kind}"
{table}
[network]
kind = "recurrent"
senses = {senses}
[lifetime]
kind = "recurrent"
[fitness]
reads = "life"
[strategy]
kind = "open_es"
""",
        "imagined",
    )
    run.__dict__["definition"] = definition
    run.__dict__["assays"] = _assays(definition.task, replicates)
    every = np.repeat(np.arange(GENERATIONS[-1] + 1), replicates)
    run.__dict__["generations"] = {
        "generation": every,
        "replicate": np.tile(np.arange(replicates), GENERATIONS[-1] + 1),
        "lives": 64 * (every + 1),
        "fitness_mean": -np.ones(every.size),
    }
    return run


def _toml(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else repr(value)


def _assays(task: Any, replicates: int) -> dict[str, Any]:
    generation = np.repeat(GENERATIONS, replicates)
    replicate = np.tile(np.arange(replicates), GENERATIONS.size)
    trial = np.arange(1, task.trials + 1)
    curve = -(1.0 + replicate[:, None] / 10) / (1.0 + generation[:, None] / 20 * trial)
    innate, learned = -1.0 - replicate / 10, curve[:, -1]
    found = {"generation": generation, "replicate": replicate, "curve": curve, "innate": innate, "learned": learned}
    found |= {"learning_gain": learned - innate, "lifetime_mean": curve.mean(axis=1)}
    spread = np.linspace(0.0, 1.0, 6)
    found |= {
        "hiding_index": np.full(generation.size, 0.25),
        "individuals_innate": innate[:, None] - spread,
        "individuals_learned": learned[:, None] - 0.75 * spread,
    }
    found |= {name: np.tile(values.ravel(), (generation.size, 1)) for name, values in _lives(task, trial).items()}
    for number, name in enumerate(task.columns):
        values = (number + 1) * (generation / 100 + replicate / 1000)
        count = {"kl_by_trial": task.trials, "optimal_actions": task.trials}.get(name, LISTS.get(name))
        found[name] = values if count is None else values[:, None] * np.arange(1, count + 1)
    return found


def _lives(task: Any, trial: Any) -> dict[str, Any]:
    rewards = np.tile((trial % 2 == 0).astype(float), (3, 1))
    lives = {"example_rewards": rewards, "example_scores": rewards / 2}
    return {"example_choices": (trial + np.arange(3)[:, None]) % 2, **lives} if task.chooses else lives


def without(run: Run, **columns: Any) -> Run:
    """Return a copy of a run whose columns of assays have other values; None takes a column away."""
    copy = Run(run.path, dict(run.info))
    assays = {name: values for name, values in (run.assays | columns).items() if values is not None}
    copy.__dict__.update(definition=run.definition, generations=run.generations, assays=assays)
    return copy
