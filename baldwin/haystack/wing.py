"""What the spine must know of the haystack wing; loads no kernel."""

from __future__ import annotations

import os

from baldwin.definition.discovery import Estimate, Wing
from baldwin.engine import unadoptable
from baldwin.haystack.contracts import TASKS, is_scored
from baldwin.haystack.definition import (
    Classroom,
    Expected,
    Geometric,
    Graded,
    HaystackDefinition,
    HillClimb,
    LifetimeMean,
    LiteralTrials,
    Needle,
    NKLandscape,
    NoLearning,
)
from baldwin.haystack.founding import branching, problems
from baldwin.haystack.kind_checks import budget_problems, kind_problems
from baldwin.haystack.randomness import SCHEME
from baldwin.haystack.reproduction_checks import birth_cost, kept_in_a_steady_state, reproduction_problems
from baldwin.haystack.stop_columns import followed
from baldwin.schedules.checks import broken_schedules, no_other_world

__all__ = ["WING", "uses_packed_words"]

COLUMNS = {
    "generation": "reproductions so far; 0 is the founders",
    "replicate": "which of the run's independent populations",
    "individuals": "lives lived so far in the replicate",
    "lifetime_steps": "trials used so far in the replicate (phenotypes tried)",
    "trials": 'trials used in this generation (with lifetime.kind = "expected", an expectation, rounded)',
    "fitness_mean": "mean fitness, as selection reads it",
    "fitness_sd": "standard deviation of fitness over the population (divisor N)",
    "fitness_max": "largest fitness of the generation",
    "correct": "share of correct alleles",
    "wrong": "share of wrong alleles",
    "plastic": "share of plastic alleles or flags",
    "competent": "individuals without a wrong allele, who can learn the task",
    "successes": 'individuals who found the needle (with lifetime.kind = "expected", an expectation); a correct genome '
    "that credit_innate = false does not credit is not counted",
    "assimilated": "individuals with every locus correct and none plastic",
    "budget_mean": "mean of the evolvable budget gene g (2^g trials)",
    "living": "individuals of this generation, under absolute selection ([survival])",
    "survivors": "individuals of this generation whose fitness reaches survival.threshold; the others leave no "
    "offspring",
    "non_learners": "share of non-learners in a classroom, whose plastic loci are set once",
    "random_learners": "share of random learners in a classroom, who guess afresh in each trial",
    "smart_learners": "share of smart learners in a classroom, who try nothing twice",
    "kept_changes": "mean number of flips that learning kept in one life",
    "innate": 'population mean of the expected fitness that the same genotypes would have under lifetime.kind = "none" '
    "(success at birth is worth the whole bonus; in a classroom, as non-learners who pay for their type); where "
    "phenotypes have scores, their mean score at birth, with plastic loci guessed once",
    "learned": "population mean of the expected fitness with learning on; where phenotypes have scores, the mean score "
    "at the end of a life that is measured with a random stream of its own (graded: its exact expectation)",
    "learning_gain": "learned - innate",
    "innate_share": "(innate - founders' innate) / (learned - founders' innate), clipped to 0..1; "
    "NaN where learned is no higher, and without learning",
    "world_innate": "innate, as above, of the same genotypes in the world of generation assays.world",
    "world_learned": "learned, as above, of the same genotypes in the world of generation assays.world",
    "plastic_loci": "competent individuals by their number of plastic loci, 0..L",
    "hamming": "mean number of bits in which adult and newborn differ, in the lives measured for `learned`",
    "optimum": "the landscape's highest score, exact; NaN where the landscape is too large to find it",
}


ABILITY = ("innate", "learned", "learning_gain", "innate_share")


def _sources() -> dict[str, str]:
    """Return the file that computes each column."""
    return dict.fromkeys(COLUMNS, "haystack/engine.py") | dict.fromkeys(ABILITY, "haystack/ability.py")


def uses_packed_words(definition: HaystackDefinition) -> bool:
    """Return whether genotype and trials remaining fit one 64-bit word, so that the fastest kernel applies."""
    fitness, lifetime = definition.fitness, definition.lifetime
    return (
        isinstance(definition.task, Needle)
        and not definition.survival.given
        and definition.task.flip_rate == 0.0
        and definition.task.loci <= 24
        and not isinstance(fitness, LifetimeMean)
        and fitness.plasticity_cost == 0.0
        and fitness.trial_cost == 0.0
        and not isinstance(lifetime, Expected | HillClimb | Classroom)
        and (isinstance(lifetime, NoLearning) or lifetime.trials < 2**16)
        and not definition.budget.evolvable
        and (definition.strategy.selfing or definition.strategy.crossover == "none")
        and getattr(definition.encoding, "plastic_loci", None) is None
        and definition.strategy.selection == "proportional"
        and definition.strategy.replacement == "generational"
    )


CHANGEABLE = (
    "task.move_every",
    "task.flip_rate",
    "task.smoothness",
    "lifetime.trials",
    "lifetime.hit_probability",
    "lifetime.random_cost",
    "lifetime.smart_cost",
    "lifetime.type_mutation_rate",
    "fitness.bonus",
    "fitness.scale",
    "fitness.plasticity_cost",
    "fitness.trial_cost",
    "fitness.change_cost",
    "fitness.selection_exponent",
    "inheritance.fraction",
    "strategy.mutation_rate",
    "strategy.tournament_size",
    "strategy.truncation_share",
    "budget.upkeep",
    "budget.step_rate",
    "fitness.convention",
    "fitness.credit_innate",
    "fitness.plasticity_cost_on",
    "inheritance.kind",
    "strategy.crossover",
    "strategy.cuts",
    "strategy.selfing",
    "survival.threshold",
)
"""Fields that may change over generations: they need no other kernel, and leave a genome its meaning."""
NOT_CHANGEABLE = {
    "population.": "says who evolves, which stays as it is",
    "assays.": "says what is measured, which stays as it is",
    "encoding.": "only founders are drawn by it",
    "task.": "says what a genome means, or is a landscape of its own",
    "budget.": "says what a budget gene means",
    "lifetime.kind": "has fields of its own. Change what a kind does by its fields, such as lifetime.trials",
    "fitness.kind": "has fields of its own. Change what a kind does by its fields, such as fitness.bonus",
    "survival.": "says how many a survivor leaves, which stays as it is",
}


def _check(definition: HaystackDefinition) -> list[tuple[str, str]]:
    problems = _check_tables(definition) + no_other_world(definition)
    if definition.assays.world is not None and not isinstance(definition.task, Needle):
        problems.append(("assays.world", "lives for a score are measured in the world that they live in. Omit it"))
    if problems or not definition.schedule:
        return problems
    kept = kept_in_a_steady_state(definition)
    fields = [*CHANGEABLE, *_of_an_own_task(definition)]
    here = [name for name in fields if _is_field(definition, name) and not name.startswith(tuple(kept))]
    return broken_schedules(definition, here, kept | NOT_CHANGEABLE, _check_tables)


def _of_an_own_task(definition: HaystackDefinition) -> list[str]:
    """Return the fields of a task of the user's own that may change, which mean what its score makes of them."""
    task = definition.task
    names = (f"task.{name}" for name in type(task).model_fields if name not in ("kind", "loci"))
    return [name for name in names if name not in CHANGEABLE] if task.own_code is not None else []


def _is_field(definition: HaystackDefinition, name: str) -> bool:
    table, _, field = name.partition(".")
    return getattr(getattr(definition, table), field, None) is not None


def _check_tables(definition: HaystackDefinition) -> list[tuple[str, str]]:
    return kind_problems(definition) + budget_problems(definition) + reproduction_problems(definition)


def _surroundings(definition: HaystackDefinition) -> dict[str, object]:
    """Return nothing: no number depends on more than the definition.

    Raises:    UsageError: the kernels' threads cannot be started, or are in the process that this one is a fork of.
    """
    from baldwin.numba_threads import check_threads

    del definition
    check_threads()
    return {}


def _estimate(definition: HaystackDefinition) -> Estimate:
    """Return memory from the arrays' shapes; seconds from rates measured on one core of a 2.6 GHz server."""
    population, loci = definition.population, definition.task.loci
    individuals = population.size * population.replicates
    lives = individuals * (population.generations + 1 - definition.first_generation)
    trials = getattr(definition.lifetime, "trials", 1)
    if uses_packed_words(definition):
        memory, cost = individuals * 24, 15e-9 if population.size < 10**6 else 35e-9
    else:
        words = 2 * -(-loci // 64)
        memory, cost = individuals * (2 * 8 * (words + 1) + 40), (30 + 8 * words) * 1e-9
    if definition.strategy.replacement == "steady_state":
        cost += birth_cost(definition.strategy, population.size)
    if definition.stop.given:  # what a replicate may go back to
        memory *= 2
    memory += _tables_memory(definition)
    if isinstance(definition.lifetime, HillClimb):
        cost += trials * (60e-9 if isinstance(definition.task, NKLandscape) else 15e-9 * loci)
    if isinstance(definition.lifetime, LiteralTrials):
        each = 0.5e-9 * min(trials, 100)
        if is_scored(definition.task):  # who has not found what scores 1 tries to the end
            each = trials * (3e-9 if isinstance(definition.task, Graded) else 10e-9 * loci)
        cost += each
    rows = population.replicates * (population.generations + 1 - definition.first_generation)
    memory += min(rows, 50_000) * 8 * (loci + 20)
    every = definition.assays.every
    assays = rows // every + population.replicates if every else 0
    genomes = individuals * (8 if uses_packed_words(definition) else 16 * -(-loci // 64) + 8)
    disk = 310 * rows + (220 + 6 * loci) * assays + 2 * genomes
    # How many trials a life takes depends on when it succeeds.
    seconds = lives * cost
    return Estimate(memory=memory, lives=lives, trials=lives * trials, seconds=seconds, exact=False, disk=disk)


def _tables_memory(definition: HaystackDefinition) -> int:
    """Return the bytes of tables drawn once: landscapes, and the law of the first success."""
    task, lifetime = definition.task, definition.lifetime
    if isinstance(task, NKLandscape):
        landscapes = 1 if task.shared else definition.population.replicates
        contributions = task.loci << (task.epistasis + 1)
        return (4 * landscapes + 8) * contributions  # 8 bytes each for the one whose optimum is sought
    if isinstance(lifetime, Geometric):
        return min(task.loci + 2, 66) * 8 << lifetime.trials.bit_length()
    return 0


def _environment(threads: int | None) -> dict[str, str]:
    """Return the variable with which numba uses so many cores, which it reads when it is loaded."""
    return {} if threads is None else {"NUMBA_NUM_THREADS": os.environ.get("NUMBA_NUM_THREADS", str(threads))}


def _rehearsed(definition: HaystackDefinition) -> list[str]:
    """Return why a task of the user's own cannot score, or a branch not go on from its state; nothing of others."""
    if is_scored(definition.task) and definition.task.own_code is not None:
        from baldwin.haystack.own_tasks import faults

        if found := faults(definition):
            return found
    if definition.founders.state is None:
        return []
    from baldwin.haystack.engine import HaystackEngine

    return unadoptable(HaystackEngine(definition), definition)


WING = Wing(
    name="haystack",
    tasks=TASKS.names(),
    definition=HaystackDefinition,
    check=_check,
    estimate=_estimate,
    surroundings=_surroundings,
    environment=_environment,
    engine="baldwin.haystack.engine:HaystackEngine",
    presentation="baldwin.haystack.presentation:HaystackPresentation",
    scheme=SCHEME,
    columns=COLUMNS,
    sources=_sources,
    benches={"haystack": "baldwin.haystack.bench"},
    replaying="baldwin.haystack.replay",
    playing="baldwin.haystack.playing",
    founding=problems,
    branching=branching,
    rehearse=_rehearsed,
    followed=followed,
)
