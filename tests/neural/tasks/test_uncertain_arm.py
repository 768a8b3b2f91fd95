"""The safe arm and the risky one: their law, their scores, and the optimum at play."""

from __future__ import annotations

import math
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.stats import kstest, norm

from baldwin.neural.contracts import Trace
from baldwin.neural.tasks.uncertain_arm import UncertainArm
from baldwin.neural.theory.uncertain_arm import optimum

KEY = jax.random.key(13)


def test_the_law_of_instances() -> None:
    task = UncertainArm(mean=-0.4, prior_sd=1.7)
    law = norm(-0.4, 1.7)
    assert kstest(np.asarray(task.sample_many(KEY, 4000)), law.cdf).pvalue > 1e-3
    parts = np.floor(law.cdf(np.asarray(task.held_out(KEY, 500))) * 500).astype(int)
    assert sorted(parts) == list(range(500))
    assert list(parts) != sorted(parts)


def test_fate_is_noise() -> None:
    task = UncertainArm(trials=4000, noise_sd=0.3)
    drawn = task.chance(KEY, jnp.asarray(5.0))
    assert drawn.shape == (4000,)
    assert kstest(np.asarray(drawn), norm(0.0, 0.3).cdf).pvalue > 1e-3


def test_the_safe_arm_pays_nothing_and_the_risky_one_its_mean_and_luck() -> None:
    task = UncertainArm()
    instance, chance = jnp.asarray(1.5), jnp.asarray(-0.25)
    state = task.begin(instance)
    assert task.observe(state, chance, instance).shape == (task.inputs,) == (0,)
    _, reward, score = task.act(state, chance, jnp.asarray(0), instance)
    assert (float(reward), float(score)) == (0.0, 0.0)
    _, reward, score = task.act(state, chance, jnp.asarray(1), instance)
    assert (float(reward), float(score)) == (1.25, 1.5)


@pytest.mark.parametrize(
    ("trials", "mean", "prior_sd", "noise_sd"), [(20, -1.0, 2.0, 1.0), (50, -1.0, 1.0, 1.0), (8, 0.3, 0.5, 2.0)]
)
def test_the_optimum_at_play_scores_what_theory_says(
    trials: int, mean: float, prior_sd: float, noise_sd: float
) -> None:
    """Pull while the posterior mean, of the rewards that were felt, is above the threshold; 20,000 lives."""
    task = UncertainArm(trials=trials, mean=mean, prior_sd=prior_sd, noise_sd=noise_sd)
    best = optimum(trials, mean, prior_sd, noise_sd)
    lives = 20_000
    instances = jax.vmap(task.sample)(jax.random.split(KEY, lives))
    chances = jax.jit(jax.vmap(task.chance))(jax.random.split(jax.random.key(2), lives), instances)
    act = jax.jit(jax.vmap(task.act))
    total, pulls, state = np.zeros(lives), np.zeros(lives), jax.vmap(task.begin)(instances)
    scores = np.zeros((lives, trials))
    for t in range(trials):
        belief = (mean / prior_sd**2 + total / noise_sd**2) / (1.0 / prior_sd**2 + pulls / noise_sd**2)
        risky = (belief > best.thresholds[t]) & (pulls == t)
        state, reward, score = act(state, chances[:, t], jnp.asarray(risky, jnp.int32), instances)
        total += np.asarray(reward, np.float64)
        pulls += risky
        scores[:, t] = score
    returns = scores.sum(axis=1)
    assert abs(returns.mean() - best.value) < 4.0 * returns.std() / math.sqrt(lives)
    error = scores.std(axis=0) / math.sqrt(lives)
    assert (np.abs(scores.mean(axis=0) - task.reference_policies()[0].scores) < 4.5 * error + 1e-6).all()


def test_ceilings() -> None:
    task = UncertainArm(mean=-1.0, prior_sd=2.0)
    assert task.innate_ceiling() == 0.0
    assert UncertainArm(mean=0.7).innate_ceiling() == 0.7
    best = np.maximum(0.0, np.asarray(task.sample_many(KEY, 20_000)))
    assert abs(best.mean() - task.oracle()) < 4.0 * best.std() / math.sqrt(best.size)


def trace(actions: Any) -> Trace:
    actions = np.asarray(actions)
    nothing, empty = np.zeros(actions.shape), np.zeros((*actions.shape, 0))
    return Trace(empty, actions, nothing, nothing, empty, nothing)


@pytest.mark.guards("risky_first", "risky", "commitment", "right_end")
def test_behaviour_of_planted_lives() -> None:
    task = UncertainArm(trials=4, mean=1.5)  # what was expected of arms does not say which were right
    means = np.array([1.0, -1.0, 2.0, -3.0])
    found = task.behaviour(means, None, trace([[1, 1, 1, 1], [1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]]))
    assert set(found) == set(task.columns)
    assert found == {"risky_first": 0.5, "risky": 7.0 / 16.0, "commitment": 4.0 / 4.0, "right_end": 0.75}
    single = UncertainArm(trials=1).behaviour(means, None, trace([[1], [1], [0], [0]]))
    assert single == {"risky_first": 0.5, "risky": 0.5, "commitment": 0.0, "right_end": 0.5}
