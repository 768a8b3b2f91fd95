"""The fastest kernel: a genotype and its trials remaining in one 64-bit word, for up to 24 loci.

Bits 0..L-1 mark correct alleles, bits L..2L-1 plastic ones (neither: wrong); bits 48..63 hold the excess, which for
these populations is the number of trials remaining after success.

Parents are drawn exactly in proportion to fitness = floor + unit * excess without any table: with the chance of the
common floor a uniform individual, else a learner out of a compact list, by rejection on its excess. A truncated
geometric law falls with t, so that learners keep at least half of the largest excess on average: two tries at most
are expected.

Each replicate owns a row of 3 N words: two populations, this generation's and the next one's, and the list of
learners between them, so that one index reaches a parent wherever it is. Births and lives go in batches of short
loops, which run on vectors; calls with arrays stay out of the loops over individuals, since each would count
references (14 times slower).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import prange

from baldwin.haystack.kernels.model import BLOCK, SUMS, Model
from baldwin.haystack.kernels.packed_birth import (
    GENOTYPE,
    Lottery,
    cross,
    draw,
    flip_target,
    found,
    lottery_of,
    mutate,
    settle,
)
from baldwin.haystack.kernels.packed_life import BATCH, EXCESS_SHIFT, ROWS, Integers, Words, live, rules_of
from baldwin.haystack.kernels.words import ZERO, Int, U, Word, below, key, word
from baldwin.haystack.randomness import Stream
from baldwin.numba_cache import helper, parallel_entry

__all__ = ["breed_block", "evolve_large", "evolve_many", "lottery_for"]

EXCESS, LARGEST = SUMS.index("excess"), SUMS.index("largest")


@helper
def breed_block(
    buffer: Words,
    places: tuple[int, int],
    start: int,
    stop: int,
    lottery: Lottery,
    replicate: Word,
    generation: Word,
    moves: bool,
    m: Model,
    sums: Integers,
    histogram: Integers,
    scratch: Words,
) -> int:
    """Fill individuals start .. stop - 1 of `generation`, who then live; return how many have an excess.

    `places` are where parents and children begin in `buffer`; the target `moves` before these lives or not; `scratch`
    is (ROWS, BATCH), zeros at first.
    """
    source, target = places
    rules, table = rules_of(m), m.table.reshape(m.table.size)
    spare, mothers, fathers, pending = scratch[4], scratch[5], scratch[6], scratch[7]
    place, chance = scratch[8], scratch[9]
    mother = key(m.seed, replicate, generation, U(Stream.MOTHER))
    father = key(m.seed, replicate, generation, U(Stream.FATHER))
    crossing = key(m.seed, replicate, generation, U(Stream.CROSSOVER))
    mutation = key(m.seed, replicate, generation, U(Stream.MUTATION))
    moved = below(word(key(m.seed, replicate, generation, U(Stream.TARGET)), ZERO), m.loci)
    streams = (
        key(m.seed, replicate, generation, U(Stream.LIFE)),
        key(m.seed, replicate, generation, U(Stream.WRITE_BACK)),
    )
    sexual, mutates = m.crossover > 0, m.survive.size > 0
    able = 0
    for at in range(start, stop, BATCH):
        count = min(BATCH, stop - at)
        draw(source, at, count, mother, lottery, place, chance)
        settle(buffer, at, count, mother, lottery, place, chance, mothers, pending, spare)
        if sexual:
            draw(source, at, count, father, lottery, place, chance)
            settle(buffer, at, count, father, lottery, place, chance, fathers, pending, spare)
        cross(buffer, target, at, count, crossing, mothers, fathers, rules)
        if mutates:
            mutate(buffer, target + at, target + at + count, at, mutation, rules, m.survive)
        if moves:
            flip_target(buffer, target + at, target + at + count, moved, m.loci)
        able += live(buffer, target, at, count, streams, rules, table, sums, histogram, scratch)
    return able


@helper
def _collect(buffer: Words, start: int, stop: int, at: int) -> int:
    """Append the words of individuals with an excess to the list at `at`; return its new end."""
    living, entries, n = buffer[start:stop], buffer[at:], ZERO
    for i in range(living.size):
        w = living[i]
        entries[n] = w
        n += U((w >> EXCESS_SHIFT) != ZERO)
    end: int = at + Int(n)
    return end


@helper
def lottery_for(buffer: Words, source: int, size: int, m: Model) -> Lottery:
    """List the learners of the population at `source`; return how its parents are drawn."""
    learners = _collect(buffer, source, source + size, size) - size
    total, largest = ZERO, ZERO
    entries = buffer[size : size + learners]
    for i in range(learners):
        excess = entries[i] >> EXCESS_SHIFT
        total += excess
        largest = max(largest, excess)
    return lottery_of(m.size, learners, Int(total), largest, m)


@helper
def _fixed(buffer: Words, base: int, size: int, m: Model) -> bool:
    """Return whether all genotypes are the same, with nothing left that could be written back."""
    first = buffer[base] & GENOTYPE
    if m.write_back > ZERO and (first >> m.loci) != ZERO:
        return False
    for i in range(1, size):  # noqa: SIM110 - numba compiles the loop, not a generator
        if (buffer[base + i] & GENOTYPE) != first:
            return False
    return True


@helper
def _found(
    buffer: Words, start: int, stop: int, replicate: Word, m: Model, sums: Integers, histogram: Integers, scratch: Words
) -> None:
    """Fill a part of the first third of `buffer` with founders, if they are not given, who then live."""
    rules, table = rules_of(m), m.table.reshape(m.table.size)
    if not m.given:
        found(buffer, start, stop, replicate, m)
    life = key(m.seed, replicate, ZERO, U(Stream.LIFE))
    streams = (life, key(m.seed, replicate, ZERO, U(Stream.WRITE_BACK)))
    for at in range(start, stop, BATCH):
        live(buffer, Int(0), at, min(BATCH, stop - at), streams, rules, table, sums, histogram, scratch)


@parallel_entry
def evolve_many(
    buffers: Words,
    sides: Integers,
    alive: npt.NDArray[np.bool_],
    born: int,
    moves: npt.NDArray[np.bool_],
    stop_fixed: bool,
    m: Model,
    sums: Integers,
    histograms: Integers,
) -> None:
    """Evolve every living replicate in place, replicates in parallel, one thread each.

    Shapes: buffers (R, 3 N); sides (R,) 0 or 2, the third that holds the living; alive (R,), cleared for replicates
    that are fixed if `stop_fixed`; sums (R, generations, S) and histograms (R, generations, 1, L + 1), left 0 past a
    stop. The first children are of generation `born`; moves (generations,) says before which lives the target moves.
    """
    size = Int(m.size)
    for r in prange(buffers.shape[0]):
        buffer, scratch = buffers[r], np.zeros((ROWS, BATCH), np.uint64)
        for g in range(sums.shape[1]):
            if not alive[r]:
                break
            source = Int(sides[r]) * size
            target = 2 * size - source
            if born + g == 0:
                _found(buffer, 0, size, U(r), m, sums[r, g], histograms[r, g], scratch)
                if stop_fixed and _fixed(buffer, Int(0), size, m):
                    alive[r] = False
                continue
            lottery = lottery_for(buffer, source, size, m)
            breed_block(
                buffer, (source, target), 0, size, lottery, U(r), U(born + g), moves[g], m, sums[r, g],
                histograms[r, g], scratch,
            )  # fmt: skip
            sides[r] = 2 - sides[r]
            if stop_fixed and _fixed(buffer, target, size, m):
                alive[r] = False


def evolve_large(
    buffer: Words,
    sides: Integers,
    born: int,
    moves: npt.NDArray[np.bool_],
    replicate: int,
    m: Model,
    sums: Integers,
    histograms: Integers,
) -> None:
    """Evolve one large replicate in place, blocks of individuals in parallel: the same bits as `evolve_many`.

    Shapes: buffer (3 N,); sides (1,); sums (generations, S), histograms (generations, 1, L + 1).
    """
    size = int(m.size)
    blocks = -(-size // BLOCK)
    lists = np.zeros((blocks, 3), np.int64)  # of each block: individuals with an excess, its sum, its maximum
    if born > 0:
        count_learners(buffer, int(sides[0]) * size, m, lists)
    for g in range(sums.shape[0]):
        block_sums = np.zeros((blocks, len(SUMS)), np.int64)
        block_histograms = np.zeros((blocks, *histograms.shape[1:]), np.int64)
        if born + g == 0:
            found_blocks(buffer, U(replicate), m, block_sums, block_histograms)
            count_learners(buffer, 0, m, lists)
        else:
            source = int(sides[0]) * size
            starts = size + np.concatenate([np.zeros(1, np.int64), np.cumsum(lists[:, 0])])
            places, who = (source, 2 * size - source), (U(replicate), U(born + g))
            breed_blocks(buffer, places, starts, lists, who, bool(moves[g]), m, block_sums, block_histograms)
            sides[0] = 2 - sides[0]
        sums[g] = block_sums.sum(axis=0)
        sums[g, LARGEST] = block_sums[:, LARGEST].max()
        histograms[g] = block_histograms.sum(axis=0)


@parallel_entry
def found_blocks(buffer: Words, replicate: Word, m: Model, sums: Integers, histograms: Integers) -> None:
    """Found one large population, a block of individuals a thread. Shapes: sums (blocks, S) and histograms."""
    size = Int(m.size)
    for b in prange(sums.shape[0]):
        scratch = np.zeros((ROWS, BATCH), np.uint64)
        stop = min(size, (b + 1) * BLOCK)
        _found(buffer, b * BLOCK, stop, replicate, m, sums[b], histograms[b], scratch)


@parallel_entry
def count_learners(buffer: Words, source: int, m: Model, lists: Integers) -> None:
    """Write each block's individuals with an excess, its sum and its maximum, into `lists` (blocks, 3)."""
    size = Int(m.size)
    for b in prange(lists.shape[0]):
        _count(buffer, source + b * BLOCK, source + min(size, (b + 1) * BLOCK), lists[b])


@parallel_entry
def breed_blocks(
    buffer: Words,
    places: tuple[int, int],
    starts: Integers,
    lists: Integers,
    who: tuple[Word, Word],
    moves: bool,
    m: Model,
    sums: Integers,
    histograms: Integers,
) -> None:
    """Breed one generation, a block of individuals a thread; `who` are replicate and generation.

    Learners keep the order of individuals, so that each block knows its part of the list, from `starts` (blocks + 1,).
    Shapes: lists (blocks, 3), of the parents before and of the children after; sums (blocks, S) and histograms.
    """
    size, (source, target), (replicate, generation) = Int(m.size), places, who
    for b in prange(lists.shape[0]):
        end = source + min(size, (b + 1) * BLOCK)
        _collect_exactly(buffer, source + b * BLOCK, end, starts[b], starts[b + 1])
    lottery = lottery_of(m.size, starts[-1] - size, lists[:, 1].sum(), U(lists[:, 2].max()), m)
    for b in prange(lists.shape[0]):
        scratch = np.zeros((ROWS, BATCH), np.uint64)
        lists[b, 0] = breed_block(
            buffer, (source, target), b * BLOCK, min(size, (b + 1) * BLOCK), lottery, replicate, generation,
            moves, m, sums[b], histograms[b], scratch,
        )  # fmt: skip
        lists[b, 1], lists[b, 2] = sums[b, EXCESS], sums[b, LARGEST]


@helper
def _count(buffer: Words, start: int, stop: int, out: Integers) -> None:
    """Write how many individuals have an excess, its sum and its maximum."""
    learners, total, largest = ZERO, ZERO, ZERO
    for i in range(start, stop):
        excess = buffer[i] >> EXCESS_SHIFT
        learners += U(excess != ZERO)
        total += excess
        largest = max(largest, excess)
    out[0], out[1], out[2] = learners, total, largest


@helper
def _collect_exactly(buffer: Words, start: int, stop: int, at: int, end: int) -> None:
    """Write the words of individuals with an excess to entries `at` .. `end` - 1."""
    for i in range(start, stop):
        if at == end:
            return
        w = buffer[i]
        buffer[at] = w
        at += 1 if (w >> EXCESS_SHIFT) != ZERO else 0
