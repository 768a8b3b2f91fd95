"""Ideal observers of lives: what they remember of each trial, and what they would say (`SequentialTask.observed`)."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import expit, softmax

from baldwin.knowing import Floats, Observed, Sources
from baldwin.neural.theory.predictors import beta_bernoulli, dirichlet_categorical

__all__ = ["last_trial", "of_arms", "of_baits", "of_drift", "of_sequences"]


def of_sequences(law: str, instances: Any, sequences: Any, prior: dict[str, Any]) -> Observed:
    """Return what was to be known of sequences (N, T) of the task `sequence`, whose source is one of `instances`.

    The laws of coins and dice are compared outcome by outcome; those of values are densities, and have no `sources`.
    """
    came = np.asarray(sequences, np.float64)
    known = np.asarray(instances, np.float64)
    if law == "bernoulli":
        sources = _coin("heads", "tosses", came, prior["a"], prior["b"])
        return Observed({"p": known}, sources, lambda answers: _pair(expit(answers[..., 0])), True, 2.0 * came - 1.0)
    if law == "categorical":
        ones = (np.asarray(sequences)[..., None] == np.arange(prior["symbols"])).astype(np.float64)
        counts = _before(ones)
        sources = Sources(
            {f"count of {k + 1}": counts[..., k] for k in range(prior["symbols"])},
            lambda found: dirichlet_categorical(np.maximum(found, 0.0), prior["alpha"])[..., None, :],
        )
        hidden = {f"p{k + 1}": known[:, k] for k in range(prior["symbols"])}
        evidence = 2.0 * ones[..., 0] - 1.0
        return Observed(hidden, sources, lambda answers: softmax(answers, axis=-1)[..., None, :], True, evidence)
    return Observed({"mean" if law == "normal" else "rate": known})


def of_arms(law: str, low: float | None, instances: Any, actions: Any, rewards: Any) -> Observed:
    """Return what was to be known in lives among arms of fixed chances, with what was chosen and paid, (N, T).

    Arms that mirror each other are one coin: a win of the first and a loss of the second speak for the first. Each of
    independent arms is a coin of its own. All that is remembered is counts; how many trials there were is one of them.

    Args:
        law: of the task `bandit`.
        low: chance of reward of the worse arm, where it is known beforehand; else None.
        instances: chances of reward (N, arms).
        actions: (N, T), from 0.
        rewards: (N, T), 0 or 1.
    """
    chances, chosen, paid = np.asarray(instances, np.float64), np.asarray(actions), np.asarray(rewards, np.float64)
    arms = chances.shape[1]
    hidden = {f"p{k + 1}": chances[:, k] for k in range(arms)}
    if law == "independent":
        counts: dict[str, Floats] = {}
        for k in range(arms):
            here = (chosen == k).astype(np.float64)
            counts[f"wins of arm {k + 1}"] = _before(here * paid)
            counts[f"losses of arm {k + 1}"] = _before(here * (1.0 - paid))
        sources = Sources(counts, _each_arm)
        if arms > 2:
            return Observed(hidden, sources)
        hidden["p1 - p2"] = chances[:, 0] - chances[:, 1]
    evidence = np.where(chosen == 0, 1.0, -1.0) * (2.0 * paid - 1.0)
    if law != "independent":
        hidden = {"p1": chances[:, 0]}
        speaks = 0.5 * (evidence + 1.0)
        sources = _coin("for arm 1", "trials", speaks, 1.0, 1.0) if low is None else _two_points(evidence, low)
    laws = sources.ideal(np.stack(list(sources.statistics.values()), axis=-1))
    value = laws[..., 0, 0] - (laws[..., 1, 0] if law == "independent" else laws[..., 0, 1])
    return Observed(hidden, sources, evidence=evidence, followed=last_trial(chosen, paid, value))


def of_baits(instances: Any, actions: Any, rewards: Any) -> Observed:
    """Return what was to be known in lives of baited arms (task `matching`), whose chances are (N, 2)."""
    from baldwin.neural.theory.matching import chance_of_left

    chosen, paid = np.asarray(actions), np.asarray(rewards, np.float64)
    chances = np.asarray(instances, np.float64)
    value = chance_of_left(chosen == 0, chances)
    evidence = np.where(chosen == 0, 1.0, -1.0) * paid
    return Observed({"p1": chances[:, 0]}, evidence=evidence, followed=last_trial(chosen, paid, value))


def of_drift(sigmas: tuple[float, ...], first: Any, actions: Any, rewards: Any) -> Observed:
    """Return what was to be known in lives of two arms p and 1 - p that drift (task `restless`).

    Args:
        sigmas: equally likely volatilities, of which a life has one.
        first: chance of reward of the first arm in each trial (N, T).
        actions: (N, T), from 0.
        rewards: (N, T), 0 or 1.
    """
    from baldwin.neural.theory.restless import ideal_beliefs

    chosen, paid = np.asarray(actions), np.asarray(rewards, np.float64)
    evidence = np.where(chosen == 0, 1.0, -1.0) * (2.0 * paid - 1.0)
    belief = ideal_beliefs(evidence > 0.0, sigmas)
    hidden = {"p1": np.asarray(first, np.float64)[:, -1]}
    return Observed(hidden, evidence=evidence, followed=last_trial(chosen, paid, belief), belief=belief)


def last_trial(chosen: Any, paid: Floats, value: Floats) -> dict[str, Floats]:
    """Return the four that Tsutsui et al. (2016) looked for in neurons; nothing precedes the first trial."""
    action, reward = np.zeros(chosen.shape), np.zeros(chosen.shape)
    action[:, 1:], reward[:, 1:] = np.where(chosen[:, :-1] == 0, 1.0, -1.0), paid[:, :-1]
    return {"last action": action, "last reward": reward, "action x reward": action * reward, "value": value}


def _coin(successes: str, trials: str, came: Floats, a: float, b: float) -> Sources:
    """Return the observer of a coin whose chance is Beta(a, b)."""
    most = came.shape[1] - 1.0

    def ideal(found: Floats) -> Floats:
        count = np.clip(found[..., 1], 0.0, most)
        return _pair(beta_bernoulli(np.clip(found[..., 0], 0.0, count), count, a, b))

    return Sources({successes: _before(came), trials: _trials(came)}, ideal)


def _two_points(evidence: Floats, low: float) -> Sources:
    """Return the observer of a coin whose chance is `low` or 1 - `low`, either as likely."""

    def ideal(found: Floats) -> Floats:
        first = expit(found[..., 0] * np.log((1.0 - low) / low))
        return _pair(low + (1.0 - 2.0 * low) * first)

    return Sources({"balance for arm 1": _before(evidence), "trials": _trials(evidence)}, ideal)


def _each_arm(found: Floats) -> Floats:
    """Return the chance of reward of each arm (.., arms, 2), from wins and losses in turn, a uniform prior."""
    counts = np.maximum(found, 0.0)
    wins, losses = counts[..., ::2], counts[..., 1::2]
    return _pairs(beta_bernoulli(wins, wins + losses, 1.0, 1.0))


def _pair(p: Floats) -> Floats:
    """Return a chance and its complement as the law of one thing, (.., 1, 2)."""
    return _pairs(p[..., None])


def _pairs(p: Floats) -> Floats:
    return np.stack([p, 1.0 - p], axis=-1)


def _trials(came: Floats) -> Floats:
    return np.broadcast_to(np.arange(float(came.shape[1])), came.shape)


def _before(came: Floats) -> Floats:
    """Return sums (N, T, ..) of what came before each trial."""
    found: Floats = np.cumsum(came, axis=1) - came
    return found
