"""Lives of the general kernel: any learner, any length, every price on learning.

A row holds ceil(L / 64) words of correct alleles, as many of plastic ones, and a last word with the budget gene (bits 0..15) and the
excess (bits 16..47) that selection reads.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from baldwin.haystack.compiled import helper
from baldwin.haystack.model import EXPECTED, GEOMETRIC, Model
from baldwin.haystack.words import ONE, ZERO, popcount, word, word_at

__all__ = ["EXCESS_SHIFT", "GENE", "Integers", "Rows", "live"]

Rows = npt.NDArray[np.uint64]
Integers = npt.NDArray[np.int64]

U, I = np.uint64, np.int64
W64 = U(64)
GENE = U(0xFFFF)
EXCESS_SHIFT = U(16)


@helper
def _first_success(first: np.uint64, q: np.uint64, limit: np.uint64, m: Model) -> np.uint64:
    """Return the trial of first success, drawing every guess at every plastic locus; `limit` + 1 if there is none.

    Fair coins: each word holds floor(64 / q) guesses, low bits first; beyond 64 loci a guess takes ceil(q / 64) words. Other hit
    probabilities: a word per guess and locus, in the order of need, a guess ending at its first miss.
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
def _fitness(q: np.uint64, gene: np.uint64, used: np.uint64, credit: int, competent: bool, m: Model) -> float:
    """Return the fitness of a life in which learning has its price; `credit` as in `Model`."""
    fitness = 1.0 + m.bonus * float(credit)
    if competent or m.price_everyone:
        fitness *= m.plasticity_price[q]
    fitness *= m.upkeep_price[gene]
    fitness -= m.trial_cost * float(used)
    return max(fitness, 0.0)


@helper
def live(rows: Rows, life: np.uint64, writing: np.uint64, m: Model, sums: Integers, histogram: Integers) -> None:
    """Let individuals live: write their excess, and add to `sums` (see SUMS) and `histogram`."""
    half, last = (rows.shape[1] - 1) // 2, rows.shape[1] - 1
    tail = ~ZERO >> ((W64 - m.loci % W64) % W64)
    low_bits = W64 - m.cell_bits
    low_mask, cell_mask = (ONE << low_bits) - ONE, (ONE << m.cell_bits) - ONE
    table, per_row = m.table, m.table.shape[1]
    flat = table.reshape(table.size)
    for i in range(rows.shape[0]):
        q, wrong, correct = ZERO, ZERO, ZERO
        for at in range(half):
            one, plastic = rows[i, at], rows[i, half + at]
            q += popcount(plastic)
            correct += popcount(one)
            wrong |= ~(one | plastic) & (~ZERO if at < half - 1 else tail)
        gene = rows[i, last] & GENE
        limit = m.trials if m.levels == 0 else ONE << gene
        competent = wrong == ZERO
        used = limit if q > ZERO else ONE
        won, credit = False, 0
        histogram[(0 if competent else m.levels + 1) + I(gene), q] += 1
        if competent:
            sums[2] += 1
            trial = limit + ONE
            if q == ZERO:
                sums[4] += 1
                trial = ONE if m.credit_innate >= 0 else trial
            elif m.learner == GEOMETRIC:
                first = word(life, U(i))
                cell = first >> low_bits
                entry = flat[min(I(q), table.shape[0] - 1) * per_row + I(cell)]
                trial = (cell if (first & low_mask) < (entry >> m.cell_bits) else entry & cell_mask) + ONE
            elif m.learner != EXPECTED:
                trial = _first_success(word(life, U(i)), q, limit, m)
            won = trial <= limit and m.learner != EXPECTED
            if won:
                sums[3] += 1
                used = trial
                credit = 1
                if m.timed:  # trials left out of G, also where a budget gene allows fewer
                    credit = m.credit_innate if q == ZERO else I(m.credit_from) - I(trial)
        if m.learner == EXPECTED:
            excess = U(m.expected_excess[0 if competent else 1, q])
            used = used if not competent else ZERO
        elif m.priced:
            excess = U(_fitness(q, gene, used, credit, competent, m) / m.unit + 0.5)
        else:
            excess = U(credit)
        rows[i, last] = gene | (excess << EXCESS_SHIFT)
        if won and m.write_back > ZERO:
            _write_back(rows, i, half, word(writing, U(i)), m)
        sums[0] += I(correct)
        sums[1] += I(q)
        sums[5] += I(used)
        sums[6] += I(excess)
        sums[7] = max(sums[7], I(excess))
        sums[8] += I(excess >> m.square_shift) ** 2
        sums[9] += I(gene)


@helper
def _write_back(rows: Rows, i: int, half: int, first: np.uint64, m: Model) -> None:
    """Turn learned loci correct in the germ line, each with the definition's chance."""
    for locus in range(I(m.loci)):
        at, bit = locus // 64, ONE << (U(locus) % W64)
        if (rows[i, half + at] & bit) != ZERO and (word_at(first, U(locus)) >> ONE) < m.write_back:
            rows[i, half + at] ^= bit
            rows[i, at] |= bit
