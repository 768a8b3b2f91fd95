"""Which genes a comparator moves: those that the wing's check lets it have, and no others."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest

from baldwin.neural.contracts import Comparator
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.encodings.direct import Direct
from baldwin.neural.evolution.gradients import climb
from baldwin.neural.evolution.lives import Environments
from baldwin.neural.wing import WING

GENES = {"momentum": "lifetime.evolves", "steps": "lifetime.evolves", "gain": "network.output_scale"}
"""Name of a gene -> the field that asks for it."""


def definition(strategy: str, *genes: str, **tables: Any) -> NeuralDefinition:
    given: dict[str, Any] = {
        "name": "genes",
        "population": {"size": 1, "generations": 2},
        "task": {"kind": "sinusoid", "shots": 4, "queries": 4},
        "network": {"kind": "perceptron", "hidden": [5], "output_scale": "gain" in genes},
        "lifetime": {
            "kind": "gradient",
            "steps": 3,
            "optimiser": "momentum",
            "rate": "parameter",
            "evolves": [gene for gene in genes if gene != "gain"],
        },
        "strategy": {"kind": strategy},
        "sampling": {"lives": 3},
    }
    return NeuralDefinition.model_validate(given | tables)


def direction(made: NeuralDefinition) -> dict[str, np.ndarray]:
    """Return gene -> the direction in which the comparator takes a founder."""
    keys = jax.random.split(jax.random.key(3), 3)
    worlds = Environments.of(made, made.task.sample_many(jax.random.key(2), 3), keys)
    founder = made.encoding.founder(jax.random.key(1), made.blueprint)
    strategy = made.strategy
    assert isinstance(strategy, Comparator)
    assert isinstance(made.encoding, Direct)

    class Shown(type(strategy)):  # type: ignore[misc] # shows its gradient, in the place of its next state
        def climb(self, state: Any, gradient: Any) -> Any:
            del state
            return gradient

    def taken(genotype: Any) -> Any:
        state = {"mean": genotype, "generations": np.float32(2)}
        return climb(made, Shown(**strategy.model_dump()), state, worlds, np.int32(0))[0]

    found = np.asarray(jax.jit(taken)(founder))
    return {one.gene.name: found[one.first : one.first + one.size] for one in made.encoding.blocks(made.blueprint)}


@pytest.mark.parametrize("strategy", ["maml", "meta_sgd", "fomaml", "reptile", "pretrain"])
def test_a_gene_is_welcome_to_a_comparator_that_moves_it(strategy: str) -> None:
    moved = direction(definition(strategy, *GENES))
    assert moved["w1"].any()
    for gene, field in GENES.items():
        refused = field in dict(WING.check(definition(strategy, gene)))
        assert refused == (not moved[gene].any()), gene


def test_a_share_of_successes_gives_no_direction() -> None:
    fitness = {"statistic": "success", "criterion": -1.0}
    assert not any(gene.any() for gene in direction(definition("maml", fitness=fitness)).values())
