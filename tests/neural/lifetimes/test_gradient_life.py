"""Gradient lives beyond the NumPy twin: who learns, what comparators differentiate, how a life is scored."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from baldwin.neural.contracts import Environment, LifeHistory, Newborn
from baldwin.neural.contracts.living import live
from baldwin.neural.lifetimes.gradient import Gradient
from baldwin.neural.networks.perceptron import Perceptron, layer_of
from baldwin.neural.tasks.sinusoid import Sinusoid

KEY = jax.random.key(2)
NETWORK, TASK = Perceptron(hidden=(5, 4)), Sinusoid.tiny()
WAVE = TASK.sample(KEY)


def newborn(rate: Any = 0.01) -> Newborn:
    weights = NETWORK.draw(KEY, 1, 1)
    return Newborn(weights, {f"rate.{name}": jnp.float32(rate) for name in weights})


def life(lifetime: Gradient, born: Newborn, network: Perceptron = NETWORK) -> LifeHistory:
    """Return the life of a newborn with one wave."""

    def lived(born: Newborn) -> LifeHistory:
        return live(lifetime, born, Environment(network, TASK, WAVE, lifetime.chance(KEY, TASK, WAVE)))

    return jax.jit(lived)(born)


@pytest.mark.parametrize(
    ("plastic", "learning"),
    [
        ((), ("w1", "b1", "w2", "b2", "w3", "b3")),
        (("head",), ("w3", "b3")),
        (("w2", "head"), ("w2", "w3", "b3")),
        (("b1",), ("b1",)),
    ],
)
def test_only_plastic_tensors_learn(plastic: tuple[str, ...], learning: tuple[str, ...]) -> None:
    lifetime, born = Gradient(steps=2, plastic=plastic), newborn()
    network = NETWORK.model_copy(update={"output_scale": True})
    weights = {**born.weights, "gain": jnp.float32(1.3)}
    assert lifetime.learning(network, tuple(weights)) == learning
    learned = life(lifetime, born._replace(weights=weights), network).learned
    changed = {name for name in weights if (np.asarray(learned[name]) != np.asarray(weights[name])).any()}
    assert changed == set(learning)


@pytest.mark.parametrize("optimiser", ["sgd", "momentum", "adam"])
def test_what_is_learned_can_be_differentiated(optimiser: Any) -> None:
    """MAML goes through the whole life, also where units are dead, whose weights have no gradient at all."""
    born = newborn()
    dead = {**born.weights, "b2": jnp.full(4, -100.0).at[0].set(1.0)}
    lifetime = Gradient(steps=2, optimiser=optimiser)

    def achieved(weights: Any, rate: Any) -> Any:
        return life(lifetime, Newborn(weights, {f"rate.{name}": rate for name in weights})).scores[-1]

    slopes, by_rate = jax.jit(jax.grad(achieved, argnums=(0, 1)))(dead, jnp.float32(0.01))
    for name, slope in slopes.items():
        assert np.isfinite(np.asarray(slope)).all(), name
    assert np.isfinite(by_rate)
    step = 1e-2
    score = jax.jit(achieved)
    ahead, behind = (score({**dead, "b3": dead["b3"] + s}, jnp.float32(0.01)) for s in (step, -step))
    np.testing.assert_allclose(slopes["b3"][0], (ahead - behind) / (2.0 * step), rtol=2e-2)


def test_long_lives_begin_as_short_ones() -> None:
    """Unrolled or in a loop, the steps are the same."""
    unrolled = Gradient.unrolled
    short = life(Gradient(steps=unrolled, optimiser="adam"), newborn())
    long_lived = life(Gradient(steps=unrolled + 3, optimiser="adam"), newborn())
    np.testing.assert_allclose(long_lived.scores[: unrolled + 1], short.scores, rtol=1e-4)


@pytest.mark.parametrize(
    ("raw", "scores", "diverged"),
    [
        ([-3.0, -2.0, -1.0], [-3.0, -2.0, -1.0], False),
        ([-3.0, np.nan, np.nan], [-3.0, -9.0, -9.0], True),
        ([-3.0, -10.0, -1.0], [-3.0, -9.0, -1.0], False),
        ([-3.0, -2.0, -np.inf], [-3.0, -2.0, -9.0], True),
        ([np.nan, np.nan, np.nan], [-9.0, -9.0, -9.0], True),
        ([-3.0, -9.0, -1.0], [-3.0, -9.0, -1.0], False),
    ],
)
def test_who_is_lost_scores_the_lowest_and_counts_as_diverged_at_the_end(
    raw: list[float], scores: list[float], diverged: bool
) -> None:
    lifetime, world = Gradient(steps=2, diverged_score=-9.0), Environment(NETWORK, TASK, WAVE, None)
    learner = lifetime.begin(newborn(), world)
    found = lifetime.history(learner, [jnp.asarray(raw[:1]), jnp.asarray(raw[1:])], world)
    np.testing.assert_array_equal(found.scores, scores)
    assert bool(found.diverged) is diverged


def test_founders_follow_the_laws_that_the_network_names() -> None:
    """Standard deviations of a wide layer's weights, within 4 standard errors; biases are 0 unless said otherwise."""
    width, inputs = 300, 200
    fan = {1: inputs, 2: width, 3: width}
    laws = {
        "he": lambda layer: np.sqrt(2.0 / fan[layer]),
        "glorot": lambda layer: np.sqrt(2.0 / (fan[layer] + (width if layer < 3 else 50))),
        "normal": lambda layer: 0.3,
        "uniform": lambda layer: 0.3 / np.sqrt(3.0),
        "broad": lambda layer: {1: 1.0, 2: np.sqrt(2.0 / width), 3: np.sqrt(1.0 / width)}[layer],
        "zeros": lambda layer: 0.0,
    }
    for initial, law in laws.items():
        network: Any = Perceptron(hidden=(width, width), initial=initial, initial_scale=0.3)
        for name, values in network.draw(KEY, inputs, 50).items():
            found = np.asarray(values)
            if name[0] == "b" and initial not in ("uniform", "broad"):
                assert not found.any()
            elif name[0] == "w" or initial == "uniform" or name == "b1":
                expected = law(layer_of(name))
                assert abs(found.std() - expected) <= 4.0 * expected / np.sqrt(2.0 * found.size) + 1e-12, (
                    initial,
                    name,
                )
            else:
                assert not found.any()


def test_spread_thresholds_lie_within_the_inputs() -> None:
    """With `spread`, unit i of the first layer changes sign at an input that is uniform in the range."""
    weights = Perceptron(hidden=(2000,), initial="spread", initial_range=3.0).draw(KEY, 1, 1)
    thresholds = -np.asarray(weights["b1"]) / np.asarray(weights["w1"])[0]
    assert np.abs(thresholds).max() <= 3.0 + 1e-5
    assert abs(thresholds.std() - np.sqrt(3.0)) < 4.0 * np.sqrt(3.0) / np.sqrt(2.0 * 2000)


def test_a_critical_period_opens_closes_and_multiplies_rates() -> None:
    """Steps 3 and 4 of 5 at three times the rate: born again at each of them, two steps of a life without a period."""
    lifetime = Gradient(steps=5, period="evolved")
    period = {"period.opening": 2.0, "period.closing": 4.2, "period.strength": 3.0}
    born = newborn(0.01)
    found = life(lifetime, born._replace(genes={**born.genes, **{n: jnp.float32(v) for n, v in period.items()}}))
    expected = np.asarray(life(Gradient(steps=2), newborn(0.03)).scores)
    np.testing.assert_allclose(found.scores, expected[[0, 0, 0, 1, 2, 2]], rtol=1e-5)
    assert lifetime.active(born._replace(genes={**born.genes, **period}), TASK) == 2.0
    np.testing.assert_array_equal(life(Gradient(steps=5, period="never"), born).scores, np.full(6, expected[0]))


@pytest.mark.parametrize(("share", "last"), [(0.5, 2), (0.62, 2), (0.63, 3), (1.0, 4)])
def test_a_life_learns_up_to_the_step_that_evolved(share: float, last: int) -> None:
    """Of four steps as many as the share comes to, rounded: the last of these included."""
    lifetime, born = Gradient(steps=4, evolves=("steps",)), Newborn({}, {"steps": jnp.float32(share)})
    assert [bool(lifetime.awake(born, TASK, jnp.float32(step))) for step in range(1, 5)] == [
        step <= last for step in range(1, 5)
    ]
