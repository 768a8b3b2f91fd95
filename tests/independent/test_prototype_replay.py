"""Lives that remember examples, lived again in NumPy from the exported embedding and what the lives were shown."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from baldwin.definition import from_toml
from baldwin.neural.replay import assay, newborns, replay

LIVES = 6
TEXT = """
name = "few"
[task]
kind = "glyphs"
ways = 3
shots = 3
queries = 2
[network]
kind = "convolution"
filters = [2]
[lifetime]
kind = "prototype"
steps = 3
by = "{by}"
initial_temperature = 0.5
[assays]
individuals = 0
mutants = 0
"""


def embedded(arrays: dict[str, Any], images: Any) -> Any:
    """Return the embedding (n, 50) of images (n, 144): filters of 3 x 3, at least 0, the largest of each 2 x 2."""
    kernel, threshold = arrays["weights/k1"].astype(np.float64), arrays["weights/b1"].astype(np.float64)
    pixels = images.reshape(-1, 12, 12).astype(np.float64)
    maps = np.zeros((len(pixels), 10, 10, 2))
    for row in range(10):
        for column in range(10):
            patch = pixels[:, row : row + 3, column : column + 3]
            maps[:, row, column] = np.tensordot(patch, kernel[:, :, 0], axes=2) + threshold
    maps = np.maximum(maps, 0.0)
    blocks = [maps[:, i::2, j::2] for i in (0, 1) for j in (0, 1)]
    return np.maximum.reduce(blocks).reshape(len(pixels), -1)


def remembered(by: str, temperature: float, shown: Any, labels: Any, asked: Any) -> Any:
    """Return the chances (Q, 3) of each class, given embedded examples (n, D) and their labels (n,)."""
    apart = ((asked[:, None] - shown[None]) ** 2).sum(axis=-1)  # (Q, n)
    if by == "attention":
        near = np.exp(-(apart - apart.min(axis=1, keepdims=True)) / temperature)
        chances = np.stack([near[:, labels == label].sum(axis=1) for label in range(3)], axis=1)
    else:
        means = np.stack([shown[labels == label].mean(axis=0) for label in range(3)])
        apart = ((asked[:, None] - means[None]) ** 2).sum(axis=-1)
        chances = np.exp(-(apart - apart.min(axis=1, keepdims=True)) / temperature)
    return chances / chances.sum(axis=1, keepdims=True)


@pytest.mark.guards("accuracy")
@pytest.mark.parametrize("by", ["mean", "attention"])
def test_an_exported_embedding_remembers_as_it_did(by: str) -> None:
    definition: Any = from_toml(TEXT.format(by=by), "few.toml")
    genotype = 0.5 * np.random.default_rng(4).standard_normal((1, 21))  # 18 + 2 of filters, and the temperature
    exported, lived = newborns(definition, genotype), replay(definition, genotype, LIVES)
    arrays = {name: values[0] for name, values in exported.arrays.items()}
    assert arrays["genes/temperature"] == pytest.approx(0.5 * np.exp(genotype[0, -1]), rel=1e-5)
    assert exported.described["weights/k1"].axes == ("rows", "columns", "colours", "filters of layer 1")
    right = np.full((LIVES, 4), 1.0 / 3.0)
    for life in range(LIVES):
        shown, asked = (embedded(arrays, lived[f"chance/{part}/x"][life]) for part in ("support", "query"))
        labels, truth = (lived[f"chance/{part}/y"][life].argmax(axis=1) for part in ("support", "query"))
        np.testing.assert_allclose(lived["embeddings"][0, life, 0], asked, rtol=1e-4, atol=1e-5)
        assert labels.tolist() == [0, 1, 2] * 3
        assert lived["score"][0, life, 0] == pytest.approx(-np.log(3.0), rel=1e-6)
        for shots in (1, 2, 3):
            chances = remembered(by, arrays["genes/temperature"], shown[: 3 * shots], labels[: 3 * shots], asked)
            own = np.log(chances[np.arange(6), truth]).mean()
            assert lived["score"][0, life, shots] == pytest.approx(own, rel=1e-3, abs=1e-4)
            right[life, shots] = (chances.argmax(axis=1) == truth).mean()
    if by == "attention":
        return  # what an assay makes of answers is the same
    found = assay(definition, genotype, LIVES)
    np.testing.assert_allclose(found["accuracy"][0], right.mean(axis=0), atol=1e-5)
    assert found["learned"][0] == pytest.approx(lived["score"][0, :, -1].mean(), rel=1e-5)
