"""Lives of the packed kernel: batches of words that learn, in short loops that run on vectors.

`scratch` is (ROWS, BATCH) uint64; LIFE_ROWS of them serve the batch's competent individuals: 0 who, 1 plastic loci, 2
trial of success, 3 excess, 4 for passing use.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from baldwin.haystack.kernels.model import GEOMETRIC, Model
from baldwin.haystack.kernels.words import ONE, ZERO, Int, U, Word, popcount, word, word_at
from baldwin.numba_cache import helper

__all__ = [
    "BATCH",
    "EXCESS_SHIFT",
    "LIFE_ROWS",
    "ROWS",
    "Integers",
    "Rules",
    "Words",
    "first_successes",
    "live",
    "rules_of",
]

Words = npt.NDArray[np.uint64]
Integers = npt.NDArray[np.int64]

BATCH, ROWS, LIFE_ROWS = 1024, 10, 5
EXCESS_SHIFT = U(48)


class Rules(NamedTuple):
    """The numbers of `Model` that lives and births read, without arrays, whose references every call would count."""

    loci: Word
    trials: Word
    learner: int
    fair: bool
    hit_threshold: Word
    cell_bits: Word
    timed: bool
    credit_from: Word
    credit_innate: int
    write_back: Word
    crossover: int
    cut_low: Word
    cut_count: Word
    binary: bool


@helper
def rules_of(m: Model) -> Rules:
    """Return the rules of a model."""
    return Rules(
        m.loci, m.trials, m.learner, m.hit_probability == 0.5, m.hit_threshold, m.cell_bits, m.timed, m.credit_from,
        m.credit_innate, m.write_back, m.crossover, m.cut_low, m.cut_count, m.binary,
    )  # fmt: skip


@helper
def live(
    buffer: Words,
    base: int,
    start: int,
    count: int,
    streams: tuple[Word, Word],
    rules: Rules,
    table: Words,
    sums: Integers,
    histogram: Integers,
    scratch: Words,
) -> int:
    """Let a batch of individuals live: write their excess, and add to `sums` (see SUMS) and `histogram`.

    Returns how many have an excess. `streams` are those of lives and of writing back; `table` is flat.
    """
    loci, full = rules.loci, (ONE << rules.loci) - ONE
    who, plastic_loci, trial, excess = scratch[0], scratch[1], scratch[2], scratch[3]
    flags = scratch[4].view(np.uint8)
    correct, plastic, learners, competent = ZERO, ZERO, ZERO, ZERO
    batch = buffer[base + start : base + start + count]  # known to be in range, so that loops run on vectors
    for k in range(count):
        w = batch[k]
        able_to = ((w | (w >> loci)) & full) == full
        correct += popcount(w & full)
        plastic += popcount(w >> loci)
        learners += U((w >> loci) != ZERO)
        competent += U(able_to)
        flags[k] = able_to
    sums[0] += correct
    sums[1] += plastic
    sums[5] += count - Int(learners)  # one trial each where nothing is plastic
    n = Int(competent)
    if n == 0:
        sums[5] += Int(rules.trials * learners)
        return 0
    if n == count:
        for k in range(count):
            who[k] = U(start + k)
            plastic_loci[k] = popcount(batch[k] >> loci)
    else:
        _list_competent(batch, start, loci, scratch)
    first_successes(n, streams[0], rules, table, scratch)
    able = _credit(n, learners, rules, sums, histogram, scratch)
    if n == count and rules.write_back == ZERO:
        for k in range(n):
            batch[k] |= excess[k] << EXCESS_SHIFT
        return able
    for k in range(n):
        w = buffer[base + Int(who[k])]
        if rules.write_back > ZERO and trial[k] <= rules.trials:
            w = _written_back(w, word(streams[1], who[k]), rules)
        buffer[base + Int(who[k])] = w | (excess[k] << EXCESS_SHIFT)
    return able


@helper
def _list_competent(batch: Words, start: int, loci: Word, scratch: Words) -> None:
    """List the individuals whose flag is set.

    Eight flags at a time are looked at, and in early generations passed over.
    """
    who, plastic_loci, flags, n = scratch[0], scratch[1], scratch[4].view(np.uint8), 0
    count = batch.size
    flags[count:] = 0
    for eight in range((count + 7) // 8):
        if scratch[4, eight] != ZERO:
            for k in range(8 * eight, min(count, 8 * eight + 8)):
                who[n] = U(start + k)
                plastic_loci[n] = popcount(batch[k] >> loci)
                n += flags[k]


@helper
def first_successes(n: int, life: Word, rules: Rules, table: Words, scratch: Words) -> None:
    """Draw the trial of first success of the `n` individuals in `scratch`, G + 1 for none."""
    who, plastic_loci, trial, cell, low = scratch[0], scratch[1], scratch[2], scratch[3], scratch[4]
    if rules.learner != GEOMETRIC:
        for k in range(n):
            trial[k] = _literal_trial(word(life, who[k]), plastic_loci[k], rules)
    else:
        low_bits, last = U(64) - rules.cell_bits, (U(table.size) >> rules.cell_bits) - ONE
        low_mask, cell_mask = (ONE << low_bits) - ONE, (ONE << rules.cell_bits) - ONE
        for k in range(n):
            w = word(life, who[k])
            cell[k] = w >> low_bits
            low[k] = w & low_mask
            trial[k] = (min(plastic_loci[k], last) << rules.cell_bits) + cell[k]
        for k in range(n):
            trial[k] = table[trial[k]]
        for k in range(n):  # apart from the look-up, the choice runs on vectors; there, it is a branch nobody foresees
            looked_up = trial[k]
            trial[k] = (cell[k] if low[k] < (looked_up >> rules.cell_bits) else looked_up & cell_mask) + ONE
    if rules.credit_innate < 0:  # the correct genome is held never to have learned
        for k in range(n):
            trial[k] = rules.trials + ONE if plastic_loci[k] == ZERO else trial[k]


@helper
def _literal_trial(first: Word, q: Word, rules: Rules) -> Word:
    """Return the trial of first success, drawing every guess at every plastic locus; G + 1 if there is none.

    Fair coins: each word holds floor(64 / q) guesses, low bits first. Other hit probabilities: a word per guess and
    locus, in the order of need, a guess ending at its first miss.
    """
    if q == ZERO:
        return ONE
    never, trial, n = rules.trials + ONE, ZERO, ZERO
    if rules.fair:
        per_word, mask = U(64) // q, (ONE << q) - ONE
        while trial < rules.trials:
            w = word_at(first, n)
            n += ONE
            for _ in range(per_word):
                trial += ONE
                if (w & mask) == mask:
                    return min(trial, never)
                w >>= q
        return never
    while trial < rules.trials:
        trial += ONE
        hits = ZERO
        while hits < q:
            n += ONE
            if word_at(first, n - ONE) >= rules.hit_threshold:
                break
            hits += ONE
        if hits == q:
            return trial
    return never


@helper
def _credit(n: int, learners: Word, rules: Rules, sums: Integers, histogram: Integers, scratch: Words) -> int:
    """Turn trials of success into an excess and add to `sums`; return how many have one.

    `learners` counts the batch's individuals with plastic loci, who use all their trials if they do not succeed.
    """
    plastic_loci, trial, excesses = scratch[1], scratch[2], scratch[3]
    successes, assimilated, trials, total, squares, largest, able = ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO
    for k in range(n):
        t, learner, won = trial[k], U(plastic_loci[k] > ZERO), U(trial[k] <= rules.trials)
        excess = rules.credit_from - t if rules.timed else ONE
        excess = excess if learner else U(rules.credit_innate)
        excess = excess if won else ZERO
        excesses[k] = excess
        assimilated += ONE - learner
        successes += won
        trials += t if won & learner else ZERO
        learners -= won & learner  # from here on: learners who failed
        total += excess
        squares += excess * excess
        largest = max(largest, excess)
        able += U(excess != ZERO)
    for k in range(n):
        histogram[0, plastic_loci[k]] += 1
    sums[2] += n
    sums[3] += successes
    sums[4] += assimilated
    sums[5] += trials + rules.trials * learners
    sums[6] += total
    sums[7] = max(sums[7], Int(largest))
    sums[8] += squares
    having: int = Int(able)
    return having


@helper
def _written_back(w: Word, first: Word, rules: Rules) -> Word:
    """Return `w` with learned loci turned correct, each with the definition's chance: what its germ line passes on."""
    for locus in range(Int(rules.loci)):
        bit = ONE << (U(locus) + rules.loci)
        if (w & bit) != ZERO and (word_at(first, U(locus)) >> ONE) < rules.write_back:
            w = (w ^ bit) | (ONE << U(locus))
    return w
