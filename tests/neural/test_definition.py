"""Rules across the tables of a neural definition."""

from __future__ import annotations

from typing import Any

import pytest

from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.wing import WING


def problems(**tables: Any) -> dict[str, str]:
    """Return what the wing's check says, by field."""
    given: dict[str, Any] = {
        "name": "rules",
        "population": {"size": 8, "generations": 2},
        "task": {"kind": "sinusoid"},
        "lifetime": {"kind": "gradient"},
        "encoding": {"kind": "direct"},
    }
    return dict(WING.check(NeuralDefinition.model_validate(given | tables)))


@pytest.mark.parametrize("optimiser", ["momentum", "adam"])
def test_momentum_may_evolve_where_a_life_reads_it(optimiser: str) -> None:
    assert not problems(
        encoding={"kind": "direct", "momentum": True}, lifetime={"kind": "gradient", "optimiser": optimiser}
    )


@pytest.mark.parametrize(
    "lifetime", [{"kind": "gradient", "optimiser": "sgd"}, {"kind": "innate"}, {"kind": "hill_climb"}]
)
def test_a_momentum_gene_that_no_life_reads_is_refused(lifetime: dict[str, Any]) -> None:
    assert "encoding.momentum" in problems(encoding={"kind": "direct", "momentum": True}, lifetime=lifetime)


def test_a_life_that_acts_does_not_fit_a_task_of_examples() -> None:
    assert "gradient" in problems(lifetime={"kind": "policy_gradient"})["lifetime.kind"]


def test_a_tensor_that_the_network_lacks_is_refused() -> None:
    assert "w9" in problems(lifetime={"kind": "gradient", "plastic": ["w9"]})["lifetime.plastic"]


NAVIGATION = {
    "task": {"kind": "navigation"},
    "lifetime": {"kind": "policy_gradient"},
    "network": {"activation": "tanh"},
}


@pytest.mark.parametrize("strategy", ["maml", "fomaml", "meta_sgd", "pretrain"])
def test_a_comparator_that_needs_derivatives_is_refused_where_lives_act_by_chance(strategy: str) -> None:
    population = {"size": 1, "generations": 2}
    encoding = {"kind": "direct", "rate": "parameter"}
    found = problems(**NAVIGATION, population=population, encoding=encoding, strategy={"kind": strategy})
    assert "reptile" in found["strategy.kind"]


def test_reptile_needs_none() -> None:
    found = problems(**NAVIGATION, population={"size": 1, "generations": 2}, strategy={"kind": "reptile"})
    assert "strategy.kind" not in found


@pytest.mark.parametrize(
    ("strategy", "tables", "field"),
    [
        ("maml", {"inheritance": {"kind": "lamarckian"}}, "inheritance.kind"),
        ("reptile", {"inheritance": {"kind": "darwinian"}}, "inheritance.kind"),
        ("reptile", {"lifetime": {"kind": "gradient", "steps": 0}}, "lifetime.steps"),
    ],
)
def test_a_comparator_of_which_nothing_could_come_is_refused(strategy: str, tables: dict[str, Any], field: str) -> None:
    population = {"size": 1, "generations": 2}
    assert field in problems(population=population, strategy={"kind": strategy}, **tables)
