"""What an assay finds, where it is known beforehand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from baldwin.neural.assays.plasticity_genes import gini
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.engine import NeuralEngine

TABLES: dict[str, Any] = {
    "name": "assayed",
    "population": {"size": 4, "generations": 1},
    "task": {"kind": "linear", "scales": (0.5, 1.0, 2.0)},
    "network": {"kind": "perceptron", "hidden": [], "bias": False, "initial": "zeros"},
    "encoding": {"kind": "direct", "weight_scale": "unit"},
    "lifetime": {"kind": "gradient", "steps": 1, "rate": "fixed", "initial_rate": 0.1},
    "sampling": {"lives": 2},
    "assays": {"every": 1, "instances": 300, "individuals": 2, "mutants": 400, "mutation": 0.2},
}


def first_assay(**tables: Any) -> dict[str, Any]:
    changed = {
        name: {**value, **tables.get(name, {})} if isinstance(value, dict) else value for name, value in TABLES.items()
    }
    _, record = NeuralEngine(NeuralDefinition.model_validate(changed)).found()
    return {name: column[0] for name, column in record.assays.items()}


def test_a_mutation_of_a_linear_newborn_costs_its_squared_length() -> None:
    """Error at birth is |w - w*|^2, so a mutation N(0, s^2) on each of d weights costs d s^2 on average.

    The centre is 0 and instances are shared: the cost of one mutant is |m|^2 - 2 m . mean w*, with variance
    2 d s^4 + 4 s^2 |mean w*|^2, the second part small.
    """
    found = first_assay()
    d, s = 3, 0.2
    drift = np.sqrt(0.25 + 1.0 + 4.0) / np.sqrt(300)
    error = np.sqrt((2 * d * s**4 + 4 * s**2 * drift**2) / 400)
    assert found["innate_canalisation"] == pytest.approx(d * s**2, abs=4 * error)
    assert 0.0 < found["learned_canalisation"] < found["innate_canalisation"]


def test_what_is_learned_in_one_world_is_of_no_use_in_another() -> None:
    """A step from 0 goes towards this world's weights: elsewhere it is wrong as often as right."""
    found = first_assay()
    assert found["specificity"] > found["learning_gain"] > 0.0


def test_who_does_not_learn_is_specific_to_nothing() -> None:
    found = first_assay(lifetime={"initial_rate": 1e-12})
    assert found["specificity"] == pytest.approx(0.0, abs=1e-5)  # the same instances in another order
    assert found["learning_gain"] == pytest.approx(0.0, abs=1e-6)


def test_the_gap_closed_is_the_share_of_the_error_that_learning_took() -> None:
    found = first_assay()
    assert found["gap_closed"] == pytest.approx(1.0 - found["learned"] / found["innate"])
    assert found["lifetime_mean"] == pytest.approx(found["learned"], rel=1e-6)


def test_mutants_change_nothing_else() -> None:
    with_them, without = first_assay(), first_assay(assays={"mutants": 0})
    assert "innate_canalisation" not in without
    for name, value in without.items():
        np.testing.assert_array_equal(value, with_them[name], err_msg=name)


def test_gini() -> None:
    assert float(gini(np.full(7, 0.3, np.float32))) == pytest.approx(0.0, abs=1e-6)
    assert float(gini(np.eye(1, 8, dtype=np.float32))) == pytest.approx(1.0 - 1.0 / 8.0)
    assert float(gini(np.array([1.0, 3.0], np.float32))) == pytest.approx(0.25)
