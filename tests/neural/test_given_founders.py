"""Networks that begin with given founders: genotypes of another run, or weights from anywhere."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest

from baldwin.definition import from_toml
from baldwin.errors import DefinitionError
from baldwin.named_arrays import NamedArrays
from baldwin.neural import replay
from baldwin.neural.evolution.generation import Program
from baldwin.neural.founding import given_founders
from baldwin.neural.random_keys import seed_key

TEXT = """
name = "tiny"
[population]
size = 4
replicates = 2
[task]
kind = "sinusoid"
[network]
hidden = [2]
[lifetime]
kind = "gradient"
rate_scale = 0.5
[strategy]
kind = "{}"
[founders]
file = "founders.npz"
"""
GENES = 11  # w1 (1, 2), b1 (2,), w2 (2, 1), b2 (1,), and the learning rate of each
TENSORS = {"w1": (1, 2), "b1": (2,), "w2": (2, 1), "b2": (1,)}


def population(strategy, folder, **arrays):
    np.savez(folder / "founders.npz", **arrays)
    return from_toml(TEXT.format(strategy), "tiny.toml", folder=folder)


def begun(definition, replicate=0) -> Any:
    program, given = Program(definition), given_founders(definition)
    state, founders = program.begin(seed_key(0), np.float32(9), program.numbers, given[replicate % len(given)])
    return jax.device_get((state.strategy, founders))


def test_a_population_begins_with_those_who_are_given(tmp_path):
    genotypes = np.arange(2 * 2 * GENES, dtype=np.float32).reshape(2, 2, GENES)
    definition = population("truncation", tmp_path, genotype=genotypes, centre=genotypes[:, 0])
    for replicate in range(2):
        state, founders = begun(definition, replicate)
        np.testing.assert_array_equal(state["population"], genotypes[replicate].repeat(2, axis=0))
        np.testing.assert_array_equal(founders[:4], state["population"])  # whom assays compare later ones with


def test_a_mean_begins_where_it_stood(tmp_path):
    genotypes = np.arange(2 * GENES, dtype=np.float32).reshape(2, GENES)
    definition = population("snes", tmp_path, genotype=genotypes, centre=genotypes[1] + 0.5)
    state, founders = begun(definition)
    np.testing.assert_array_equal(state["evosax"].mean, genotypes[1] + 0.5)
    np.testing.assert_array_equal(founders, np.broadcast_to(genotypes[1] + 0.5, founders.shape))
    state, _ = begun(population("snes", tmp_path, genotype=genotypes))
    np.testing.assert_array_equal(state["evosax"].mean, genotypes[0])  # of those alone who are given


def test_weights_from_anywhere_become_genotypes(tmp_path):
    weights = {f"weights/{name}": np.full(shape, n + 1.0) for n, (name, shape) in enumerate(TENSORS.items())}
    state, _ = begun(population("truncation", tmp_path, **weights))
    expected = [1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 4.0, 0.0, 0.0, 0.0, 0.0]  # learning rates at their initial values
    np.testing.assert_allclose(state["population"], np.broadcast_to(expected, (4, GENES)), rtol=1e-6)


def test_what_is_exported_founds_another(tmp_path):
    genotypes = np.linspace(-1.0, 1.0, 2 * GENES, dtype=np.float32).reshape(2, GENES)
    definition = population("truncation", tmp_path, genotype=genotypes)
    made = replay.newborns(definition, genotypes)
    axes = {name: one._replace(axes=("replicates", *one.axes)) for name, one in made.described.items()}
    NamedArrays(made.arrays, axes).write_npz(tmp_path / "founders.npz")
    again = from_toml(TEXT.format("truncation"), "tiny.toml", folder=tmp_path)
    for replicate in range(2):  # one genotype each, for everyone
        state, _ = begun(again, replicate)
        np.testing.assert_array_equal(state["population"], np.broadcast_to(genotypes[replicate], (4, GENES)))


def test_the_last_generation_is_the_population_where_there_is_one():
    definition = from_toml(TEXT.format("truncation").partition("[founders]")[0], "tiny.toml")
    arrays: dict[str, Any] = {}
    for number in range(2):
        arrays[f"{number}/centre"] = np.full(GENES, number, np.float32)
        arrays[f"{number}/sample"] = np.full((1, GENES), 7.0, np.float32)
        arrays[f"{number}/strategy/population"] = np.full((4, GENES), number + 0.5, np.float32)
    found = replay.population(definition, arrays)
    assert found.arrays["genotype"][:, :, 0].tolist() == [[0.5] * 4, [1.5] * 4]
    assert found.arrays["centre"][:, 0].tolist() == [0.0, 1.0]
    without = {name: values for name, values in arrays.items() if "strategy" not in name}
    assert replay.population(definition, without).arrays["genotype"][:, :, 0].tolist() == [[7.0], [7.0]]


@pytest.mark.parametrize(
    ("arrays", "said"),
    [
        ({"genotype": np.zeros(10)}, "genotype is of shape (10,), not (11,). Give arrays of this network."),
        ({"genotype": np.full(11, np.nan)}, "genotype holds what is no finite number."),
        ({"genotype": np.zeros(11), "w1": np.zeros(2)}, "has w1, which nobody inherits here."),
        ({"weights/w1": np.zeros((1, 2))}, "lacks weights/b1. Give genotype, or all of weights/w1,"),
        (
            {"genotype": np.zeros((2, 11)), "centre": np.zeros((3, 11))},
            "centre is of shape (3, 11), not one genotype",
        ),
        (
            {**{f"weights/{name}": np.zeros(shape) for name, shape in TENSORS.items()}, "genes/rate.w1": np.ones(())},
            "has genes/rate.w1, which only a genotype gives",
        ),
        (
            {f"weights/{name}": np.zeros((4, *shape) if name == "w1" else shape) for name, shape in TENSORS.items()},
            "its arrays hold different numbers of individuals.",
        ),
    ],
)
def test_arrays_that_found_nobody_are_refused(arrays, said, tmp_path):
    with pytest.raises(DefinitionError) as caught:
        population("truncation", tmp_path, **arrays)
    (line,) = caught.value.problems
    assert line.startswith(f'tiny.toml:16: [founders] file = "founders.npz": {said}')
