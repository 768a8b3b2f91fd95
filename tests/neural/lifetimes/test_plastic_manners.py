"""Plasticity from examples and in episodes: the delta rule, and plain NumPy given what the world gave."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest

from baldwin.neural.contracts import Environment, Newborn
from baldwin.neural.contracts.living import live_fully
from baldwin.neural.lifetimes.plastic_episodes import PlasticEpisodes
from baldwin.neural.lifetimes.plastic_examples import PlasticExamples
from baldwin.neural.networks.perceptron import Perceptron
from baldwin.neural.tasks.cart_pole import CartPole
from baldwin.neural.tasks.linear import Linear

KEY = jax.random.key(8)
HEBB = {"kind": "hebb", "terms": ["A"], "shared": "all"}


def lived(lifetime: Any, newborn: Newborn, network: Perceptron, task: Any) -> tuple[Any, dict[str, Any], Any]:
    instance = task.sample(KEY)
    chance = lifetime.chance(KEY, task, instance)
    history, record = live_fully(lifetime, newborn, Environment(network, task, instance, chance))
    return history, record, chance


def test_hebb_with_errors_at_the_output_is_the_delta_rule() -> None:
    """Widrow & Hoff (1960): w += rate (y - w.x) x, over the examples in turn; with a period, within it alone."""
    task, network = Linear(shots=3, scales=(1.0, 0.5, 2.0), noise=0.3), Perceptron(hidden=(), bias=False)
    lifetime = PlasticExamples.model_validate({"rule": HEBB, "steps": 5, "period": "evolved"})
    genes = {"A": 0.1, "period.opening": 1.0, "period.closing": 4.0, "period.strength": 2.0}
    weights = network.draw(KEY, 3, 1)
    history, record, chance = lived(lifetime, Newborn(weights, genes), network, task)
    assert {gene.name for gene in lifetime.genes(network, task)} == set(genes)
    w, truth, moved = np.asarray(weights["w1"][:, 0], float), np.asarray(task.sample(KEY), float), 0.0
    x, y = (np.asarray(part, float) for part in chance.support)
    scores = [-np.sum((w - truth) ** 2)]
    for shown in range(5):
        if 1 < shown + 1 <= 4:
            step = 2.0 * 0.1 * (y[shown % 3, 0] - w @ x[shown % 3]) * x[shown % 3]
            w, moved = w + step, moved + np.abs(step).mean()
        scores.append(-np.sum((w - truth) ** 2))
    np.testing.assert_allclose(history.scores, scores, rtol=1e-4)
    np.testing.assert_allclose(record["weights"]["w1"][-1][:, 0], w, rtol=1e-5)
    assert history.changed == pytest.approx(moved, rel=1e-4)
    assert lifetime.active(Newborn(weights, genes), task) == 3.0


@pytest.mark.parametrize(("teacher", "seen"), [("target", "y"), ("none", "answer")])
def test_what_the_teacher_puts_at_the_output_is_what_the_rule_sees(teacher: str, seen: str) -> None:
    task, network = Linear(shots=1, scales=(1.0, 0.5), noise=0.3), Perceptron(hidden=(), bias=False)
    lifetime = PlasticExamples.model_validate({"rule": HEBB, "steps": 1, "teacher": teacher, "modulator": "reward"})
    weights = network.draw(KEY, 2, 1)
    _, record, chance = lived(lifetime, Newborn(weights, {"A": 0.1, "modulator.baseline": -0.2}), network, task)
    x, y = np.asarray(chance.support.x[0], float), float(chance.support.y[0, 0])
    w = np.asarray(weights["w1"][:, 0], float)
    reward = -0.5 * (w @ x - y) ** 2  # minus the loss on the example
    expected = w + (reward + 0.2) * 0.1 * x * (y if seen == "y" else w @ x)
    np.testing.assert_allclose(record["weights"]["w1"][1][:, 0], expected, rtol=1e-5)


def test_a_life_of_episodes_is_what_plain_numpy_makes_of_it() -> None:
    """Weights go from episode to episode, change at every step as a unit says, and no more once it ends."""
    task = CartPole(limit=40, fall=0.08)
    network = Perceptron(hidden=(), initial="normal", initial_scale=0.1)
    lifetime = PlasticEpisodes.model_validate(
        {"rule": {**HEBB, "shared": "tensor"}, "episodes": 3, "modulator": "unit", "exploration": 0.2, "until": 2.0}
    )
    unit = {"weights": np.array([0.3, -0.4, 2.0, 0.5], np.float32), "reward": 0.4, "bias": 0.2}
    genes = {"A.w1": 0.02, "A.b1": -0.03, **{f"modulator.{name}": value for name, value in unit.items()}}
    weights = network.draw(KEY, task.inputs, task.outputs)
    history, record, _ = lived(lifetime, Newborn(weights, genes), network, task)
    w, b, moved = np.asarray(weights["w1"], float), np.asarray(weights["b1"], float), 0.0
    tried: list[float] = []
    for episode in range(3):
        rows = zip(*(record[name][episode] for name in ("observations", "actions", "rewards", "alive")), strict=True)
        for seen, done, reward, alive in (tuple(np.asarray(one, float) for one in row) for row in rows):
            tried.extend(done - (seen @ w + b))
            assert reward == (1.0 if alive else 0.0)
            if alive and episode < 2:
                m = np.tanh(seen @ unit["weights"] + 0.4 * reward + 0.2)
                up, push = 0.02 * m * np.outer(seen, done), -0.03 * m * done
                w, b = w + up, b + push
                moved += (np.abs(up).sum() + np.abs(push).sum()) / (w.size + b.size)
        np.testing.assert_allclose(record["weights"]["w1"][episode], w, rtol=1e-3, atol=1e-5)
        np.testing.assert_allclose(record["weights"]["b1"][episode], b, rtol=1e-3, atol=1e-5)
        assert history.scores[episode] == pytest.approx(float(record["rewards"][episode].sum()), rel=1e-5)
    assert history.changed == pytest.approx(moved, rel=1e-3)
    assert np.std(tried) == pytest.approx(0.2, rel=4.0 / np.sqrt(2.0 * len(tried)))  # exploration
    assert not np.asarray(record["alive"])[:2, -1].any()
