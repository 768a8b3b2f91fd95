"""The graded needle: the kernel against its readable twin and against exact enumeration; at 0 it is the needle."""

from __future__ import annotations

import itertools
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_reference import GENERATIONS, absolute, evolved, unpack

from baldwin.haystack import replay
from baldwin.haystack.definition import Graded, HaystackDefinition
from baldwin.haystack.engine import HaystackEngine
from baldwin.haystack.layouts import GradedKernel
from baldwin.haystack.model import guessing_of, model_of
from baldwin.haystack.randomness import Stream, key, word
from baldwin.haystack.reference import graded, needle
from baldwin.haystack.theory import class_fitness, expected_best, expected_held, graded_fitness, overlay
from baldwin.schedules.step import Step


def define(**tables: Any) -> HaystackDefinition:
    population = {"size": 12, "replicates": 2, "seed": 5} | tables.pop("population", {})
    task = {"kind": "graded", "loci": 4, "smoothness": 0.4} | tables.pop("task", {})
    whole = {"name": "small", "population": population, "task": task, "lifetime": {"kind": "literal", "trials": 3}}
    return HaystackDefinition.model_validate(whole | tables)


@st.composite
def populations(draw: st.DrawFn) -> HaystackDefinition:
    """Any legal population of a graded needle, small enough to be lived in Python."""
    wrong, plastic = draw(st.sampled_from([(0.0, 0.5), (0.25, 0.5), (0.1, 0.9), (0.25, 0.0)]))
    kind, levels = draw(st.sampled_from(["literal", "literal", "none", "expected"])), draw(st.integers(1, 4))
    evolvable, rare = kind == "literal" and draw(st.booleans()), kind == "expected"
    lifetime: dict[str, Any] = {"kind": kind, "hit_probability": draw(st.sampled_from([0.5, 0.3]))}
    if kind != "none":
        lifetime["trials"] = 2**levels if evolvable else draw(st.integers(1, 12))
    fitness: dict[str, Any] = {
        "kind": draw(st.sampled_from(["time_remaining", "all_or_none"])),
        "bonus": draw(st.sampled_from([0.0, 19.0, 7.3])),
        "plasticity_cost": 0.0 if rare else draw(st.sampled_from([0.0, 0.05])),
        "plasticity_cost_on": draw(st.sampled_from(["competent", "everyone"])),
        "trial_cost": draw(st.sampled_from([0.0, 0.05 if rare else 0.3])),
    }
    if fitness["kind"] == "time_remaining":
        fitness |= {"convention": draw(st.sampled_from("ABC")), "scale": draw(st.sampled_from(["trials", 40.0]))}
    write = kind == "literal" and draw(st.booleans())
    definition = define(
        population={"size": draw(st.integers(2, 12)), "seed": draw(st.integers(0, 2**63 - 1))},
        encoding={"kind": "ternary", "correct": 1.0 - wrong - plastic, "wrong": wrong, "plastic": plastic},
        task={
            "loci": draw(st.sampled_from([2, 9, 64])),
            "smoothness": draw(st.sampled_from([0.0, 0.1, 1.0])),
            "move_every": draw(st.sampled_from([0, 2])),
            "flip_rate": draw(st.sampled_from([0.0, 0.2])),
        },
        lifetime=lifetime,
        fitness=fitness,
        inheritance={"kind": "lamarckian", "fraction": draw(st.sampled_from([0.3, 1.0]))} if write else {},
        strategy={
            "crossover": draw(st.sampled_from(["one_point", "uniform", "none"])),
            "mutation_rate": draw(st.sampled_from([0.0, 0.1])),
        },
        budget={"evolvable": True, "levels": levels, "upkeep": 0.1, "step_rate": 0.5} if evolvable else {},
        survival=draw(absolute()),
    )
    values: dict[str, Any] = {"task.smoothness": st.sampled_from([0.0, 0.7]), "task.flip_rate": st.just(0.4)}
    names = draw(st.lists(st.sampled_from(sorted(values)), max_size=2))
    steps = [Step(field=name, at=draw(st.integers(0, 4)), value=draw(values[name])) for name in names]
    return definition.model_copy(update={"schedule": tuple(steps)})


@settings(max_examples=20)
@given(populations())
def test_kernel_is_its_reference(definition: HaystackDefinition) -> None:
    engine = HaystackEngine(definition)
    assert isinstance(engine.kernel, GradedKernel)
    state, table = evolved(engine)
    for replicate in range(2):
        population: Any = None
        for born in range(GENERATIONS + 1):
            there, before = definition.at(born), model_of(definition.at(max(born - 1, 0)))
            parents = {f"parents_{name}": getattr(before, name) for name in ("floor", "unit", "least")}
            m = model_of(there)._replace(**parents)
            lives = partial(live, rules=guessing_of(there, m))
            if born == 0:
                population = needle.founders(replicate, m, lives=lives)
            else:
                moves = there.task.move_every > 0 and born % there.task.move_every == 0
                children = needle.generation(population, replicate, born, m, moves=moves, lives=lives)
                if not children:
                    break
                population = children
        living = [(one.germ_line, one.excess, one.whole_gene) for one in population]
        assert unpack(engine, state, replicate)[: len(living)] == living
        own = table["generation"][table["replicate"] == replicate]
        last = (table["replicate"] == replicate) & (table["generation"] == own.max())
        if definition.lifetime.kind != "expected":
            assert table["trials"][last] == sum(one.trials for one in population)
            assert table["successes"][last] == sum(one.successful for one in population)


def live(individual: needle.Individual, words: Any, writing: Any, m: Any, rules: Any) -> None:
    graded.live(individual, words, writing, m, rules)


def by_enumeration(scores: np.ndarray, w: int, q: int, trials: int, counted: int) -> tuple[float, float]:
    """Return the mean over all sequences of guesses of the last best score, and of the sum of the first `counted`."""
    last = held = 0.0
    for sequence in itertools.product(range(2**q), repeat=trials):
        best = np.maximum.accumulate([scores[w + q - guess.bit_count()] for guess in sequence])
        last, held = last + best[-1], held + best[:counted].sum()
    return last / 2 ** (q * trials), held / 2 ** (q * trials)


@pytest.mark.parametrize("smoothness", [0.0, 0.3, 1.0])
def test_expectations_are_those_of_every_sequence_of_guesses(smoothness: float) -> None:
    scores = Graded(loci=4, smoothness=smoothness).by_distance()
    for trials, counted in [(1, 1), (3, 3), (3, 2)]:
        best, held = expected_best(scores, trials), expected_held(scores, counted)
        for w, q in [(0, 0), (0, 1), (0, 3), (1, 2), (2, 2), (4, 0)]:
            assert (best[w, q], held[w, q]) == pytest.approx(by_enumeration(scores, w, q, trials, counted))


def test_a_score_falls_with_distance() -> None:
    assert Graded(loci=4, smoothness=1.0).by_distance().tolist() == [1.0, 0.75, 0.5, 0.25, 0.0]
    assert Graded(loci=4, smoothness=0.5).by_distance().tolist() == [1.0, 0.5625, 0.25, 0.0625, 0.0]
    assert Graded(loci=4, smoothness=0.0).by_distance().tolist() == [1.0, 0.0, 0.0, 0.0, 0.0]
    phenotypes = np.array([[1, 1, 1, 1], [0, 1, 1, 1], [0, 1, 0, 1]], bool)
    assert Graded(loci=4, smoothness=1.0).score(phenotypes).tolist() == [1.0, 0.75, 0.5]


TIMED = {"kind": "time_remaining"}
RULES = [*(TIMED | {"convention": one} for one in "ABC"), {"kind": "all_or_none"}, TIMED | {"scale": 9.0}]


@pytest.mark.parametrize("costs", [{}, {"plasticity_cost": 0.02, "trial_cost": 1e-4, "plasticity_cost_on": "everyone"}])
@pytest.mark.parametrize("fitness", RULES)
def test_without_smoothness_lives_are_worth_what_they_are_for_the_needle(fitness: Any, costs: Any) -> None:
    tables: dict[str, Any] = {"lifetime": {"kind": "literal", "trials": 50}, "fitness": {**fitness, **costs}}
    needles = class_fitness(needle_like(tables))
    worth = graded_fitness(define(task={"loci": 9, "smoothness": 0.0}, **tables))
    assert needles is not None
    assert worth is not None
    np.testing.assert_allclose(worth[0], needles[0], rtol=1e-12)
    for w in range(1, 10):
        np.testing.assert_allclose(worth[w, : 10 - w], needles[1][: 10 - w], rtol=1e-12)


def needle_like(tables: dict[str, Any]) -> HaystackDefinition:
    return HaystackDefinition.model_validate({"name": "needle", "task": {"kind": "needle", "loci": 9}, **tables})


@pytest.mark.parametrize("convention", ["A", "B", "C"])
def test_expected_lives_earn_the_mean_of_drawn_ones(convention: str) -> None:
    """Of one genotype in 20,000 founders: 3 plastic loci of 5, none wrong, and the assay's exact ability."""
    plastic = {"kind": "ternary", "correct": 0.0, "wrong": 0.0, "plastic": 1.0}
    tables: dict[str, Any] = {"fitness": TIMED | {"convention": convention, "trial_cost": 0.01}, "encoding": plastic}
    size = {"size": 20_000, "replicates": 1}
    found = {}
    for kind in ("literal", "expected"):
        one = define(population=size, task={"loci": 3}, lifetime={"kind": kind, "trials": 6}, **tables)
        _, record = HaystackEngine(one).found()
        found[kind] = record.generations | record.assays
    error = found["literal"]["fitness_sd"] / np.sqrt(20_000)
    assert abs(found["literal"]["fitness_mean"] - found["expected"]["fitness_mean"]) < 4.0 * error
    assert found["expected"]["fitness_sd"] == pytest.approx(0.0, abs=1e-6)
    assert abs(found["literal"]["trials"] - found["expected"]["trials"]) < 4.0 * 2.2 * np.sqrt(20_000)
    scores = Graded(loci=3, smoothness=0.4).by_distance()
    assert found["literal"]["innate"] == pytest.approx(scores @ [1 / 8, 3 / 8, 3 / 8, 1 / 8])
    assert found["literal"]["learned"] == pytest.approx(expected_best(scores, 6)[0, 3])


def test_the_recursion_is_what_large_populations_do_on_average() -> None:
    one = define(
        population={"size": 2000, "replicates": 20},
        task={"loci": 6},
        lifetime={"kind": "literal", "trials": 5},
        strategy={"crossover": "uniform"},
    )
    drawn = overlay(one, GENERATIONS)
    assert drawn is not None
    assert drawn.matches
    _, table = evolved(HaystackEngine(one))
    last = table["generation"] == GENERATIONS
    for column, name in {"correct": "correct", "plastic": "plastic", "fitness_mean": "mean_fitness"}.items():
        values, expected = table[column][last], getattr(drawn.trajectory, name)
        assert abs(values.mean() - expected[-1]) < 4.5 * values.std() / np.sqrt(20)
        assert abs(expected[-1] - expected[0]) > 8 * values.std() / np.sqrt(20)  # it went somewhere


@pytest.mark.parametrize("hit", [0.5, 0.3])
def test_lives_lived_again_are_those_of_the_reference(hit: float) -> None:
    one = define(task={"loci": 9}, lifetime={"kind": "literal", "trials": 7, "hit_probability": hit})
    m, who = model_of(one), np.array([[1, 0, 2, 2, 1, 2, 1, 2, 2], [1, 1, 1, 1, 1, 1, 1, 1, 1], [2] * 9])
    lived = replay.replay(one, who, 4)
    scored = partial(graded.by_distance, rules=guessing_of(one, m))
    stream = key(int(m.seed), replay.OUTSIDE, 0, Stream.LIFE)
    for row, genotype in enumerate(who.tolist()):
        for number in range(4):
            life = graded.guessed(genotype, 7, partial(word, stream, number), scored, m)
            best = [0, *life.best, *[life.best[-1]] * (7 - len(life.best))]
            assert lived["score"][row, number].tolist() == [score / 2**32 for score in best]
            assert lived["learned"][row, number].tolist() == list(life.phenotype)
            assert lived["first_success"][row, number] == (life.found or 0)
