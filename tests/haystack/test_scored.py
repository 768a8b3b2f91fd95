"""Tasks that score phenotypes with NumPy: vectorised lives against readable twins, and what the kinds promise."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_graded import populations
from test_reference import GENERATIONS, evolved, unpack

from baldwin.definition import from_toml
from baldwin.errors import DefinitionError, RunError
from baldwin.haystack.contracts import TASKS, ScoredTask
from baldwin.haystack.definition import HaystackDefinition
from baldwin.haystack.engine import HaystackEngine
from baldwin.haystack.kernels.graded import SCORE_UNITS
from baldwin.haystack.layouts import climb_of
from baldwin.haystack.lives import scored_by
from baldwin.haystack.model import model_of
from baldwin.haystack.own_tasks import faults
from baldwin.haystack.reference import nk
from baldwin.haystack.scored import ScoredKernel
from baldwin.haystack.scored import _fixed as all_alike

OWN = Path(__file__).parent.parent / "extension"
TEXT = """
name = "roads"
[population]
size = 6
replicates = 2
generations = 4
[task]
kind = "royal_road.py:RoyalRoad"
step = 0.3
"""
CLIMB = """
[encoding]
kind = "flagged"
[lifetime]
kind = "hill_climb"
trials = 5
[fitness]
kind = "lifetime_mean"
"""
GUESS = '[lifetime]\nkind = "literal"\ntrials = 5\n'


def roads(lives: str, *overrides: str) -> HaystackDefinition:
    definition = from_toml(TEXT + lives, "roads.toml", overrides, folder=OWN)
    assert isinstance(definition, HaystackDefinition)
    return definition


@settings(max_examples=25)
@given(populations().filter(lambda one: one.lifetime.kind != "expected"))
def test_guesses_for_a_score_are_the_kernel_of_the_graded_needle(definition: HaystackDefinition) -> None:
    """Its score is one that a task of the user's own could have, and the kernel is held to a twin."""
    kernel, vectorised = HaystackEngine(definition), HaystackEngine(definition)
    vectorised.kernel = ScoredKernel(definition, can_change=vectorised.worlds.can_change())
    (state, table), (other, found) = evolved(kernel), evolved(vectorised)
    for replicate in range(2):
        assert unpack(kernel, state, replicate) == unpack(vectorised, other, replicate)
    for name, values in table.items():
        np.testing.assert_array_equal(values, found[name], err_msg=name)


def by_one(task: ScoredTask) -> Any:
    """Return what one phenotype scores, in whole numbers."""
    return lambda bits: int(np.rint(task.score(np.array([bits], bool))[0] * SCORE_UNITS))


@settings(max_examples=20)
@given(
    st.sampled_from([8, 64]),
    st.integers(0, 6),
    st.sampled_from([0.0, 0.2]),
    st.sampled_from(["one_point", "uniform", "none"]),
    st.sampled_from([0.0, 0.02]),
    st.booleans(),
)
def test_climbs_are_those_of_the_reference(
    loci: int, trials: int, flips: float, crossover: str, cost: float, writes: bool
) -> None:
    numbers = {"task.loci": loci, "task.flip_rate": flips, "task.move_every": 2, "fitness.change_cost": cost}
    more = [f"strategy.crossover={crossover}", "strategy.mutation_rate=0.05", "fitness.selection_exponent=3"]
    more += [f"lifetime.trials={trials}"] if trials else ["lifetime.kind=none"]
    more += ["inheritance.kind=lamarckian", "inheritance.fraction=0.6"] if writes and trials else []
    definition = roads(CLIMB, *(f"{name}={value}" for name, value in numbers.items()), *more)
    engine = HaystackEngine(definition)
    assert isinstance(engine.kernel, ScoredKernel)
    state, table = evolved(engine)
    m, rules = model_of(definition), (by_one(definition.task), float(SCORE_UNITS), climb_of(definition))  # type: ignore[arg-type]
    for replicate in range(2):
        population = nk.founders(replicate, *rules, m)
        for born in range(1, GENERATIONS + 1):
            population = nk.generation(population, replicate, born, *rules, m, moves=born % 2 == 0)
        expected = [
            ([b + 2 * f for b, f in zip(i.germ_line or [], i.flags, strict=True)], i.excess, 0) for i in population
        ]
        assert unpack(engine, state, replicate) == expected
        last = (table["replicate"] == replicate) & (table["generation"] == GENERATIONS)
        assert table["kept_changes"][last] == sum(i.kept for i in population) / len(population)


@pytest.mark.parametrize("lives", [GUESS, CLIMB])
def test_assays_measure_lives_of_their_own_and_touch_nothing(lives: str) -> None:
    measured, alone = (evolved(HaystackEngine(roads(lives, f"assays.every={every}"))) for every in (1, 0))
    for name, values in measured[1].items():
        np.testing.assert_array_equal(values, alone[1][name], err_msg=name)
    _, record = HaystackEngine(roads(lives, "population.size=400", "lifetime.trials=50")).found()
    assays = record.assays
    assert (assays["learned"] > assays["innate"] + 0.1).all()
    assert ((assays["innate"] > 0.0) & (assays["learned"] < 1.0)).all()
    if lives == CLIMB:
        assert (assays["hamming"] > 0.5).all()
    else:
        assert (assays["plastic_loci"].sum(axis=1) == record.generations["competent"]).all()


@pytest.mark.parametrize(("lives", "threshold"), [(GUESS, 2.0), (CLIMB, 0.3)])
def test_a_saved_state_goes_on_as_if_nothing_had_been(lives: str, threshold: float) -> None:
    """Among those who survive a threshold, so that replicates shrink, each to its own size."""
    definition = roads(lives, "population.size=40", f"survival.threshold={threshold}", "survival.offspring=1.5")
    state, _ = HaystackEngine(definition).found()
    saved = {name: array.copy() for name, array in HaystackEngine(definition).save(state).items()}
    _, whole = HaystackEngine(definition).advance(state, GENERATIONS)
    engine = HaystackEngine(definition)
    state = engine.restore(saved)
    halves = [engine.advance(state, GENERATIONS // 2)[1] for _ in range(2)]
    for name, values in whole.generations.items():
        np.testing.assert_array_equal(values, np.concatenate([half.generations[name] for half in halves]))


@pytest.mark.parametrize(("fraction", "fixed"), [("0.0", True), ("0.5", False)])
def test_equal_genotypes_are_fixed_unless_something_is_left_to_write_back(fraction: str, fixed: bool) -> None:
    """Three genotypes of one correct and one plastic allele each, alike but for what their lives achieved."""
    m = model_of(roads(GUESS, "inheritance.kind=lamarckian", f"inheritance.fraction={fraction}"))
    rows = np.array([[1, 2, excess << 16] for excess in (0, 1, 5)], np.uint64)
    assert all_alike(rows, m) is fixed
    assert all_alike(np.array([[3, 0, 0]] * 3, np.uint64), m)  # all of them innate
    rows[2, 0] = 0
    assert not all_alike(rows, m)


@pytest.mark.parametrize("kind", TASKS.names())
def test_every_kind_with_a_score_keeps_its_promises(kind: str) -> None:
    task = TASKS.load(kind).tiny()
    assert 2 <= task.loci <= 8  # type: ignore[attr-defined]
    if isinstance(task, ScoredTask):
        every = (np.arange(2**task.loci)[:, None] >> np.arange(task.loci)) & 1 == 1
        scores = task.score(every)
        assert scores.shape == (2**task.loci,)
        assert scores.min() >= 0.0
        assert scores.max() == 1.0
        assert [task.score(one[None])[0] for one in every] == scores.tolist()


class Flawed(ScoredTask):
    """Gives whatever it is told to."""

    kind: str = "flawed"
    gives: Any = None

    def score(self, phenotypes: Any) -> Any:
        return self.gives(phenotypes)

    @classmethod
    def tiny(cls) -> Flawed:
        return cls()


@pytest.mark.parametrize(
    ("gives", "says"),
    [
        (lambda p: p.mean(), "returns shape (). Return numbers of shape (9,)"),
        (lambda p: ["good"] * len(p), "returns list. Return numbers of shape (9,)"),
        (lambda p: p.sum(axis=1), "Return numbers from 0 to 1"),
        (lambda p: np.full(len(p), np.nan), "returns nan. Return numbers from 0 to 1"),
        (lambda p: np.full(len(p), time.perf_counter() % 1.0), "other scores when asked again"),
        (lambda p: np.arange(len(p)) / 9.0, "another score among others than alone"),
        (lambda p: p.mean(axis=1) / p.undefined, "AttributeError"),
    ],
)
def test_scores_that_are_none_are_told_in_one_line(gives: Any, says: str) -> None:
    definition = roads(GUESS)
    flawed = Flawed(gives=gives)
    type(flawed).own_code = definition.task.own_code
    (line,) = faults(definition.model_copy(update={"task": flawed}))
    assert line.startswith("royal_road.py")
    assert says in line
    assert faults(definition) == []


def test_a_score_that_fails_later_stops_the_run() -> None:
    with pytest.raises(RunError, match="Return numbers from 0 to 1"):
        scored_by(Flawed(gives=lambda p: -p.sum(axis=1)))(np.ones((3, 1), np.uint64))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (GUESS.replace("literal", "geometric"), 'lifetime] kind = "geometric": has no law for task "royal_road.py'),
        (GUESS.replace("literal", "hill_climb"), 'With these alleles use "literal" or "none"'),
        (CLIMB.replace("hill_climb", "literal"), 'flagged bits are climbed by. Use "hill_climb" or "none"'),
        (CLIMB.replace("lifetime_mean", "all_or_none"), 'of a climb is the mean over its trials. Use "lifetime_mean"'),
        (GUESS + '[fitness]\nkind = "lifetime_mean"\n', 'is that of a climb. With these alleles use "time_remaining"'),
        (GUESS + "[task]\nblocks = 3\n", "no such field. Did you mean block?"),
        (GUESS + "[strategy]\nreplacement = 'steady_state'\n", 'Use "generational"'),
    ],
)
def test_what_does_not_go_together_is_told(text: str, says: str) -> None:
    text = TEXT.replace("step = 0.3", "step = 0.3\nblocks = 3") + GUESS if "blocks" in text else TEXT + text
    with pytest.raises(DefinitionError) as caught:
        from_toml(text, "roads.toml", folder=OWN)
    assert says in str(caught.value)


def test_fields_of_an_own_task_may_change_over_generations() -> None:
    step = '[[schedule]]\nkind = "step"\nfield = "task.step"\nat = 2\nvalue = 0.9\n'
    (_, still), (_, changed) = (evolved(HaystackEngine(roads(GUESS + more))) for more in ("", step))
    alike = still["fitness_mean"] == changed["fitness_mean"]
    assert alike[still["generation"] < 2].all()
    assert not alike[still["generation"] == 2].any()


def test_looking_again_at_a_life_of_guesses_and_climbs() -> None:
    from baldwin.haystack import replay

    for lives, who in ((GUESS, [[2] * 16, [1] * 16]), (CLIMB, [[2] * 16, [1] * 16])):
        one = roads(lives)
        found = replay.replay(one, np.array(who), 3)
        assert found["score"].shape == (2, 3, 6)
        assert (np.diff(found["score"]) >= 0.0).all()
        assert (found["measure"][1] == 1.0).all()
        task: Any = one.task
        np.testing.assert_allclose(task.score(found["learned"][0] == 1), found["measure"][0], atol=1 / SCORE_UNITS)
