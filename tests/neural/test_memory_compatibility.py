"""What does not fit lives that learn by memory is refused, by the field that is to be changed."""

from __future__ import annotations

import re
from typing import Any

import pytest

from baldwin.definition import load
from baldwin.errors import DefinitionError
from baldwin.neural.contracts.networks import SENSES
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.registry import kinds
from baldwin.neural.wing import WING

BANDIT: dict[str, Any] = {
    "name": "rules",
    "population": {"size": 8, "generations": 2},
    "task": {"kind": "bandit", "trials": 4},
    "network": {"kind": "recurrent", "units": 2},
    "lifetime": {"kind": "recurrent"},
}
A2C: dict[str, Any] = {
    "population": {"size": 1, "generations": 2},
    "network": {"kind": "recurrent", "units": 2, "value": True},
    "strategy": {"kind": "a2c"},
}
COIN: dict[str, Any] = {
    "task": {"kind": "sequence", "trials": 4},
    "network": {"kind": "recurrent", "units": 2, "senses": []},
}
MAML = COIN | {"population": {"size": 1, "generations": 2}, "strategy": {"kind": "maml"}}
EXPECTED = {"kind": "recurrent", "scored": "expected", "quizzes": "all"}
CAUSAL: dict[str, Any] = {"task": {"kind": "causal_graph"}, "network": {"kind": "pair_sums"}, "lifetime": EXPECTED}
CLIMBED = CAUSAL | {"population": {"size": 1, "generations": 2}, "strategy": {"kind": "maml"}}
ACTIVE = {"kind": "causal_graph", "nodes_chosen": "active"}
SINE: dict[str, Any] = {
    "task": {"kind": "sinusoid"},
    "network": {"kind": "perceptron"},
    "lifetime": {"kind": "gradient"},
}


def problems(*tables: dict[str, Any]) -> dict[str, str]:
    """Return what the wing's check says of a bandit with these tables in the place of its own, by field."""
    given = dict(BANDIT)
    for one in tables:
        given |= one
    found = WING.check(NeuralDefinition.model_validate(given))
    assert len({field for field, _ in found}) == len(found)
    return dict(found)


@pytest.mark.parametrize(
    "tables",
    [{}, A2C, COIN, MAML, CAUSAL, CLIMBED, CAUSAL | A2C, CAUSAL | {"network": {"kind": "recurrent"}, "task": ACTIVE}],
)
def test_what_fits_is_welcome(tables: dict[str, Any]) -> None:
    assert not problems(tables)


@pytest.mark.parametrize(
    "tables",
    [
        {
            "network": {"kind": "recurrent", "senses": list(SENSES)},
            "lifetime": {"kind": "recurrent", "mask": ["trial"]},
        },
        {"inheritance": {"kind": "darwinian"}},
        {"lifetime": {"kind": "recurrent", "memory": False}},
        {"lifetime": {"kind": "recurrent", "memory": False}, "network": {"kind": "perceptron"}},
        {"sampling": {"common": False, "redraw": False}, "fitness": {"reads": "birth", "statistic": "worst"}},
        COIN | {"network": {"kind": "recurrent", "senses": ["trial", "termination"]}},
    ],
)
def test_controls_are_welcome(tables: dict[str, Any]) -> None:
    assert not problems(tables)


def nested(inner: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return the table of a life within a life."""
    return {"lifetime": {"kind": "nested", "inner": {"kind": "recurrent", **inner}, **fields}}


OF_TRIALS: list[tuple[str, dict[str, Any], str]] = [
    ("inheritance.kind", {"inheritance": {"kind": "lamarckian"}}, "baldwinian"),
    ("fitness.plasticity_cost", {"fitness": {"plasticity_cost": 0.1}}, "0.0"),
    ("fitness.step_cost", {"fitness": {"step_cost": 0.1}}, "0.0"),
    ("lifetime.mask", {"lifetime": {"kind": "recurrent", "mask": ["trial"]}}, '"trial"'),
    ("network.senses", COIN | {"network": {"kind": "recurrent", "senses": ["trial", "reward"]}}, '"reward"'),
    ("network.senses", COIN | {"network": {"kind": "recurrent", "senses": ["action"]}}, '"action"'),
    ("network.senses", COIN | {"network": {"kind": "recurrent", "senses": ["reward_action"]}}, '"reward_action"'),
    ("task.law", {"task": {"kind": "bandit", "arms": 3, "law": "easy"}}, "task.arms = 2"),
]

NESTED: list[tuple[str, dict[str, Any], str]] = [
    ("lifetime.between", nested({}, between="keep"), "gradient"),
    ("lifetime.between", nested({"choice": "greedy"}), "lifetime.inner.choice"),
    ("lifetime.inner.mask", nested({"mask": ["trial"]}), '"trial"'),
    ("lifetime.inner.kind", nested({"kind": "gradient"}), "recurrent"),
    ("lifetime.inner.plastic", nested({"kind": "plastic", "plastic": ["w9"]}, between="keep"), '"w9"'),
    ("lifetime.inner.initial_weights", nested({"kind": "plastic", "initial_weights": "random"}), "inherited"),
]

REINFORCED: list[tuple[str, dict[str, Any], str]] = [
    ("network.value", A2C | {"network": {"kind": "recurrent"}}, "true"),
    ("lifetime.choice", A2C | {"lifetime": {"kind": "recurrent", "choice": "greedy"}}, "sample"),
    ("sampling.common", A2C | {"sampling": {"common": False}}, "true"),
    ("strategy.kind", A2C | {"population": {"size": 8, "generations": 2}}, "population.size = 1"),
    ("strategy.kind", A2C | COIN, "maml"),
    ("strategy.kind", A2C | {"strategy": {"kind": "maml"}}, "a2c"),
    ("strategy.kind", A2C | {"strategy": {"kind": "reptile"}}, "a2c"),
    ("strategy.kind", CLIMBED | {"lifetime": {"kind": "recurrent"}}, 'lifetime.scored = "expected"'),
    ("strategy.kind", CLIMBED | {"task": ACTIVE}, 'Use "a2c"'),
    ("strategy.kind", CLIMBED | {"strategy": {"kind": "reptile"}}, 'Use "a2c"'),
    ("strategy.kind", MAML | {"strategy": {"kind": "fomaml"}}, "maml"),
    ("strategy.kind", MAML | {"strategy": {"kind": "pretrain"}}, "maml"),
    ("sampling.common", MAML | {"sampling": {"common": False}}, "true"),
    ("strategy.kind", SINE | A2C | {"network": {"kind": "perceptron"}}, "maml"),
]

UNFIT: list[tuple[str, dict[str, Any], str]] = [
    ("lifetime.kind", {"network": {"kind": "perceptron"}, "lifetime": {"kind": "gradient"}}, "recurrent"),
    ("network.kind", {"network": {"kind": "perceptron"}}, "recurrent"),
    ("network.kind", {"network": {"kind": "fast_weights"}}, "recurrent"),
    ("network.kind", CAUSAL | {"task": {"kind": "causal_graph", "seen": "raw"}}, "scaled"),
    ("network.nodes", CAUSAL | {"task": {"kind": "causal_graph", "nodes": 6}}, "5"),
    ("lifetime.quizzes", {"lifetime": {"kind": "recurrent", "quizzes": "all"}}, "Leave it out"),
    ("network.senses", SINE | {"network": {"kind": "recurrent"}}, "[]"),
    ("lifetime.kind", SINE | {"network": {"kind": "recurrent"}, "lifetime": {"kind": "recurrent"}}, "gradient"),
    ("lifetime.kind", {"task": {"kind": "navigation"}}, "policy_gradient"),
]


@pytest.mark.parametrize(("field", "tables", "said"), OF_TRIALS + NESTED + REINFORCED + UNFIT)
def test_what_nothing_could_come_of_is_refused(field: str, tables: dict[str, Any], said: str) -> None:
    found = problems(tables)
    assert list(found) == [field]
    assert said in found[field]


@pytest.mark.parametrize(
    "override", ['lifetime.rate="tensor"', 'lifetime.evolves=["steps"]', "network.output_scale=true"]
)
def test_lives_by_memory_have_no_genes_of_their_own(override: str) -> None:
    table, field, value = re.split(r"[.=]", override, maxsplit=2)
    with pytest.raises(DefinitionError) as caught:
        load("bandit", [override])
    assert f"[{table}] {field} = {value}: no such field" in str(caught.value)


@pytest.mark.parametrize("kind", [name for name, kind in kinds("lifetime").items() if "trials" not in kind.manners])  # type: ignore[attr-defined]
def test_no_other_life_is_lived_in_trials(kind: str) -> None:
    network = {"kind": "perceptron", "activation": "tanh"}
    assert "recurrent" in problems({"network": network, "lifetime": {"kind": kind}})["lifetime.kind"]
