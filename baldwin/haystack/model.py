"""A haystack definition in the numbers that kernels and reference implementation compute with."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from baldwin.haystack.contracts import MovingTask, is_scored
from baldwin.haystack.definition import (
    Binary,
    Classroom,
    Expected,
    Flagged,
    Graded,
    HaystackDefinition,
    HillClimb,
    LifetimeMean,
    NoLearning,
    Ternary,
    TimeRemaining,
)
from baldwin.haystack.kernels.first_success import trial_tables
from baldwin.haystack.kernels.graded import SCORE_UNITS, Guessing
from baldwin.haystack.kernels.model import (
    CROSSOVERS,
    EXPECTED,
    GEOMETRIC,
    LITERAL,
    NONE,
    REPLACES,
    SELECTIONS,
    Model,
)
from baldwin.haystack.theory.graded import counted_trials, expected_best, graded_fitness
from baldwin.haystack.theory.overlay import class_fitness
from baldwin.haystack.theory.selection import fittest_kept

__all__ = ["counted_of", "guessing_of", "model_of"]

NOBODY = 2**32  # an excess that none has
EXACT = 1e-9  # of a trial: as near as this a threshold is that of a whole number of trials left
LEARNERS = {"literal": LITERAL, "geometric": GEOMETRIC, "expected": EXPECTED, "classroom": GEOMETRIC}
WEIGHT_BITS = 31  # fixed-point resolution of fitness where it is no whole number of trials


def _powers(base: float, n: int) -> npt.NDArray[np.float64]:
    """Return base^0 .. base^n by repeated multiplication, the same bits everywhere."""
    factors = np.full(n + 1, base, np.float64)
    factors[0] = 1.0
    return np.multiply.accumulate(factors, out=factors)


def threshold(probability: float, bits: int = 64) -> np.uint64:
    """Return t such that a word of `bits` bits is below t with `probability`; at 64 bits, at most 2^64 - 1."""
    return np.uint64(min(int(probability * 2.0**bits), 2**bits if bits < 64 else 2**64 - 1))


def _plastic_threshold(encoding: Ternary | Binary | Flagged, correct: float, plastic: float) -> np.uint64:
    """Return the 63-bit threshold below which a founder's allele is not wrong; exact where no wrong allele is meant."""
    if isinstance(encoding, Flagged):  # flags have words of their own
        return threshold(plastic, 63)
    if isinstance(encoding, Ternary) and encoding.wrong == 0.0:
        return threshold(1.0, 63)
    return np.uint64(int(threshold(correct, 63)) + int(threshold(plastic, 63)))


def survival_thresholds(rate: float, loci: int) -> npt.NDArray[np.uint64]:
    """Return (1 - rate)^d * 2^64 for d = 0..`loci` (d = 0 saturates); empty for rate 0."""
    if rate == 0.0:
        return np.zeros(0, dtype=np.uint64)
    return np.array([threshold(p) for p in _powers(1.0 - rate, loci)], dtype=np.uint64)


def model_of(definition: HaystackDefinition, *, tables: bool = True) -> Model:
    """Return the numbers of a checked `definition`; `tables=False` leaves out those of the geometric law."""
    encoding, task, lifetime = definition.encoding, definition.task, definition.lifetime
    strategy, budget, inheritance = definition.strategy, definition.budget, definition.inheritance
    loci = task.loci
    learner = LEARNERS.get(lifetime.kind, NONE)
    trials = 1 if isinstance(lifetime, NoLearning) else lifetime.trials
    hit = 0.5 if isinstance(lifetime, HillClimb | Classroom) else lifetime.hit_probability
    exact = encoding.plastic_loci if isinstance(encoding, Ternary) else None
    correct = 0.5 if not isinstance(encoding, Ternary | Binary) else encoding.correct
    if exact is not None and isinstance(encoding, Ternary):  # of those that are not plastic
        correct = encoding.correct / ((encoding.correct + encoding.wrong) or 1.0)
    plastic = encoding.plastic if not isinstance(encoding, Binary) else 0.0
    levels = budget.levels if budget.evolvable else 0
    lamarckian = inheritance.kind == "lamarckian"
    types = lifetime if isinstance(lifetime, Classroom) else None
    moving = isinstance(task, MovingTask) and (task.move_every > 0 or task.flip_rate > 0.0)
    mutable_loci = 2 * loci if isinstance(encoding, Flagged) else loci
    table = trial_tables(loci, trials, hit) if tables and learner == GEOMETRIC else np.zeros((1, 2), dtype=np.uint64)
    numbers = _fitness_numbers(definition, learner, trials, levels)
    least = least_excess(definition.survival.threshold, numbers, rounded=numbers["priced"] or learner == EXPECTED)
    return Model(
        size=np.uint64(definition.population.size),
        loci=np.uint64(loci),
        seed=np.uint64(definition.population.seed),
        given=definition.founders.arrays is not None,
        founder_correct=threshold(correct, 63),
        founder_plastic=_plastic_threshold(encoding, correct, plastic) if exact is None else np.uint64(0),
        founder_plastic_loci=np.uint64(exact or 0),
        binary=isinstance(encoding, Binary),
        learner=learner,
        trials=np.uint64(trials),
        hit_probability=hit,
        hit_threshold=threshold(hit),
        table=table,
        cell_bits=np.uint64(table.shape[1].bit_length() - 1),
        levels=levels,
        **_types_numbers(lifetime),
        largest_gene=definition.whole_gene[1] if definition.whole_gene else 0,
        upkeep_price=_powers(1.0 - budget.upkeep, levels) if types is None else type_prices(types),
        budget_step=threshold(budget.step_rate),
        write_back=threshold(inheritance.fraction if lamarckian else 0.0, 63),
        absolute=definition.survival.given,
        least=least,
        parents_least=least,
        offspring=round(1000 * (definition.survival.offspring or 0.0)),
        **_parents_numbers(definition),
        survive=survival_thresholds(strategy.mutation_rate, mutable_loci),
        flip=threshold(task.flip_rate if isinstance(task, MovingTask) else 0.0),
        can_change=strategy.mutation_rate > 0.0
        or moving
        or (levels > 0 and budget.step_rate > 0.0)
        or (types is not None and types.type_mutation_rate > 0.0),
        **numbers,
        parents_floor=numbers["floor"],
        parents_unit=numbers["unit"],
    )


def least_excess(threshold: float | None, numbers: Mapping[str, Any], *, rounded: bool) -> np.uint64:
    """Return the smallest excess whose fitness reaches a threshold: `NOBODY` where none does.

    A fitness that is `rounded` to units reaches what is rounded to the same one.
    """
    floor, unit = numbers["floor"], numbers["unit"]
    if threshold is None or threshold <= floor:
        return np.uint64(0)
    if unit == 0.0:
        return np.uint64(NOBODY)
    units = (threshold - floor) / unit
    units = min(units, float(NOBODY))
    return np.uint64(int(units + 0.5) if rounded else math.ceil(units - EXACT))


def _parents_numbers(definition: HaystackDefinition) -> dict[str, Any]:
    """Return the fields of `Model` that say how parents are drawn and cross, and whose place a child takes."""
    strategy, loci, size = definition.strategy, definition.task.loci, definition.population.size
    share = strategy.truncation_share
    cuts = {"interior": (1, loci - 1), "any": (0, loci), "fixed": (strategy.cut or 1,) * 2}[strategy.cuts]
    return {
        "selection": SELECTIONS[strategy.selection],
        "tournament_size": np.uint64(strategy.tournament_size or 0),
        "truncated": np.uint64(size if share is None else fittest_kept(share, size)),
        "replaces": REPLACES[strategy.replaces or "random"],
        "crossover": CROSSOVERS[strategy.crossover],
        "cut_low": np.uint64(cuts[0]),
        "cut_count": np.uint64(cuts[1] - cuts[0] + 1),
        "selfing": strategy.selfing,
    }


def type_prices(lifetime: Classroom) -> npt.NDArray[np.float64]:
    """Return what is left of the fitness of non-learners, random and smart learners, once they have paid for it."""
    return np.array([1.0, 1.0 - lifetime.random_cost, 1.0 - lifetime.smart_cost])


def _types_numbers(lifetime: object) -> dict[str, Any]:
    """Return the fields of `Model` on types of learners."""
    if not isinstance(lifetime, Classroom):
        return {"types": False, "type_founder": np.zeros(0, np.uint64), "type_mutation": np.uint64(0)}
    non_learners = max(1.0 - lifetime.random_learners - lifetime.smart_learners, 0.0)
    bounds = (non_learners, 1.0 if lifetime.smart_learners == 0.0 else non_learners + lifetime.random_learners)
    return {
        "types": True,
        "type_founder": np.array([threshold(min(one, 1.0), 63) for one in bounds], np.uint64),
        "type_mutation": threshold(lifetime.type_mutation_rate),
    }


def _fitness_numbers(definition: HaystackDefinition, learner: int, trials: int, levels: int) -> dict[str, Any]:
    """Return the fields of `Model` that say what a life is worth."""
    fitness, loci = definition.fitness, definition.task.loci
    if isinstance(fitness, LifetimeMean):
        return _priced(loci, floor=0.0, largest=1.0, timed=False, bonus=1.0) | {"priced": True}
    timed = isinstance(fitness, TimeRemaining) and learner != NONE
    scale = 1.0
    credit_from, credit_innate = 0, 1
    if isinstance(fitness, TimeRemaining):
        if timed:
            scale = float(trials if fitness.scale == "trials" else fitness.scale)
            credit_from = trials + 1 if fitness.convention == "B" else trials
            credit_innate = trials if fitness.convention == "C" else credit_from - 1
        if not fitness.credit_innate:
            credit_innate = -1
    bonus = fitness.bonus / scale
    most = max(credit_from, credit_innate, 1) if timed else 1
    costs = fitness.plasticity_cost > 0.0 or fitness.trial_cost > 0.0 or definition.budget.upkeep > 0.0
    if isinstance(definition.lifetime, Classroom):
        costs = costs or float(type_prices(definition.lifetime).min()) < 1.0
    numbers = _priced(
        loci,
        floor=0.0 if costs else 1.0,
        largest=1.0 + bonus * most,
        timed=timed,
        bonus=bonus,
    ) | {"credit_from": np.uint64(credit_from), "credit_innate": credit_innate}
    if learner == EXPECTED and not is_scored(definition.task):
        numbers["expected_excess"] = _expected_excess(definition, numbers["floor"], numbers["unit"])
    elif costs or is_scored(definition.task):
        numbers |= {
            "priced": True,
            "plasticity_price": _powers(1.0 - fitness.plasticity_cost, loci),
            "price_everyone": fitness.plasticity_cost_on == "everyone",
            "trial_cost": fitness.trial_cost,
        }
    else:
        # The excess is a whole number of trials, or 1.
        numbers |= {"unit": bonus}
    return numbers


def counted_of(definition: HaystackDefinition) -> tuple[int, int]:
    """Return how many first trials count with their best score: for learners, and without a plastic locus.

    All of a life's where fitness reads only the last, and where there is one.
    """
    fitness, trials = definition.fitness, getattr(definition.lifetime, "trials", 1)
    return counted_trials(fitness, trials) if isinstance(fitness, TimeRemaining) else (trials, trials)


def guessing_of(definition: HaystackDefinition, m: Model) -> Guessing:
    """Return what the lives of a graded needle need beside the numbers `m` of their definition."""
    task = definition.task
    assert isinstance(task, Graded)
    scores, hit, trials = task.by_distance(), m.hit_probability, int(m.trials)
    counted = counted_of(definition)
    budgets = [2**gene for gene in range(m.levels + 1)] if m.levels else [trials]
    excess = np.zeros((0, 0), np.uint32)
    if m.learner == EXPECTED:
        worth = graded_fitness(definition)
        assert worth is not None
        excess = np.zeros(worth.shape, np.uint32)
        if m.unit > 0.0:
            excess = np.rint(np.maximum(worth - m.floor, 0.0) / m.unit).astype(np.uint32)

    def units(values: npt.NDArray[np.float64]) -> npt.NDArray[np.uint64]:
        return np.rint(values * SCORE_UNITS).astype(np.uint64)

    return Guessing(
        counted=np.uint64(counted[0]),
        counted_innate=np.uint64(counted[1]),
        scores=units(scores),
        born=units(expected_best(scores, 1, hit)),
        grown=units(np.stack([expected_best(scores, budget, hit) for budget in budgets])),
        excess=excess,
    )


def _priced(loci: int, *, floor: float, largest: float, timed: bool, bonus: float) -> dict[str, Any]:
    """Return fitness numbers for rounding to WEIGHT_BITS of the `largest` fitness, all prices nil."""
    return {
        "floor": floor,
        "unit": (largest - floor) / 2**WEIGHT_BITS,
        "timed": timed,
        "credit_from": np.uint64(0),
        "credit_innate": 1,
        "priced": False,
        "bonus": bonus,
        "plasticity_price": np.ones(loci + 1),
        "price_everyone": False,
        "trial_cost": 0.0,
        "expected_excess": np.zeros((2, loci + 1), dtype=np.uint32),
    }


def _expected_excess(definition: HaystackDefinition, floor: float, unit: float) -> npt.NDArray[np.uint32]:
    """Return the excess of expected lives by number of plastic loci: row 0 competent, row 1 incompetent genomes."""
    assert isinstance(definition.lifetime, Expected)
    worth = class_fitness(definition)
    assert worth is not None
    if unit == 0.0:
        return np.zeros((2, definition.task.loci + 1), dtype=np.uint32)
    return np.rint((np.stack(worth) - floor) / unit).astype(np.uint32)
