"""Which genes a comparator's derivative moves: those that the wing's check lets it have, and no others."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest

from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.encodings.direct import Direct
from baldwin.neural.evolution.gradients import derivative
from baldwin.neural.evolution.lives import World
from baldwin.neural.wing import WING

GENES = ("momentum", "steps", "output_scale")
BLOCK = {"output_scale": "gain"}


def definition(strategy: str, *genes: str, **tables: Any) -> NeuralDefinition:
    given: dict[str, Any] = {
        "name": "genes",
        "population": {"size": 1, "generations": 2},
        "task": {"kind": "sinusoid", "shots": 4, "queries": 4},
        "network": {"kind": "perceptron", "hidden": [5]},
        "lifetime": {"kind": "gradient", "steps": 3, "optimiser": "momentum"},
        "encoding": {"kind": "direct", "rate": "parameter", **dict.fromkeys(genes, True)},
        "strategy": {"kind": strategy},
        "sampling": {"lives": 3},
    }
    return NeuralDefinition.model_validate(given | tables)


def gradient(made: NeuralDefinition) -> tuple[Any, np.ndarray]:
    """Return the gene blocks, and the direction in which the comparator takes a founder."""
    task: Any = made.task
    keys = jax.random.split(jax.random.key(3), 3)
    world = World(task.sample_many(jax.random.key(2), 3), keys)
    founder = made.encoding.founder(jax.random.key(1), made.network, task)
    assert isinstance(made.encoding, Direct)
    found = jax.jit(lambda genotype: derivative(made, genotype, world)[0])(founder)
    return {block.name: block for block in made.encoding.blocks(made.network, task)}, np.asarray(found)


@pytest.mark.parametrize("strategy", ["maml", "meta_sgd", "fomaml", "reptile", "pretrain"])
def test_a_gene_is_welcome_to_a_comparator_that_moves_it(strategy: str) -> None:
    blocks, direction = gradient(definition(strategy, *GENES))
    assert np.abs(blocks["w1"].of(direction)).max() > 0.0
    for gene in GENES:
        refused = f"encoding.{gene}" in dict(WING.check(definition(strategy, gene)))
        assert refused == (blocks[BLOCK.get(gene, gene)].of(direction) == 0.0), gene


def test_a_share_of_successes_gives_no_direction() -> None:
    fitness = {"statistic": "success", "criterion": -1.0}
    _, direction = gradient(definition("maml", fitness=fitness))
    assert not direction.any()
