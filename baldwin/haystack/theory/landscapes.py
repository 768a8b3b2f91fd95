"""NK landscapes (Kauffman & Levin 1987), exactly: scores, their mean, and the highest of them.

A landscape is a table `contributions` of shape (L, 2^(K + 1)): locus i contributes contributions[i, index], where
`index` reads the bits of loci i, i + 1, ..., i + K in a circle, that of locus i + j shifted left by j. A score is the
mean over loci.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from baldwin.haystack.theory.composition import Floats

__all__ = ["MOST_LOCI", "mean_score", "optimum", "score"]

MOST_LOCI = 20  # genomes that are searched one by one
_MOST_NEIGHBOURS = 8  # K for which the circle is walked locus by locus, at a cost of L 4^K


def _table(contributions: npt.ArrayLike) -> tuple[Floats, int]:
    """Return the table and its K."""
    table = np.asarray(contributions, dtype=np.float64)
    neighbours = table.shape[-1].bit_length() - 2 if table.ndim == 2 else -1
    if neighbours < 0 or table.shape[1] != 2 << neighbours or table.shape[0] <= neighbours:
        raise ValueError(f"contributions must have shape (L, 2^(K + 1)) with L > K >= 0, not {table.shape}")
    return table, neighbours


def score(bits: npt.ArrayLike, contributions: npt.ArrayLike) -> Floats:
    """Return the scores of phenotypes `bits`, shape (..., L) of 0 and 1, as an array of shape (...)."""
    table, neighbours = _table(contributions)
    phenotype = np.asarray(bits, dtype=np.int64)
    if phenotype.shape[-1:] != table.shape[:1]:
        raise ValueError(f"bits of shape {phenotype.shape} do not fit a landscape of {table.shape[0]} loci")
    index = np.zeros_like(phenotype)
    for j in range(neighbours + 1):
        index |= np.roll(phenotype, -j, axis=-1) << j
    return np.asarray(table[np.arange(table.shape[0]), index].mean(axis=-1))


def mean_score(contributions: npt.ArrayLike) -> float:
    """Return the mean score over all 2^L phenotypes, which is the mean of the table whatever K is."""
    return float(_table(contributions)[0].mean())


def optimum(contributions: npt.ArrayLike) -> float:
    """Return the landscape's highest score, exactly.

    With K <= 8 the circle is solved by dynamic programming over the K bits that neighbours share (derived here); with
    more neighbours every phenotype is scored, up to `MOST_LOCI` loci.

    Raises:    ValueError for a table of another shape, and for a landscape too large for either way.
    """
    table, neighbours = _table(contributions)
    if neighbours <= _MOST_NEIGHBOURS:
        return _around_the_circle(table, neighbours)
    if table.shape[0] <= MOST_LOCI:
        return _exhaustive(table, neighbours)
    raise ValueError(f"the highest score of {table.shape[0]} loci with K = {neighbours} is too large a search")


def _exhaustive(table: Floats, neighbours: int) -> float:
    loci = table.shape[0]
    genomes = np.arange(1 << loci, dtype=np.int64)
    total = np.zeros(genomes.size)
    for i in range(loci):
        window = (genomes >> i) | (genomes << (loci - i))
        total += table[i, window & (table.shape[1] - 1)]
    return float(total.max() / loci)


def _around_the_circle(table: Floats, neighbours: int) -> float:
    """Return the best sum along the circle, for each first window of K bits that must be met again after L steps."""
    loci, windows = table.shape[0], 1 << neighbours
    best = np.full((windows, windows), -np.inf)  # [first window, current window]
    np.fill_diagonal(best, 0.0)
    reads = np.arange(2 * windows)  # window i, and the bit that comes next, on top
    for i in range(loci):
        reached = best[:, reads & (windows - 1)] + table[i]
        # Dropping the lowest bit of (window, next bit) gives the next window: two ways lead to each.
        best = np.maximum(reached[:, 0::2], reached[:, 1::2])
    return float(best.diagonal().max() / loci)
