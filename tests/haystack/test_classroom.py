"""Learners of three types in one population: their lives, how they are inherited, and how selection sorts them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from baldwin.definition import load
from baldwin.errors import DefinitionError
from baldwin.haystack import replay
from baldwin.haystack.ability import worth_of
from baldwin.haystack.definition import TYPES, HaystackDefinition
from baldwin.haystack.engine import HaystackEngine
from baldwin.haystack.theory.lifetime import remembering_fitness, remembering_trials
from baldwin.haystack.theory.types import types_after_selection, types_worth

COSTS = ["lifetime.smart_cost=0.2", "lifetime.random_cost=0.1"]


def classroom(*overrides: str) -> HaystackDefinition:
    found = load("classroom", ["population.replicates=1", "population.generations=1", *overrides])
    assert isinstance(found, HaystackDefinition)
    return found


def by_generation(definition: HaystackDefinition, generations: int) -> dict[str, Any]:
    """Return the columns (generations + 1, R)."""
    engine = HaystackEngine(definition)
    state, first = engine.found()
    rest = engine.advance(state, generations)[1]
    shape = (generations + 1, definition.population.replicates)
    return {
        name: np.concatenate([values, rest.generations[name]]).reshape(shape)
        for name, values in first.generations.items()
    }


def only(kind: int, *overrides: str) -> HaystackDefinition:
    shares = ["lifetime.random_learners=0", "lifetime.smart_learners=0"]
    if kind:
        shares[kind - 1] = f"{shares[kind - 1][:-2]}=1"
    return classroom(*shares, "lifetime.type_mutation_rate=0", *overrides)


@pytest.mark.parametrize("kind", [0, 1, 2])
def test_lives_of_each_type_have_the_expected_fitness_and_trials(kind: int) -> None:
    """Founders with 5 plastic loci of 7, the others correct in half of all: 20 trials, costs on all that costs."""
    alleles = ["encoding.correct=0.75", "encoding.wrong=0.25", "task.loci=7", "encoding.plastic_loci=5"]
    prices = ["fitness.trial_cost=0.01", "fitness.plasticity_cost=0.02", *COSTS]
    definition = only(kind, *alleles, *prices, "lifetime.trials=20", "population.size=1000", "population.replicates=40")
    found = {name: values[0] for name, values in by_generation(definition, 1).items()}
    parts, able = types_worth(definition), np.array([0.75**2, 1 - 0.75**2])
    assert (found[TYPES[kind]] == 1.0).all()
    for name, expected in (
        ("fitness_mean", able @ [part.learned[kind, 5] for part in parts]),
        ("successes", 1000 * able @ [part.success[kind, 5] for part in parts]),
        ("trials", 1000 * able @ [part.trials[kind, 5] for part in parts]),
    ):
        values = found[name]
        assert abs(values.mean() - expected) <= 4 * values.std() / np.sqrt(values.size), name


def test_a_smart_learner_by_hand() -> None:
    """Two plastic loci, four settings: found on trial 1, 2, 3 or 4 alike; of three trials the last is missing."""
    chance, trials = remembering_trials(2, 3)
    assert (float(chance), float(trials)) == (0.75, (1 + 2 + 3 + 3) / 4)
    fitness = np.mean([1 + 19 * 2 / 3, 1 + 19 / 3, 1.0, 1.0])
    assert float(remembering_fitness(2, 3)) == pytest.approx(fitness)
    paid = np.mean([1 + 19 * 2 / 3 - 0.5, 1 + 19 / 3 - 1.0, 0.0, 0.0])  # 1 - 1.5 would be less than nothing
    assert float(remembering_fitness(2, 3, trial_cost=0.5)) == pytest.approx(paid)
    assert float(remembering_fitness(0, 3)) == pytest.approx(1 + 19 * 2 / 3)


def test_all_types_are_alike_once_nothing_is_left_to_learn() -> None:
    competent, _ = types_worth(classroom("lifetime.smart_cost=0", "lifetime.random_cost=0"))
    assert competent.learned[:, 0] == pytest.approx([1 + 19 * 0.99] * 3)
    assert (np.diff(competent.learned[:, 1:], axis=0) > 0.0).all()  # else the smart are worth most, non-learners least
    worth = worth_of(classroom())
    assert worth.learned.shape == (6, 13)
    assert worth.innate[0] == pytest.approx(worth.learned[0])  # a non-learner learns nothing


def test_selection_between_types_in_one_generation() -> None:
    overrides = ["population.size=20000", "population.replicates=30", "task.loci=7", *COSTS]
    definition = classroom(*overrides, "lifetime.trials=10", "lifetime.type_mutation_rate=0.04")
    found = by_generation(definition, 1)
    shares = np.array([found[name][1] for name in TYPES])
    expected = types_after_selection(definition)
    assert found["non_learners"][0].mean() == pytest.approx(0.4, abs=0.004)
    assert (np.abs(shares.mean(axis=1) - expected) <= 4 * shares.std(axis=1) / np.sqrt(30)).all()
    assert (np.abs(expected - [0.4, 0.3, 0.3]) > 0.005).all()  # selection moved all of them


def test_types_that_do_not_mutate_never_come_back() -> None:
    lost = by_generation(only(0, "population.size=200"), 3)
    assert (lost["non_learners"] == 1.0).all()
    changed = by_generation(only(0, "population.size=200", "lifetime.type_mutation_rate=0.5"), 1)
    assert 0.2 < changed["random_learners"][1, 0] < 0.3


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        (
            ["lifetime.smart_learners=0.8"],
            "[lifetime] random_learners + smart_learners = 1.1: shares of one population. "
            "With random_learners = 0.3, smart_learners is at most 0.7.",
        ),
        (
            ["inheritance.kind=lamarckian"],
            '[inheritance] kind = "lamarckian": non-learners have learned nothing to write back. Use "baldwinian".',
        ),
        (
            ["budget.evolvable=true"],
            "[budget] evolvable = true: a budget of trials needs a lifetime that draws them. "
            'Use "geometric" or "literal".',
        ),
    ],
)
def test_what_contradicts_a_classroom_is_refused_in_a_line(overrides: list[str], said: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        classroom(*overrides)
    assert [one[one.index("[") :] for one in caught.value.problems] == [said]


@pytest.mark.guards("non_learners", "random_learners", "smart_learners")
def test_shares_of_types_are_those_of_the_genomes() -> None:
    definition = classroom("population.size=50", "population.replicates=3", "lifetime.type_mutation_rate=0.1")
    engine = HaystackEngine(definition)
    state, record = engine.advance(engine.found()[0], 1)
    types = replay.population(definition, engine.save(state)).arrays["genes/type"]
    for kind, name in enumerate(("non_learners", "random_learners", "smart_learners")):
        np.testing.assert_array_equal(record.generations[name], (types == kind).mean(axis=1))
