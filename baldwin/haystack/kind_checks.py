"""Which kinds of a haystack population's tables go together; loads no kernel."""

from __future__ import annotations

from baldwin.haystack.contracts import ScoredTask, is_scored
from baldwin.haystack.definition import (
    Binary,
    Classroom,
    Expected,
    Flagged,
    Geometric,
    Graded,
    HaystackDefinition,
    HillClimb,
    LifetimeMean,
    LiteralTrials,
    NKLandscape,
    NoLearning,
)

__all__ = ["budget_problems", "kind_problems"]


def kind_problems(definition: HaystackDefinition) -> list[tuple[str, str]]:
    """Return (field, rule and remedy) of kinds that do not go together."""
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
    if definition.inheritance.kind == "lamarckian" and isinstance(lifetime, Classroom):
        problems.append(("inheritance.kind", 'non-learners have learned nothing to write back. Use "baldwinian"'))
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
    if isinstance(lifetime, Geometric | HillClimb | Classroom) or (isinstance(lifetime, Expected) and not graded):
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


def budget_problems(definition: HaystackDefinition) -> list[tuple[str, str]]:
    """Return (field, rule and remedy) of what a budget that evolves asks of the other tables."""
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
