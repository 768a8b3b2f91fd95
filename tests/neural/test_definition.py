"""Rules across the tables of a neural definition."""

from __future__ import annotations

from typing import Any

import pytest

from baldwin.definition import from_toml
from baldwin.errors import DefinitionError
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.wing import WING


def problems(**tables: Any) -> dict[str, str]:
    """Return what the wing's check says, by field."""
    given: dict[str, Any] = {
        "name": "rules",
        "population": {"size": 8, "generations": 2},
        "task": {"kind": "sinusoid"},
        "lifetime": {"kind": "gradient"},
    }
    return dict(WING.check(NeuralDefinition.model_validate(given | tables)))


@pytest.mark.parametrize("optimiser", ["momentum", "adam"])
def test_momentum_may_evolve_where_a_life_reads_it(optimiser: str) -> None:
    assert not problems(lifetime={"kind": "gradient", "optimiser": optimiser, "evolves": ["momentum"]})


def test_a_momentum_gene_that_no_life_reads_is_refused() -> None:
    assert "lifetime.evolves" in problems(lifetime={"kind": "gradient", "optimiser": "sgd", "evolves": ["momentum"]})


@pytest.mark.parametrize(
    ("task", "lifetime", "said"),
    [
        ("sinusoid", 'kind = "innate"\nevolves = ["momentum"]', '[lifetime] evolves = ["momentum"]: no such field'),
        ("sinusoid", 'kind = "innate"\nevolves = ["steps"]', '[lifetime] evolves = ["steps"]: no such field'),
        ("sinusoid", 'kind = "innate"\nrate = "tensor"', '[lifetime] rate = "tensor": no such field'),
        ("navigation", 'kind = "hill_climb"\nevolves = ["momentum"]', "[lifetime] evolves = "),
    ],
)
def test_genes_that_a_kind_of_life_does_not_have_are_refused(task: str, lifetime: str, said: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        from_toml(f'name = "x"\n[task]\nkind = "{task}"\n[lifetime]\n{lifetime}\n', "x.toml")
    assert said in str(caught.value)


def test_a_life_that_acts_does_not_fit_a_task_of_examples() -> None:
    assert "gradient" in problems(lifetime={"kind": "policy_gradient"})["lifetime.kind"]


def test_a_tensor_that_the_network_lacks_is_refused() -> None:
    assert "w9" in problems(lifetime={"kind": "gradient", "plastic": ["w9"]})["lifetime.plastic"]


NAVIGATION = {
    "task": {"kind": "navigation"},
    "lifetime": {"kind": "policy_gradient"},
    "network": {"kind": "perceptron", "activation": "tanh"},
}


@pytest.mark.parametrize("strategy", ["maml", "fomaml", "meta_sgd", "pretrain"])
def test_a_comparator_that_needs_derivatives_is_refused_where_lives_act_by_chance(strategy: str) -> None:
    population = {"size": 1, "generations": 2}
    given = NAVIGATION | {"lifetime": {"kind": "policy_gradient", "rate": "parameter"}}
    found = problems(**given, population=population, strategy={"kind": strategy})
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


REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("inheritance.fraction", {"inheritance": {"fraction": 0.5}}),
    ("inheritance.blocks", {"inheritance": {"kind": "darwinian", "blocks": ["w1"]}}),
    ("inheritance.clip", {"inheritance": {"clip": 0.1}}),
    ("lifetime.evolves", {"lifetime": {"kind": "gradient", "steps": 0, "evolves": ["steps"]}}),
    ("fitness.step_cost", {"fitness": {"step_cost": 0.1}}),
    (
        "fitness.plasticity_cost",
        {"fitness": {"plasticity_cost": 0.1}, "lifetime": {"kind": "gradient", "rate": "fixed"}},
    ),
    ("fitness.plasticity_cost", {"fitness": {"plasticity_cost": 0.1}, "lifetime": {"kind": "innate"}}),
    (
        "strategy.reevaluate",
        {"strategy": {"kind": "microbial", "reevaluate": True}, "sampling": {"redraw": False}},
    ),
    ("fitness.plasticity_cost", {"fitness": {"plasticity_cost": 0.1}, "inheritance": {"kind": "darwinian"}}),
    (
        "fitness.step_cost",
        {
            "fitness": {"step_cost": 0.1},
            "lifetime": {"kind": "gradient", "evolves": ["steps"]},
            "inheritance": {"kind": "darwinian"},
        },
    ),
    (
        "inheritance.blocks",
        {
            "lifetime": {"kind": "gradient", "plastic": ["head"]},
            "inheritance": {"kind": "lamarckian", "blocks": ["head", "w1"]},
        },
    ),
    ("inheritance.blocks", {"inheritance": {"kind": "lamarckian", "blocks": ["w9"]}}),
    ("strategy.sigma", {"strategy": {"kind": "open_es", "sigma": 1e-45}}),
    ("fitness.criterion", {"fitness": {"criterion": 1e39, "statistic": "success"}}),
]

READ: list[dict[str, Any]] = [
    {"inheritance": {"kind": "lamarckian", "fraction": 0.5, "blocks": ["w1"], "clip": 0.1}},
    {"inheritance": {"kind": "lamarckian", "blocks": ["head"]}, "lifetime": {"kind": "gradient", "plastic": ["head"]}},
    {"lifetime": {"kind": "gradient", "evolves": ["steps"]}, "fitness": {"step_cost": 0.1}},
    {"fitness": {"plasticity_cost": 0.1}},
    {"strategy": {"kind": "microbial", "reevaluate": True}},
    {"strategy": {"kind": "microbial", "reevaluate": True}, "sampling": {"redraw": False, "common": False}},
]


@pytest.mark.parametrize(("field", "tables"), REFUSED)
def test_what_nothing_reads_is_refused(field: str, tables: dict[str, Any]) -> None:
    assert list(problems(**tables)) == [field]


@pytest.mark.parametrize("tables", READ)
def test_the_same_is_welcome_where_something_reads_it(tables: dict[str, Any]) -> None:
    assert not problems(**tables)


SECOND = ("maml", "meta_sgd")
NOT_SECOND = ("fomaml", "reptile", "pretrain")
FOLLOWED: list[tuple[str, dict[str, Any], tuple[str, ...]]] = [  # by which comparators
    ("fitness.statistic", {"fitness": {"statistic": "success"}}, ()),
    ("fitness.statistic", {"fitness": {"statistic": "median"}}, SECOND),
    ("fitness.statistic", {"fitness": {"statistic": "worst"}}, SECOND),
    ("fitness.reads", {"fitness": {"reads": "mean"}}, SECOND),
    ("fitness.reads", {"fitness": {"reads": "birth"}}, (*SECOND, "pretrain")),
    ("fitness.reads", {"fitness": {"reads": "end"}}, (*SECOND, *NOT_SECOND)),
    ("fitness.plasticity_cost", {"fitness": {"plasticity_cost": 0.1}}, SECOND),
    ("sampling.common", {"sampling": {"common": False}}, ()),
    ("lifetime.evolves", {"lifetime": {"evolves": ["steps"]}}, ()),
    ("lifetime.evolves", {"lifetime": {"evolves": ["momentum"], "optimiser": "momentum"}}, SECOND),
    (
        "network.output_scale",
        {"network": {"kind": "perceptron", "output_scale": True}},
        (*SECOND, "fomaml", "pretrain"),
    ),
]


@pytest.mark.parametrize("strategy", [*SECOND, *NOT_SECOND])
@pytest.mark.parametrize(("field", "tables", "by"), FOLLOWED)
def test_a_comparator_refuses_what_its_derivative_does_not_follow(
    field: str, tables: dict[str, Any], by: tuple[str, ...], strategy: str
) -> None:
    given = {
        **tables,
        "lifetime": {"kind": "gradient", "rate": "parameter", **tables.get("lifetime", {})},
        "population": {"size": 1, "generations": 2},
        "strategy": {"kind": strategy},
    }
    assert list(problems(**given)) == ([] if strategy in by else [field])


def test_what_fits_neither_task_nor_life_gets_one_remedy_each() -> None:
    found = problems(lifetime={"kind": "recurrent"}, network={"kind": "recurrent"})
    assert list(found) == ["lifetime.kind"]
    assert 'Use "gradient" or "innate"' in found["lifetime.kind"]
    assert list(problems(lifetime={"kind": "recurrent"})) == ["lifetime.kind"]


def test_any_network_may_learn_by_gradient_if_it_senses_nothing_of_a_past() -> None:
    found = problems(network={"kind": "recurrent"})
    assert list(found) == ["network.senses"]
    assert "Set it to []" in found["network.senses"]
    assert not problems(network={"kind": "recurrent", "senses": []})


def test_head_is_written_back_as_its_tensors_are() -> None:
    """Naming the last layer is naming w3 and b3, and both of them change genes."""
    from baldwin.evolve import evolve, load_engine

    tables = []
    for blocks in (["head"], ["w3", "b3"], ["w1"]):
        given: dict[str, Any] = {"kind": "lamarckian", "blocks": blocks}
        definition = NeuralDefinition.model_validate(
            {
                "name": "rules",
                "population": {"size": 4, "generations": 3, "kernels": "jax"},
                "network": {"kind": "perceptron", "hidden": [3, 3]},
                "sampling": {"lives": 2},
                "inheritance": given,
                "assays": {"every": 0},
            }
        )
        chunks = evolve(load_engine(definition), definition)
        tables.append([float(one) for chunk in chunks for one in chunk.record.generations["fitness_mean"]])
    assert tables[0] == tables[1]
    assert tables[0] != tables[2]


def test_a_definition_without_a_task_is_of_the_wing_whose_kinds_it_names() -> None:
    assert isinstance(from_toml('name = "x"\n[network]\nhidden = [4]\n', "x.toml"), NeuralDefinition)
    assert isinstance(from_toml('name = "x"\n[lifetime]\nkind = "gradient"\n', "x.toml"), NeuralDefinition)
    assert not isinstance(from_toml('name = "x"\n', "x.toml"), NeuralDefinition)
