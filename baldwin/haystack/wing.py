"""What the spine must know of the haystack wing; loads no kernel."""

from __future__ import annotations

import os

from baldwin.definition.discovery import Estimate, Wing
from baldwin.engine import unadoptable
from baldwin.haystack.contracts import TASKS, ScoredTask, is_scored
from baldwin.haystack.definition import (
    Binary,
    Expected,
    Flagged,
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
from baldwin.haystack.followed import followed
from baldwin.haystack.founding import branching, problems
from baldwin.haystack.randomness import SCHEME
from baldwin.haystack.reproduction_checks import birth_cost, kept_in_a_steady_state, reproduction_problems
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
    "kept_changes": "mean number of flips that learning kept in one life",
    "innate": 'population mean of the expected fitness that the same genotypes would have under lifetime.kind = "none" '
    "(success at birth is worth the whole bonus); where phenotypes have scores, their mean score at birth, with "
    "plastic loci guessed once",
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
        and not isinstance(lifetime, Expected | HillClimb)
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
    here = [name for name in CHANGEABLE if _is_field(definition, name) and not name.startswith(tuple(kept))]
    return broken_schedules(definition, here, kept | NOT_CHANGEABLE, _check_tables)


def _is_field(definition: HaystackDefinition, name: str) -> bool:
    table, _, field = name.partition(".")
    return getattr(getattr(definition, table), field, None) is not None


def _check_tables(definition: HaystackDefinition) -> list[tuple[str, str]]:
    return _check_kinds(definition) + _check_budget(definition) + reproduction_problems(definition)


def _check_kinds(definition: HaystackDefinition) -> list[tuple[str, str]]:
    encoding, lifetime, fitness = definition.encoding, definition.lifetime, definition.fitness
    problems: list[tuple[str, str]] = []
    if isinstance(definition.task, NKLandscape):
        if not isinstance(encoding, Flagged):
            problems.append(("encoding.kind", 'task "nk" scores bits with plastic flags. Use "flagged"'))
        if not isinstance(lifetime, HillClimb | NoLearning):
            problems.append(
                ("lifetime.kind", 'a landscape has no needle to find. With task "nk" use "hill_climb" or "none"')
            )
        if not isinstance(fitness, LifetimeMean):
            problems.append(
                ("fitness.kind", 'a landscape has no moment of success. With task "nk" use "lifetime_mean"')
            )
        if definition.task.epistasis >= definition.task.loci:
            problems.append(("task.epistasis", f"must be below task.loci = {definition.task.loci}. Use a smaller K"))
    elif is_scored(definition.task):
        problems += _check_scored(definition)
    else:
        if isinstance(encoding, Flagged):
            problems.append(("encoding.kind", 'belongs to task "nk". With task "needle" use "ternary" or "binary"'))
        if isinstance(lifetime, HillClimb):
            problems.append(
                (
                    "lifetime.kind",
                    'a needle has no slope to climb. Use "literal", "geometric", "expected" or "none"',
                )
            )
        if isinstance(fitness, LifetimeMean):
            problems.append(
                ("fitness.kind", 'belongs to task "nk". With task "needle" use "time_remaining" or "all_or_none"')
            )
    learns = not isinstance(lifetime, NoLearning) and not isinstance(encoding, Binary)
    if definition.inheritance.kind == "lamarckian" and (not learns or isinstance(lifetime, Expected)):
        problems.append(
            (
                "inheritance.kind",
                'nothing is learned that could be written back. Use "baldwinian", or a lifetime that draws its trials',
            )
        )
    if definition.inheritance.kind != "lamarckian" and definition.inheritance.fraction != 1.0:
        problems.append(
            ("inheritance.fraction", 'only Lamarckian inheritance writes back. Set inheritance.kind = "lamarckian"')
        )
    if definition.inheritance.kind == "darwinian" and learns:
        problems.append(
            ("inheritance.kind", 'means no learning before selection. Set lifetime.kind = "none", or use "baldwinian"')
        )
    return problems


def _check_scored(definition: HaystackDefinition) -> list[tuple[str, str]]:
    """Return what is wrong where lives try phenotypes for their scores."""
    from baldwin.haystack.theory.graded import graded_fitness

    task, lifetime, fitness = definition.task, definition.lifetime, definition.fitness
    graded, flagged = isinstance(task, Graded), isinstance(definition.encoding, Flagged)
    name = "graded" if graded else task.kind
    problems: list[tuple[str, str]] = []
    if not isinstance(task, ScoredTask):
        return [("task.kind", "has no score. Derive it from baldwin.haystack.contracts.ScoredTask")]
    if graded and flagged:
        problems.append(("encoding.kind", 'has no allele to guess. With task "graded" use "ternary" or "binary"'))
    elif flagged:
        if not isinstance(lifetime, HillClimb | NoLearning):
            problems.append(("lifetime.kind", 'flagged bits are climbed by. Use "hill_climb" or "none"'))
        if not isinstance(fitness, LifetimeMean):
            problems.append(("fitness.kind", 'of a climb is the mean over its trials. Use "lifetime_mean"'))
        return problems
    if isinstance(lifetime, Geometric | HillClimb) or (isinstance(lifetime, Expected) and not graded):
        known = '"literal", "expected"' if graded else '"literal"'
        problems.append(("lifetime.kind", f'has no law for task "{name}". With these alleles use {known} or "none"'))
    if isinstance(fitness, LifetimeMean):
        problems.append(
            ("fitness.kind", 'is that of a climb. With these alleles use "time_remaining" or "all_or_none"')
        )
    elif not getattr(fitness, "credit_innate", True):
        problems.append(("fitness.credit_innate", 'belongs to task "needle". Leave it out'))
    elif isinstance(lifetime, Expected) and not problems and graded_fitness(definition) is None:
        most = (1.0 - fitness.plasticity_cost) ** task.loci / lifetime.trials
        rule = f'must be at most {most:.3g} with expected lives, so that no fitness falls to 0. Or use "literal"'
        problems.append(("fitness.trial_cost", rule))
    return problems


def _check_budget(definition: HaystackDefinition) -> list[tuple[str, str]]:
    budget, lifetime = definition.budget, definition.lifetime
    if not budget.evolvable:
        return (
            []
            if budget.upkeep == 0.0
            else [("budget.upkeep", "only an evolvable budget has an upkeep. Set budget.evolvable = true")]
        )
    if not isinstance(lifetime, Geometric | LiteralTrials):
        return [
            ("budget.evolvable", 'a budget of trials needs a lifetime that draws them. Use "geometric" or "literal"')
        ]
    if lifetime.trials != 2**budget.levels:
        return [
            (
                "lifetime.trials",
                f"must be 2^budget.levels = {2**budget.levels} with an evolvable budget. Change one of the two",
            )
        ]
    return []


def _surroundings(definition: HaystackDefinition) -> dict[str, object]:
    """Return nothing: no number depends on more than the definition.

    Raises:    UsageError: the kernels' threads cannot be started, or are in the process that this one is a fork of.
    """
    from baldwin.numba_cache import check_threads

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
        cost += trials * 60e-9
    if isinstance(definition.lifetime, LiteralTrials):
        cost += min(trials, 100) * 0.5e-9
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
    """Return why a branch cannot go on from its state, which only the engine can tell; nothing of others."""
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
    benches={"haystack": "baldwin.haystack.bench"},
    replaying="baldwin.haystack.replay",
    founding=problems,
    branching=branching,
    rehearse=_rehearsed,
    followed=followed,
)
