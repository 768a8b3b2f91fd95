"""Bounds, strengths and noise of plasticity rules, and the ends of a critical period, by hand."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from baldwin.neural.contracts import Newborn, Synapses
from baldwin.neural.lifetimes.plastic import Plastic
from baldwin.neural.plasticity._traces import Eligible
from baldwin.neural.plasticity.eligibility import Eligibility
from baldwin.neural.plasticity.hebb import Hebb
from baldwin.neural.plasticity.node_perturbation import NodePerturbation
from baldwin.neural.plasticity.oja import Oja
from baldwin.neural.plasticity.trace import HebbianTrace
from baldwin.neural.tasks.bandit import Bandit

BORN = {"w1": jnp.array([[-0.4, 0.2]])}


def after(rule: Any, modulator: float) -> np.ndarray:
    """Return the weights after a step that adds the modulator to each of them."""
    quiet = {"w1": Synapses(jnp.zeros(1), jnp.zeros(2))}
    return np.asarray(rule.update({"D": jnp.float32(1.0)}, BORN, quiet, jnp.float32(modulator))["w1"])


def test_bounds_of_hebbian_weights() -> None:
    clipped = Hebb(terms=("D",), shared="all", bound="clip", limit=0.5)
    np.testing.assert_allclose(after(clipped, 0.2), [[-0.2, 0.4]], rtol=1e-6)
    np.testing.assert_allclose(after(clipped, 1.0), [[0.5, 0.5]])
    np.testing.assert_allclose(after(clipped, -1.0), [[-0.5, -0.5]])
    largest = Hebb(terms=("D",), shared="all", bound="largest")
    np.testing.assert_allclose(after(largest, -0.4), [[-1.0, -0.25]], rtol=1e-6)
    np.testing.assert_allclose(after(largest, 0.8), [[0.4, 1.0]], rtol=1e-6)


def test_strengths_are_sums_of_sizes() -> None:
    shapes = {"w1": (1, 2)}
    hebb = Hebb(shared="all", initial_rate=0.1)
    genes = {"A": jnp.float32(-2.0), "B": jnp.float32(1.0), "C": jnp.float32(-0.5), "D": jnp.float32(0.0)}
    assert float(hebb.strength(genes, shapes)["w1"]) == pytest.approx(0.35)
    assert float(HebbianTrace(shared="all").strength({"alpha": jnp.float32(-0.3)}, shapes)["w1"]) == pytest.approx(0.3)
    assert float(Oja(shared="all").strength({"rate": jnp.float32(-0.2)}, shapes)["w1"]) == pytest.approx(0.2)


@pytest.mark.parametrize("rate", [1.0, 3.0])
@pytest.mark.parametrize("rule", [Eligibility(shared="all"), NodePerturbation(shared="all", largest=9.0)])
def test_no_more_than_the_whole_of_what_is_remembered_is_renewed(rule: Any, rate: float) -> None:
    """A share that evolved beyond 1 counts as 1: what was remembered is gone, and the last step is all there is."""
    seen = {"w1": Synapses(jnp.array([0.5]), jnp.array([2.0, -1.0]), jnp.array([2.0, -1.0]))}
    before = Eligible({"w1": jnp.array([[0.7, 0.7]])}, {"w1": jnp.zeros((1, 2))})
    found = rule.update({"rate": jnp.float32(rate), "alpha": jnp.float32(1.0)}, before, seen, jnp.float32(1.0))
    np.testing.assert_allclose(found.eligible["w1"], [[1.0, -0.5]], rtol=1e-6)
    np.testing.assert_allclose(found.trace["w1"], [[1.0, -0.5]], rtol=1e-6)


def test_noise_is_uniform_on_both_sides_and_given_to_its_share() -> None:
    rule, count = NodePerturbation(size=0.5, share=0.3), 40_000
    found = rule.noise(jax.random.key(1), {"b1": (count,), "b2": (count,)})
    for value in found.values():
        given = np.asarray(value)[np.asarray(value) != 0.0]
        assert abs(given.size / count - 0.3) < 4.0 * np.sqrt(0.21 / count)
        assert abs(given.mean()) < 4.0 * 0.5 / np.sqrt(3.0 * given.size)
        assert given.var() == pytest.approx(0.25 / 3.0, rel=0.05)
        assert np.abs(given).max() <= 0.5
    assert not np.array_equal(found["b1"], found["b2"])


def test_a_period_begins_after_its_opening_and_ends_with_its_closing() -> None:
    life = Plastic(period="evolved", until=7.0)
    assert [gene.initial for gene in life.period_genes(9)] == [0.0, 9.0, 1.0]
    genes = {"period.opening": 2.0, "period.closing": 5.0, "period.strength": 0.5}
    born = Newborn({}, {name: jnp.float32(value) for name, value in genes.items()})
    np.testing.assert_array_equal(life.openness(born, jnp.arange(1.0, 7.0)), [0.0, 0.0, 0.5, 0.5, 0.5, 0.0])
    assert float(life.open_for(born, 4)) == 2.0
    assert float(life.open_for(born, 9)) == 3.0
    long = born._replace(genes={**born.genes, "period.closing": jnp.float32(99.0)})
    assert float(life.active(long, Bandit(trials=9))) == 5.0  # moments 3 to 7
    assert float(Plastic(until=3.0).openness(born, jnp.float32(3.0))) == 1.0
    assert float(Plastic(until=3.0).openness(born, jnp.float32(4.0))) == 0.0
