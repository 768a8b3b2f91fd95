"""Lives of networks whose weights are set by hand, so that what they compute is known."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
from scipy.special import expit

from baldwin.knowing import Floats, Knowledge
from baldwin.neural.theory.observers import of_arms, of_sequences

LIVES, TRIALS = 300, 20
PRIOR = {"a": 1.0, "b": 1.0}


def linear(inputs: Floats, within: Floats, into: Floats) -> Floats:
    """Return the states (N, T, u) of h <- h @ within + x @ into, before each input (N, T, k) comes."""
    state = np.zeros((len(inputs), len(within)))
    states = []
    for t in range(inputs.shape[1]):
        states.append(state)
        state = state @ within + inputs[:, t] @ into
    return np.stack(states, axis=1)


def coin(keeps: float, *, knows: bool = True) -> Knowledge:
    """Return a network that predicts coins: a unit of heads and one of tosses, of which it keeps a share each trial.

    It answers Bayes' rule in what it counted, if it `knows`; else nearly the same of everything.
    """
    draw = np.random.default_rng(1)
    p = draw.random(LIVES)
    came = (draw.random((LIVES, TRIALS)) < p[:, None]).astype(np.float64)
    inputs = np.stack([came, np.ones_like(came)], axis=-1)
    states = linear(inputs, keeps * np.eye(2), np.diag([0.1, 0.05]))

    def said(units: Floats) -> Floats:
        heads, tosses = 10.0 * units[..., 0], 20.0 * units[..., 1]
        chance = (1.0 + heads) / (2.0 + tosses) if knows else expit(0.01 * heads)
        return np.stack([chance, 1.0 - chance], axis=-1)[..., None, :]

    return Knowledge(of_sequences("bernoulli", p, came, PRIOR), states, said)


def arms(keeps: float, law: str = "uniform", trials: int = TRIALS) -> Knowledge:
    """Return a network among two arms, chosen at random: units of evidence for each, of which it keeps a share.

    The first unit adds up what speaks for arm 1, the second what arm 2 paid.
    """
    draw = np.random.default_rng(2)
    p = draw.random((LIVES, 2))
    p[:, 1] = p[:, 1] if law == "independent" else 1.0 - p[:, 0]
    chosen = draw.integers(2, size=(LIVES, trials))
    paid = (draw.random((LIVES, trials)) < np.take_along_axis(p, chosen, axis=1)).astype(np.float64)
    each = [np.where(chosen == k, 2.0 * paid - 1.0, 0.0) for k in (0, 1)]
    inputs = np.stack([each[0] - each[1], each[1]], axis=-1) if law != "independent" else np.stack(each, axis=-1)
    states = linear(inputs, keeps * np.eye(2), np.eye(2))

    def said(units: Floats) -> Floats:
        chance = expit(units[..., 0])
        return np.stack([chance, 1.0 - chance], axis=-1)[..., None, :]

    return Knowledge(of_arms(law, None, p, chosen, paid), states, said)


def choosing(keeps: float, trials: int = 40) -> Knowledge:
    """Return a network between mirrored arms that adds up what speaks for arm 1, leaks, and chooses by it."""
    draw = np.random.default_rng(7)
    p = draw.random(LIVES)
    unit, states, chosen, paid = np.zeros(LIVES), [], [], []
    for _ in range(trials):
        states.append(unit)
        first = draw.random(LIVES) < expit(0.5 * unit)
        won = draw.random(LIVES) < np.where(first, p, 1.0 - p)
        unit = keeps * unit + np.where(first == won, 1.0, -1.0)
        chosen.append(np.where(first, 0, 1))
        paid.append(won.astype(np.float64))
    both = np.stack(states, axis=1)[..., None] * np.array([1.0, -2.0])

    def said(units: Floats) -> Floats:
        chance = expit(0.5 * units[..., 0])
        return np.stack([chance, 1.0 - chance], axis=-1)[..., None, :]

    chances = np.stack([p, 1.0 - p], axis=-1)
    observed = of_arms("uniform", None, chances, np.stack(chosen, axis=1), np.stack(paid, axis=1))
    return Knowledge(observed, both, said)


def shuffled(one: Knowledge) -> Knowledge:
    """Return the same lives with the states of others."""
    return replace(one, states=one.states[np.random.default_rng(3).permutation(len(one.states))])


def lives(evolved: Knowledge, untrained: Knowledge) -> Any:
    """Return what a probe is given, of one replicate."""
    known = {"evolved": [evolved], "untrained": [untrained]}
    knows = known["evolved"]
    return SimpleNamespace(
        known=lambda what, setting=None: known,
        knows=lambda what, setting=None: knows,
        instances=LIVES,
        examinations={},
    )
