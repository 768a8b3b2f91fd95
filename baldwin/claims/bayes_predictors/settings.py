"""Populations that learn to predict, and what Bayes' rule loses where they live."""

from __future__ import annotations

from typing import Any

import numpy as np

from baldwin.claims.measures import BRIEF, Floats
from baldwin.claims.populations import Evolution
from baldwin.neural.theory.predictors import excess_loss

__all__ = ["COIN", "KINDS", "PRIOR", "TRIALS", "bayes_excess", "evolution", "true_scores"]

TRIALS = 20
PRIOR: dict[str, Any] = {"a": 1.0, "b": 1.0, "alpha": 1.0, "symbols": 3, "m0": 0.0, "t0": 1.0, "s": 1.0}
KINDS = {"bernoulli": "coin", "categorical": "die of 3", "normal": "normal", "exponential": "waiting times"}


def evolution(law: str) -> Evolution:
    """Return the setting in which sequences of a law are predicted."""
    longer = ("population.generations=1600",) if law == "exponential" else ()
    return Evolution("coin-prediction", BRIEF if law == "bernoulli" else (f"task.law={law}", *longer, *BRIEF))


COIN = evolution("bernoulli")


def bayes_excess(law: str) -> float:
    """Return what the Bayes predictor loses in a life of 20 against one who knows the source, nats."""
    return float(excess_loss(law, TRIALS, **PRIOR).sum())


def true_scores(law: str, sources: Any, sequences: Any) -> Floats:
    """Return the log-probability of one who knows the source, each step (N, T), nats, in the terms of scores.

    The mean over what the source may bring.

    Args:
        law: of the task `sequence`.
        sources: (N,) or (N, K).
        sequences: (N, T).
    """
    x, known = np.asarray(sequences), np.asarray(sources, np.float64)
    if law == "exponential":
        each = np.log(known) - 1.0
    elif law == "normal":
        each = np.full(len(known), -0.5 * (np.log(2.0 * np.pi * PRIOR["s"] ** 2) + 1.0))
    else:
        chances = known if law == "categorical" else np.stack([known, 1.0 - known], axis=1)
        each = (chances * np.log(np.maximum(chances, 1e-300))).sum(axis=1)
    return np.broadcast_to(each[:, None], x.shape)
