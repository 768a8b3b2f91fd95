"""Lives within lives: what is learned within an episode, early and late in life, and how far development has gone."""

from __future__ import annotations

from typing import Any

from baldwin.neural.assays.rows import rounded
from baldwin.neural.assays.subject import Before, Subject
from baldwin.neural.contracts import Array
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.lazy_jax import jnp
from baldwin.neural.theory.reference_policy import mature

PLACE = 10
COLUMNS = {
    "episode_first": "mean score of each trial of the first episode of a life",
    "episode_last": "mean score of each trial of an episode, over the last tenth of a life's episodes",
    "episode_change": "how far weights that change are from where they were born after each episode: root mean square "
    "over weights and lives that did not diverge; 0 where none changes",
}


def applies(definition: NeuralDefinition) -> bool:
    """Return whether lives are made of episodes, each a life of its own."""
    return definition.lifetime.records.keys() >= {"episode_scores", "weights"}


def measure(subject: Subject) -> dict[str, Array]:
    """Return scores by trial, and the change of weights by episode."""
    scores = subject.record["episode_scores"]  # (lives, episodes, trials)
    return {
        "first": scores[:, 0].mean(axis=0),
        "last": scores[:, -mature(scores.shape[1]) :].mean(axis=(0, 1)),
        "change": _change(subject),
    }


def row(definition: NeuralDefinition, found: dict[str, Any], before: Before) -> dict[str, Any]:
    """Return the columns of one row."""
    del definition, before
    return {f"episode_{name}": rounded(found[name]) for name in ("first", "last", "change")}


def _change(subject: Subject) -> Array:
    """Return the root mean square change of weights after each episode (S,)."""
    d, born = subject.definition, subject.newborn.weights
    kept = ~subject.lives.diverged
    total, count = jnp.zeros(d.lifetime.experiences(d.task)), 0
    for name in d.lifetime.learning(d.network, tuple(born)):
        moved = subject.record["weights"][name] - born[name]  # (lives, episodes, ..)
        squares = (moved.reshape(*moved.shape[:2], -1) ** 2).sum(axis=2)
        total += jnp.where(kept[:, None], squares, 0.0).sum(axis=0)
        count += born[name].size
    return jnp.sqrt(total / jnp.maximum(kept.sum() * count, 1))
