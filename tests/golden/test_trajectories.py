"""A short trajectory of every preset, as it was: whoever changes a number on purpose says so in the changelog.

`BALDWIN_REWRITE=1 pytest tests/golden` writes the file anew; review its diff, and put it under "Results changed".
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from baldwin.definition import load, presets
from baldwin.definition.base import Definition
from baldwin.evolve import load_engine
from baldwin.haystack.definition import HaystackDefinition

GOLDEN = Path(__file__).with_name("trajectories.json")
SMALL = ["population.size=150", "population.replicates=2", "population.generations=8", "assays.every=8"]
FEW = [
    "population.replicates=1",
    "population.generations=2",
    "sampling.lives=2",
    "assays.every=2",
    "assays.instances=8",
    "assays.individuals=0",
    "assays.steps=1",
]
SLOW = ("cart-pole", "causal", "causal-active", "causal-counterfactual")  # whose programs are the largest
COUNTS = ("trials", "competent", "successes", "assimilated")  # exact on every platform
SHARES = ("correct", "plastic", "fitness_mean", "kept_changes", "budget_mean", "innate", "learned")


def small(name: str) -> Definition:
    """Return a preset with few individuals and generations."""
    if isinstance(definition := load(name), HaystackDefinition):
        return load(name, SMALL)
    return load(name, [*FEW, f"population.size={min(definition.population.size, 8)}"])


def trajectory(name: str) -> dict[str, list[float]]:
    """Return the last generation of both replicates, columns by name."""
    definition = small(name)
    engine = load_engine(definition)
    state, _ = engine.found()
    _, record = engine.advance(state, definition.population.generations)
    rows = definition.population.replicates
    last = {name: values[-rows:] for name, values in (record.generations | record.assays).items()}
    return {name: last[name].tolist() for name in (*COUNTS, *SHARES) if name in last}


@contextmanager
def compiled_as_by_a_user(wanted: bool) -> Iterator[None]:
    """Compile with all optimisations for a while, if wanted; other tests do without (`tests/conftest.py`)."""
    import jax

    before = jax.config.read("jax_disable_most_optimizations")
    jax.config.update("jax_disable_most_optimizations", before and not wanted)
    yield
    jax.config.update("jax_disable_most_optimizations", before)


def kinds_of(definition: Any) -> set[tuple[str, str]]:
    """Return what a preset of networks is made of, by table."""
    tables = {
        name: getattr(definition, name) for name in ("network", "encoding", "strategy", "inheritance", "lifetime")
    }
    for part in ("rule", "inner"):
        tables[part] = getattr(definition.lifetime, part, None)
    return {(name, one.kind) for name, one in tables.items() if one is not None} | {("task", definition.task.manner)}


def first_of_their_kinds() -> list[Any]:
    """Return all presets; slow are large ones, and those of networks that are made of nothing that is new."""
    met: set[tuple[str, str]] = set()
    listed: list[Any] = []
    for name in sorted(presets()):
        definition = load(name)
        kinds = set() if isinstance(definition, HaystackDefinition) else kinds_of(definition)
        slow = name in SLOW or (kinds and kinds <= met)
        listed.append(pytest.param(name, marks=pytest.mark.slow) if slow else name)
        met |= set() if slow else kinds
    return listed


@pytest.mark.parametrize("name", first_of_their_kinds())
def test_trajectory_is_as_it_was(name: str) -> None:
    # A step along a policy gradient magnifies last digits beyond any tolerance that would still notice a change.
    definition: Any = load(name)
    with compiled_as_by_a_user(definition.lifetime.kind == "policy_gradient"):
        now = trajectory(name)
    if os.environ.get("BALDWIN_REWRITE"):
        known = json.loads(GOLDEN.read_text()) if GOLDEN.exists() else {}
        GOLDEN.write_text(json.dumps(known | {name: now}, indent=1, sort_keys=True) + "\n")
        return
    golden = json.loads(GOLDEN.read_text())[name]
    assert set(now) == set(golden)
    # Kernels in integers and doubles are exact; compiled float32 differs in its last digits from machine to machine.
    loose = 1e-12 if isinstance(load(name), HaystackDefinition) else 1e-3
    for column, values in now.items():
        tolerance = 0.0 if column in COUNTS else loose
        np.testing.assert_allclose(values, golden[column], rtol=tolerance, err_msg=column)
