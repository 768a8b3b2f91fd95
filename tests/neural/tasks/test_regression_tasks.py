"""Tasks that are learned from examples: their laws, their exact ceilings, and the rules that they refuse to break."""

from __future__ import annotations

import math
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from pydantic import ValidationError

from baldwin.neural.contracts import Environment, Newborn
from baldwin.neural.contracts.living import live
from baldwin.neural.lifetimes.gradient import Gradient
from baldwin.neural.networks.perceptron import Perceptron
from baldwin.neural.tasks.linear import Linear
from baldwin.neural.tasks.phase_sines import PhaseSines
from baldwin.neural.tasks.sinusoid import Sinusoid
from baldwin.neural.theory.linear import best_rates, excess_risk

KEY = jax.random.key(5)
WORLDS = 4000


def scores(task: Any, predict: Any, worlds: int = WORLDS) -> np.ndarray:
    """Return the score of a fixed function in each of many worlds."""

    def one(key: Any, instance: Any) -> Any:
        query = task.query(key, instance)
        return task.score(predict(query.x), query.y)

    return np.asarray(jax.vmap(one)(jax.random.split(KEY, worlds), task.sample_many(jax.random.key(1), worlds)))


def near_mean(found: np.ndarray, expected: float) -> None:
    assert abs(found.mean() - expected) < 4.0 * found.std() / math.sqrt(found.size) + 1e-6


@pytest.mark.parametrize("sign", ["minus", "plus"])
def test_the_sinusoids_ceiling_is_the_mean_sine(sign: Any) -> None:
    """E[y | x] = -s 2.55 (2 / pi) cos x scores what the task says that nobody born can beat; 0 scores less."""
    task = Sinusoid(sign=sign)
    s = 1.0 if sign == "plus" else -1.0
    near_mean(scores(task, lambda x: s * 2.55 * 2.0 / math.pi * jnp.cos(x)), task.innate_ceiling())
    near_mean(scores(task, jnp.zeros_like), -4.2517)


def test_support_and_query_are_other_points_of_the_same_sine() -> None:
    task = Sinusoid(shots=7, queries=9, amplitude_low=2.0, amplitude_high=2.0, phase_low=0.5, phase_high=0.5)
    wave = task.sample(KEY)
    support, query = task.support(KEY, wave), task.query(KEY, wave)
    assert support.x.shape == (7, 1)
    assert query.x.shape == (9, 1)
    assert not set(np.ravel(support.x)) & set(np.ravel(query.x))
    for x, y in (support, query):
        np.testing.assert_allclose(y, 2.0 * np.sin(np.asarray(x) - 0.5), atol=1e-6)
        assert np.abs(x).max() <= 5.0


def test_held_out_sines_are_spread_evenly() -> None:
    """One amplitude and one phase in each of n equal parts of their ranges, and the two not in step."""
    task, count = Sinusoid(), 50
    waves = task.held_out(KEY, count)
    strata = []
    for values, low, high in ((waves.amplitude, 0.1, 5.0), (waves.phase, 0.0, math.pi)):
        part = np.floor((np.asarray(values) - low) / (high - low) * count).astype(int)
        assert sorted(part) == list(range(count))
        strata.append(part)
    assert abs(np.corrcoef(strata)[0, 1]) < 0.5
    assert (np.asarray(task.held_out(jax.random.key(6), count).phase) != np.asarray(waves.phase)).any()


@pytest.mark.parametrize("name", ["amplitude", "phase", "input"])
def test_a_range_upside_down_is_refused(name: str) -> None:
    with pytest.raises(ValidationError, match=rf"{name}_low = 9 is above {name}_high = 1\. Exchange them"):
        Sinusoid(**{f"{name}_low": 9.0, f"{name}_high": 1.0})
    Sinusoid(**{f"{name}_low": 1.0, f"{name}_high": 1.0})


@pytest.mark.parametrize("waves", [2, 4, 8])
def test_phase_sines_divide_the_circle(waves: int) -> None:
    """Izquierdo: T sines of amplitude 0.9, 25 points in -2 pi .. 2 pi, dealt out in turn; learned and scored alike."""
    task = PhaseSines(waves=waves)
    found = task.sample_many(KEY, 2 * waves)
    expected = 2.0 * np.pi * np.tile(np.arange(waves), 2) / waves
    np.testing.assert_allclose(found.phase, expected, rtol=1e-6)
    np.testing.assert_allclose(found.amplitude, 0.9, rtol=1e-6)
    one = jax.tree.map(lambda leaf: leaf[1], found)
    support, query = task.support(KEY, one), task.query(jax.random.key(6), one)
    x = np.linspace(-2.0 * np.pi, 2.0 * np.pi, 25)[:, None]
    np.testing.assert_allclose(support.x, x, atol=1e-6)
    np.testing.assert_allclose(support.y, 0.9 * np.sin(x + 2.0 * np.pi / waves), atol=2e-6)
    jax.tree.map(np.testing.assert_array_equal, support, query)


@pytest.mark.parametrize(("error", "share"), [("mean_square", 1.0), ("half_mean_square", 0.5)])
def test_phase_sines_ceiling_is_exact(error: Any, share: float) -> None:
    """Phases that divide the circle cancel: nobody born beats 0, whose error is the mean square of the sines."""
    task = PhaseSines(waves=4, error=error)
    sines = 0.9 * np.sin(np.linspace(-2.0 * np.pi, 2.0 * np.pi, 25)[:, None] + np.arange(4) * np.pi / 2.0)
    assert task.innate_ceiling() == pytest.approx(-share * np.mean(sines**2))
    np.testing.assert_allclose(scores(task, jnp.zeros_like, 4).mean(), task.innate_ceiling(), rtol=1e-5)
    assert PhaseSines(waves=1, error=error).innate_ceiling() == pytest.approx(0.0)


def test_any_sines_are_uniform_in_amplitude_and_phase() -> None:
    task = PhaseSines(world="any", error="mean_square")
    found = task.sample_many(KEY, WORLDS)
    for values, high in ((found.amplitude, 0.9), (found.phase, 2.0 * math.pi)):
        ordered = np.sort(np.asarray(values)) / high
        assert np.abs(ordered - (np.arange(WORLDS) + 0.5) / WORLDS).max() < 1.95 / math.sqrt(WORLDS)  # KS, p = 0.001
    near_mean(scores(task, jnp.zeros_like), task.innate_ceiling())
    assert task.innate_ceiling() == pytest.approx(-0.81 / 6.0)


LINEAR = Linear(shots=4, scales=(0.0, 0.5, 1.0), means=(0.3, -1.0, 2.0), noise=0.7)


def test_a_linear_score_is_the_squared_distance_exactly() -> None:
    world = LINEAR.sample(KEY)
    weights = jnp.array([1.0, -2.0, 0.5])
    query = LINEAR.query(KEY, world)
    found = LINEAR.score(query.x @ weights[:, None], query.y)
    np.testing.assert_allclose(found, -np.sum((np.asarray(weights) - np.asarray(world)) ** 2), rtol=1e-5)


def linear_lives(rates: Any, newborn: Any) -> np.ndarray:
    """Return scores (lives, 2) of a linear map born with these weights and rates."""
    network, lifetime = Perceptron(hidden=(), bias=False), Gradient(steps=1)
    born = Newborn(
        {"w1": jnp.asarray(newborn, jnp.float32)[:, None]}, {"rate.w1": jnp.asarray(rates, jnp.float32)[:, None]}
    )

    def life(key: Any) -> Any:
        drawn, own = jax.random.split(key)
        instance = LINEAR.sample(drawn)
        world = Environment(network, LINEAR, instance, lifetime.chance(own, LINEAR, instance))
        return live(lifetime, born, world).scores

    return np.asarray(jax.jit(jax.vmap(life))(jax.random.split(KEY, 20_000)))


def test_linear_lives_score_what_theory_says() -> None:
    """At birth and after one step, with the best rates from the mean world and with others from elsewhere."""
    best = best_rates(LINEAR.scales, LINEAR.shots, LINEAR.noise)
    found = linear_lives(best, LINEAR.means)
    near_mean(found[:, 0], LINEAR.innate_ceiling())
    near_mean(found[:, 1], LINEAR.one_step_optimum())
    rates, offset = np.array([0.4, 0.1, 0.9]), np.array([0.5, 0.0, -1.0])
    found = linear_lives(rates, np.asarray(LINEAR.means) + offset)
    near_mean(found[:, 1], -excess_risk(rates, LINEAR.scales, LINEAR.shots, LINEAR.noise, offset))


def test_linear_worlds_are_drawn_around_their_mean() -> None:
    worlds = np.asarray(LINEAR.sample_many(KEY, WORLDS))
    assert (worlds[:, 0] == np.float32(0.3)).all()
    for j in (1, 2):
        near_mean(worlds[:, j], LINEAR.means[j])
        near_mean((worlds[:, j] - LINEAR.means[j]) ** 2, LINEAR.scales[j] ** 2)


def test_only_a_linear_map_lives_in_the_linear_task() -> None:
    assert LINEAR.refuses(Perceptron(hidden=(), bias=False)) is None
    for network in (Perceptron(hidden=()), Perceptron(hidden=(3,), bias=False), Perceptron()):
        said = LINEAR.refuses(network)
        assert said is not None
        assert "network.bias = false" in said


def test_means_and_scales_are_as_many() -> None:
    with pytest.raises(ValidationError, match=r"has 2 coordinates and scales 1\. Give as many"):
        Linear(scales=(1.0,), means=(0.0, 1.0))
