"""Innate and learned ability of a needle population: exact expectations over its genotypes; no life is drawn.

A genotype's worth depends on its number of plastic loci q, on whether it is competent (no wrong allele), and on its
budget gene g or type of learner. So a histogram over these, which the kernels keep, gives population means exactly, and
measuring cannot touch evolution.
"""

from __future__ import annotations

from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from baldwin.haystack.definition import AllOrNone, Classroom, HaystackDefinition, LifetimeMean, NoLearning
from baldwin.haystack.theory.lifetime import (
    FitnessOptions,
    expected_fitness,
    expected_trials,
    innate_fitness,
    success_probability,
    wrong_fitness,
)
from baldwin.haystack.theory.types import types_worth

__all__ = ["Worth", "worth_of"]

Floats = npt.NDArray[np.float64]


class Worth(NamedTuple):
    """What kinds of genotype are worth, shape (H, L + 1); rows as in `model.SUMS`: competent by g, incompetent by g.

    In a classroom g is the type of learner.
    """

    innate: Floats  # expected fitness with learning switched off, as under lifetime.kind = "none"
    learned: Floats  # expected fitness
    success: Floats  # chance that a life succeeds
    trials: Floats  # expected trials used


def worth_of(definition: HaystackDefinition) -> Worth:
    """Return what every kind of genotype is worth under `definition` (a needle population)."""
    fitness, lifetime = definition.fitness, definition.lifetime
    assert not isinstance(fitness, LifetimeMean)
    if isinstance(lifetime, Classroom):
        competent, incompetent = types_worth(definition)
        return Worth(*np.concatenate([competent, incompetent], axis=1))
    learns = not isinstance(lifetime, NoLearning)
    trials = getattr(lifetime, "trials", 1)
    hit: float = getattr(lifetime, "hit_probability", 0.5)
    everyone = fitness.plasticity_cost if fitness.plasticity_cost_on == "everyone" else 0.0
    levels = definition.budget.levels if definition.budget.evolvable else 0
    q = np.arange(definition.task.loci + 1)
    rows: list[list[Floats]] = []
    wrong: list[list[Floats]] = []
    for gene in range(levels + 1):
        budget = 2**gene if levels else trials
        kept = (1.0 - definition.budget.upkeep) ** gene
        options: dict[str, Any] = {
            "plasticity_cost": fitness.plasticity_cost,
            "trial_cost": fitness.trial_cost / kept,
            "hit_probability": hit,
        }
        if isinstance(fitness, AllOrNone):
            options["kind"] = "all_or_none"
        else:
            scale = float(trials if fitness.scale == "trials" else fitness.scale)
            options |= {"convention": fitness.convention, "credit_innate": fitness.credit_innate, "scale": scale}
            options["full_trials"] = trials
        innate = kept * innate_fitness(q, fitness.bonus, **_options(options))
        learned = kept * expected_fitness(q, budget, fitness.bonus, **_options(options)) if learns else innate
        success = success_probability(q, budget, hit)
        if not getattr(fitness, "credit_innate", True):
            success[0] = 0.0
        used = expected_trials(q, budget, hit) if learns else np.ones(q.size)
        rows.append([innate, learned, success, used])
        lost = [
            kept * wrong_fitness(q, n, plasticity_cost=everyone, trial_cost=fitness.trial_cost / kept)
            for n in (1, budget if learns else 1)
        ]
        wrong.append([lost[0], lost[1], np.zeros(q.size), np.where(q == 0, 1, budget if learns else 1).astype(float)])
    return Worth(*np.moveaxis(np.array(rows + wrong), 1, 0))


def _options(options: dict[str, Any]) -> FitnessOptions:
    return cast(FitnessOptions, options)
