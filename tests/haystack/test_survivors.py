"""Absolute selection in haystack populations: thresholds, sizes and extinction, worked out by hand."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import baldwin
from baldwin.comparison import compare_runs
from baldwin.definition import from_toml
from baldwin.endings import endings
from baldwin.errors import ExtinctionWarning
from baldwin.genotypes import evolved
from baldwin.haystack.definition import HaystackDefinition
from baldwin.haystack.engine import HaystackEngine
from baldwin.haystack.kernels.model import Model
from baldwin.haystack.model import NOBODY, model_of
from baldwin.haystack.records import joined

SMALL = """
name = "small"
[population]
size = 12
generations = 6
replicates = 2
[task]
kind = "needle"
loci = 8
[lifetime]
kind = "geometric"
trials = 20
"""


PLASTIC = 'encoding={kind="ternary",correct=0.0,wrong=0.0,plastic=1.0}'


def small(*overrides: str) -> HaystackDefinition:
    definition = from_toml(SMALL, "small.toml", overrides)
    assert isinstance(definition, HaystackDefinition)
    return definition


def numbers(*overrides: str) -> Model:
    return model_of(small(*overrides), tables=False)


@pytest.mark.parametrize(
    ("threshold", "least"),
    [(0.0, 0), (1.0, 0), (1.0001, 1), (1.95, 1), (1.951, 2), (10.5, 10), (19.05, 19), (20.0, 20), (20.1, 21)],
)
def test_a_threshold_is_a_number_of_trials_left(threshold: float, least: int) -> None:
    """Fitness is 1 + 19 n / 20, so that n trials left reach 1 + .95 n."""
    assert numbers(f"survival.threshold={threshold}").least == least


def test_where_success_is_worth_nothing_all_survive_or_none() -> None:
    assert numbers("survival.threshold=1.0", "fitness.bonus=0.0").least == 0
    assert numbers("survival.threshold=1.1", "fitness.bonus=0.0").least == NOBODY


def test_a_rounded_fitness_reaches_what_it_is_rounded_from() -> None:
    """With a price on learning fitness is rounded: who never succeeds has 1, less the price of 20 trials."""
    m = numbers("survival.threshold=0.8", "fitness.trial_cost=0.01")
    assert m.least == int((1.0 - 20 * 0.01) / m.unit + 0.5)


@pytest.mark.guards("living", "survivors")
def test_a_population_that_nobody_can_save_dies_in_the_generation_worked_out_by_hand() -> None:
    """Nobody dies and each leaves half a child: 12, 6, 3, 1 individuals, of which none is born. All are plastic."""
    definition = small("survival.threshold=0.0", "survival.offspring=0.5", PLASTIC)
    engine = HaystackEngine(definition)
    state, first = engine.found()
    state, rest = engine.advance(state, 6)
    assert engine.finished(state)
    table = joined([first, rest]).generations
    for replicate in range(2):
        rows = table["replicate"] == replicate
        assert table["generation"][rows].tolist() == [0, 1, 2, 3]
        assert table["living"][rows].tolist() == table["survivors"][rows].tolist() == [12, 6, 3, 1]
        assert table["individuals"][rows].tolist() == [12, 18, 21, 22]
        assert table["plastic"][rows].tolist() == [1.0] * 4  # of the alleles of the living
    found = endings(definition, table, complete=True)
    assert found.reason == ("extinct", "extinct")
    assert found.generation.tolist() == [3, 3]


def test_what_is_taken_of_those_who_died_out_is_their_last_generation_and_everything_says_so(tmp_path: Path) -> None:
    file = tmp_path / "small.toml"
    file.write_text(SMALL)
    dying = ["survival.threshold=0.0", "survival.offspring=0.5"]
    run, other = (
        baldwin.run(file, [*dying, f"population.seed={seed}"], runs=tmp_path, progress=False) for seed in (1, 2)
    )
    words = "2 of 2 replicates died out (generation 3) and count with their last generation"
    assert run.info["generation"] == 3
    assert evolved(run).notes == (f"{run.path}: {words}.",)
    with pytest.warns(ExtinctionWarning, match=re.escape(words)):
        assert run.newborn().generation == 3
    with pytest.warns(ExtinctionWarning, match=re.escape(words)):
        baldwin.run(file, [f"founders.run={run.id}", "population.generations=0"], runs=tmp_path, progress=False)
    assert compare_runs([run], other).notes[-1].startswith("Replicates that died out count with their last generation")
    living = baldwin.run(file, ["survival.threshold=0.0"], runs=tmp_path, progress=False)
    found = compare_runs([run], living)  # whose last common generation is 3, where waiting does not end
    assert found.notes[0].startswith("Compared at generation 3 ")
    extinction = next(one for one in found.outcomes if one.name == "extinction")
    assert extinction.waits[1].times.tolist() == [living.definition.population.generations] * 2


def test_who_does_not_learn_in_time_leaves_no_offspring_and_learning_is_not_inherited() -> None:
    """Genomes are plastic throughout: all fail with chance (1 - 2^-3)^7 to have a trial left after success.

    Survivors are binomial, and their children as plastic as they were: nothing that they learned is inherited.
    """
    definition = small(
        "population.size=400",
        "population.replicates=40",
        "population.generations=1",
        "task.loci=3",
        "lifetime.trials=8",
        PLASTIC,
        "survival.threshold=1.5",
    )
    engine = HaystackEngine(definition)
    state, first = engine.found()
    _, rest = engine.advance(state, 1)
    chance = 1.0 - (1.0 - 2.0**-3) ** 7  # with convention A the last trial is worth nothing
    for table in (first.generations, rest.generations):
        assert (table["plastic"] == 1.0).all()
        assert abs(table["survivors"].mean() / 400 - chance) < 4.0 * np.sqrt(chance * (1 - chance) / 400 / 40)


def test_where_absolute_selection_begins_all_individuals_so_far_have_been_counted() -> None:
    """A state of generation 3, of a population that had none: four generations of 12."""
    engine = HaystackEngine(small("survival.threshold=0.0"))
    state, _ = engine.found()
    saved = engine.save(state) | {"generation": np.array([3])}
    adopted = engine.adopted({name: saved[name] for name in saved if name not in ("living", "individuals_before")})
    assert adopted["living"].tolist() == [12, 12]
    assert adopted["individuals_before"].tolist() == [48, 48]
