"""Reference policies of few-shot classification that embed nothing."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax

from baldwin.neural.theory.reference_policy import ReferencePolicy, from_lives

__all__ = ["accuracies", "nearest_mean", "squared_distances"]

Floats = npt.NDArray[np.float64]


def nearest_mean(
    name: str, examples: Floats, queries: Floats, scored: Literal["cross_entropy", "accuracy"]
) -> ReferencePolicy:
    """Return how the nearest mean of each class scores, after each shot.

    The chances that a cross-entropy is scored of are the softmax of minus the squared distances, over the temperature
    that is best for all of these lives together, one for each shot.

    Args:
        name: of the policy.
        examples: shot by shot, (lives, K, N, D).
        queries: others of the same classes, (lives, Q, N, D).
        scored: the share of right answers, or minus the cross-entropy [nats].
    """
    distances = squared_distances(examples, queries)
    if scored == "accuracy":
        return from_lives(name, accuracies(distances))
    return from_lives(name, np.stack([_best_entropies(distances[:, shot]) for shot in range(examples.shape[1])], 1))


def squared_distances(examples: Floats, queries: Floats) -> Floats:
    """Return squared distances (lives, K, Q, N, N) of queries, by class, from the mean of each class after each shot.

    The last axis counts the means, the one before it the class that a query is of.
    """
    shots = np.arange(1, examples.shape[1] + 1)[None, :, None, None]
    means = np.cumsum(examples, axis=1) / shots
    squares = (queries**2).sum(axis=-1)[:, None, :, :, None] + (means**2).sum(axis=-1)[:, :, None, None, :]
    products = np.einsum("lqnd,lkmd->lkqnm", queries, means, optimize=True)
    found: Floats = np.maximum(squares - 2.0 * products, 0.0)
    return found


def accuracies(distances: Floats) -> Floats:
    """Return the share (lives, K) of queries that are nearest to the mean of their own class; ties count as a draw."""
    nearest = distances <= distances.min(axis=-1, keepdims=True)
    own = np.einsum("lkqnn->lkqn", nearest) / nearest.sum(axis=-1)
    shares: Floats = own.mean(axis=(2, 3))
    return shares


def _best_entropies(distances: Floats) -> Floats:
    """Return minus the cross-entropy (lives,) at the temperature that is best for all; distances (lives, Q, N, N)."""

    def scores(logarithm: float) -> Floats:
        chances = log_softmax(-distances / np.exp(logarithm), axis=-1)
        found: Floats = np.einsum("lqnn->lqn", chances).mean(axis=(1, 2))
        return found

    scale = float(np.log(max(distances.mean(), 1e-12)))
    best = minimize_scalar(lambda one: -scores(one).mean(), bounds=(scale - 10.0, scale + 10.0), method="bounded")
    return scores(float(best.x))
