"""The fastest kernel: a genotype and its trials remaining in one 64-bit word, for up to 24 loci.

Bits 0..L-1 mark correct alleles, bits L..2L-1 plastic ones (neither: wrong); bits 48..63 hold the excess, which for these
populations is the number of trials remaining after success.

Parents are drawn exactly in proportion to fitness = floor + unit * excess without any table: with the chance of the common floor a
uniform individual, else a learner out of the compact list `E` by rejection on its excess. A truncated geometric law
falls with t, so that learners keep at least half of the largest excess on average: two tries at most are expected.

Each replicate owns a row of 3 N words: two populations, this generation's and the next one's, and E between them, so that one
index reaches a parent wherever it is. Draws go in small batches: all indices first, then all reads, so that the reads overlap;
that, not the order of individuals, is what makes 10^7 of them fast. Calls with arrays stay out of the loops over
individuals: each would count references (14 times slower).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit, prange

from baldwin.haystack.model import BLOCK, GEOMETRIC, SUMS, Model
from baldwin.haystack.words import GOLD, ONE, ZERO, below, key, mix, popcount, prefetch, word, word_at
from baldwin.randomness import Stream

__all__ = ["evolve_large", "evolve_many", "found_packed"]

Words = npt.NDArray[np.uint64]
Integers = npt.NDArray[np.int64]

U, I = np.uint64, np.int64
BATCH, ROWS = 256, 16
Lottery = tuple[np.uint64, np.uint64, np.uint64, np.uint64]
"""N, length of the list of learners, largest excess, threshold of words that draw from the floor."""

EXCESS_SHIFT = U(48)
GENOTYPE = (U(1) << U(48)) - U(1)
TWO64 = 2.0**64
NUM_SUMS = len(SUMS)
EXCESS, LARGEST = SUMS.index("excess"), SUMS.index("largest")


@njit  # type: ignore[untyped-decorator]
def _found(buffer: Words, start: int, stop: int, replicate: np.uint64, m: Model) -> None:
    """Draw founders, one word per locus, into the first third of `buffer`."""
    founder = key(m.seed, replicate, ZERO, U(Stream.FOUNDER))
    for i in range(start, stop):
        first = word(founder, U(i))
        genotype = ZERO
        for locus in range(m.loci):
            w = word_at(first, U(locus)) >> ONE
            if w < m.founder_correct:
                genotype |= ONE << U(locus)
            elif w < m.founder_plastic:
                genotype |= ONE << (U(locus) + m.loci)
        buffer[i] = genotype


@njit  # type: ignore[untyped-decorator]
def _literal_trial(first: np.uint64, q: np.uint64, m: Model) -> np.uint64:
    """Return the trial of first success, drawing every guess at every plastic locus; G + 1 if there is none.

    Fair coins: each word holds floor(64 / q) guesses, low bits first. Other hit probabilities: a word per guess and locus,
    in the order of need, a guess ending at its first miss.
    """
    if q == ZERO:
        return ONE
    if m.hit_probability == 0.5:
        per_word = U(64) // q
        mask = (ONE << q) - ONE
        trial, n = ZERO, ZERO
        while trial < m.trials:
            w = word_at(first, n)
            n += ONE
            for _ in range(per_word):
                trial += ONE
                if (w & mask) == mask:
                    return trial if trial <= m.trials else m.trials + ONE
                w >>= q
        return m.trials + ONE
    n = ZERO
    for t in range(m.trials):
        hits = ZERO
        while hits < q:
            n += ONE
            if word_at(first, n - ONE) >= m.hit_threshold:
                break
            hits += ONE
        if hits == q:
            return U(t) + ONE
    return m.trials + ONE


@njit  # type: ignore[untyped-decorator]
def _live(
    buffer: Words,
    base: int,
    start: int,
    count: int,
    streams: tuple[np.uint64, np.uint64],
    m: Model,
    sums: Integers,
    histogram: Integers,
    scratch: Words,
    ahead: int,
    look_ahead: bool,
) -> int:
    """Let a batch of individuals live: write their excess into their words, and add to `sums` (see SUMS) and `histogram`.

    Returns how many have an excess. Meanwhile the places in rows `ahead` and `ahead` + 2 of `scratch` are fetched
    into the cache if `look_ahead`: memory works while the processor does. Loops are many and short so that most of them run on vectors.
    """
    loci, full = m.loci, (ONE << m.loci) - ONE
    who, plastic_loci, trial, flags = scratch[0], scratch[1], scratch[2], scratch[4].view(np.uint8)
    if look_ahead:
        mothers, fathers = scratch[ahead], scratch[ahead + 2]
        for k in range(count):
            prefetch(buffer, mothers[k])
            prefetch(buffer, fathers[k])
    correct, plastic, learners, competent = ZERO, ZERO, ZERO, ZERO
    for k in range(count):
        w = buffer[base + start + k]
        able_to = ((w | (w >> loci)) & full) == full
        correct += popcount(w & full)
        plastic += popcount(w >> loci)
        learners += U((w >> loci) != ZERO)
        competent += U(able_to)
        flags[k] = able_to
    sums[0] += correct
    sums[1] += plastic
    sums[5] += count - I(learners)  # one trial each where nothing is plastic
    n, able = I(competent), 0
    if n == count:
        for k in range(count):
            who[k] = U(start + k)
            plastic_loci[k] = popcount(buffer[base + start + k] >> loci)
    elif n > 0:
        _list_competent(buffer, base, start, count, flags, m, who, plastic_loci)
    if n > 0:
        _first_successes(n, streams[0], m, scratch)
        able = _credit(n, learners, m, sums, histogram, scratch)
        if n == count and m.write_back == ZERO:
            for k in range(n):
                buffer[base + start + k] |= scratch[3, k] << EXCESS_SHIFT
            return able
        for k in range(n):
            w = buffer[base + I(who[k])]
            if m.write_back > ZERO and trial[k] <= m.trials:
                w = _written_back(w, word(streams[1], who[k]), m)
            buffer[base + I(who[k])] = w | (scratch[3, k] << EXCESS_SHIFT)
    else:
        sums[5] += I(m.trials * learners)
    return able


@njit  # type: ignore[untyped-decorator]
def _list_competent(
    buffer: Words, base: int, start: int, count: int, flags: npt.NDArray[np.uint8], m: Model, who: Words, plastic_loci: Words
) -> None:
    """List the individuals whose flag is set; eight flags at a time are looked at, and mostly passed over in early generations."""
    flags[count:] = 0
    eights, n = flags.view(np.uint64), 0
    for eight in range((count + 7) // 8):
        if eights[eight] != ZERO:
            for k in range(8 * eight, min(count, 8 * eight + 8)):
                who[n] = U(start + k)
                plastic_loci[n] = popcount(buffer[base + start + k] >> m.loci)
                n += flags[k]


@njit  # type: ignore[untyped-decorator]
def _first_successes(n: int, life: np.uint64, m: Model, scratch: Words) -> None:
    """Draw the trial of first success of `n` competent individuals (rows: who, plastic loci, trial); G + 1 for none."""
    who, plastic_loci, trial = scratch[0], scratch[1], scratch[2]
    if m.learner != GEOMETRIC:
        for k in range(n):
            trial[k] = _literal_trial(word(life, who[k]), plastic_loci[k], m)
    else:
        table, last, cell, low = m.table.reshape(m.table.size), U(m.table.shape[0] - 1), scratch[3], scratch[4]
        low_bits = U(64) - m.cell_bits
        low_mask, cell_mask = (ONE << low_bits) - ONE, (ONE << m.cell_bits) - ONE
        for k in range(n):
            w = word(life, who[k])
            cell[k] = w >> low_bits
            low[k] = w & low_mask
        for k in range(n):
            entry = table[I((min(plastic_loci[k], last) << m.cell_bits) + cell[k])]
            trial[k] = (cell[k] if low[k] < (entry >> m.cell_bits) else entry & cell_mask) + ONE
    if m.credit_innate < 0:  # the correct genome is held never to have learned
        for k in range(n):
            trial[k] = m.trials + ONE if plastic_loci[k] == ZERO else trial[k]


@njit  # type: ignore[untyped-decorator]
def _credit(n: int, learners: np.uint64, m: Model, sums: Integers, histogram: Integers, scratch: Words) -> int:
    """Turn trials of success into an excess (row 3 of `scratch`) and add to `sums`; return how many have one.

    `learners` counts the batch's individuals with plastic loci, who use all their trials if they do not succeed.
    """
    plastic_loci, trial, excesses = scratch[1], scratch[2], scratch[3]
    successes, assimilated, trials, total, squares, largest, able = ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO
    for k in range(n):
        t, learner, won = trial[k], U(plastic_loci[k] > ZERO), U(trial[k] <= m.trials)
        excess = m.credit_from - t if m.timed else ONE
        excess = excess if learner else U(m.credit_innate)
        excess = excess if won else ZERO
        excesses[k] = excess
        assimilated += ONE - learner
        successes += won
        trials += t if won * learner else ZERO
        learners -= won * learner  # from here on: learners who failed
        total += excess
        squares += excess * excess
        largest = max(largest, excess)
        able += U(excess != ZERO)
    for k in range(n):
        histogram[0, plastic_loci[k]] += 1
    sums[2] += n
    sums[3] += successes
    sums[4] += assimilated
    sums[5] += trials + m.trials * learners
    sums[6] += total
    sums[7] = max(sums[7], I(largest))
    sums[8] += squares
    return I(able)


@njit  # type: ignore[untyped-decorator]
def _written_back(w: np.uint64, first: np.uint64, m: Model) -> np.uint64:
    """Return `w` with learned loci turned correct, each with the definition's chance: what its germ line passes on."""
    for locus in range(I(m.loci)):
        bit = ONE << (U(locus) + m.loci)
        if (w & bit) != ZERO and (word_at(first, U(locus)) >> ONE) < m.write_back:
            w = (w ^ bit) | (ONE << U(locus))
    return w


@njit  # type: ignore[untyped-decorator]
def _collect(buffer: Words, base: int, start: int, stop: int, at: int) -> int:
    """Append the words of individuals with an excess to the list at `at`; return its new end."""
    for i in range(start, stop):
        w = buffer[base + i]
        buffer[at] = w
        at += 1 if (w >> EXCESS_SHIFT) != ZERO else 0
    return at


@njit  # type: ignore[untyped-decorator]
def _draw(
    base: int, start: int, count: int, stream: np.uint64, lottery: Lottery, place: Words, chance: Words
) -> None:
    """Draw where the parents of children start .. start + count - 1 are: at `place`, if `chance` is at most their excess."""
    size, learners, largest, floor = lottery
    for b in range(count):
        first = word(stream, U(start + b))
        from_list = first >= floor and learners > ZERO
        w = mix(first + GOLD)
        among = learners if from_list else size
        place[b] = below(w, among) + (size if from_list else U(base))
        # The low product bits are fresh: accept a learner if a uniform integer below `largest` is below its excess.
        chance[b] = below(w * among, largest) + ONE if from_list else ZERO


@njit  # type: ignore[untyped-decorator]
def _settle(
    buffer: Words, start: int, count: int, stream: np.uint64, lottery: Lottery, place: Words, chance: Words, out: Words, pending: Words
) -> None:
    """Read the parents that `_draw` found into `out`, drawing again for those who are not accepted."""
    size, learners, largest, _ = lottery
    for b in range(count):
        out[b] = buffer[I(place[b])]
    rejections = ZERO
    for b in range(count):
        rejections += U(chance[b] > (out[b] >> EXCESS_SHIFT))
    if rejections == ZERO:
        return
    rejected = 0
    for b in range(count):
        pending[rejected] = U(b)
        rejected += 1 if chance[b] > (out[b] >> EXCESS_SHIFT) else 0
    for r in range(rejected):
        b = pending[r]
        first = word(stream, U(start) + b)
        n = ONE
        while True:
            n += ONE
            w = mix(first + GOLD * n)
            candidate = buffer[size + below(w, learners)]
            if below(w * learners, largest) < (candidate >> EXCESS_SHIFT):
                out[b] = candidate
                break


@njit  # type: ignore[untyped-decorator]
def _cross(
    buffer: Words, target: int, start: int, count: int, stream: np.uint64, mothers: Words, fathers: Words, m: Model
) -> None:
    """Write the children of drawn parents into the next population."""
    loci, full = m.loci, (ONE << m.loci) - ONE
    for b in range(count):
        mask = full
        if m.crossover == 1:
            cut = m.cut_low + below(word(stream, U(start + b)), m.cut_count)
            mask = (ONE << cut) - ONE
        elif m.crossover == 2:
            mask = word(stream, U(start + b)) & full
        mask |= mask << loci
        buffer[target + start + b] = ((mothers[b] & mask) | (fathers[b] & ~mask)) & GENOTYPE


@njit  # type: ignore[untyped-decorator]
def _mutate(buffer: Words, base: int, start: int, stop: int, stream: np.uint64, m: Model) -> None:
    """Mutate loci independently: one word finds the next mutated locus, one more its new allele."""
    loci, survive = m.loci, m.survive
    for i in range(start, stop):
        first = word(stream, U(i))
        locus, n, w = ZERO, ZERO, first
        while w >= survive[loci - locus]:  # some locus from here on mutates: the first at which survival falls to w
            low, high = ONE, loci - locus
            while low < high:
                middle = (low + high) >> ONE
                if survive[middle] <= w:
                    high = middle
                else:
                    low = middle + ONE
            locus += low - ONE
            n += ONE
            buffer[base + i] = _other_allele(buffer[base + i], locus, word_at(first, n) >> U(63), m)
            locus += ONE
            if locus == loci:
                break
            n += ONE
            w = word_at(first, n)


@njit(inline="always")  # type: ignore[untyped-decorator]
def _other_allele(w: np.uint64, locus: np.uint64, bit: np.uint64, m: Model) -> np.uint64:
    """Return genotype `w` with another allele at `locus`: wrong, correct, plastic are 0, 1, 2, the new one old + 1 + bit."""
    correct, plastic = ONE << locus, ONE << (locus + m.loci)
    if m.binary:
        return w ^ correct
    old = ((w & correct) >> locus) + U(2) * ((w & plastic) >> (locus + m.loci))
    new = (old + ONE + bit) % U(3)
    w &= ~(correct | plastic)
    return w | (correct if new == ONE else ZERO) | (plastic if new == U(2) else ZERO)


@njit  # type: ignore[untyped-decorator]
def _flip_target(buffer: Words, base: int, start: int, stop: int, locus: np.uint64, m: Model) -> None:
    """Swap correct and wrong at `locus`; plastic alleles stay."""
    for i in range(start, stop):
        w = buffer[base + i]
        if ((w >> (locus + m.loci)) & ONE) == ZERO:
            buffer[base + i] = w ^ (ONE << locus)


@njit  # type: ignore[untyped-decorator]
def _floor_threshold(learners: int, total: int, m: Model) -> np.uint64:
    """Return the threshold of words that draw a parent from the floor, which all share."""
    excess = m.unit * float(total)
    common = m.floor * float(m.size)
    if learners == 0 or excess <= 0.0:
        return U(0xFFFFFFFFFFFFFFFF)
    return U(common / (common + excess) * TWO64)


@njit  # type: ignore[untyped-decorator]
def _breed_block(
    buffer: Words,
    source: int,
    target: int,
    start: int,
    stop: int,
    lottery: Lottery,
    replicate: np.uint64,
    generation: np.uint64,
    m: Model,
    sums: Integers,
    histogram: Integers,
    scratch: Words,
    look_ahead: bool,
) -> int:
    """Fill individuals start .. stop - 1 of `generation`, who then live; return how many have an excess.

    In batches, in a pipeline: where the next batch's parents are is drawn, and fetched into the cache, while this batch is
    crossed and lives. `scratch` is (ROWS, BATCH), zeros at first.
    """
    mothers, fathers, pending = scratch[5], scratch[6], scratch[7]
    mother = key(m.seed, replicate, generation, U(Stream.MOTHER))
    father = key(m.seed, replicate, generation, U(Stream.FATHER))
    crossing = key(m.seed, replicate, generation, U(Stream.CROSSOVER))
    mutation = key(m.seed, replicate, generation, U(Stream.MUTATION))
    moved = word(key(m.seed, replicate, generation, U(Stream.TARGET)), ZERO)
    life = key(m.seed, replicate, generation, U(Stream.LIFE))
    streams = (life, key(m.seed, replicate, generation, U(Stream.WRITE_BACK)))
    sexual, moves = m.crossover > 0, m.move_every > 0 and generation % U(m.move_every) == ZERO
    able, now, then = 0, 8, 12  # rows of `scratch` with this batch's and the next one's places and chances
    for at in range(start - BATCH, stop, BATCH):
        ahead = min(BATCH, stop - at - BATCH)
        _draw(source, at + BATCH, ahead, mother, lottery, scratch[then], scratch[then + 1])
        if sexual:
            _draw(source, at + BATCH, ahead, father, lottery, scratch[then + 2], scratch[then + 3])
        if at >= start:
            count = min(BATCH, stop - at)
            _settle(buffer, at, count, mother, lottery, scratch[now], scratch[now + 1], mothers, pending)
            if sexual:
                _settle(buffer, at, count, father, lottery, scratch[now + 2], scratch[now + 3], fathers, pending)
            _cross(buffer, target, at, count, crossing, mothers, fathers if sexual else mothers, m)
            if m.survive.size > 0:
                _mutate(buffer, target, at, at + count, mutation, m)
            if moves:
                _flip_target(buffer, target, at, at + count, below(moved, m.loci), m)
            able += _live(buffer, target, at, count, streams, m, sums, histogram, scratch, then, look_ahead)
        now, then = then, now
    return able


@njit  # type: ignore[untyped-decorator]
def _identical(buffer: Words, base: int, size: int) -> bool:
    first = buffer[base] & GENOTYPE
    for i in range(1, size):  # noqa: SIM110 - numba compiles the loop, not a generator
        if (buffer[base + i] & GENOTYPE) != first:
            return False
    return True


@njit(cache=True, parallel=True)  # type: ignore[untyped-decorator]
def found_packed(buffers: Words, m: Model, sums: Integers, histograms: Integers) -> None:
    """Fill each replicate's row with founders who have lived. Shapes: buffers (R, 3 N), sums (R, S), histograms (R, 1, L + 1)."""
    size = I(m.size)
    for r in prange(buffers.shape[0]):
        buffer, replicate, scratch = buffers[r], U(r), np.zeros((ROWS, BATCH), np.uint64)
        _found(buffer, 0, size, replicate, m)
        life = key(m.seed, replicate, ZERO, U(Stream.LIFE))
        streams = (life, key(m.seed, replicate, ZERO, U(Stream.WRITE_BACK)))
        for at in range(0, size, BATCH):
            count = min(BATCH, size - at)
            _live(buffer, 0, at, count, streams, m, sums[r], histograms[r], scratch, 0, False)


@njit(cache=True, parallel=True)  # type: ignore[untyped-decorator]
def evolve_many(
    buffers: Words, sides: Integers, alive: npt.NDArray[np.bool_], born: int, stop_fixed: bool, m: Model, sums: Integers, histograms: Integers
) -> None:
    """Evolve every living replicate in place, replicates in parallel, one thread each.

    Shapes: buffers (R, 3 N); sides (R,) 0 or 2, the third that holds the living; alive (R,), cleared for replicates that
    are fixed if `stop_fixed`; sums (R, generations, S) and histograms (R, generations, 1, L + 1), left 0 past a stop. The first
    children are of generation `born`.
    """
    size = I(m.size)
    for r in prange(buffers.shape[0]):
        buffer, replicate, scratch = buffers[r], U(r), np.zeros((ROWS, BATCH), np.uint64)
        for g in range(sums.shape[1]):
            if not alive[r]:
                break
            source = I(sides[r]) * size
            target = 2 * size - source
            learners = _collect(buffer, source, 0, size, size) - size
            total, largest = _totals(buffer, size, learners)
            lottery = (m.size, U(learners), largest, _floor_threshold(learners, total, m))
            _breed_block(buffer, source, target, 0, size, lottery, replicate, U(born + g), m, sums[r, g], histograms[r, g], scratch, False)
            sides[r] = 2 - sides[r]
            if stop_fixed and _identical(buffer, target, size):
                alive[r] = False


@njit  # type: ignore[untyped-decorator]
def _totals(buffer: Words, at: int, count: int) -> tuple[int, np.uint64]:
    """Return sum and maximum of the excess in a list."""
    total, largest = ZERO, ZERO
    for i in range(at, at + count):
        excess = buffer[i] >> EXCESS_SHIFT
        total += excess
        largest = max(largest, excess)
    return I(total), largest


@njit(cache=True, parallel=True)  # type: ignore[untyped-decorator]
def evolve_large(
    buffer: Words,
    sides: Integers,
    born: int,
    replicate: int,
    look_ahead: bool,
    m: Model,
    sums: Integers,
    histograms: Integers,
) -> None:
    """Evolve one large replicate in place, blocks of individuals in parallel: the same bits as `evolve_many`.

    `look_ahead` fetches parents into the cache before they are read; without it, the plain gather that the bench compares with.
    Shapes: buffer (3 N,); sides (1,); sums (generations, S) and histograms (generations, 1, L + 1).
    """
    size = I(m.size)
    blocks = (size + BLOCK - 1) // BLOCK
    lists = np.zeros((blocks, 3), np.int64)  # of each block: individuals with an excess, its sum, its maximum
    starts = np.zeros(blocks + 1, np.int64)
    for b in prange(blocks):
        source = I(sides[0]) * size
        _count(buffer, source + b * BLOCK, source + min(size, (b + 1) * BLOCK), lists[b])
    for g in range(sums.shape[0]):
        source = I(sides[0]) * size
        target = 2 * size - source
        starts[0] = size
        for b in range(blocks):  # learners keep the order of individuals, so each block knows its part of the list
            starts[b + 1] = starts[b] + lists[b, 0]
        for b in prange(blocks):
            end = source + min(size, (b + 1) * BLOCK)
            _collect_exactly(buffer, source + b * BLOCK, end, starts[b], starts[b + 1])
        learners, total = starts[blocks] - size, lists[:, 1].sum()
        lottery = (m.size, U(learners), U(lists[:, 2].max()), _floor_threshold(learners, total, m))
        block_sums = np.zeros((blocks, NUM_SUMS), np.int64)
        block_histograms = np.zeros((blocks, 1, histograms.shape[2]), np.int64)
        for b in prange(blocks):
            lists[b, 0] = _breed_block(
                buffer, source, target, b * BLOCK, min(size, (b + 1) * BLOCK), lottery, U(replicate), U(born + g), m,
                block_sums[b], block_histograms[b], np.zeros((ROWS, BATCH), np.uint64), look_ahead,
            )  # fmt: skip
            lists[b, 1], lists[b, 2] = block_sums[b, EXCESS], block_sums[b, LARGEST]
        sums[g] = block_sums.sum(axis=0)
        sums[g, LARGEST] = lists[:, 2].max()
        histograms[g] = block_histograms.sum(axis=0)
        sides[0] = 2 - sides[0]


@njit  # type: ignore[untyped-decorator]
def _count(buffer: Words, start: int, stop: int, out: Integers) -> None:
    """Write how many individuals have an excess, its sum and its maximum."""
    learners, total, largest = ZERO, ZERO, ZERO
    for i in range(start, stop):
        excess = buffer[i] >> EXCESS_SHIFT
        learners += U(excess != ZERO)
        total += excess
        largest = max(largest, excess)
    out[0], out[1], out[2] = learners, total, largest


@njit  # type: ignore[untyped-decorator]
def _collect_exactly(buffer: Words, start: int, stop: int, at: int, end: int) -> None:
    """Write the words of individuals with an excess to entries `at` .. `end` - 1."""
    for i in range(start, stop):
        if at == end:
            return
        w = buffer[i]
        buffer[at] = w
        at += 1 if (w >> EXCESS_SHIFT) != ZERO else 0
