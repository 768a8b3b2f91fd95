"""Lives of the general kernel: any learner, any length, every price on learning.

A row holds ceil(L / 64) words of correct alleles, as many of plastic ones, and a last word with the budget gene (bits
0..15) and the excess (bits 16..47) that selection reads.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from baldwin.haystack.compiled import helper
from baldwin.haystack.model import EXPECTED, GEOMETRIC, Model
from baldwin.haystack.words import ONE, ZERO, Int, U, Word, popcount, word, word_at

__all__ = ["EXCESS_SHIFT", "GENE", "Integers", "Rows", "live"]

Rows = npt.NDArray[np.uint64]
Integers = npt.NDArray[np.int64]
Counts = npt.NDArray[np.uint32]

W64 = U(64)
GENE = U(0xFFFF)
EXCESS_SHIFT = U(16)


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
    plastic_loci = np.empty(rows.shape[0], np.uint32)
    trial = np.empty(rows.shape[0], np.uint32)
    _survey(rows, m.loci, plastic_loci, trial, sums)
    _learn(rows, life, m, plastic_loci, trial)
    _credit(rows, m, plastic_loci, trial, sums, histogram)
    if m.write_back > ZERO:
        for i in range(rows.shape[0]):
            if ZERO < U(trial[i]) <= m.trials:
                _write_back(rows, i, word(writing, U(i)), m)


@helper
def _survey(rows: Rows, loci: Word, plastic_loci: Counts, competent: Counts, sums: Integers) -> None:
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
            alleles += popcount(one)
            wrong |= ~(one | plastic) & (~ZERO if at < half - 1 else tail)
        plastics += q
        plastic_loci[i] = q
        competent[i] = 1 if wrong == ZERO else 0
    sums[0] += Int(alleles)
    sums[1] += Int(plastics)


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
        if q == ZERO:
            t = ONE if m.credit_innate >= 0 else m.trials + ONE
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
def _credit(rows: Rows, m: Model, plastic_loci: Counts, trial: Counts, sums: Integers, histogram: Integers) -> None:
    """Write what each life achieved as its excess, and add up; trials of expected lives are left to the histogram."""
    last, expected, rich = rows.shape[1] - 1, m.learner == EXPECTED, m.levels + 1
    able, successes, assimilated, trials, total = ZERO, ZERO, ZERO, ZERO, ZERO
    largest, squares, genes = ZERO, ZERO, ZERO
    for i in range(rows.shape[0]):
        q, t, gene = U(plastic_loci[i]), U(trial[i]), rows[i, last] & GENE
        competent, won = U(t > ZERO), U(ZERO < t <= m.trials)
        limit = m.trials if m.levels == 0 else ONE << gene
        used = ONE if q == ZERO else limit
        used = t if won else used
        # Trials left out of G, also where a budget gene allows fewer; or just success.
        credit = (U(m.credit_innate) if q == ZERO else m.credit_from - t) if m.timed else ONE
        excess = credit if won else ZERO
        if expected:
            excess = U(m.expected_excess[0 if competent else 1, q])
            used = ZERO if competent else used
        elif m.priced:
            excess = U(_fitness(q, gene, used, Int(excess), competent > ZERO, m) / m.unit + 0.5)
        rows[i, last] = gene | (excess << EXCESS_SHIFT)
        able += competent
        successes += won
        assimilated += competent if q == ZERO else ZERO
        trials += used
        total += excess
        largest = max(largest, excess)
        squares += (excess >> m.square_shift) * (excess >> m.square_shift)
        genes += gene
    for i in range(rows.shape[0]):
        histogram[(0 if trial[i] > 0 else rich) + Int(rows[i, last] & GENE), plastic_loci[i]] += 1
    counts = (able, successes, assimilated, trials, total, largest, squares, genes)
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
