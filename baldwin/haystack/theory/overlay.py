"""The exact curve to draw beside a simulated population, where theory has one."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from baldwin.haystack.definition import (
    AllOrNone,
    Binary,
    Classroom,
    Flagged,
    Graded,
    HaystackDefinition,
    HillClimb,
    LifetimeMean,
    Needle,
    NoLearning,
    Ternary,
    TimeRemaining,
)
from baldwin.haystack.theory.composition import Floats, Shares, genome_classes
from baldwin.haystack.theory.graded import graded_fitness
from baldwin.haystack.theory.lifetime import FitnessOptions, expected_fitness, innate_fitness, wrong_fitness
from baldwin.haystack.theory.recursions import Trajectory, asexual, classes_of_fitness, free_recombination
from baldwin.schedules.schedule import Value

__all__ = ["Overlay", "class_fitness", "fitness_options", "overlay"]

_MOST_LOCI = {"none": 512, "one_point": 64, "uniform": 64}
_MOST_SECONDS = 3.0  # of computing, after which a curve stops


@dataclass(frozen=True)
class Overlay:
    """A curve and what to call it in a legend."""

    label: str
    trajectory: Trajectory
    matches: bool  # the recursion recombines as the population does; False: one-point crossover, shown beside free


def class_fitness(definition: HaystackDefinition) -> tuple[Floats, Floats] | None:
    """Return expected fitness, W_0..W_L without a wrong allele and V_0..V_L with one; None where there is no needle.

    Each by the number of plastic loci, shape (L + 1,), under all rules of the [lifetime] and [fitness] tables.
    """
    fitness, lifetime, task = definition.fitness, definition.lifetime, definition.task
    if not isinstance(task, Needle) or isinstance(fitness, LifetimeMean) or isinstance(lifetime, HillClimb | Classroom):
        return None
    options = fitness_options(fitness)
    options["hit_probability"] = lifetime.hit_probability
    q = np.arange(task.loci + 1)
    upkeep = fitness.plasticity_cost if fitness.plasticity_cost_on == "everyone" else 0.0
    if isinstance(lifetime, NoLearning):
        competent, trials = innate_fitness(q, fitness.bonus, **options), 1
    else:
        competent, trials = expected_fitness(q, lifetime.trials, fitness.bonus, **options), lifetime.trials
    return competent, wrong_fitness(q, trials, plasticity_cost=upkeep, trial_cost=fitness.trial_cost)


def fitness_options(fitness: TimeRemaining | AllOrNone) -> FitnessOptions:
    """Return the fields of a [fitness] table that change what a life is worth, as theory takes them."""
    options: FitnessOptions = {"plasticity_cost": fitness.plasticity_cost, "trial_cost": fitness.trial_cost}
    if isinstance(fitness, AllOrNone):
        options["kind"] = "all_or_none"
        return options
    options["scale"] = None if fitness.scale == "trials" else float(fitness.scale)
    options["convention"] = fitness.convention
    options["credit_innate"] = fitness.credit_innate
    return options


def overlay(definition: HaystackDefinition, generations: int) -> Overlay | None:
    """Return allele shares and mean fitness of the same population, made infinite, for generations 0..`generations`.

    Clones have an exact recursion, and so has uniform crossover. One-point crossover has none: it gets the curve of
    uniform crossover, and `matches` is False. The curve stops early where it would take more than some seconds.

    Where [lifetime] or [fitness] change over generations, each has the fitness of its own world.

    Returns:   None where no recursion applies: mutation, a moving target, other changes, Lamarckian inheritance,
               an evolvable budget, a landscape, selection by rank or of survivors, a steady state, founders who are
               given or all have fitness 0, or genomes too long (over 64 loci; over 512 for clones).
    """
    task = definition.task
    if (
        not isinstance(task, Needle | Graded)
        or task.move_every > 0
        or task.flip_rate > 0.0
        or not _followed(definition)
    ):
        return None
    lamarckian = definition.inheritance.kind == "lamarckian" and definition.inheritance.fraction > 0.0
    crossover, loci = definition.strategy.crossover, definition.task.loci
    if (
        lamarckian
        or definition.founders.given
        or definition.survival.given
        or definition.strategy.selection != "proportional"
        or definition.strategy.replacement != "generational"
        or definition.budget.evolvable
        or definition.strategy.mutation_rate > 0.0
    ):
        return None
    worth, shares, exact = _class_worth(definition.at(0)), _shares(definition), _plastic_loci(definition)
    if worth is None or shares is None or loci > _MOST_LOCI[crossover]:
        return None
    if float((genome_classes(loci, shares, exact) * worth).sum()) == 0.0:  # no founder can be a parent
        return None
    clones = crossover == "none"
    label = "clones" if clones else "free recombination"
    # Seconds per generation as measured on one core of a 2.6 GHz server.
    cost = 2e-5 + 1e-8 * loci**2 if clones else 5e-5 + 1.5e-5 * loci + 1.2e-11 * loci**5
    length = min(generations, int(_MOST_SECONDS / (cost + (1e-3 if definition.schedule else 0.0))))
    try:
        if definition.schedule:
            recursion = asexual if clones else free_recombination
            trajectory = recursion(_by_generation(definition), length, shares=shares, plastic_loci=exact)
        else:
            trajectory = _recursion(clones, worth.tobytes(), length, shares, exact)
    except ValueError:  # in a world to come, nobody is worth anything
        return None
    return Overlay(f"exact recursion, {label}, infinite population", trajectory, matches=crossover != "one_point")


@lru_cache(maxsize=256)
def _recursion(clones: bool, worth: bytes, length: int, shares: Shares, exact: int | None) -> Trajectory:
    """Return a recursion that is asked for again: by cells of a study that differ in what an infinite population lacks.

    Args:      worth: bytes of what `_class_worth` returns.
    """
    fitness = np.frombuffer(worth)
    fitness = fitness.reshape(math.isqrt(fitness.size), -1)
    return (asexual if clones else free_recombination)(fitness, length, shares=shares, plastic_loci=exact)


def _followed(definition: HaystackDefinition) -> bool:
    """Return whether all that changes over generations is what lives are worth, alike in all replicates."""
    known = definition.known_worlds and not definition.by_replicate
    return known and all(one.path[0] in ("lifetime", "fitness") for one in definition.schedule)


def _by_generation(definition: HaystackDefinition) -> Callable[[int], Floats]:
    """Return a function: generation -> what `_class_worth` returns in its world."""
    known: dict[tuple[Value, ...], Floats] = {}

    def worth(generation: int) -> Floats:
        values = tuple(definition.scheduled_at(generation).values())
        if values not in known:
            found = _class_worth(definition.at(generation))
            assert found is not None  # a schedule leaves the kinds of tables
            known[values] = found
        return known[values]

    return worth


def _shares(definition: HaystackDefinition) -> Shares | None:
    encoding = definition.encoding
    if isinstance(encoding, Flagged):
        return None
    if isinstance(encoding, Binary):
        return Shares(encoding.correct, 1.0 - encoding.correct, 0.0)
    total = encoding.correct + encoding.wrong + encoding.plastic
    return Shares(encoding.correct / total, encoding.wrong / total, encoding.plastic / total)


def _plastic_loci(definition: HaystackDefinition) -> int | None:
    """Return the exact number of plastic alleles of each founder, None where it is drawn."""
    return definition.encoding.plastic_loci if isinstance(definition.encoding, Ternary) else None


def _class_worth(definition: HaystackDefinition) -> Floats | None:
    """Return the expected fitness of genomes with a correct and b plastic loci, [a, b]; None where it is not known."""
    if isinstance(definition.task, Graded):
        worth = graded_fitness(definition)
        if worth is None:
            return None
        a, b = np.indices(worth.shape)
        return np.where(a + b < len(worth), worth[np.maximum(definition.task.loci - a - b, 0), b], 0.0)
    known = class_fitness(definition)
    return None if known is None else classes_of_fitness(*known)
