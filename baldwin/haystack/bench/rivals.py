"""Other ways to run Hinton and Nowlan's model: NumPy with every trial drawn, and NumPy with geometric waiting times.

Plain, competent array code such as a reader would write; alleles are int8: 0 wrong, 1 correct, 2 plastic.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from baldwin.haystack.compiled import entry

__all__ = ["bytes_literal", "numpy_geometric", "numpy_literal", "numpy_run"]

Alleles = npt.NDArray[np.int8]
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
