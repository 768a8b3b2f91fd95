"""Bookkeeping of the records, exact: what a column's description says of the others, and small cases by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from test_against_simulator import define, program, tables
from unusual_settings import NK, SETTINGS, budget

from baldwin.evolve import load_engine

CORRECT = ("encoding.correct=1.0", "encoding.wrong=0.0", "encoding.plastic=0.0")
PLASTIC = ("encoding.correct=0.0", "encoding.wrong=0.0", "encoding.plastic=1.0")
TINY = ("population.size=2", "population.replicates=1", "population.generations=0", "task.loci=2")
BUDGET = ('lifetime.kind="geometric"', *budget(3))
LAMARCK = 'inheritance.kind="lamarckian"'


@pytest.mark.parametrize("name", SETTINGS)
def test_columns_agree_with_each_other(name: str) -> None:
    definition, found = define(*SETTINGS[name]), program(SETTINGS[name])
    size, loci = definition.population.size, definition.task.loci
    generations = np.arange(definition.population.generations + 1)
    assert (found["generation"] == generations[:, None]).all()
    assert (found["replicate"] == np.arange(definition.population.replicates)).all()
    assert (found["individuals"] == size * (generations[:, None] + 1)).all()
    assert (found["lifetime_steps"] == np.cumsum(found["trials"], axis=0)).all()
    assert (found["trials"] >= size).all()
    assert (found["trials"] <= size * getattr(definition.lifetime, "trials", 1)).all()
    assert (found["fitness_max"] >= found["fitness_mean"] - 1e-7).all()
    assert (found["fitness_sd"] <= np.sqrt(size) * (found["fitness_max"] - found["fitness_mean"]) + 1e-6).all()
    assert np.array_equal(found["learning_gain"], found["learned"] - found["innate"])
    if definition.task.kind == "needle":
        assert found["correct"] + found["wrong"] + found["plastic"] == pytest.approx(1.0)
        assert (found["plastic_loci"].sum(axis=2) == found["competent"]).all()
        assert (found["plastic_loci"][:, :, 0] == found["assimilated"]).all()
        assert found["plastic_loci"].shape[2] == loci + 1
        assert (found["successes"] <= found["competent"]).all()


@pytest.mark.parametrize("name", ["literal_37", "all_or_none_uniform", "nk", "none_ternary", "trial_cost_fatal"])
def test_innate_share_is_its_formula(name: str) -> None:
    found = program(SETTINGS[name])
    innate, learned, founders = found["innate"], found["learned"], found["innate"][:1]
    higher = (learned > founders) & (name != "none_ternary")  # where nothing is learned, no share of it is innate
    share = np.clip((innate - founders) / np.where(higher, learned - founders, 1.0), 0.0, 1.0)
    assert found["innate_share"] == pytest.approx(np.where(higher, share, np.nan), nan_ok=True)


def test_two_individuals_show_mean_deviation_and_maximum() -> None:
    """Of two, the deviation (of a whole population) is half their difference, so max = mean + sd."""
    rows = tables(define("population.size=2", "task.loci=3", "lifetime.trials=9"))
    assert rows["fitness_sd"].max() > 1.0
    assert rows["fitness_max"] == pytest.approx(rows["fitness_mean"] + rows["fitness_sd"])


def test_assays_come_every_so_many_generations_from_the_founders_on() -> None:
    definition = define("population.replicates=2", "assays.every=4")
    engine = load_engine(definition)
    state, founders = engine.found()
    _, later = engine.advance(state, 10)
    seen = [*founders.assays["generation"].tolist(), *later.assays["generation"].tolist()]
    assert seen == [0, 0, 4, 4, 8, 8]


@pytest.mark.parametrize("kernel", [(), ("fitness.trial_cost=0.1",), ("task.loci=70",)])
def test_the_needle_first_moves_at_move_every_and_each_replicate_its_own_way(kernel: tuple[str, ...]) -> None:
    """From a correct population, n moves leave (1 - (1 - 2/L)^n) / 2 of the alleles wrong (Ehrenfest's urns)."""
    definition = define("population.size=2", "population.replicates=400", "population.generations=9", "task.loci=9",
                        "task.move_every=2", "lifetime.trials=5", *CORRECT, *kernel)  # fmt: skip
    wrong = tables(definition)["wrong"].reshape(10, 400)
    moves = np.arange(10) // 2
    assert (wrong[moves == 0] == 0.0).all()
    assert wrong[moves == 1] == pytest.approx(1.0 / definition.task.loci)
    assert (wrong[3] == wrong[2]).all()
    expected = (1.0 - (1.0 - 2.0 / definition.task.loci) ** 4) / 2.0
    assert abs(wrong[8].mean() - expected) < 4.5 * wrong[8].std() / 20.0
    assert len(np.unique(wrong[8].round(9))) > 1


@pytest.mark.parametrize("loci", [9, 70])
def test_flips_are_independent_draws_of_each_locus_and_replicate_before_the_lives(loci: int) -> None:
    """From a correct population, each locus is wrong in generation n with chance (1 - (1 - 2 rate)^n) / 2."""
    rate, replicates = 0.15, 400
    definition = define("population.size=2", f"population.replicates={replicates}", "population.generations=9",
                        f"task.loci={loci}", f"task.flip_rate={rate}", "lifetime.trials=5", *CORRECT)  # fmt: skip
    rows = tables(definition)
    wrong = np.rint(rows["wrong"].reshape(10, replicates) * loci)
    assert (wrong[0] == 0).all()  # founders meet the target that they are drawn by
    for generation in (1, 2, 9):
        law = stats.binom(loci, (1.0 - (1.0 - 2.0 * rate) ** generation) / 2.0)
        assert abs(wrong[generation].mean() - law.mean()) < 4.5 * law.std() / np.sqrt(replicates)
        assert abs(wrong[generation].var() / law.var() - 1.0) < 4.5 * np.sqrt(2.0 / replicates)
    assert (rows["competent"].reshape(10, replicates) == 2 * (wrong == 0)).all()  # who lived with the flips


def test_a_flip_rate_of_1_turns_the_whole_target_over_each_generation() -> None:
    rows = tables(define(*TINY, "population.generations=3", "task.flip_rate=1.0", *CORRECT))
    assert rows["wrong"].tolist() == [0.0, 1.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("founders", "fitness", "trials", "overrides"),
    [
        (CORRECT, 1.0 + 7.0 * 9 / 10, 1, ()),
        (CORRECT, 1.0 + 7.0, 1, ('fitness.convention="B"',)),
        (CORRECT, 1.0 + 7.0, 1, ('fitness.convention="C"',)),
        (CORRECT, 1.0 + 7.0 * 10 / 50, 1, ('fitness.convention="C"', "fitness.scale=50.0")),
        (CORRECT, 1.0, 1, ("fitness.credit_innate=false",)),
        (CORRECT, 8.0, 1, ('fitness.kind="all_or_none"',)),
        (CORRECT, 8.0 - 0.25, 1, ('fitness.kind="all_or_none"', "fitness.trial_cost=0.25")),
        (PLASTIC, (1.0 + 7.0 * 9 / 10) * 0.81 - 0.5, 1, ("fitness.plasticity_cost=0.1", "fitness.trial_cost=0.5")),
    ],
)  # fmt: skip
def test_fitness_by_hand(founders: tuple[str, ...], fitness: float, trials: int, overrides: tuple[str, ...]) -> None:
    """A hit is all but certain, so every life succeeds on its first trial."""
    rows = tables(define(*TINY, "lifetime.trials=10", "lifetime.hit_probability=0.999999999999", "fitness.bonus=7.0",
                         *founders, *overrides))  # fmt: skip
    assert rows["fitness_mean"] == pytest.approx([fitness], abs=1e-7)
    assert rows["fitness_max"] == pytest.approx([fitness], abs=1e-7)
    assert rows["trials"].tolist() == [2 * trials]


@pytest.mark.parametrize("overrides", [(), ("task.loci=70",), ("fitness.plasticity_cost=0.1",)])
def test_a_stopped_replicate_is_the_beginning_of_an_unstopped_one(overrides: tuple[str, ...]) -> None:
    common = ("population.size=6", "population.replicates=20", "population.generations=80", "task.loci=5",
              "lifetime.trials=7", *overrides)  # fmt: skip
    whole, ended = tables(define(*common)), tables(define(*common, 'population.stop="fixed"'))
    shares = ("correct", "wrong", "plastic")
    for replicate in range(20):
        here, there = whole["replicate"] == replicate, ended["replicate"] == replicate
        rows = int(there.sum())
        assert 1 < rows < 81
        for column in whole:
            assert np.array_equal(whole[column][here][:rows], ended[column][there], equal_nan=column == "innate_share")
        for column in shares:
            assert (whole[column][here][rows - 1 :] == ended[column][there][-1]).all()
            assert ended[column][there][-1] * definition_loci(overrides) % 1 == pytest.approx(0.0, abs=1e-9)


def definition_loci(overrides: tuple[str, ...]) -> int:
    return define("task.loci=5", *overrides).task.loci


@pytest.mark.parametrize(
    "overrides",
    [
        ("strategy.mutation_rate=0.01",),
        ("task.move_every=5",),
        (LAMARCK, *PLASTIC, "lifetime.hit_probability=1e-9"),  # nobody will succeed, yet someone could
        (*BUDGET, "budget.step_rate=1e-9", *CORRECT),
    ],
)
def test_a_replicate_that_can_still_change_goes_on(overrides: tuple[str, ...]) -> None:
    rows = tables(define("population.size=4", "population.replicates=3", "population.generations=40", "task.loci=3",
                         "lifetime.trials=8", 'population.stop="fixed"', *overrides))  # fmt: skip
    assert len(rows["generation"]) == 41 * 3


@pytest.mark.parametrize(
    "overrides",
    [
        CORRECT,
        PLASTIC,
        (*CORRECT, "task.loci=70"),
        (*CORRECT, LAMARCK),  # nobody has anything to write back
        (*PLASTIC, LAMARCK, "inheritance.fraction=0.0"),
    ],
)
def test_fixed_founders_are_the_only_generation(overrides: tuple[str, ...]) -> None:
    rows = tables(define("population.size=4", "population.replicates=3", "population.generations=40", "task.loci=3",
                         "lifetime.trials=8", 'population.stop="fixed"', *overrides))  # fmt: skip
    assert rows["generation"].tolist() == [0, 0, 0]


@pytest.mark.parametrize("inheritance", ["baldwinian", "lamarckian"])
def test_two_of_four_landscape_genotypes_are_the_same_in_one_case_of_four(inheritance: str) -> None:
    rows = tables(define(*NK, "encoding.plastic=0.0", "population.size=2", "population.replicates=400",
                         "population.generations=100", "task.loci=2", "task.epistasis=1", 'population.stop="fixed"',
                         f'inheritance.kind="{inheritance}"'))  # fmt: skip
    last = np.bincount(rows["replicate"]) - 1
    assert abs((last == 0).mean() - 0.25) < 4.5 * np.sqrt(0.25 * 0.75 / 400)
    assert last.max() < 100


@pytest.mark.parametrize(
    ("overrides", "learned"),
    [
        (("lifetime.trials=8",), 1.0 + 19.0 * 7 / 8),
        (("lifetime.trials=8", 'fitness.convention="C"'), 20.0),
        (("lifetime.trials=8", 'fitness.convention="B"', "fitness.scale=50.0"), 1.0 + 19.0 * 8 / 50),
        (BUDGET, 1.0 + 19.0 * 7 / 8),
        (('lifetime.kind="none"',), 20.0),
    ],
)
def test_success_at_birth_is_innately_worth_the_whole_bonus(overrides: tuple[str, ...], learned: float) -> None:
    """`innate` is the fitness under `lifetime.kind = "none"`: for correct genomes 20, whatever the rule of time."""
    rows = tables(define(*TINY, *CORRECT, *overrides))
    assert rows["innate"] == pytest.approx([20.0])
    assert rows["learned"] == pytest.approx([learned])


def test_a_budget_gene_cuts_life_short_but_n_counts_from_all_trials() -> None:
    """With a hit all but certain, success comes on trial 1 whatever g, and n = 8 - 1; upkeep is all that tells."""
    rows = tables(define(*TINY, "population.size=64", "lifetime.hit_probability=0.999999999999",
                         *PLASTIC, *BUDGET, "budget.upkeep=0.1"))  # fmt: skip
    most = 1.0 + 19.0 * 7 / 8
    assert rows["fitness_max"] == pytest.approx([most], abs=1e-6)
    assert 0.9**3 * most < rows["fitness_mean"][0] < most


@pytest.mark.parametrize("kind", ["literal", "geometric", "expected", "none"])
def test_who_is_not_credited_has_no_success(kind: str) -> None:
    rows = tables(define(*TINY, *CORRECT, "fitness.credit_innate=false", f'lifetime.kind="{kind}"'))
    assert rows["successes"].tolist() == [0]
    assert rows["trials"].tolist() == [2]
    assert rows["competent"].tolist() == rows["assimilated"].tolist() == [2]


@pytest.mark.parametrize("share", [0.0, 0.3])
def test_founders_of_landscapes_have_the_stated_share_of_flags(share: float) -> None:
    rows = tables(define(*NK, f"encoding.plastic={share}", "population.generations=0"))
    assert rows["plastic"].mean() == pytest.approx(share, abs=0.01)
