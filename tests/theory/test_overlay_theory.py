"""Which definitions have an exact curve, and that the curve is the recursion of just those rules."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from baldwin.haystack.definition import (
    AllOrNone,
    Binary,
    BudgetGene,
    Flagged,
    Genetic,
    Geometric,
    HaystackDefinition,
    HillClimb,
    Inheritance,
    LifetimeMean,
    Needle,
    NKLandscape,
    NoLearning,
    Ternary,
    TimeRemaining,
)
from baldwin.haystack.theory import asexual, class_fitness, expected_fitness, free_recombination, overlay
from baldwin.schedules.step import Step
from baldwin.schedules.switches import Switches


def definition(**tables: Any) -> HaystackDefinition:
    return HaystackDefinition(name="x", **tables)


def test_hinton_and_nowlan_get_free_recombination() -> None:
    drawn = overlay(definition(), 50)
    assert drawn is not None
    assert drawn.label == "exact recursion, free recombination, infinite population"
    assert not drawn.matches
    expected = free_recombination(expected_fitness(np.arange(21), 1000), 50)
    np.testing.assert_array_equal(drawn.trajectory.plastic, expected.plastic)
    np.testing.assert_array_equal(drawn.trajectory.mean_fitness, expected.mean_fitness)


def test_uniform_crossover_matches_and_clones_have_their_own() -> None:
    uniform = overlay(definition(strategy=Genetic(crossover="uniform")), 5)
    clones = overlay(definition(strategy=Genetic(crossover="none")), 5)
    assert uniform is not None
    assert clones is not None
    assert uniform.matches
    assert clones.matches
    assert clones.label == "exact recursion, clones, infinite population"
    expected = asexual(expected_fitness(np.arange(21), 1000), 5)
    np.testing.assert_array_equal(clones.trajectory.correct, expected.correct)


def test_control_without_plastic_alleles() -> None:
    drawn = overlay(definition(encoding=Binary(), lifetime=NoLearning(), task=Needle(loci=8)), 20)
    assert drawn is not None
    assert np.all(drawn.trajectory.plastic == 0.0)
    assert drawn.trajectory.mean_fitness[0] == pytest.approx(1 + 19 * 0.5**8)
    assert drawn.trajectory.wrong[20] < 0.01


@pytest.mark.parametrize(
    ("tables", "competent", "wrong"),
    [
        ({"lifetime": Geometric(trials=30)}, expected_fitness(np.arange(4), 30), [1, 1, 1, 1]),
        (
            {"fitness": TimeRemaining(scale=1000.0, convention="B", bonus=5.0), "lifetime": Geometric(trials=30)},
            expected_fitness(np.arange(4), 30, 5.0, scale=1000.0, convention="B"),
            [1, 1, 1, 1],
        ),
        ({"fitness": AllOrNone(), "lifetime": Geometric(trials=1)}, [20, 10.5, 5.75, 3.375], [1, 1, 1, 1]),
        ({"lifetime": NoLearning(hit_probability=0.2)}, [20, 4.8, 1.76, 1.152], [1, 1, 1, 1]),
        (
            {"lifetime": NoLearning(), "fitness": TimeRemaining(trial_cost=0.25)},
            [19.75, 10.25, 5.5, 3.125],
            [0.75, 0.75, 0.75, 0.75],
        ),
        (
            {"lifetime": NoLearning(), "fitness": TimeRemaining(plasticity_cost=0.5, plasticity_cost_on="everyone")},
            [20, 5.25, 1.4375, 0.421875],
            [1, 0.5, 0.25, 0.125],
        ),
        (
            {"lifetime": Geometric(trials=1), "fitness": AllOrNone(trial_cost=0.5, plasticity_cost=0.5)},
            [19.5, 0.5 * 9.5, 0.25 * 4.5, 0.125 * 2.0],
            [0.5, 0.5, 0.5, 0.5],
        ),
    ],
)
def test_fitness_of_the_classes(tables: dict[str, Any], competent: Any, wrong: Any) -> None:
    worth = class_fitness(definition(task=Needle(loci=3), **tables))
    assert worth is not None
    assert worth[0] == pytest.approx(np.asarray(competent))
    assert worth[1] == pytest.approx(np.asarray(wrong))


@pytest.mark.parametrize(
    "tables",
    [
        {"strategy": Genetic(mutation_rate=1e-3)},
        {"task": Needle(move_every=5)},
        {"task": Needle(flip_rate=0.01)},
        {"schedule": (Step(field="strategy.mutation_rate", at=5, value=0.1),)},
        {"schedule": (Switches(field="fitness.bonus", listed=(19.0, 1.0), rate=0.5),)},
        {"inheritance": Inheritance(kind="lamarckian")},
        {"budget": BudgetGene(evolvable=True), "lifetime": Geometric(trials=1024)},
        {"task": Needle(loci=100)},
        {"encoding": Flagged(), "task": NKLandscape(), "lifetime": HillClimb(), "fitness": LifetimeMean()},
        {"fitness": TimeRemaining(trial_cost=1e6)},
        {"encoding": Ternary(correct=0.0, wrong=0.0, plastic=1.0), "fitness": TimeRemaining(trial_cost=21.0)},
        {"encoding": Ternary(correct=0.0, wrong=0.5, plastic=0.5), "fitness": TimeRemaining(trial_cost=21.0)},
    ],
)
def test_no_curve_where_no_recursion_applies(tables: dict[str, Any]) -> None:
    assert overlay(definition(**tables), 10) is None


@pytest.mark.parametrize("crossover", ["none", "uniform"])
def test_the_curve_follows_a_world_that_changes(crossover: str) -> None:
    """Up to the step it is the curve of the old world; then that of the new one, begun with the shares there."""
    strategy = Genetic(crossover=crossover)  # type: ignore[arg-type]
    step = Step(field="fitness.bonus", at=3, value=2.0)
    one = definition(task=Needle(loci=4), strategy=strategy, schedule=(step,))
    old = overlay(definition(task=Needle(loci=4), strategy=strategy), 3)
    drawn = overlay(one, 8)
    assert drawn is not None
    assert old is not None
    assert drawn.trajectory.plastic[:4] == pytest.approx(old.trajectory.plastic)
    assert drawn.trajectory.mean_fitness[:3] == pytest.approx(old.trajectory.mean_fitness[:3])
    assert drawn.trajectory.mean_fitness[3] - 1.0 == pytest.approx((old.trajectory.mean_fitness[3] - 1.0) * 2.0 / 19.0)
    early = definition(task=Needle(loci=4), strategy=strategy, schedule=(step.model_copy(update={"at": 0}),))
    poor = overlay(definition(task=Needle(loci=4), strategy=strategy, fitness=TimeRemaining(bonus=2.0)), 8)
    assert poor is not None
    assert overlay(early, 8).trajectory.plastic == pytest.approx(poor.trajectory.plastic)  # type: ignore[union-attr]
    assert (
        drawn.trajectory.correct[8]
        < overlay(  # type: ignore[union-attr]
            definition(task=Needle(loci=4), strategy=strategy), 8
        ).trajectory.correct[8]
    )


def test_some_founders_worth_nothing_are_no_obstacle() -> None:
    plastic = Ternary(correct=0.0, wrong=0.5, plastic=0.5)
    drawn = overlay(definition(encoding=plastic, fitness=TimeRemaining(trial_cost=0.5), task=Needle(loci=4)), 10)
    assert drawn is not None
    assert np.all(np.isfinite(drawn.trajectory.mean_fitness))


def test_written_back_never_is_not_lamarckian() -> None:
    assert overlay(definition(inheritance=Inheritance(kind="lamarckian", fraction=0.0)), 3) is not None


def test_a_curve_that_would_take_long_stops_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["baldwin.haystack.theory.overlay"], "_MOST_SECONDS", 0.3)
    drawn = overlay(definition(task=Needle(loci=64), strategy=Genetic(crossover="uniform")), 10**9)
    assert drawn is not None
    assert 10 < drawn.trajectory.plastic.size < 100


def test_theory_loads_no_compiler_and_no_plotting() -> None:
    code = (
        "import sys, baldwin.haystack.theory\n"
        "sys.exit(' '.join({'numba', 'scipy', 'matplotlib', 'jax'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
