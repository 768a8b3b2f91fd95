"""Every number that a haystack run records, worked out again from its genotypes by formulas written out here.

What is drawn in a life is compared where nothing is left to chance: expected lives, first successes that the packed
words still hold, and lives that nothing can be learned in. `tests/independent` compares the rest in distribution.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from baldwin.definition import load
from baldwin.haystack.engine import HaystackEngine
from baldwin.haystack.randomness import Stream, key, word
from baldwin.haystack.reference.nk import draw_landscape
from baldwin.haystack.replay import genotypes
from baldwin.haystack.single_lives import first_successes

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

SIZE, REPLICATES, LOCI, TRIALS, BONUS = 16, 3, 5, 7, 6.0
SMALL = (f"population.size={SIZE}", f"population.replicates={REPLICATES}", "population.generations=3",
         "strategy.mutation_rate=0.05")  # fmt: skip
NEEDLE = (f"task.loci={LOCI}", f"lifetime.trials={TRIALS}", f"fitness.bonus={BONUS}",
          "encoding.correct=0.45", "encoding.wrong=0.15", "encoding.plastic=0.4")  # fmt: skip
COSTLY = ('lifetime.kind="expected"', "fitness.trial_cost=0.05", "fitness.plasticity_cost=0.1",
          "lifetime.hit_probability=0.6")  # fmt: skip


def evolved(*overrides: str, preset: str = "hinton-nowlan") -> list[tuple[dict[str, Any], Integers]]:
    """Return the records of generations 0 to 3, one by one, each with everyone's genotypes (replicates, size, G)."""
    definition: Any = load(preset, [*SMALL, *overrides])
    engine = HaystackEngine(definition)
    state, record = engine.found()
    found = []
    for generation in range(4):
        if generation:
            state, record = engine.advance(state, 1)
        arrays = {name: value.copy() for name, value in engine.save(state).items()}
        found.append(({**record.assays, **record.generations}, genotypes(definition, arrays, "individuals")))
    return found


def of_alleles(alleles: Integers) -> dict[str, Any]:
    """Return the columns that count alleles (.., size, loci): 0 wrong, 1 correct, 2 plastic."""
    competent = (alleles != 0).all(axis=-1)
    plastic = (alleles == 2).sum(axis=-1)
    return {
        "wrong": (alleles == 0).mean(axis=(-2, -1)),
        "correct": (alleles == 1).mean(axis=(-2, -1)),
        "plastic": (alleles == 2).mean(axis=(-2, -1)),
        "competent": competent.sum(axis=-1),
        "assimilated": (alleles == 1).all(axis=-1).sum(axis=-1),
        "plastic_loci": np.stack([(competent & (plastic == q)).sum(axis=-1) for q in range(LOCI + 1)], axis=-1),
    }


def expected_life(alleles: Integers) -> tuple[float, float, float, float]:
    """Return innate and learned fitness, chance of success and trials of a costly life, trial by trial."""
    q, able = int((alleles == 2).sum()), bool((alleles != 0).all())
    p = 0.6**q if able else 0.0
    price = 0.9**q if able else 1.0  # only the competent pay for plasticity
    innate = p * (1.0 + BONUS) * price + (1.0 - p) * price - 0.05
    learned = success = trials = 0.0
    for t in range(1, TRIALS + 1):
        first = (1.0 - p) ** (t - 1) * p
        learned += first * ((1.0 + BONUS * (TRIALS - t) / TRIALS) * price - 0.05 * t)
        success, trials = success + first, trials + first * t
    used = 1 if q == 0 else TRIALS
    return innate, learned + (1.0 - success) * (price - 0.05 * used), success, trials + (1.0 - success) * used


@pytest.mark.guards(
    "generation", "replicate", "individuals", "lifetime_steps", "trials", "fitness_mean", "fitness_sd", "fitness_max",
    "correct", "wrong", "plastic", "competent", "successes", "assimilated", "innate", "learned", "learning_gain",
    "innate_share", "plastic_loci",
)  # fmt: skip
def test_expected_lives_are_those_of_the_genotypes() -> None:
    steps, founders = np.zeros(REPLICATES), np.zeros(REPLICATES)
    for generation, (found, alleles) in enumerate(evolved(*NEEDLE, *COSTLY)):
        lives = np.array([[expected_life(one) for one in here] for here in alleles])
        innate, learned, success, trials = np.moveaxis(lives, -1, 0)
        steps += np.rint(trials.sum(axis=1))
        founders = innate.mean(axis=1) if generation == 0 else founders
        born, gained = innate.mean(axis=1), learned.mean(axis=1) - founders
        share = np.where(gained > 0.0, np.clip((born - founders) / gained, 0.0, 1.0), np.nan)
        expected = of_alleles(alleles) | {
            "generation": np.full(REPLICATES, generation),
            "replicate": np.arange(REPLICATES),
            "individuals": np.full(REPLICATES, SIZE * (generation + 1)),
            "lifetime_steps": steps,
            "trials": np.rint(trials.sum(axis=1)),
            "fitness_mean": learned.mean(axis=1),
            "fitness_sd": learned.std(axis=1),
            "fitness_max": learned.max(axis=1),
            "successes": success.sum(axis=1),
            "innate": born,
            "learned": learned.mean(axis=1),
            "learning_gain": learned.mean(axis=1) - born,
            "innate_share": share,
        }
        assert set(found) == set(expected)
        for column, value in expected.items():
            np.testing.assert_allclose(found[column], value, rtol=1e-6, atol=1e-6, err_msg=column)
    assert 0.0 < found["innate_share"].max() < 1.0


@pytest.mark.parametrize("kind", ["literal", "geometric"])
def test_drawn_lives_are_those_that_the_packed_words_hold(kind: str) -> None:
    """The trial of each founder's success is known: what it is worth, and what it cost, follows."""
    overrides = (*NEEDLE, 'fitness.convention="B"', f'lifetime.kind="{kind}"', "population.generations=0")
    definition: Any = load("hinton-nowlan", [*SMALL, *overrides])
    first = first_successes(definition)
    (found, alleles), *_ = evolved(*overrides)
    able, q = (alleles != 0).all(axis=2), (alleles == 2).sum(axis=2)
    won = first <= TRIALS
    assert not (won & ~able).any()
    assert (first[able & (q == 0)] == 1).all()
    fitness = np.where(won, 1.0 + BONUS * (TRIALS - first + 1) / TRIALS, 1.0)
    expected = {
        **of_alleles(alleles),
        "successes": won.sum(axis=1),
        "trials": np.where(won, first, np.where(q == 0, 1, TRIALS)).sum(axis=1),
        "fitness_mean": fitness.mean(axis=1),
        "fitness_sd": fitness.std(axis=1),
        "fitness_max": fitness.max(axis=1),
    }
    for column, value in expected.items():
        np.testing.assert_allclose(found[column], value, rtol=1e-6, err_msg=column)
    assert won.any()
    assert (won & (first > 1)).any()


@pytest.mark.guards("budget_mean")
def test_the_mean_budget_is_that_of_the_genes() -> None:
    more = ("budget.evolvable=true", "budget.levels=3", "lifetime.trials=8", "budget.step_rate=0.4")
    seen = set()
    for found, genomes in evolved(*NEEDLE, *more, 'lifetime.kind="geometric"'):
        assert genomes.shape[2] == LOCI + 1
        seen |= set(genomes[..., -1].ravel().tolist())
        np.testing.assert_allclose(found["budget_mean"], genomes[..., -1].mean(axis=1))
        for column, value in of_alleles(genomes[..., :LOCI]).items():
            np.testing.assert_allclose(found[column], value, err_msg=column)
    assert seen == {0, 1, 2, 3}


def contribution(table: Any, bits: Integers) -> float:
    """Return the mean contribution of loci, each of which reads its own bit, the lowest, and K to the right."""
    rows, loci = np.asarray(table, np.float64), len(bits)
    reads = int(np.log2(rows.shape[1]))
    places = [sum(int(bits[(locus + j) % loci]) * 2**j for j in range(reads)) for locus in range(loci)]
    return float(rows[np.arange(loci), places].mean() / 2.0**32)


@pytest.mark.guards("kept_changes", "hamming", "optimum")
def test_landscapes_are_scored_by_their_tables() -> None:
    """Birth and optimum by brute force; without flags nothing can change, and with all of them lives climb."""
    few = ("assays.every=1", "task.loci=6", "task.epistasis=2", "lifetime.trials=4", "task.shared=false")
    for plastic in (0.0, 1.0):
        nothing = ("strategy.mutation_rate=0.0",)
        for found, genomes in evolved(*few, f"encoding.plastic={plastic}", *nothing, preset="nk-landscape")[:2]:
            for r in range(REPLICATES):
                table = draw_landscape(1987, r, 6, 2)
                born = [contribution(table, one & 1) for one in genomes[r, :, :6]]
                every = [contribution(table, np.array([n >> i & 1 for i in range(6)])) for n in range(64)]
                assert found["innate"][r] == pytest.approx(np.mean(born), rel=1e-6)
                assert found["optimum"][r] == pytest.approx(max(every), rel=1e-6)
            np.testing.assert_allclose(found["learning_gain"], found["learned"] - found["innate"], atol=1e-12)
            np.testing.assert_allclose(found["plastic"], plastic)
            if plastic == 0.0:
                assert not found["kept_changes"].any()
                assert not found["hamming"].any()
                np.testing.assert_allclose(found["learned"], found["innate"])
                np.testing.assert_array_equal(found["trials"], SIZE)
            else:
                np.testing.assert_array_equal(found["trials"], 4 * SIZE)
                assert ((found["kept_changes"] > 0.0) & (found["kept_changes"] <= 4.0)).all()
                assert ((found["hamming"] > 0.0) & (found["hamming"] <= 4.0)).all()
                assert (found["learned"] > found["innate"]).all()


def test_who_climbs_long_enough_a_smooth_hill_ends_on_its_top() -> None:
    """Without epistasis each wrong bit is put right once, and no other change is kept: all is known of every life."""
    many = ("assays.every=1", "task.loci=6", "task.epistasis=0", "lifetime.trials=400", "task.shared=false",
            "encoding.plastic=1.0", "strategy.mutation_rate=0.0", "fitness.selection_exponent=1",
            "fitness.change_cost=0.0")  # fmt: skip
    for found, genomes in evolved(*many, preset="nk-landscape")[:2]:
        for r in range(REPLICATES):
            best = np.argmax(np.asarray(draw_landscape(1987, r, 6, 0), np.float64), axis=1)
            wrong = ((genomes[r, :, :6] & 1) != best).sum(axis=1)
            assert found["hamming"][r] == pytest.approx(wrong.mean())
            assert found["kept_changes"][r] == pytest.approx(wrong.mean())
            assert found["learned"][r] == pytest.approx(found["optimum"][r], rel=1e-6)
            assert found["innate"][r] < found["fitness_mean"][r] < found["fitness_max"][r]
            assert found["fitness_max"][r] <= found["optimum"][r] + 1e-8
            assert found["fitness_mean"][r] > 0.9 * found["optimum"][r]  # most of a life is spent on the top


# Parents of four loci that differ in all: a child shows where it was cut. Rule -> share of each cut 0..4.
CUTS = {"interior": [0.0, 1 / 3, 1 / 3, 1 / 3, 0.0], "any": [0.2] * 5}


@pytest.mark.parametrize("cuts", ["interior", "any"])
@pytest.mark.parametrize(
    "kernel",
    [
        ("hinton-nowlan", "fitness.trial_cost=0.000001"),
        ("nk-landscape", "task.epistasis=0", 'strategy.crossover="one_point"'),
    ],
)
def test_every_cut_between_two_loci_is_as_likely(cuts: str, kernel: tuple[str, ...]) -> None:
    """Of two parents that differ everywhere, children show their cut; each is met as often, and no other."""
    preset, *more = kernel
    if preset == "hinton-nowlan":
        more += ["encoding.plastic=0.0", "encoding.correct=0.5", "encoding.wrong=0.5"]
    definition: Any = load(preset, [
        "population.size=2", "population.replicates=4000", "population.generations=1", "assays.every=0",
        "task.loci=4", "strategy.mutation_rate=0.0", "strategy.selfing=false", f'strategy.cuts="{cuts}"', *more,
    ])  # fmt: skip
    engine = HaystackEngine(definition)
    state, _ = engine.found()
    parents = genotypes(definition, engine.save(state), "individuals")[..., :4] & 1
    state, _ = engine.advance(state, 1)
    children = genotypes(definition, engine.save(state), "individuals")[..., :4] & 1
    opposite = (parents[:, 0] != parents[:, 1]).all(axis=1)
    from_first = (children == parents[:, :1])[opposite].reshape(-1, 4)
    switches = from_first[:, 1:] != from_first[:, :-1]
    assert (switches.sum(axis=1) <= 1).all()
    where = np.where(switches.any(axis=1), switches.argmax(axis=1) + 1, 0)  # 0: all from one parent, cut 0 or 4
    counts = np.bincount(where, minlength=4)
    shares = CUTS[cuts]
    expected = np.array([shares[0] + shares[4], *shares[1:4]])
    errors = np.sqrt(expected * (1.0 - expected) / counts.sum())
    assert counts.sum() > 400
    assert (np.abs(counts / counts.sum() - expected) <= 4.5 * errors).all(), counts


@pytest.mark.parametrize("loci", [3, 20])
@pytest.mark.parametrize("cuts", ["interior", "any"])
def test_the_packed_kernel_cuts_at_every_place_too(cuts: str, loci: int) -> None:
    """Half of the population is all correct, half all wrong: a child that switches was cut there, and only there."""
    definition: Any = load("hinton-nowlan", [
        "population.size=300", "population.replicates=8", "population.generations=1", "assays.every=0",
        f"task.loci={loci}", "strategy.mutation_rate=0.0", f'strategy.cuts="{cuts}"', "fitness.bonus=0.0",
        "encoding.plastic=0.0", "encoding.correct=0.5", "encoding.wrong=0.5", "lifetime.trials=2",
    ])  # fmt: skip
    engine = HaystackEngine(definition)
    state, _ = engine.found()
    one = np.uint64((1 << loci) - 1)
    planted = engine.save(state)
    genomes = planted["genomes"].copy()
    half = genomes.shape[1] // 2
    keep = ~np.uint64((1 << 2 * loci) - 1)
    genomes[:, :half] = (genomes[:, :half] & keep) | one  # all correct, none plastic
    genomes[:, half:] = genomes[:, half:] & keep  # all wrong
    state = engine.restore({**planted, "genomes": genomes})
    state, _ = engine.advance(state, 1)
    bits = engine.save(state)["genomes"] & one
    alleles = (bits[..., None] >> np.arange(loci, dtype=np.uint64) & np.uint64(1)).reshape(-1, loci)
    switches = alleles[:, 1:] != alleles[:, :-1]
    assert (switches.sum(axis=1) <= 1).all()
    places = loci - 1 if cuts == "interior" else loci + 1
    counts, lives = switches.sum(axis=0), len(alleles)
    expected = 0.5 / places  # half of the pairs differ
    assert (
        np.abs(counts / lives - expected) <= 4.5 * np.sqrt(expected * (1 - expected) / lives) + 0.2 * expected
    ).all()
    assert (counts > 0).all()


@pytest.mark.parametrize("rate", [0.2, 1.0])
def test_mutation_makes_each_of_the_other_two_alleles_as_often(rate: float) -> None:
    """From wrong, correct or plastic alleles alone: the rate, and both others in equal shares."""
    for name, allele in {"wrong": 0, "correct": 1, "plastic": 2}.items():
        born = [f"encoding.{one}={float(one == name)}" for one in ("wrong", "correct", "plastic")]
        definition: Any = load("hinton-nowlan", [
            "population.size=16", "population.replicates=200", "population.generations=1", "assays.every=0",
            "task.loci=8", f"strategy.mutation_rate={rate}", "fitness.bonus=0.0", "lifetime.trials=2", *born,
        ])  # fmt: skip
        engine = HaystackEngine(definition)
        state, _ = engine.advance(engine.found()[0], 1)
        shares = np.bincount(genotypes(definition, engine.save(state), "individuals").ravel(), minlength=3) / 25600.0
        for other in range(3):
            expected = 1.0 - rate if other == allele else rate / 2.0
            error = np.sqrt(expected * (1.0 - expected) / 25600.0)
            assert abs(shares[other] - expected) <= 4.5 * error, (name, shares)


def test_streams_are_their_own() -> None:
    """Each purpose, generation and replicate of a seed draws words that no other draws."""
    keys = {key(7, r, g, s) for r in range(3) for g in range(3) for s in Stream}
    assert len(keys) == 9 * len(Stream)
    words = {int(word(one, n)) for one in list(keys)[:20] for n in range(20)}
    assert len(words) == 400
