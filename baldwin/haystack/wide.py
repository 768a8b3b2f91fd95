"""The general kernel: genomes of any length and every variant of the needle, one row of words per individual.

A row holds ceil(L / 64) words of correct alleles, as many of plastic ones, and a last word with the budget gene (bits 0..15) and the
excess (bits 16..47) that selection reads. Where `baldwin.haystack.packed` applies, both give the same bits; `breed` is shared
with the landscapes of `baldwin.haystack.nk`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit, prange

from baldwin.haystack.model import EXPECTED, GEOMETRIC, Model
from baldwin.haystack.words import ONE, ZERO, key, multiply_high, popcount, word, word_at
from baldwin.randomness import Stream

__all__ = ["Rows", "breed", "evolve_wide", "flip_target", "found_rows", "found_wide", "identical", "row_words"]

Rows = npt.NDArray[np.uint64]
Integers = npt.NDArray[np.int64]

U, I = np.uint64, np.int64
W64 = U(64)
GENE = U(0xFFFF)
EXCESS_SHIFT = U(16)
MOST_REDRAWS = 1000
TWO64 = 2.0**64


def row_words(loci: int) -> int:
    """Return the words in one individual's row."""
    return 2 * -(-loci // 64) + 1


@njit  # type: ignore[untyped-decorator]
def found_rows(rows: Rows, replicate: np.uint64, flagged: bool, m: Model) -> None:
    """Draw founders: a word per locus, or (flagged) one for its bit and one for its plastic flag; then the budget gene."""
    founder = key(m.seed, replicate, ZERO, U(Stream.FOUNDER))
    budget = key(m.seed, replicate, ZERO, U(Stream.BUDGET_FOUNDER))
    half = (rows.shape[1] - 1) // 2
    for i in range(rows.shape[0]):
        first = word(founder, U(i))
        rows[i, :] = ZERO
        for locus in range(I(m.loci)):
            at, bit = locus // 64, ONE << (U(locus) % W64)
            w = word_at(first, U(locus)) >> ONE
            if w < m.founder_correct:
                rows[i, at] |= bit
            elif not flagged and w < m.founder_plastic:
                rows[i, half + at] |= bit
            if flagged and (word_at(first, U(locus) + m.loci) >> ONE) < m.founder_plastic:
                rows[i, half + at] |= bit
        if m.levels > 0:
            rows[i, 2 * half] = multiply_high(word(budget, U(i)), U(m.levels + 1))


@njit  # type: ignore[untyped-decorator]
def _lottery(rows: Rows, learners: npt.NDArray[np.uint32], m: Model) -> tuple[np.uint64, np.uint64, np.uint64]:
    """List the individuals with an excess; return their number, the largest excess, and the floor's threshold of words."""
    last = rows.shape[1] - 1
    n, total, largest = ZERO, ZERO, ZERO
    for i in range(rows.shape[0]):
        excess = rows[i, last] >> EXCESS_SHIFT
        learners[n] = i
        n += U(excess != ZERO)
        total += excess
        largest = max(largest, excess)
    worth, common = m.unit * float(total), m.floor * float(m.size)
    if n == ZERO or worth <= 0.0:
        return ZERO, largest, U(0xFFFFFFFFFFFFFFFF)
    return n, largest, U(common / (common + worth) * TWO64)


@njit  # type: ignore[untyped-decorator]
def breed(
    rows: Rows, children: Rows, learners: npt.NDArray[np.uint32], replicate: np.uint64, generation: np.uint64, m: Model
) -> None:
    """Draw parents, cross them, and mutate; children are born with an excess of 0. `learners` (N + 1,) is scratch."""
    half, last = (rows.shape[1] - 1) // 2, rows.shape[1] - 1
    size = m.size
    count, largest, floor = _lottery(rows, learners, m)
    mother = key(m.seed, replicate, generation, U(Stream.MOTHER))
    father = key(m.seed, replicate, generation, U(Stream.FATHER))
    crossing = key(m.seed, replicate, generation, U(Stream.CROSSOVER))
    budget = key(m.seed, replicate, generation, U(Stream.BUDGET))
    parents = 1 if m.crossover == 0 else 2
    for i in range(rows.shape[0]):
        a = b = ZERO
        for parent in range(parents):
            first = word(mother if parent == 0 else father, U(i))
            n, draws = ZERO, 0
            while True:
                w = word_at(first, n)
                n += ONE
                if count > ZERO and w >= floor:
                    while True:  # accept a learner if a uniform integer below `largest` is below its excess
                        w = word_at(first, n)
                        n += ONE
                        drawn = U(learners[multiply_high(w, count)])
                        if multiply_high(w * count, largest) < (rows[drawn, last] >> EXCESS_SHIFT):
                            break
                else:
                    drawn = multiply_high(word_at(first, n), size)
                    n += ONE
                draws += 1
                if m.selfing or parent == 0 or drawn != a:
                    break
                if draws == MOST_REDRAWS:  # nobody else has a chance to speak of: take the neighbour
                    drawn = (a + ONE) % size
                    break
            if parent == 0:
                a = b = drawn
            else:
                b = drawn
        cut = ZERO
        first = ZERO
        if m.crossover > 0:
            first = word(crossing, U(i))
            cut = m.cut_low + multiply_high(first, m.cut_count)
        for at in range(half):
            mask = ~ZERO
            if m.crossover == 1:
                start = U(64 * at)
                if cut <= start:
                    mask = ZERO
                elif cut < start + W64:
                    mask = (ONE << (cut - start)) - ONE
            elif m.crossover == 2:
                mask = word_at(first, U(at))
            children[i, at] = (rows[a, at] & mask) | (rows[b, at] & ~mask)
            children[i, half + at] = (rows[a, half + at] & mask) | (rows[b, half + at] & ~mask)
        children[i, last] = ZERO
        if m.levels > 0:
            first = word(budget, U(i))
            gene = rows[a if (first >> U(63)) == ZERO else b, last] & GENE
            if word_at(first, ONE) < m.budget_step:
                up = (word_at(first, U(2)) >> U(63)) != ZERO
                gene = min(gene + ONE, U(m.levels)) if up else gene - min(gene, ONE)
            children[i, last] = gene
    if m.survive.size > 0:
        _mutate(children, key(m.seed, replicate, generation, U(Stream.MUTATION)), m)


@njit  # type: ignore[untyped-decorator]
def _mutate(rows: Rows, stream: np.uint64, m: Model) -> None:
    """Mutate loci independently: one word finds the next mutated locus, one more its new allele.

    With twice as many survival thresholds as loci, bits and flags are loci of their own, and flip.
    """
    half, survive = (rows.shape[1] - 1) // 2, m.survive
    loci = U(survive.size - 1)
    flips = m.binary or loci > m.loci
    for i in range(rows.shape[0]):
        first = word(stream, U(i))
        locus, n, w = ZERO, ZERO, first
        while w >= survive[loci - locus]:
            low, high = ONE, loci - locus
            while low < high:
                middle = (low + high) >> ONE
                if survive[middle] <= w:
                    high = middle
                else:
                    low = middle + ONE
            locus += low - ONE
            n += ONE
            choice = word_at(first, n) >> U(63)
            place = locus if locus < m.loci else locus - m.loci
            at, bit = I(place // W64), ONE << (place % W64)
            if flips:
                rows[i, at if locus < m.loci else half + at] ^= bit
            else:  # wrong, correct, plastic are 0, 1, 2; the new allele is old + 1 + choice
                old = U((rows[i, at] & bit) != ZERO) + U(2) * U((rows[i, half + at] & bit) != ZERO)
                new = (old + ONE + choice) % U(3)
                rows[i, at] &= ~bit
                rows[i, half + at] &= ~bit
                if new == ONE:
                    rows[i, at] |= bit
                elif new == U(2):
                    rows[i, half + at] |= bit
            locus += ONE
            if locus == loci:
                break
            n += ONE
            w = word_at(first, n)


@njit  # type: ignore[untyped-decorator]
def flip_target(rows: Rows, locus: np.uint64) -> None:
    """Swap correct and wrong at `locus`; plastic alleles stay."""
    half, at, bit = (rows.shape[1] - 1) // 2, I(locus // W64), ONE << (locus % W64)
    for i in range(rows.shape[0]):
        if (rows[i, half + at] & bit) == ZERO:
            rows[i, at] ^= bit


@njit  # type: ignore[untyped-decorator]
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


@njit  # type: ignore[untyped-decorator]
def _fitness(q: np.uint64, gene: np.uint64, used: np.uint64, credit: int, competent: bool, m: Model) -> float:
    """Return the fitness of a life in which learning has its price; `credit` as in `Model`."""
    fitness = 1.0 + m.bonus * float(credit)
    if competent or m.price_everyone:
        fitness *= m.plasticity_price[q]
    fitness *= m.upkeep_price[gene]
    fitness -= m.trial_cost * float(used)
    return max(fitness, 0.0)


@njit  # type: ignore[untyped-decorator]
def _live(rows: Rows, life: np.uint64, writing: np.uint64, m: Model, sums: Integers, histogram: Integers) -> None:
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
                if m.timed:  # the credit is counted from the individual's own budget of trials
                    credit = m.credit_innate if q == ZERO else I(m.credit_from) - I(trial)
                    credit -= I(m.trials) - I(limit)
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


@njit  # type: ignore[untyped-decorator]
def _write_back(rows: Rows, i: int, half: int, first: np.uint64, m: Model) -> None:
    """Turn learned loci correct in the germ line, each with the definition's chance."""
    for locus in range(I(m.loci)):
        at, bit = locus // 64, ONE << (U(locus) % W64)
        if (rows[i, half + at] & bit) != ZERO and (word_at(first, U(locus)) >> ONE) < m.write_back:
            rows[i, half + at] ^= bit
            rows[i, at] |= bit


@njit  # type: ignore[untyped-decorator]
def identical(rows: Rows) -> bool:
    """Return whether all genotypes, budget genes included, are the same."""
    last = rows.shape[1] - 1
    for i in range(1, rows.shape[0]):
        if (rows[i, last] & GENE) != (rows[0, last] & GENE):
            return False
        for at in range(last):
            if rows[i, at] != rows[0, at]:
                return False
    return True


@njit  # type: ignore[untyped-decorator]
def _lives(
    rows: Rows, replicate: np.uint64, generation: np.uint64, m: Model, sums: Integers, histogram: Integers
) -> None:
    """Let one generation live."""
    life = key(m.seed, replicate, generation, U(Stream.LIFE))
    writing = key(m.seed, replicate, generation, U(Stream.WRITE_BACK))
    _live(rows, life, writing, m, sums, histogram)


@njit(cache=True, parallel=True)  # type: ignore[untyped-decorator]
def found_wide(rows: Rows, m: Model, sums: Integers, histograms: Integers) -> None:
    """Fill each replicate with founders who have lived. Shapes: rows (R, 2, N, words), sums (R, S), histograms (R, H, L + 1) as in SUMS."""
    for r in prange(rows.shape[0]):
        found_rows(rows[r, 0], U(r), False, m)
        _lives(rows[r, 0], U(r), ZERO, m, sums[r], histograms[r])


@njit(cache=True, parallel=True)  # type: ignore[untyped-decorator]
def evolve_wide(
    rows: Rows, sides: Integers, alive: npt.NDArray[np.bool_], born: int, stop_fixed: bool, m: Model, sums: Integers, histograms: Integers
) -> None:
    """Evolve every living replicate in place, replicates in parallel; arguments as for `packed.evolve_many`.

    Shapes: rows (R, 2, N, words); sides (R,) 0 or 1; alive (R,); sums (R, generations, S); histograms (R, generations, H, L + 1).
    """
    for r in prange(rows.shape[0]):
        learners = np.empty(rows.shape[2] + 1, np.uint32)
        for g in range(sums.shape[1]):
            if not alive[r]:
                break
            side = sides[r]
            children, generation = rows[r, 1 - side], U(born + g)
            breed(rows[r, side], children, learners, U(r), generation, m)
            if m.move_every > 0 and generation % U(m.move_every) == ZERO:
                moved = word(key(m.seed, U(r), generation, U(Stream.TARGET)), ZERO)
                flip_target(children, multiply_high(moved, m.loci))
            _lives(children, U(r), generation, m, sums[r, g], histograms[r, g])
            sides[r] = 1 - side
            if stop_fixed and identical(children):
                alive[r] = False
