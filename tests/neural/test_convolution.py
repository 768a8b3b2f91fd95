"""Convolutional networks against plain loops over pixels, and what they refuse."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest

from baldwin.definition import from_toml
from baldwin.errors import DefinitionError
from baldwin.neural.networks.convolution import Convolution

KEY = jax.random.key(3)


def loops(network: Convolution, weights: dict[str, Any], image: Any) -> Any:
    """Return the answer to an image (side, side), pixel by pixel, in double precision."""
    maps = np.asarray(image, np.float64)[:, :, None]
    for layer in range(1, len(network.filters) + 1):
        kernel = np.asarray(weights[f"k{layer}"], np.float64)
        size, _, _, filters = kernel.shape
        if network.padding == "same":
            before = (size - 1) // 2
            wide = np.zeros((maps.shape[0] + size - 1, maps.shape[1] + size - 1, maps.shape[2]))
            wide[before : before + maps.shape[0], before : before + maps.shape[1]] = maps
            maps = wide
        places = range(0, maps.shape[0] - size + 1, network.stride)
        filtered = np.zeros((len(places), len(places), filters))
        for i, row in enumerate(places):
            for j, column in enumerate(places):
                for f in range(filters):
                    filtered[i, j, f] = (maps[row : row + size, column : column + size] * kernel[..., f]).sum()
        filtered = filtered + np.asarray(weights.get(f"b{layer}", 0.0), np.float64)
        filtered = {"relu": np.maximum(filtered, 0.0), "tanh": np.tanh(filtered), "identity": filtered}[
            network.activation
        ]
        blocks = filtered.shape[0] // network.pool
        maps = np.zeros((blocks, blocks, filters))
        for i in range(blocks):
            for j in range(blocks):
                rows, columns = (slice(k * network.pool, (k + 1) * network.pool) for k in (i, j))
                block = filtered[rows, columns]
                maps[i, j] = block.max(axis=(0, 1)) if network.pooling == "max" else block.mean(axis=(0, 1))
    if not network.dense:
        return maps.ravel()
    return maps.ravel() @ np.asarray(weights["w_out"], np.float64) + np.asarray(weights.get("b_out", 0.0), np.float64)


@pytest.mark.parametrize(
    "network",
    [
        Convolution(),
        Convolution(filters=(3, 2), size=2, pool=1, activation="tanh", padding="same", dense=True),
        Convolution(filters=(2,), size=4, stride=3, pool=2, pooling="mean", padding="same", bias=False),
        Convolution(filters=(1,), size=5, pool=1, padding="same", activation="identity", bias=False, dense=True),
    ],
)
def test_answers_are_what_loops_find(network: Convolution) -> None:
    inputs, outputs = 81, 3
    weights = {name: value + 0.1 for name, value in network.draw(KEY, inputs, outputs).items()}
    assert {name: value.shape for name, value in weights.items()} == network.shapes(inputs, outputs)
    x = np.asarray(jax.random.normal(jax.random.key(1), (2, inputs)))
    wanted = np.stack([loops(network, weights, image.reshape(9, 9)) for image in x])
    answers = np.asarray(jax.jit(network.answer)(weights, x))
    assert answers.shape[1] == (outputs if network.dense else network.answer_width(inputs))
    np.testing.assert_allclose(answers, wanted, rtol=1e-4, atol=1e-5)
    assert not network.refuses(inputs, answers.shape[1])


def test_few_genes_and_how_many_numbers_flow_into_a_unit() -> None:
    small = Convolution()
    assert small.shapes(144, 100) == {"k1": (3, 3, 1, 4), "b1": (4,)}  # 40 genes
    assert small.answer_width(144) == 100  # 12 less 2, halved, times 4 maps
    deep = Convolution(filters=(4, 8), dense=True)
    assert [deep.fan_in(one, 144, 5) for one in ("k1", "k2", "b2", "w_out")] == [9, 36, 36, 8]
    assert deep.shapes(144, 5)["w_out"] == (8, 5)  # 10 halved, less 2, halved: one place of 8 filters


def test_a_filter_with_one_pixel_at_its_middle_lets_the_image_pass() -> None:
    network = Convolution(filters=(1,), size=5, pool=1, padding="same", activation="identity", initial="centre")
    x = np.asarray(jax.random.normal(KEY, (49,)))
    np.testing.assert_array_equal(network.answer(network.draw(KEY, 49, 49), x), x)


TEXT = """
name = "few"
[task]
kind = "{task}"
[network]
kind = "convolution"
{network}
[lifetime]
kind = "{life}"
{lifetime}
"""


@pytest.mark.parametrize(
    ("task", "life", "network", "lifetime", "wanted"),
    [
        ("glyphs", "gradient", "", "", "dense.*maps give 100 numbers, and 5 are wanted. Set it to true"),
        ("glyphs", "prototype", "", "width = 3", "width.*nothing reads it. Leave it out"),
        (
            "glyphs",
            "prototype",
            "filters = [4, 4, 4]",
            "",
            "filters.*nothing is left of an image of 12 x 12 in layer 3",
        ),
        ("sinusoid", "gradient", "dense = true", "", "filters.*nothing is left of an image of 1 x 1 in layer 1"),
        ("t_maze", "plastic", "dense = true\nsize = 1\npool = 1", "", "kind.*(no local rule|reads square images)"),
    ],
)
def test_what_does_not_fit_is_refused(task: str, life: str, network: str, lifetime: str, wanted: str) -> None:
    with pytest.raises(DefinitionError, match=wanted):
        from_toml(TEXT.format(task=task, life=life, network=network, lifetime=lifetime), "few.toml")
