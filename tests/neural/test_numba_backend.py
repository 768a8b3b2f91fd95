"""Kernels are held to the gradient life in plain NumPy, to JAX, and to sums written out."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit

from baldwin.neural import reference
from baldwin.neural.backends import backend_for
from baldwin.neural.backends.numba import backend, tiles
from baldwin.neural.backends.numba.elementwise import bend
from baldwin.neural.contracts import Batch, Newborn
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.evolution.lives import Environments, live_block
from baldwin.neural.lifetimes.gradient import SupportAndQuery
from baldwin.neural.tasks.sinusoid import Sinusoid

TABLES: dict[str, Any] = {
    "name": "native",
    "population": {"size": 6, "generations": 1},
    "task": {"kind": "sinusoid", "shots": 5, "queries": 7},
    "network": {"kind": "perceptron", "hidden": [20, 6]},
    "lifetime": {"kind": "gradient", "steps": 2, "rate": "tensor", "initial_rate": 0.01},
    "sampling": {"lives": 3},
}


def definition(**tables: dict[str, Any]) -> NeuralDefinition:
    changed = {
        name: {**value, **tables.get(name, {})} if isinstance(value, dict) else value for name, value in TABLES.items()
    }
    return NeuralDefinition.model_validate(changed | {name: tables[name] for name in tables.keys() - TABLES.keys()})


class Wide(Sinusoid):
    """A task of given width, for lives whose examples are handed over."""

    @property
    def inputs(self) -> int:
        return 3

    @property
    def outputs(self) -> int:
        return 2


@st.composite
def cases(draw: Any) -> tuple[NeuralDefinition, Newborn, Batch, Batch]:
    """Draw a definition, three newborns, and the examples of two lives."""
    widths = draw(st.lists(st.sampled_from([1, 5, 16, 33, 52]), max_size=3))
    wide = draw(st.booleans())
    d = definition(
        network={
            "kind": "perceptron",
            "hidden": widths,
            "activation": draw(st.sampled_from(["identity", "relu", "tanh"])),
            "bias": draw(st.booleans()),
            "output_scale": draw(st.booleans()),
        },
        lifetime={
            "steps": draw(st.integers(0, 4)),
            "optimiser": draw(st.sampled_from(["sgd", "momentum", "adam"])),
            "clip": draw(st.sampled_from([None, 0.2])),
            "rate": draw(st.sampled_from(["fixed", "global", "tensor", "parameter"])),
            "evolves": [name for name in ("momentum", "steps") if draw(st.booleans())],
        },
    )
    if wide:
        d = d.model_copy(update={"task": Wide()})
    names = list(d.network.shapes(d.task.inputs, d.task.outputs))
    plastic = draw(st.sampled_from([(), ("head",), ("w1",), tuple(names[-1:])]))
    d = d.model_copy(update={"lifetime": d.lifetime.model_copy(update={"plastic": plastic})})
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shapes = d.network.shapes(d.task.inputs, d.task.outputs)
    weights = {name: random.normal(size=(3, *shape)) / np.sqrt(shape[0]) for name, shape in shapes.items()}
    if d.network.gains():
        weights["gain"] = np.exp(0.3 * random.normal(size=3))
    genes = {
        gene.name: random.uniform(0.0, 0.1 if gene.name.startswith("rate") else 1.0, (3, *gene.shape))
        for gene in d.blueprint.genes
    }
    support, query = (
        Batch(random.normal(size=(2, count, d.task.inputs)), random.normal(size=(2, count, d.task.outputs)))
        for count in draw(st.tuples(st.integers(1, 19), st.integers(1, 40)))
    )
    narrow = jax.tree.map(lambda leaf: np.asarray(leaf, np.float32), (Newborn(weights, genes), support, query))
    return d, *narrow


@settings(max_examples=30)
@given(case=cases())
def test_the_twin(case: tuple[NeuralDefinition, Newborn, Batch, Batch]) -> None:
    """Every score that is read, and every tensor, of every life is that of the twin, to the rounding of 32 bits."""
    d, newborns, support, query = case
    reads = "mean" if d.lifetime.steps else "birth"
    d = d.model_copy(update={"fitness": d.fitness.model_copy(update={"reads": reads})})
    newborn, chances = jax.tree.map(jnp.asarray, (newborns, SupportAndQuery(support, query)))
    found = jax.device_get(backend.live(d, newborn, Environments((), chances), own=False, learned=True))
    # Adam divides a gradient by its own size: of one that is nearly 0 the rounding decides the direction.
    tolerance = 2e-3 if d.lifetime.optimiser == "adam" else 2e-5
    for person in range(3):
        born = jax.tree.map(lambda leaf, i=person: np.asarray(leaf[i], np.float64), newborns)
        for life in range(2):
            examples = [
                reference.Examples(*(np.asarray(part[life], np.float64) for part in batch))
                for batch in (support, query)
            ]
            expected = reference.live(born.weights, born.genes, d.network, d.lifetime, *examples)
            read = slice(1, None) if d.lifetime.steps else slice(0, 1)
            scores = found.scores[person, life]
            np.testing.assert_allclose(scores[read], expected.scores[read], rtol=tolerance, atol=tolerance)
            for name, tensor in expected.learned.items():
                np.testing.assert_allclose(
                    found.learned[name][person, life], tensor, rtol=tolerance, atol=tolerance, err_msg=name
                )


def fitness(d: NeuralDefinition, block: int) -> Any:
    """Return what became of six founders."""
    keys = jax.random.split(jax.random.key(0), 3)
    worlds = Environments.of(d, d.task.sample_many(jax.random.key(1), 3), keys)
    if not d.sampling.common:
        worlds = jax.tree.map(lambda leaf: jnp.stack([leaf] * 6), worlds)
    founders = jax.vmap(lambda key: d.encoding.founder(key, d.blueprint))(jax.random.split(jax.random.key(2), 6))
    run = jax.jit(lambda genotypes, zero: live_block(d, genotypes, worlds, block, zero))
    return jax.device_get(run(founders, jnp.int32(0)))


@pytest.mark.parametrize(
    "tables",
    [
        {},
        {"fitness": {"reads": "birth"}},
        {"fitness": {"reads": "mean"}, "sampling": {"common": False}},
        {"inheritance": {"kind": "lamarckian"}, "lifetime": {"steps": 3}},
        {"lifetime": {"steps": 0}},
        {"task": {"kind": "linear"}, "network": {"kind": "perceptron", "hidden": [], "bias": False}},
        {"task": {"kind": "phase_sines"}, "network": {"kind": "perceptron", "activation": "tanh"}},
        {"network": {"output_scale": True}, "lifetime": {"steps": 5, "rate": "parameter", "evolves": ["steps"]}},
    ],
)
def test_jax(tables: dict[str, Any]) -> None:
    """Fitness, lives that diverged and what is inherited are those that JAX finds in the same worlds."""
    if "task" in tables and tables["task"]["kind"] != "sinusoid":
        d = NeuralDefinition.model_validate({**TABLES, "task": tables["task"], "network": tables["network"]})
    else:
        d = definition(**tables)
    assert backend_for(d) is backend
    plain = d.model_copy(update={"population": d.population.model_copy(update={"kernels": "jax"})})
    assert backend_for(plain) is None
    ours, theirs = fitness(d, 2), fitness(plain, 2)
    np.testing.assert_allclose(ours.fitness, theirs.fitness, rtol=2e-5)
    np.testing.assert_array_equal(ours.diverged, theirs.diverged)
    np.testing.assert_allclose(ours.change, theirs.change, rtol=1e-3, atol=1e-5)


def test_blocks_change_no_bit() -> None:
    d = definition()
    np.testing.assert_array_equal(fitness(d, 2).fitness, fitness(d, 6).fitness)


def test_divergence() -> None:
    """Lives with a rate beyond all reason are counted, and score what the definition says."""
    d = definition(lifetime={"initial_rate": 100.0, "steps": 4, "diverged_score": -30.0})
    found = fitness(d, 2)
    np.testing.assert_array_equal(found.diverged, 3)
    np.testing.assert_array_equal(found.fitness, -30.0)


class OwnLoss(Sinusoid):
    """A task with a loss of its own, which no kernel knows."""

    def loss(self, answers: Any, targets: Any) -> Any:
        return jnp.mean(jnp.abs(answers - targets))


@pytest.mark.parametrize(
    "tables",
    [
        {"network": {"kind": "perceptron", "activation": "gelu"}},
        {"network": {"kind": "perceptron", "hidden": [300, 300]}},
        {"population": {"kernels": "jax"}},
        {"lifetime": {"kind": "perturbation"}},
    ],
)
def test_what_does_not_fit_is_left_to_jax(tables: dict[str, Any]) -> None:
    whole = {**TABLES, **tables} if tables.get("lifetime") else definition(**tables)
    assert backend_for(NeuralDefinition.model_validate(whole)) is None
    assert backend_for(definition().model_copy(update={"task": OwnLoss()})) is None


@njit
def products(data: Any, rows: int, width: int, count: int, floor: Any) -> None:
    tiles.gemm(data, 0, width, 20_000, count, 1, 40_000, width, rows, width, count, 60_000, floor)


@njit
def turned(data: Any, rows: int, width: int) -> None:
    tiles.transpose(data, 40_000, rows, 0, width, rows, width)


@njit
def summed(data: Any, width: int) -> float:
    return float(tiles.dot(data, 0, 1000, width))


@njit
def bent(data: Any) -> None:
    bend(data, 0, data.size)


@pytest.mark.parametrize("rows", [1, 2, 3, 8, 15, 41])
@pytest.mark.parametrize(("vectors", "count"), [(1, 1), (2, 7), (3, 40), (7, 12)])
def test_products(rows: int, vectors: int, count: int) -> None:
    width = vectors * tiles.LANES
    data = np.random.default_rng(rows).normal(size=70_000).astype(np.float32)
    a, b = data[20_000 : 20_000 + rows * count].reshape(rows, count), data[40_000 : 40_000 + count * width]
    expected = data[60_000 : 60_000 + width] + a.astype(float) @ b.reshape(count, width)
    for floor in (-np.inf, 0.0):
        products(data, rows, width, count, np.float32(floor))
        found = data[: rows * width].reshape(rows, width)
        np.testing.assert_allclose(found, np.maximum(expected, floor), atol=1e-5 * np.sqrt(count))


def test_what_is_no_number_stays_so() -> None:
    """Rectifying must not make a number of what a life has lost."""
    data = np.full(70_000, np.nan, np.float32)
    products(data, 2, tiles.LANES, 3, np.float32(0.0))
    assert np.isnan(data[: 2 * tiles.LANES]).all()


def test_transposes_and_sums() -> None:
    rows, width = 2 * tiles.LANES, 3 * tiles.LANES
    data = np.random.default_rng(0).normal(size=60_000).astype(np.float32)
    turned(data, rows, width)
    found = data[40_000 : 40_000 + rows * width].reshape(width, rows)
    np.testing.assert_array_equal(found, data[: rows * width].reshape(rows, width).T)
    expected = data[:width].astype(float) @ data[1000 : 1000 + width]
    assert summed(data, width) == pytest.approx(expected, abs=1e-5)


def test_the_hyperbolic_tangent() -> None:
    """Within a few units of its last place, odd, and no number where its argument is none."""
    x = np.linspace(-12.0, 12.0, 200_001).astype(np.float32)
    found = np.append(x, np.float32(np.nan))
    bent(found)
    np.testing.assert_allclose(found[:-1], np.tanh(x.astype(float)), rtol=5e-7, atol=1e-9)
    assert np.isnan(found[-1])
