"""Learners of three types in one population, exactly: what each is worth, and how selection shifts their shares."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from baldwin.haystack.definition import Classroom, HaystackDefinition, LifetimeMean, Ternary
from baldwin.haystack.theory.composition import Floats, Shares, genome_classes
from baldwin.haystack.theory.lifetime import (
    expected_fitness,
    expected_trials,
    remembering_fitness,
    remembering_trials,
    success_probability,
    wrong_fitness,
)
from baldwin.haystack.theory.overlay import fitness_options
from baldwin.haystack.theory.recursions import classes_of_fitness

__all__ = ["TypesWorth", "types_after_selection", "types_worth"]


class TypesWorth(NamedTuple):
    """Expectations by type of learner and number of plastic loci, shape (3, L + 1), of one kind of genome."""

    innate: Floats  # fitness if it sets its plastic loci once, as a non-learner, but pays for its type
    learned: Floats  # fitness
    success: Floats  # chance to succeed
    trials: Floats  # trials used


def types_worth(definition: HaystackDefinition) -> tuple[TypesWorth, TypesWorth]:
    """Return what types of learners are worth: with genomes without a wrong allele, and with one."""
    fitness, lifetime = definition.fitness, definition.lifetime
    assert isinstance(lifetime, Classroom)
    assert not isinstance(fitness, LifetimeMean)
    loci, trials = definition.task.loci, lifetime.trials
    q, options = np.arange(loci + 1), fitness_options(fitness)
    options["full_trials"] = trials
    everyone = fitness.plasticity_cost if fitness.plasticity_cost_on == "everyone" else 0.0
    smart_most = np.array([min(trials, 2 ** min(n, 32)) for n in range(loci + 1)])
    competent, wrong = [], []
    for kind, price in enumerate((1.0, 1.0 - lifetime.random_cost, 1.0 - lifetime.smart_cost)):
        # price * f(cost / price) pays the price on all but the trials, and nothing falls below 0.
        paid = fitness.trial_cost / price
        options["trial_cost"] = paid
        once = expected_fitness(q, 1, fitness.bonus, **options)
        lost = wrong_fitness(q, 1, plasticity_cost=everyone, trial_cost=paid)
        if kind == 0:
            learned, success, used, most = once, success_probability(q, 1), np.ones(loci + 1), np.ones(loci + 1)
        elif kind == 1:
            learned, success = expected_fitness(q, trials, fitness.bonus, **options), success_probability(q, trials)
            used, most = expected_trials(q, trials), np.full(loci + 1, float(trials))
        else:
            learned = remembering_fitness(q, trials, fitness.bonus, **options)
            (success, used), most = remembering_trials(q, trials), smart_most.astype(float)
        if not getattr(fitness, "credit_innate", True):
            success = np.where(q == 0, 0.0, success)
        most = np.where(q == 0, 1.0, most)
        vain = np.maximum((1.0 - everyone) ** q - paid * most, 0.0)
        competent.append([price * once, price * learned, success, used])
        wrong.append([price * lost, price * vain, np.zeros(loci + 1), most])
    return TypesWorth(*np.array(competent).swapaxes(0, 1)), TypesWorth(*np.array(wrong).swapaxes(0, 1))


def types_after_selection(definition: HaystackDefinition) -> Floats:
    """Return the shares of the types of learners among newborns of generation 1, in an infinite population: (3,).

    Selection in proportion to fitness; founders are ternary, with genomes that do not depend on their types:
    s' = s W / W_mean, and then types change.
    """
    lifetime, encoding = definition.lifetime, definition.encoding
    assert isinstance(lifetime, Classroom)
    assert isinstance(encoding, Ternary)
    total = encoding.correct + encoding.wrong + encoding.plastic
    shares = Shares(encoding.correct / total, encoding.wrong / total, encoding.plastic / total)
    founders = genome_classes(definition.task.loci, shares, encoding.plastic_loci)
    competent, wrong = types_worth(definition)
    worth = [
        float((founders * classes_of_fitness(W, V)).sum())
        for W, V in zip(competent.learned, wrong.learned, strict=True)
    ]
    types = np.array([1.0 - lifetime.random_learners - lifetime.smart_learners])
    types = np.append(types, [lifetime.random_learners, lifetime.smart_learners]) * worth
    types /= types.sum()
    changed = lifetime.type_mutation_rate
    return np.asarray(types * (1.0 - changed) + changed * (1.0 - types) / 2.0)
