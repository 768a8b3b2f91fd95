"""How weights move within a life: moment by moment, tensor by tensor."""

from __future__ import annotations

from typing import Any

import numpy as np

from baldwin.neural.assays.rows import rounded
from baldwin.neural.assays.subject import Before, Subject
from baldwin.neural.contracts import Array, Environment, Instance
from baldwin.neural.contracts.living import live_fully
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.lazy_jax import jax, jnp

PLACE = 8
COLUMNS = {
    "moved_at": "share of a life that has passed at the moments of `moved`, from 0 at birth to 1",
    "moved": "root mean square change since birth of a weight that learns, at these moments: tensor after tensor, from "
    "input to output, mean over the first 8 held-out lives",
}
LIVES = 8  # of the assay, at most: everything that happens in them is held in memory
MOMENTS = 21  # of a life, at most


def applies(definition: NeuralDefinition) -> bool:
    """Return whether `assays.examples` is on, weights that are inherited change in life, and lives record them."""
    lifetime = definition.lifetime
    if not definition.assays.examples:
        return False
    moves = lifetime.changes_weights and lifetime.inherits_weights and definition.later_scores > 0
    return moves and "weights" in lifetime.records and bool(_learning(definition))


def measure(subject: Subject) -> dict[str, Array]:
    """Return the changes (tensors, moments)."""
    d, newborn = subject.definition, subject.newborn
    few = jax.tree.map(lambda leaf: leaf[:LIVES], tuple(subject.worlds))

    def one(instance: Instance, chance: Any) -> dict[str, Array]:
        _, record = live_fully(d.lifetime, newborn, Environment(d.network, d.task, instance, chance))
        moved = {}
        for name in _learning(d):
            weights = record["weights"][name]
            change = (weights - newborn.weights[name]).reshape(weights.shape[0], -1)
            if not d.lifetime.shows_birth:  # the first record is of the end of the first experience
                change = jnp.concatenate([jnp.zeros_like(change[:1]), change])
            squares = (change**2).sum(axis=1) / max(change.shape[1], 1)
            moved[name] = jnp.sqrt(squares)[_moments(d)]
        return moved

    found: dict[str, Array] = jax.vmap(one)(*few)
    return {"moved": jnp.stack([found[name].mean(axis=0) for name in _learning(d)])}


def row(definition: NeuralDefinition, found: dict[str, Any], before: Before) -> dict[str, Any]:
    """Return the columns of one row."""
    del before
    moments = _moments(definition)
    return {"moved_at": rounded(moments / moments[-1], 4), "moved": rounded(np.ravel(found["moved"]), 4)}


def _learning(definition: NeuralDefinition) -> tuple[str, ...]:
    return definition.lifetime.learning(definition.network, tuple(definition.shapes))


def _moments(definition: NeuralDefinition) -> Any:
    """Return the experiences after which weights are looked at, birth (0) among them."""
    count = definition.lifetime.experiences(definition.task)
    return np.unique(np.linspace(0, count, min(MOMENTS, count + 1)).round().astype(int))
