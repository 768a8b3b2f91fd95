"""How weights move within a life, against the life's own record."""

from __future__ import annotations

import jax
import numpy as np
import pytest

from baldwin.neural.assays import weights_in_life
from baldwin.neural.assays.subject import Subject, held_out
from baldwin.neural.contracts import Environment
from baldwin.neural.contracts.living import live_fully
from baldwin.neural.definition import NeuralDefinition

KEY = jax.random.key(4)


@pytest.mark.guards("moved", "moved_at")
@pytest.mark.parametrize(
    "tables",
    [
        {"task": {"kind": "sinusoid"}, "lifetime": {"kind": "gradient", "steps": 3}},
        {"task": {"kind": "harlow"}, "lifetime": {"kind": "plastic"}},
    ],
)
def test_changes_since_birth(tables: dict[str, dict[str, object]]) -> None:
    small = {"kind": "perceptron", "hidden": [3]}
    d = NeuralDefinition.model_validate({"name": "x", **tables, "network": small, "assays": {"instances": 2}})
    genotype = d.encoding.founder(KEY, d.blueprint) + 0.1
    worlds = held_out(d, KEY, 2)
    subject = Subject(d, genotype, genotype[None], genotype[None], worlds)
    row = weights_in_life.row(d, weights_in_life.measure(subject), None)  # type: ignore[arg-type]
    changes = []
    for life in range(2):
        instance, chance = (jax.tree.map(lambda leaf, at=life: leaf[at], one) for one in worlds)
        _, record = live_fully(d.lifetime, subject.newborn, Environment(d.network, d.task, instance, chance))
        each = []
        for name in d.shapes:
            born = np.asarray(subject.newborn.weights[name])
            after = list(record["weights"][name])
            after = after if d.lifetime.shows_birth else [born, *after]
            each.append([float(np.sqrt(np.mean((np.asarray(w) - born) ** 2))) for w in after])
        changes.append(each)
    np.testing.assert_allclose(row["moved"], np.mean(changes, axis=0).ravel(), rtol=2e-3, atol=1e-6)
    assert max(row["moved"]) > 0.0
    steps = d.lifetime.experiences(d.task)
    np.testing.assert_allclose(row["moved_at"], np.arange(steps + 1) / steps, rtol=1e-3)
