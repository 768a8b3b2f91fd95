"""Learned changes of weights: how large, how alike between lives, how useful, and whether evolution follows them."""

from __future__ import annotations

from typing import Any

import numpy as np

from baldwin.neural.assays.rows import rounded
from baldwin.neural.assays.subject import Before, Subject
from baldwin.neural.contracts import Array, Environment, Instance, LifeHistory, Newborn, Weights
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.lazy_jax import jax, jnp

PLACE = 5
COLUMNS = {
    "following": "cosine between the centre's change since the last assay and what lives had learned there: does "
    "evolution follow learning? NaN where the encoding turns no learned change into genes",
    "specificity": "learned less the score of what lives learned in the instance of another: what is of use here alone",
    "diverged_share": "share of held-out lives that diverged",
    "drift": "mean over lives of |w_end - w_birth| / |w_birth|",
    "predictability": "E d.d' / E|d|^2 of learned changes d and d' in two lives, without bias: 1 if every life learns "
    "the same; 0, but for chance (it can fall below), if each learns something else; NaN if nothing is learned",
    "drift_by_tensor": "drift of each tensor: w1, b1, w2, ..",
}


def applies(definition: NeuralDefinition) -> bool:
    """Return whether learning changes weights that are inherited."""
    return definition.lifetime.changes_weights and definition.lifetime.inherits_weights


def measure(subject: Subject) -> dict[str, Array]:
    """Return what the columns need, and `change` (G,): the mean learned change of genes, if the encoding has it."""
    d, newborn, lives = subject.definition, subject.newborn, subject.lives
    drift, by_tensor, predictability = _travel(newborn, lives)
    return {
        **({} if d.encoding.inverse == "none" else {"change": _of_genes(subject)}),
        "specificity": subject.means[1] - _elsewhere(subject),
        "diverged": lives.diverged.mean(),
        "drift": drift,
        "by_tensor": by_tensor,
        "predictability": predictability,
    }


def row(definition: NeuralDefinition, found: dict[str, Any], before: Before) -> dict[str, Any]:
    """Return the columns of one row."""
    del definition
    return {
        "following": _cosine(before.moved, before.change),
        "specificity": float(found["specificity"]),
        "diverged_share": float(found["diverged"]),
        "drift": float(found["drift"]),
        "predictability": float(found["predictability"]),
        "drift_by_tensor": rounded(found["by_tensor"]),
    }


def _of_genes(subject: Subject) -> Array:
    """Return the mean change of genes (G,) that would make a newborn be born as lives left it."""
    d, newborn, lives = subject.definition, subject.newborn, subject.lives
    change = jax.vmap(lambda learned: d.encoding.inherit(newborn, learned, (), d.blueprint))(lives.learned)
    return jnp.where(lives.diverged[:, None], 0.0, change).mean(axis=0)


def _elsewhere(subject: Subject) -> Array:
    """Return the mean score of what each life learned, in the instance of the next one."""
    d, worlds = subject.definition, subject.worlds
    instances, chances = jax.tree.map(lambda leaf: jnp.roll(leaf, -1, axis=0), tuple(worlds))

    def score(chance: Any, learned: Weights, instance: Instance) -> Array:
        found = d.lifetime.score(learned, Environment(d.network, d.task, instance, chance))
        return jnp.where(found >= d.lifetime.lowest, found, d.lifetime.lowest)

    mean: Array = jax.vmap(score)(chances, subject.lives.learned, instances).mean()
    return mean


def _travel(newborn: Newborn, lives: LifeHistory) -> tuple[Array, Array, Array]:
    """Return how far lives move the network, each tensor, and how alike they move it; of lives that did not diverge.

    drift is the mean of |w_T - w_0| / |w_0|. predictability is the mean of d.d' over all pairs of different lives,
    d = w_T - w_0, divided by the mean of |d|^2: |E d|^2 / E|d|^2, whose plain estimate is 1 / T too high where lives
    move in independent directions. 1 if every life learns the same; NaN of fewer than two lives, or if nothing moves.
    """
    kept = ~lives.diverged
    count = jnp.maximum(kept.sum(), 1)

    def moved(after: Array, before: Array) -> Array:
        difference = (after - before).reshape(after.shape[0], -1)
        return jnp.where(kept[:, None], difference, 0.0)

    parts = [moved(lives.learned[name], value) for name, value in newborn.weights.items()]
    squares = [jnp.sum(part**2, axis=1) for part in parts]
    born = [jnp.sum(value**2) for value in newborn.weights.values()]
    whole, length = sum(squares, start=jnp.zeros(())), sum(born, start=jnp.zeros(()))
    together = sum((jnp.sum(part.sum(axis=0) ** 2) for part in parts), start=jnp.zeros(()))  # |sum of d|^2
    pairs = (together - whole.sum()) / (count - 1)  # the mean over others of d.d', summed over lives
    by_tensor = jnp.stack([jnp.sqrt(s / b).sum() / count for s, b in zip(squares, born, strict=True)])
    return jnp.sqrt(whole / length).sum() / count, by_tensor, jnp.asarray(pairs / whole.sum())


def _cosine(a: Any, b: Any) -> float:
    """Return the cosine between two vectors, NaN if one has no direction."""
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    length = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / length if length > 0.0 else float("nan")
