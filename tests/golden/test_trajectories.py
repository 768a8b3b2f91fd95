"""A short trajectory of every preset, as it was: whoever changes a number on purpose says so in the changelog.

`BALDWIN_REWRITE=1 pytest tests/golden` writes the file anew; review its diff, and put it under "Results changed".
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from baldwin.definition import load, presets
from baldwin.haystack.definition import HaystackDefinition
from baldwin.haystack.engine import HaystackEngine

GOLDEN = Path(__file__).with_name("trajectories.json")
SMALL = ["population.size=150", "population.replicates=2", "population.generations=8", "assays.every=8"]
COUNTS = ("trials", "competent", "successes", "assimilated")  # exact on every platform
SHARES = ("correct", "plastic", "fitness_mean", "kept_changes", "budget_mean", "innate", "learned")


def trajectory(name: str) -> dict[str, list[float]]:
    """Return the last generation of both replicates, columns by name."""
    definition = load(name, SMALL)
    assert isinstance(definition, HaystackDefinition)
    engine = HaystackEngine(definition)
    state, _ = engine.found()
    _, record = engine.advance(state, 8)
    last = {name: values[-2:] for name, values in (record.generations | record.assays).items()}
    return {name: last[name].tolist() for name in (*COUNTS, *SHARES) if name in last}


@pytest.mark.parametrize("name", sorted(presets()))
def test_trajectory_is_as_it_was(name: str) -> None:
    now = trajectory(name)
    if os.environ.get("BALDWIN_REWRITE"):
        known = json.loads(GOLDEN.read_text()) if GOLDEN.exists() else {}
        GOLDEN.write_text(json.dumps(known | {name: now}, indent=1, sort_keys=True) + "\n")
        return
    golden = json.loads(GOLDEN.read_text())[name]
    assert set(now) == set(golden)
    for column, values in now.items():
        tolerance = 0.0 if column in COUNTS else 1e-12
        np.testing.assert_allclose(values, golden[column], rtol=tolerance, err_msg=column)
