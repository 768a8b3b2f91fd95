"""Other ways to run Hinton and Nowlan's model: NumPy with every trial drawn, and NumPy with geometric waiting times.

Plain, competent array code such as a reader would write; alleles are int8: 0 wrong, 1 correct, 2 plastic. And, for
large populations, compiled code with everything that the packed kernel knows but batches.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from baldwin.haystack.kernels.model import Model
from baldwin.haystack.kernels.packed_birth import GENOTYPE
from baldwin.haystack.kernels.packed_life import EXCESS_SHIFT
from baldwin.haystack.kernels.words import GOLD, ONE, ZERO, Int, U, Word, mix, multiply_high, popcount
from baldwin.numba_cache import entry

__all__ = ["bytes_literal", "numpy_generations", "numpy_geometric", "numpy_literal", "numpy_run", "plain_generation"]

Alleles = npt.NDArray[np.int8]
Words = npt.NDArray[np.uint64]
Learner = Callable[[np.random.Generator, Alleles, int], npt.NDArray[np.int64]]


def numpy_literal(rng: np.random.Generator, alleles: Alleles, trials: int, chunk: int = 50) -> npt.NDArray[np.int64]:
    """Return trials left after success (0 without), drawing every trial in chunks; hopeless genomes are skipped."""
    left = np.zeros(len(alleles), dtype=np.int64)
    trying = np.flatnonzero((alleles != 0).all(axis=1))
    for start in range(0, trials, chunk):
        if trying.size == 0:
            break
        plastic = alleles[trying] == 2
        count = min(chunk, trials - start)
        guesses = rng.random((trying.size, count, alleles.shape[1])) < 0.5
        right = (guesses | ~plastic[:, None, :]).all(axis=2)
        won = right.any(axis=1)
        left[trying[won]] = trials - (start + right[won].argmax(axis=1) + 1)
        trying = trying[~won]
    return left


def numpy_geometric(rng: np.random.Generator, alleles: Alleles, trials: int) -> npt.NDArray[np.int64]:
    """Return trials left after success (0 without), drawing the trial of first success at once."""
    left = np.zeros(len(alleles), dtype=np.int64)
    able = np.flatnonzero((alleles != 0).all(axis=1))
    if able.size:
        first = rng.geometric(0.5 ** (alleles[able] == 2).sum(axis=1))
        left[able] = np.where(first <= trials, trials - first, 0)
    return left


def numpy_run(learner: Learner, size: int, loci: int, generations: int, trials: int, seed: int) -> Alleles:
    """Evolve one population with `learner`, one-point crossover and parents by binary search; return the last one."""
    rng = np.random.default_rng(seed)
    alleles = rng.choice(np.array([0, 1, 2], dtype=np.int8), size=(size, loci), p=[0.25, 0.25, 0.5])
    return numpy_generations(rng, learner, alleles, generations, trials)


def numpy_generations(
    rng: np.random.Generator, learner: Learner, alleles: Alleles, generations: int, trials: int
) -> Alleles:
    """Evolve `alleles` for some generations; see `numpy_run`."""
    size, loci = alleles.shape
    locus = np.arange(loci)
    for _ in range(generations):
        fitness = 1.0 + 19.0 * learner(rng, alleles, trials) / trials
        cumulative = np.cumsum(fitness)
        lottery = rng.random(2 * size) * cumulative[-1]
        parents = np.asarray(np.searchsorted(cumulative, lottery))
        mothers, fathers = parents[:size], parents[size:]
        left = locus < np.asarray(rng.integers(1, loci, size=(size, 1)))
        alleles = np.asarray(np.where(left, alleles[mothers], alleles[fathers]))
    return alleles


@entry
def bytes_literal(alleles: Alleles, trials: int) -> int:
    """Return the trials left, summed, drawing one random number per plastic locus and trial, a byte per allele."""
    total = 0
    for i in range(alleles.shape[0]):
        hopeless = False
        for locus in range(alleles.shape[1]):
            if alleles[i, locus] == 0:
                hopeless = True
        if hopeless:
            continue
        for trial in range(trials):
            right = True
            for locus in range(alleles.shape[1]):
                if alleles[i, locus] == 2 and np.random.random() < 0.5:  # noqa: NPY002 - what numba compiles
                    right = False
            if right:
                total += trials - 1 - trial
                break
    return total


@entry
def plain_generation(living: Words, children: Words, learners: Words, key: Word, m: Model) -> int:
    """Let packed genotypes live and write their children, child after child, each parent read as it is drawn.

    For fitness 1 + 19 n / G and one-point crossover within; no records but how many learners there were. The same law
    as the packed kernel's from other words: one for a life, one a parent, whose low product bits are drawn from again.
    """
    size, loci, full, most = m.size, m.loci, (ONE << m.loci) - ONE, m.trials - ONE
    table, low_bits = m.table, U(64) - m.cell_bits
    low_mask, cell_mask = (ONE << low_bits) - ONE, (ONE << m.cell_bits) - ONE
    n, total = 0, ZERO
    for i in range(Int(size)):
        w = living[i]
        q = (w >> loci) & full
        if ((w | q) & full) == full:
            r = mix(key + GOLD * U(4 * i))
            cell = r >> low_bits
            entry = table[popcount(q), cell]
            trial = cell if (r & low_mask) < (entry >> m.cell_bits) else entry & cell_mask
            if trial < most:
                learners[n] = w | ((most - trial) << EXCESS_SHIFT)
                n += 1
                total += most - trial
    count, base = U(n), m.trials * size
    worth = base + U(19) * total
    for i in range(Int(size)):
        r = mix(key + GOLD * U(4 * i + 1))
        if multiply_high(r, worth) < base:
            a = living[multiply_high(r * worth, size)]
        else:
            r *= worth
            while True:
                a = learners[multiply_high(r, count)]
                if multiply_high(r * count, most) < (a >> EXCESS_SHIFT):
                    break
                r = mix(r + GOLD)
        r = mix(key + GOLD * U(4 * i + 2))
        if multiply_high(r, worth) < base:
            b = living[multiply_high(r * worth, size)]
        else:
            r *= worth
            while True:
                b = learners[multiply_high(r, count)]
                if multiply_high(r * count, most) < (b >> EXCESS_SHIFT):
                    break
                r = mix(r + GOLD)
        mask = (ONE << (ONE + multiply_high(mix(key + GOLD * U(4 * i + 3)), loci - ONE))) - ONE
        mask |= mask << loci
        children[i] = (a & mask) | (b & ~mask & GENOTYPE)
    return n
