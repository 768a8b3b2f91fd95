"""Lives of the general kernel: any learner, any length, every price on learning.

A row holds ceil(L / 64) words of correct alleles, as many of plastic ones, and a last word with the budget gene or type
of learner (bits 0..14), whether a life succeeded (bit 15, in a steady state only), and the excess (bits 16..47) that
selection reads.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from baldwin.haystack.kernels.model import EXPECTED, GEOMETRIC, NON_LEARNER, RANDOM_LEARNER, SMART_LEARNER, Model
from baldwin.haystack.kernels.packed_life import BATCH, LIFE_ROWS, first_successes, rules_of
from baldwin.haystack.kernels.words import LOWER, ONE, UPPER, ZERO, Int, U, Word, popcount, word, word_at
from baldwin.numba_cache import helper

__all__ = ["EXCESS_SHIFT", "GENE", "SUCCEEDED", "Integers", "Rows", "live", "survey"]

Rows = npt.NDArray[np.uint64]
Integers = npt.NDArray[np.int64]
Counts = npt.NDArray[np.uint32]

W64 = U(64)
GENE, SUCCEEDED = U(0x7FFF), U(0x8000)
EXCESS_SHIFT = U(16)
MOST_SHORT = U(0xFFFF)
"""The largest excess whose square has no upper half."""


@helper
def _first_success(first: Word, q: Word, limit: Word, m: Model) -> Word:
    """Return the trial of first success, drawing every guess at every plastic locus; `limit` + 1 if there is none.

    Fair coins: each word holds floor(64 / q) guesses, low bits first; beyond 64 loci a guess takes ceil(q / 64)
    words. Other hit probabilities: a word per guess and locus, in the order of need, a guess ending at its first
    miss.
    """
    n, trial = ZERO, ZERO
    if m.hit_probability == 0.5 and q <= W64:
        per_word, mask = W64 // q, ~ZERO >> (W64 - q)
        while trial < limit:
            w = word_at(first, n)
            n += ONE
            for _ in range(per_word):
                trial += ONE
                if (w & mask) == mask:
                    return min(trial, limit + ONE)
                w = w >> q if q < W64 else ZERO
        return limit + ONE
    while trial < limit:
        trial += ONE
        if m.hit_probability == 0.5:
            hit, left = True, q
            while left > ZERO:
                bits = min(left, W64)
                mask = ~ZERO >> (W64 - bits)
                hit = hit and (word_at(first, n) & mask) == mask
                n += ONE
                left -= bits
        else:
            hit = True
            for _ in range(q):
                n += ONE
                if word_at(first, n - ONE) >= m.hit_threshold:
                    hit = False
                    break
        if hit:
            return trial
    return limit + ONE


@helper
def _fitness(q: Word, gene: Word, used: Word, credit: int, competent: bool, m: Model) -> float:
    """Return the fitness of a life in which learning has its price; `credit` as in `Model`."""
    fitness: Any = 1.0 + m.bonus * float(credit)
    if competent or m.price_everyone:
        fitness *= m.plasticity_price[q]
    fitness *= m.upkeep_price[gene]
    fitness -= m.trial_cost * float(used)
    worth: float = max(fitness, 0.0)
    return worth


@helper
def live(rows: Rows, life: Word, writing: Word, m: Model, sums: Integers, histogram: Integers) -> None:
    """Let individuals live: write their excess, and add to `sums` and `histogram` (see SUMS)."""
    room = np.empty((4, rows.shape[0]), np.uint32)
    plastic_loci, trial, excess, used = room[0], room[1], room[2], room[3]
    survey(rows, m.loci, plastic_loci, trial, sums)
    if m.learner == GEOMETRIC and m.levels == 0 and not m.types:
        _learn_at_once(life, m, plastic_loci, trial)
    else:
        _learn(rows, life, m, plastic_loci, trial)
    if m.priced or m.learner == EXPECTED or m.levels > 0 or m.types:
        _price(rows, m, plastic_loci, trial, excess, used)
    else:
        _count_left(m, plastic_loci, trial, excess, used)
    _account(rows, m, room, sums, histogram)
    if m.write_back > ZERO:
        for i in range(rows.shape[0]):
            if ZERO < U(trial[i]) <= m.trials:
                _write_back(rows, i, word(writing, U(i)), m)


@helper
def survey(rows: Rows, loci: Word, plastic_loci: Counts, competent: Counts, sums: Integers) -> None:
    """Count each individual's plastic loci, say whether none of its loci is wrong, and add up alleles."""
    half = (rows.shape[1] - 1) // 2
    tail = ~ZERO >> ((W64 - loci % W64) % W64)
    alleles, plastics = ZERO, ZERO
    if half == 1:  # without a loop over words, so that it runs on vectors
        for i in range(rows.shape[0]):
            one, plastic = rows[i, 0], rows[i, 1]
            q = popcount(plastic)
            alleles += popcount(one)
            plastics += q
            plastic_loci[i] = q
            competent[i] = U(((one | plastic) & tail) == tail)
        sums[0] += Int(alleles)
        sums[1] += Int(plastics)
        return
    for i in range(rows.shape[0]):
        q, wrong = ZERO, ZERO
        for at in range(half):
            one, plastic = rows[i, at], rows[i, half + at]
            q += popcount(plastic)
            wrong |= ~(one | plastic) & (~ZERO if at < half - 1 else tail)
        if wrong == ZERO:
            alleles += loci - q
        else:
            for at in range(half):
                alleles += popcount(rows[i, at])
        plastics += q
        plastic_loci[i] = q
        competent[i] = 1 if wrong == ZERO else 0
    sums[0] += Int(alleles)
    sums[1] += Int(plastics)


@helper
def _most_trials(kind: Word, q: Word, trials: Word) -> Word:
    """Return the trials after which a learner of a type gives up: once it has none left, or nothing left to try."""
    if kind == U(NON_LEARNER):
        return ONE
    return min(trials, ONE << q) if kind == U(SMART_LEARNER) and q < U(32) else trials


@helper
def _learn(rows: Rows, life: Word, m: Model, plastic_loci: Counts, trial: Counts) -> None:
    """Turn each flag of competence in `trial` into the trial of first success: 0 the hopeless, G + 1 those who fail."""
    last = rows.shape[1] - 1
    low_bits, rows_of_table = W64 - m.cell_bits, U(m.table.shape[0])
    low_mask, cell_mask = (ONE << low_bits) - ONE, (ONE << m.cell_bits) - ONE
    flat = m.table.reshape(m.table.size)
    for i in range(rows.shape[0]):
        if trial[i] == 0:
            continue
        q, limit = U(plastic_loci[i]), m.trials
        if m.levels > 0:
            limit = ONE << (rows[i, last] & GENE)
        kind = rows[i, last] & GENE if m.types else U(RANDOM_LEARNER)
        if m.types:
            limit = _most_trials(kind, q, m.trials)
        if q == ZERO:
            t = ONE if m.credit_innate >= 0 else m.trials + ONE
        elif kind == U(SMART_LEARNER):  # any of 2^q settings alike; where these are 2^64 or more, none is ever found
            t = (word(life, U(i)) >> (W64 - q)) + ONE if q < W64 else m.trials + ONE
        elif m.learner == GEOMETRIC:
            first = word(life, U(i))
            cell = first >> low_bits
            entry = flat[Int((min(q, rows_of_table - ONE) << m.cell_bits) + cell)]
            t = (cell if (first & low_mask) < (entry >> m.cell_bits) else entry & cell_mask) + ONE
        elif m.learner == EXPECTED:
            t = m.trials + ONE
        else:
            t = _first_success(word(life, U(i)), q, limit, m)
        trial[i] = t if t <= limit else m.trials + ONE


@helper
def _learn_at_once(life: Word, m: Model, plastic_loci: Counts, trial: Counts) -> None:
    """Do as `_learn` for geometric lives of one budget, in the packed kernel's batches."""
    scratch = np.empty((LIFE_ROWS, BATCH), np.uint64)
    rules, table = rules_of(m), m.table.reshape(m.table.size)
    for start in range(0, trial.size, BATCH):
        n = 0
        for i in range(start, min(trial.size, start + BATCH)):
            scratch[0, n] = U(i)
            scratch[1, n] = U(plastic_loci[i])
            n += 1 if trial[i] > 0 else 0
        first_successes(n, life, rules, table, scratch)
        for k in range(n):
            trial[Int(scratch[0, k])] = scratch[2, k]


@helper
def _count_left(m: Model, plastic_loci: Counts, trial: Counts, excess: Counts, used: Counts) -> None:
    """Write the excess of lives whose worth is a whole number of trials left, or success; and trials used."""
    for i in range(trial.size):
        q, t = U(plastic_loci[i]), U(trial[i])
        won = ZERO < t <= m.trials
        credit = (U(m.credit_innate) if q == ZERO else m.credit_from - t) if m.timed else ONE
        excess[i] = credit if won else ZERO
        used[i] = t if won else (ONE if q == ZERO else m.trials)


@helper
def _price(rows: Rows, m: Model, plastic_loci: Counts, trial: Counts, excess: Counts, used: Counts) -> None:
    """Write the excess of lives that pay, are expected, or have budgets; trials of expected lives are counted later."""
    last, expected = rows.shape[1] - 1, m.learner == EXPECTED
    for i in range(trial.size):
        q, t, gene = U(plastic_loci[i]), U(trial[i]), rows[i, last] & GENE
        limit = m.trials if m.levels == 0 else ONE << gene
        if m.types:
            limit = _most_trials(gene, q, m.trials)
        won, spent, credit = ZERO < t <= m.trials, ONE if q == ZERO else limit, 0
        if won:
            spent = t
            credit = 1
            if m.timed:  # trials left out of G, also where a budget gene allows fewer
                credit = m.credit_innate if q == ZERO else Int(m.credit_from) - Int(t)
        worth = U(credit)
        if expected:
            worth = U(m.expected_excess[0 if t > ZERO else 1, q])
            spent = ZERO if t > ZERO else spent
        elif m.priced:
            worth = U(_fitness(q, gene, spent, credit, t > ZERO, m) / m.unit + 0.5)
        excess[i], used[i] = worth, spent


@helper
def _account(rows: Rows, m: Model, room: npt.NDArray[np.uint32], sums: Integers, histogram: Integers) -> None:
    """Write each excess into its row, and add up. Rows of `room`: plastic loci, trial, excess, trials used."""
    plastic_loci, trial, excesses, used = room[0], room[1], room[2], room[3]
    last, rich = rows.shape[1] - 1, m.largest_gene + 1
    able, successes, assimilated, trials, total = ZERO, ZERO, ZERO, ZERO, ZERO
    largest, squares, high, genes = ZERO, ZERO, ZERO, ZERO
    for i in range(trial.size):
        t, excess = U(trial[i]), U(excesses[i])
        able += U(t > ZERO)
        successes += U(ZERO < t <= m.trials)
        assimilated += U(t > ZERO and plastic_loci[i] == 0)
        trials += U(used[i])
        total += excess
        largest = max(largest, excess)
        squares += excess * excess
    if largest > MOST_SHORT:
        squares = ZERO
        for i in range(trial.size):
            squares += (U(excesses[i]) * U(excesses[i])) & LOWER
            high += (U(excesses[i]) * U(excesses[i])) >> UPPER
    for i in range(trial.size):
        gene = rows[i, last] & GENE
        genes += gene
        rows[i, last] = gene | (U(excesses[i]) << EXCESS_SHIFT)
        histogram[(0 if trial[i] > 0 else rich) + Int(gene), plastic_loci[i]] += 1
    counts = (able, successes, assimilated, trials, total, largest, squares, genes, high)
    for k in range(len(counts)):
        sums[2 + k] += Int(counts[k])


@helper
def _write_back(rows: Rows, i: int, first: Word, m: Model) -> None:
    """Turn learned loci correct in the germ line, each with the definition's chance."""
    half = (rows.shape[1] - 1) // 2
    for locus in range(Int(m.loci)):
        at, bit = locus // 64, ONE << (U(locus) % W64)
        if (rows[i, half + at] & bit) != ZERO and (word_at(first, U(locus)) >> ONE) < m.write_back:
            rows[i, half + at] ^= bit
            rows[i, at] |= bit
