"""The machine's own limits, and single steps of the kernel, each repeated inside compiled code."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from baldwin.haystack.kernels.model import Model
from baldwin.haystack.kernels.packed import breed_block, lottery_for
from baldwin.haystack.kernels.packed_birth import GENOTYPE
from baldwin.haystack.kernels.packed_life import BATCH, EXCESS_SHIFT, ROWS, first_successes, rules_of
from baldwin.haystack.kernels.words import GOLD, ONE, ZERO, Int, U, Word, mix, multiply_high, popcount, word
from baldwin.numba_cache import entry

__all__ = ["counter_words", "floor_generations", "gather", "generations_from", "lives"]

Words = npt.NDArray[np.uint64]


@entry
def counter_words(count: int, key: Word) -> Word:
    """Return the sum of `count` counter-based random words."""
    total = ZERO
    for i in range(count):
        total += mix(key + GOLD * U(i))
    return total


@entry
def gather(values: Words, places: npt.NDArray[np.int64]) -> Word:
    """Return the sum of 8-byte values read at random places."""
    total = ZERO
    for i in range(places.size):
        total += values[places[i]]
    return total


@entry
def generations_from(buffer: Words, m: Model, repeats: int) -> int:
    """Breed the next generation of the population in the first third of `buffer`, over and over.

    All that a generation does.
    """
    size = Int(m.size)
    sums, histogram, able = np.zeros(10, np.int64), np.zeros((1, Int(m.loci) + 1), np.int64), 0
    scratch = np.zeros((ROWS, BATCH), np.uint64)
    for repeat in range(repeats):
        lottery = lottery_for(buffer, 0, size, m)
        able += breed_block(
            buffer, (0, 2 * size), 0, size, lottery, ZERO, U(repeat), False, m, sums, histogram, scratch
        )
    return able


@entry
def floor_generations(buffer: Words, m: Model, repeats: int) -> Word:
    """Do the least that a generation must: children of uniform parents, and lives for those without a wrong allele.

    No selection, no records; three words a child, two reads, a mask, a store, then a word and a look into the table.
    """
    size, loci, full = Int(m.size), m.loci, (ONE << m.loci) - ONE
    table, low_bits = m.table, U(64) - m.cell_bits
    low_mask, cell_mask = (ONE << low_bits) - ONE, (ONE << m.cell_bits) - ONE
    total = ZERO
    for repeat in range(repeats):
        key = mix(U(repeat))
        for i in range(size):
            place = key + GOLD * U(4 * i)
            a = buffer[multiply_high(mix(place), m.size)]
            b = buffer[multiply_high(mix(place + GOLD), m.size)]
            mask = (ONE << (ONE + multiply_high(mix(place + U(2) * GOLD), loci - ONE))) - ONE
            mask |= mask << loci
            buffer[2 * size + i] = ((a & mask) | (b & ~mask)) & GENOTYPE
        for i in range(size):
            w = buffer[2 * size + i]
            if ((w | (w >> loci)) & full) == full:
                r = mix(key + GOLD * U(4 * i + 3))
                cell = r >> low_bits
                entry = table[popcount(w >> loci), cell]
                trial = cell if (r & low_mask) < (entry >> m.cell_bits) else entry & cell_mask
                if trial + ONE < m.trials:
                    excess = m.trials - trial - ONE
                    buffer[2 * size + i] = w | (excess << EXCESS_SHIFT)
                    total += excess
    return total


@entry
def lives(plastic_loci: Words, m: Model, repeats: int) -> Word:
    """Let competent individuals with these numbers of plastic loci live, over and over.

    Return the trials of success, summed.
    """
    scratch, total = np.zeros((ROWS, BATCH), np.uint64), ZERO
    rules, table = rules_of(m), m.table.reshape(m.table.size)
    for repeat in range(repeats):
        for start in range(0, plastic_loci.size, BATCH):
            count = min(BATCH, plastic_loci.size - start)
            for k in range(count):
                scratch[0, k] = U(start + k)
                scratch[1, k] = plastic_loci[start + k]
            first_successes(count, word(U(7), U(repeat)), rules, table, scratch)
            for k in range(count):
                total += scratch[2, k]
    return total
