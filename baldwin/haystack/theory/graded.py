"""What lives are worth on a graded needle: the best of many guesses, in closed form.

A genome with w wrong and q plastic loci guesses X ~ Bin(q, b) of the plastic ones right in each trial, afresh (b = 1/2
for a fair coin), and scores s(w + q - X). The most that were right at once exceed k from the first trial T_k on whose X
does, and T_k is geometric with chance S_k = P(X > k). So with the steps D_k = s(w + q - k - 1) - s(w + q - k)

    best after n trials              s(w + q) + sum_k D_k P(T_k <= n)
    sum of the best over n trials    n s(w + q) + sum_k D_k E[(n + 1 - T_k)+]

exactly (derived here). For the needle only D_(q - 1) of w = 0 is not 0, and the sum is its number n of trials left:
G - T under convention A, which counts the best of the first G - 1 trials, and G - T + 1 under B, which counts all G.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from baldwin.haystack.definition import (
    AllOrNone,
    Binary,
    Classroom,
    HaystackDefinition,
    HillClimb,
    LifetimeMean,
    NoLearning,
    TimeRemaining,
)
from baldwin.haystack.tasks.graded import Graded
from baldwin.haystack.theory.composition import Floats, binomial_weights
from baldwin.haystack.theory.lifetime import chance_by, expected_trials, trials_left

__all__ = ["counted_trials", "expected_best", "expected_held", "expected_trials_used", "graded_fitness"]


def expected_best(scores: Floats, trials: int, hit_probability: float = 0.5) -> Floats:
    """Return the expected score of the best of `trials` guesses, by wrong and plastic loci [w, q]; 0 if w + q > L.

    Args:      scores: of phenotypes that differ from the target at 0..L loci, falling, (L + 1,); trials: n >= 1, of
               which 1 is a life without learning; hit_probability: b, in (0, 1).
    Shapes:    (L + 1, L + 1).
    """
    return _summed(scores, hit_probability, 1.0, lambda exceeds: chance_by(exceeds, float(trials)))


def expected_held(scores: Floats, counted: int, hit_probability: float = 0.5) -> Floats:
    """Return the expected sum of the best score so far over the first `counted` trials; else as `expected_best`."""
    return _summed(scores, hit_probability, float(counted), lambda exceeds: trials_left(exceeds, counted + 1.0))


def _summed(scores: Floats, hit: float, worst: float, weigh: Callable[[Floats], Floats]) -> Floats:
    """Return `worst` s(w + q) + sum_k D_k weigh(S_k) for all w and q."""
    loci = scores.size - 1
    found = np.zeros((loci + 1, loci + 1))
    for q in range(loci + 1):
        law = binomial_weights(q, hit, 1.0 - hit)
        exceeds = np.cumsum(law[:0:-1])[::-1]  # S_0 .. S_(q - 1)
        weights = weigh(np.clip(exceeds, 0.0, 1.0))
        for w in range(loci - q + 1):
            reached = scores[w : w + q + 1][::-1]  # by the number of right guesses
            found[w, q] = worst * reached[0] + np.diff(reached) @ weights
    return found


def counted_trials(fitness: TimeRemaining, trials: int) -> tuple[int, int]:
    """Return how many first trials count with their best score: for learners, and for who has no plastic locus."""
    counted = trials if fitness.convention == "B" else trials - 1
    return counted, trials if fitness.convention == "C" else counted


def expected_trials_used(loci: int, trials: int, hit_probability: float = 0.5) -> Floats:
    """Return the expected trials of a life by [w, q]: those until the target is found, else all; 1 if q = 0."""
    used = np.full((loci + 1, loci + 1), float(trials))
    used[0] = expected_trials(np.arange(loci + 1), trials, hit_probability)
    used[:, 0] = 1.0
    return used


def graded_fitness(definition: HaystackDefinition) -> Floats | None:
    """Return the expected fitness of a genome with w wrong and q plastic loci, [w, q]; 0 where w + q > L.

    Under all rules of the [lifetime] and [fitness] tables.

    Returns:   None for another task, evolving trials, or where trials may cost a life all its fitness: what is cut off
               at 0 has another mean.
    """
    task, fitness, lifetime = definition.task, definition.fitness, definition.lifetime
    if not isinstance(task, Graded) or isinstance(fitness, LifetimeMean) or isinstance(lifetime, HillClimb | Classroom):
        return None
    trials = 1 if isinstance(lifetime, NoLearning) else lifetime.trials
    kept = (1.0 - fitness.plasticity_cost) ** np.arange(task.loci + 1)
    least = kept[0 if isinstance(definition.encoding, Binary) else -1]
    if definition.budget.evolvable or fitness.trial_cost * trials > least:
        return None
    scores, hit = task.by_distance(), lifetime.hit_probability
    if isinstance(lifetime, NoLearning) or isinstance(fitness, AllOrNone):
        credit = expected_best(scores, trials, hit)
    else:
        learners, innate = counted_trials(fitness, trials)
        credit = expected_held(scores, learners, hit)
        credit[:, 0] = innate * scores
        credit /= trials if fitness.scale == "trials" else fitness.scale
    worth = 1.0 + fitness.bonus * credit
    if fitness.plasticity_cost_on == "everyone":
        worth *= kept
    else:
        worth[0] *= kept
    worth -= fitness.trial_cost * expected_trials_used(task.loci, trials, hit)
    w, q = np.indices(worth.shape)
    return np.where(w + q <= task.loci, worth, 0.0)
