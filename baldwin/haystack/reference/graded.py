"""Lives that guess for a score, to be read: `baldwin.haystack.kernels.graded` in plain Python, the same words and bits.

Births are those of `baldwin.haystack.reference.needle`; `live` takes the place of how they live there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from baldwin.haystack.kernels.graded import SCORE_UNITS, Guessing
from baldwin.haystack.kernels.model import EXPECTED, Model
from baldwin.haystack.reference.needle import CORRECT, PLASTIC, WRONG, Individual, write_back
from baldwin.haystack.reference.selection import Words

__all__ = ["Guessed", "guessed", "live"]

Scored = Callable[[tuple[int, ...]], int]
"""What a phenotype scores, in SCORE_UNITS."""


class Guessed(NamedTuple):
    """One life: the best score so far after each trial, the phenotype that reached the last, and when 1 was reached."""

    best: list[int]
    phenotype: tuple[int, ...]
    found: int | None


def guessed(genome: Sequence[int], limit: int, words: Words, scored: Scored, m: Model) -> Guessed:
    """Guess all plastic loci afresh in each trial, and keep a phenotype that scores more than the best so far."""
    loci, best, kept = len(genome), list[int](), tuple(genome)
    if PLASTIC not in genome:
        limit = 1
    for trial in range(limit):
        guess = [
            allele if allele != PLASTIC else coin(trial, locus, loci, words, m) for locus, allele in enumerate(genome)
        ]
        score = scored(tuple(guess))
        if not best or score > best[-1]:
            kept = tuple(guess)
        best.append(max(score, best[-1]) if best else score)
        if best[-1] == SCORE_UNITS:
            return Guessed(best, kept, trial + 1)
    return Guessed(best, kept, None)


def coin(trial: int, locus: int, loci: int, words: Words, m: Model) -> int:
    """Return whether trial 0, 1, .. guesses a locus right: by a bit for fair coins, else by a word."""
    if m.hit_probability == 0.5:
        place, bit = divmod(locus, 64)
        return words(trial * -(-loci // 64) + place) >> bit & 1
    return int(words(trial * loci + locus) < m.hit_threshold)


def live(
    individual: Individual, words: Words, writing: Words, m: Model, rules: Guessing, scored: Scored | None = None
) -> None:
    """Let an individual guess, and set what its life achieved, and what it passes on."""
    genome = individual.genome
    wrong, q = genome.count(WRONG), genome.count(PLASTIC)
    if m.learner == EXPECTED:
        individual.excess = int(rules.excess[wrong, q])
        write_back(individual, writing, m)
        return
    limit = 2**individual.whole_gene if m.levels else int(m.trials)
    life = guessed(genome, limit, words, scored or partial(by_distance, rules=rules), m)
    individual.successful = life.found is not None
    individual.trials = life.found or (limit if q else 1)
    credit = life.best[-1]
    if m.timed:
        counted = int(rules.counted if q else rules.counted_innate)
        credit = sum(life.best[:counted]) + max(counted - len(life.best), 0) * life.best[-1]
    fitness = 1.0 + m.bonus * (float(credit) / 4294967296.0)
    if wrong == 0 or m.price_everyone:
        fitness *= m.plasticity_price[q]
    fitness *= m.upkeep_price[individual.whole_gene]
    fitness -= m.trial_cost * individual.trials
    individual.excess = int((max(fitness, 0.0) - m.floor) / m.unit + 0.5) if m.unit else 0
    individual.germ_line = [
        learned if allele == PLASTIC and writing(locus) >> 1 < m.write_back else allele
        for locus, (allele, learned) in enumerate(zip(genome, life.phenotype, strict=True))
    ]


def by_distance(phenotype: tuple[int, ...], rules: Guessing) -> int:
    """Return what a graded needle gives a phenotype."""
    return int(rules.scores[len(phenotype) - phenotype.count(CORRECT)])
