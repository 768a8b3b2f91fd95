"""Kernels against the reference implementation: the same genotypes and the same result of every life, bit for bit."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from baldwin.definition.survival import Survival
from baldwin.haystack.definition import Classroom, HaystackDefinition, NoLearning
from baldwin.haystack.engine import HaystackEngine
from baldwin.haystack.layouts import NKKernel, PackedKernel, State, SteadyKernel, WideKernel, climb_of
from baldwin.haystack.model import model_of
from baldwin.haystack.records import joined
from baldwin.haystack.reference import needle, nk
from baldwin.haystack.reference.steady import steady_generation
from baldwin.schedules.step import Step

GENERATIONS = 4
shares = st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9])


@st.composite
def crossings(draw: st.DrawFn, loci: int) -> dict[str, Any]:
    """Any legal way for parents to cross."""
    crossover = draw(st.sampled_from(["one_point", "uniform", "none"]))
    cuts = draw(st.sampled_from(["interior", "any", *(["fixed"] if crossover == "one_point" else [])]))
    cut = {"cut": draw(st.integers(1, loci - 1))} if cuts == "fixed" else {}
    return {"crossover": crossover, "cuts": cuts, **cut}


def selections() -> st.SearchStrategy[dict[str, Any]]:
    """Any legal way to draw parents."""
    tournaments = st.fixed_dictionaries({"selection": st.just("tournament"), "tournament_size": st.integers(1, 9)})
    kept = {"selection": st.just("truncation"), "truncation_share": st.sampled_from([0.01, 0.3, 0.5, 1.0])}
    return st.just({}) | tournaments | st.fixed_dictionaries(kept)


def absolute() -> st.SearchStrategy[dict[str, Any]]:
    """Any selection of survivors, also such that a population shrinks to one, or dies out."""
    most = st.sampled_from([None, 0.5, 1.0, 1.3, 2.5, 50.0])
    thresholds = st.sampled_from([0.0, 0.3, 1.0, 1.001, 1.5, 8.0])
    return st.just({}) | st.fixed_dictionaries({"threshold": thresholds, "offspring": most})


@st.composite
def needles(draw: st.DrawFn, packed: bool = False) -> HaystackDefinition:
    """Any legal needle population, small enough to be lived in Python; `packed`: whose genotypes fit one word."""
    loci = draw(st.sampled_from([2, 3, 8, 20, 24] if packed else [2, 3, 8, 20, 24, 25, 63, 64, 65, 130]))
    wrong = draw(st.sampled_from([0.0, 0.01, 0.1, 0.25]))
    plastic = draw(shares.filter(lambda p: p + wrong <= 1.0))
    levels = draw(st.integers(1, 6))
    more = [] if packed else ["expected", "classroom"]
    kind = draw(st.sampled_from(["literal", "geometric", "none", *more]))
    evolvable = not packed and kind in ("literal", "geometric") and draw(st.booleans())
    lifetime: dict[str, Any] = {"kind": kind}
    if kind == "classroom":
        costs = {name: draw(st.sampled_from([0.0, 0.1])) for name in ("random_cost", "smart_cost")}
        lifetime |= {"type_mutation_rate": draw(st.sampled_from([0.0, 0.3])), "smart_learners": 0.4, **costs}
    else:
        lifetime["hit_probability"] = draw(st.sampled_from([0.5, 0.3, 0.8]))
    if kind != "none":
        lifetime["trials"] = 2**levels if evolvable else draw(st.integers(1, 60))
    binary = draw(st.sampled_from([False, False, False, True]))
    ternary: dict[str, Any] = {"kind": "ternary", "correct": 1.0 - wrong - plastic, "wrong": wrong, "plastic": plastic}
    if not packed and draw(st.booleans()):
        ternary = {"kind": "ternary", "plastic_loci": draw(st.integers(0, loci)), "wrong": wrong}
    fitness: dict[str, Any] = {
        "kind": draw(st.sampled_from(["time_remaining", "all_or_none"])),
        "bonus": draw(st.sampled_from([0.0, 1.0, 19.0, 7.3])),
        "plasticity_cost": draw(st.sampled_from([0.0] if packed else [0.0, 0.0, 0.05])),
        "plasticity_cost_on": draw(st.sampled_from(["competent", "everyone"])),
        "trial_cost": draw(st.sampled_from([0.0] if packed else [0.0, 0.0, 0.001, 0.5])),
    }
    if fitness["kind"] == "time_remaining":
        fitness |= {
            "convention": draw(st.sampled_from("ABC")),
            "scale": draw(st.sampled_from(["trials", 1000.0])),
            "credit_innate": draw(st.booleans()),
        }
    learns = kind in ("literal", "geometric") and not binary
    definition = HaystackDefinition(
        name="small",
        population={"size": draw(st.integers(2, 25)), "replicates": 2, "seed": draw(st.integers(0, 2**63 - 1))},
        encoding={"kind": "binary", "correct": 1.0 - wrong} if binary else ternary,
        task={
            "kind": "needle",
            "loci": loci,
            "move_every": draw(st.sampled_from([0, 0, 1, 2])),
            "flip_rate": 0.0 if packed else draw(st.sampled_from([0.0, 0.0, 0.1, 1.0])),
        },
        lifetime=lifetime,
        fitness=fitness,
        inheritance={"kind": "lamarckian", "fraction": draw(shares)} if learns and draw(st.booleans()) else {},
        strategy={
            **draw(crossings(loci)),
            **({} if packed else draw(selections())),
            "selfing": packed or draw(st.booleans()),
            "mutation_rate": draw(st.sampled_from([0.0, 0.02, 1.0])),
        },
        budget={"evolvable": True, "levels": levels, "upkeep": draw(st.sampled_from([0.0, 0.1])), "step_rate": 0.5}
        if evolvable
        else {},
        survival={} if packed else draw(absolute()),
    )
    return definition.model_copy(update={"schedule": draw(steps(definition, packed))})


@st.composite
def steps(draw: st.DrawFn, definition: HaystackDefinition, packed: bool) -> tuple[Step, ...]:
    """Return some steps of numbers that may change, in any of the first generations."""
    values = {
        "task.move_every": st.integers(0, 3),
        "fitness.bonus": st.sampled_from([0.0, 5.0, 30.0]),
        "strategy.mutation_rate": st.sampled_from([0.0, 0.1]),
    }
    if not isinstance(definition.lifetime, Classroom):
        values["lifetime.hit_probability"] = st.sampled_from([0.4, 0.9])
    if not packed:
        values |= {
            "task.flip_rate": st.sampled_from([0.0, 0.3]),
            "fitness.trial_cost": st.sampled_from([0.0, 0.01]),
            "fitness.plasticity_cost": shares,
        }
    if definition.survival.given:
        values["survival.threshold"] = st.sampled_from([0.0, 1.5])
    if not isinstance(definition.lifetime, NoLearning) and not definition.budget.evolvable:
        values["lifetime.trials"] = st.integers(1, 60)
    if definition.inheritance.kind == "lamarckian":
        values["inheritance.fraction"] = shares
    names = draw(st.lists(st.sampled_from(sorted(values)), max_size=3))
    return tuple(Step(field=name, at=draw(st.integers(0, GENERATIONS)), value=draw(values[name])) for name in names)


def unpack(engine: HaystackEngine, state: State, replicate: int) -> list[tuple[list[int], int, int]]:
    """Return each living individual as its germ line, excess and budget gene."""
    loci, living = engine.definition.task.loci, engine.kernel.living(state)[replicate]
    if living.ndim == 1:
        correct, plastic, last = living, living >> np.uint64(loci), living >> np.uint64(48) << np.uint64(16)
        bits = [[(int(w) >> i & 1) for i in range(loci)] for w in correct]
        flags = [[(int(w) >> i & 1) for i in range(loci)] for w in plastic]
    else:
        half = (living.shape[1] - 1) // 2
        last = living[:, -1]
        bits = [[int(row[i // 64]) >> i % 64 & 1 for i in range(loci)] for row in living]
        flags = [[int(row[half + i // 64]) >> i % 64 & 1 for i in range(loci)] for row in living]
    genomes = [[b + 2 * f for b, f in zip(*pair, strict=True)] for pair in zip(bits, flags, strict=True)]
    return [(genome, int(w) >> 16, int(w) & 0x7FFF) for genome, w in zip(genomes, last, strict=True)]


def evolved(engine: HaystackEngine) -> tuple[State, dict[str, np.ndarray]]:
    state, founders = engine.found()
    state, record = engine.advance(state, GENERATIONS)
    return state, joined([founders, record]).generations


def by_the_reference(engine: HaystackEngine, replicate: int) -> tuple[int, list[needle.Individual]]:
    """Return the last generation that a replicate lives, and its number."""
    definition = engine.definition
    population = needle.founders(replicate, model_of(definition.at(0)))
    for born in range(1, GENERATIONS + 1):
        there, before = definition.at(born), model_of(definition.at(born - 1))
        numbers = model_of(there)._replace(
            parents_floor=before.floor, parents_unit=before.unit, parents_least=before.least
        )
        moves = there.task.move_every > 0 and born % there.task.move_every == 0
        children = needle.generation(population, replicate, born, numbers, moves=moves)
        if not children:
            return born - 1, population
        population = children
    return GENERATIONS, population


@settings(max_examples=120)
@given(needles())
def test_general_kernel_is_the_reference(definition: HaystackDefinition) -> None:
    engine = HaystackEngine(definition)
    engine.kernel = WideKernel(definition, can_change=engine.worlds.can_change())
    state, table = evolved(engine)
    for replicate in range(2):
        end, population = by_the_reference(engine, replicate)
        living = [(i.germ_line, i.excess, i.whole_gene) for i in population]
        assert unpack(engine, state, replicate)[: len(living)] == living
        last = (table["replicate"] == replicate) & (table["generation"] == end)
        assert table["generation"][table["replicate"] == replicate].max() == end
        if definition.survival.given:
            assert table["living"][last] == len(population)
        if definition.lifetime.kind != "expected":
            assert table["trials"][last] == sum(i.trials for i in population)
            assert table["successes"][last] == sum(i.successful for i in population)


@st.composite
def steady(draw: st.DrawFn) -> HaystackDefinition:
    """Any needle population in a steady state, in a world where no fitness changes."""
    definition = draw(needles().filter(lambda d: d.lifetime.kind != "expected" and d.inheritance.kind == "baldwinian"))
    whose = ["random", "worst", *(["loser"] if definition.strategy.selection == "tournament" else [])]
    change = {"replacement": "steady_state", "replaces": draw(st.sampled_from(whose))}
    strategy = definition.strategy.model_copy(update=change)
    kept = tuple(one for one in definition.schedule if one.field in ("task.move_every", "strategy.mutation_rate"))
    return definition.model_copy(update={"strategy": strategy, "schedule": kept, "survival": Survival()})


@settings(max_examples=80)
@given(steady())
def test_steady_kernel_is_its_reference(definition: HaystackDefinition) -> None:
    engine = HaystackEngine(definition)
    assert isinstance(engine.kernel, SteadyKernel)
    state, table = evolved(engine)
    for replicate in range(2):
        living = needle.founders(replicate, model_of(definition.at(0)))
        for born in range(1, GENERATIONS + 1):
            there = definition.at(born)
            moves = there.task.move_every > 0 and born % there.task.move_every == 0
            used = steady_generation(living, replicate, born, model_of(there), moves=moves)
        assert unpack(engine, state, replicate) == [(i.germ_line, i.excess, i.whole_gene) for i in living]
        last = (table["replicate"] == replicate) & (table["generation"] == GENERATIONS)
        alleles = [allele for one in living for allele in one.germ_line or []]
        recorded = {name: table[name][last][0] for name in ("trials", "successes", "competent", "plastic")}
        assert recorded == {
            "trials": used,
            "successes": sum(one.successful for one in living),
            "competent": sum(needle.WRONG not in (one.germ_line or []) for one in living),
            "plastic": alleles.count(needle.PLASTIC) / len(alleles),
        }
        m = engine.worlds.at(GENERATIONS).model
        excess = np.array([one.excess for one in living], np.float64)
        assert table["fitness_mean"][last] == m.floor + m.unit * excess.mean()
        assert table["fitness_max"][last] == m.floor + m.unit * excess.max()


@settings(max_examples=80)
@given(needles(packed=True))
def test_packed_kernel_is_the_general_one(definition: HaystackDefinition) -> None:
    """Where a genotype fits a word, the fastest kernel is bit for bit the one that the reference vouches for."""
    engine, general = HaystackEngine(definition), HaystackEngine(definition)
    assert isinstance(engine.kernel, PackedKernel)
    general.kernel = WideKernel(definition, can_change=engine.worlds.can_change())
    (state, table), (other_state, other) = evolved(engine), evolved(general)
    for replicate in range(2):
        assert unpack(engine, state, replicate) == unpack(general, other_state, replicate)
    for name, values in table.items():
        np.testing.assert_array_equal(values, other[name], err_msg=name)


@st.composite
def landscapes(draw: st.DrawFn) -> HaystackDefinition:
    """Any legal landscape population, small enough to be lived in Python."""
    loci = draw(st.sampled_from([2, 5, 20, 63, 64]))
    climbs = draw(st.booleans())
    return HaystackDefinition(
        name="small",
        population={"size": draw(st.integers(2, 15)), "replicates": 2, "seed": draw(st.integers(0, 2**63 - 1))},
        encoding={"kind": "flagged", "plastic": draw(shares)},
        task={
            "kind": "nk",
            "loci": loci,
            "epistasis": draw(st.integers(0, min(loci - 1, 5))),
            "shared": draw(st.booleans()),
        },
        lifetime={"kind": "hill_climb", "trials": draw(st.integers(1, 12))} if climbs else {"kind": "none"},
        fitness={
            "kind": "lifetime_mean",
            "change_cost": draw(st.sampled_from([0.0, 0.01])),
            "selection_exponent": draw(st.sampled_from([1, 7])),
        },
        inheritance={"kind": "lamarckian", "fraction": draw(shares)} if climbs and draw(st.booleans()) else {},
        strategy={
            **draw(crossings(loci)),
            **draw(selections()),
            "selfing": draw(st.booleans()),
            "mutation_rate": draw(st.sampled_from([0.0, 0.05])),
        },
        survival=draw(st.just({}) | st.just({"threshold": 0.3 if climbs else 0.01, "offspring": 1.3})),
    )


@settings(max_examples=60)
@given(landscapes())
def test_landscape_kernel_is_its_reference(definition: HaystackDefinition) -> None:
    engine = HaystackEngine(definition)
    assert isinstance(engine.kernel, NKKernel)
    state, table = evolved(engine)
    m, climb, seed = engine.model, climb_of(definition), definition.population.seed
    for replicate in range(2):
        which = 0 if definition.task.shared else replicate
        scored = nk.scored_on(nk.draw_landscape(seed, which, definition.task.loci, definition.task.epistasis))
        population = nk.founders(replicate, *scored, climb, m)
        for born in range(1, GENERATIONS + 1):
            end, children = born - 1, nk.generation(population, replicate, born, *scored, climb, m)
            if not children:
                break
            end, population = born, children
        expected = [
            ([b + 2 * f for b, f in zip(i.germ_line or [], i.flags, strict=True)], i.excess, 0) for i in population
        ]
        assert unpack(engine, state, replicate)[: len(expected)] == expected
        last = (table["replicate"] == replicate) & (table["generation"] == end)
        assert table["kept_changes"][last] == sum(i.kept for i in population) / len(population)


def scramble(genome: list[int], seed: int) -> list[int]:
    return [int(x) for x in np.random.default_rng(seed).permutation(genome)]


@given(
    needles().filter(lambda d: d.inheritance.kind == "baldwinian" and d.lifetime.kind != "expected"), st.integers(0, 99)
)
@settings(max_examples=30)
def test_weismanns_barrier(definition: HaystackDefinition, seed: int) -> None:
    """What was learned can be scrambled after selection has read it, and the children are the same."""
    engine = HaystackEngine(definition)
    m = engine.model
    parents = needle.founders(0, m)
    children = needle.generation(parents, 0, 1, m)
    for parent in parents:  # all that a life leaves but its fitness and its germ line
        parent.successful, parent.trials = not parent.successful, seed
        assert parent.germ_line == parent.genome
        parent.genome = scramble(parent.genome, seed)
    assert needle.generation(parents, 0, 1, m) == children
