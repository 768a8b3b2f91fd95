"""Infinite populations, exactly: allele shares over generations under three ways to reproduce.

All three start from independent loci and take the expected fitness W_q of genomes without a wrong allele. In an
infinite population chance in learning averages out, so they hold for drawn and for expected lives alike.

`free_recombination` is exact for uniform crossover and `asexual` for clones. `linkage_equilibrium` also pretends that
loci stay independent, which this fitness does not allow: it is here because it is the textbook's choice, and badly
wrong. One-point crossover has no such closure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from baldwin.haystack.theory.composition import Floats, Shares, as_shares, binomial_weights, genome_classes
from baldwin.haystack.theory.founders import marginal_fitness

__all__ = ["Trajectory", "asexual", "classes_of_fitness", "free_recombination", "linkage_equilibrium"]

_NEGLIGIBLE = 1e-250  # classes rarer than this are dropped: they would only reach the slow subnormal numbers


@dataclass(frozen=True)
class Trajectory:
    """Newborns of generations 0..n, each array of shape (n + 1,): allele shares in 0..1, and mean expected fitness."""

    correct: Floats
    wrong: Floats
    plastic: Floats
    mean_fitness: Floats


def linkage_equilibrium(
    fitness: npt.ArrayLike,
    generations: int,
    *,
    shares: Sequence[float] = Shares(),
    wrong_fitness: npt.ArrayLike | None = None,
    mutation_rate: float = 0.0,
    plastic_alleles: bool = True,
) -> Trajectory:
    """Return allele shares if loci were independent in every generation: p_a' = p_a w_a / w.

    Arguments as `free_recombination`, for genomes of any length. An approximation even in infinite populations.
    """
    mutate = _share_mutation(mutation_rate, plastic_alleles)
    now, rows = as_shares(shares), np.empty((4, generations + 1))
    for generation in range(generations + 1):
        w = marginal_fitness(now, fitness, wrong_fitness)
        rows[:, generation] = (*now, w.mean)
        parents = np.array([now.correct * w.correct, now.wrong * w.wrong, now.plastic * w.plastic])
        now = Shares(*(mutate @ (parents / _positive(float(parents.sum())))))
    return Trajectory(*rows)


def free_recombination(
    fitness: npt.ArrayLike | Callable[[int], Floats],
    generations: int,
    *,
    shares: Sequence[float] = Shares(),
    wrong_fitness: npt.ArrayLike | None = None,
    mutation_rate: float = 0.0,
    plastic_alleles: bool = True,
    plastic_loci: int | None = None,
) -> Trajectory:
    """Return the exact allele shares of an infinite population under uniform crossover.

    The state is the share x[a, b] of genomes with a correct and b plastic loci. Loci start exchangeable and uniform
    crossover keeps them so: a child takes k loci at random from its mother and the other L - k from its father. Work
    per generation grows as L^5.

    Args:      fitness: W_0..W_L of genomes without a wrong allele, shape (L + 1,), L >= 1; or of all genomes, [a, b] of
               those with a correct and b plastic loci, shape (L + 1, L + 1), or generation -> that, where it changes;
               generations: n >= 0; shares: the founders' (correct, wrong, plastic); wrong_fitness: V_0..V_L of genomes
               with a wrong allele, by their plastic loci, None: 1; mutation_rate: per locus, to each of the other
               alleles alike; plastic_alleles: whether there are plastic alleles to mutate to and from; plastic_loci:
               exact number of plastic alleles of each founder, at loci drawn uniformly.
    Returns:   the trajectory of generations 0..n.
    Raises:    ValueError for shapes or shares out of range, or founders who all have fitness 0.
    Reference: derived here, after Hinton & Nowlan (1987).
    """
    founders = _Founders(shares, plastic_loci)
    return _evolve(_recombine, fitness, wrong_fitness, generations, founders, mutation_rate, plastic_alleles)


def asexual(
    fitness: npt.ArrayLike | Callable[[int], Floats],
    generations: int,
    *,
    shares: Sequence[float] = Shares(),
    wrong_fitness: npt.ArrayLike | None = None,
    mutation_rate: float = 0.0,
    plastic_alleles: bool = True,
    plastic_loci: int | None = None,
) -> Trajectory:
    """Return the exact allele shares of an infinite population of clones: x' = x W / w for each class of genomes.

    Arguments as `free_recombination`. Compare Fontanari & Meir (1990), who treat asexual populations of this model.
    """
    founders = _Founders(shares, plastic_loci)
    return _evolve(_clone, fitness, wrong_fitness, generations, founders, mutation_rate, plastic_alleles)


class _Founders(NamedTuple):
    shares: Sequence[float]
    plastic_loci: int | None  # of each, where that is exact


# -- classes of genomes ------------------------------------------------------------------------------------------------


def _evolve(
    reproduce: Callable[[Floats], Floats],
    fitness: npt.ArrayLike | Callable[[int], Floats],
    wrong_fitness: npt.ArrayLike | None,
    generations: int,
    founders: _Founders,
    mutation_rate: float,
    plastic_alleles: bool,
) -> Trajectory:
    worths = fitness if callable(fitness) else _always(classes_of_fitness(fitness, wrong_fitness))
    loci = worths(0).shape[0] - 1
    a, b = np.indices((loci + 1, loci + 1))
    w = np.maximum(loci - a - b, 0)
    mutate = _class_mutation(loci, mutation_rate, plastic_alleles) if mutation_rate > 0.0 else None
    possible = a + b <= loci
    x, rows = genome_classes(loci, *founders), np.empty((4, generations + 1))
    for generation in range(generations + 1):
        chosen = x * worths(generation)
        mean = float(chosen.sum())
        rows[:, generation] = ((x * a).sum() / loci, (x * w).sum() / loci, (x * b).sum() / loci, mean)
        if generation == generations:
            break
        x = reproduce(chosen / _positive(mean))
        if mutate is not None:
            x[possible] = x[possible] @ mutate
        x[x < _NEGLIGIBLE] = 0.0
        x /= x.sum()
    return Trajectory(*rows)


def _always(worth: Floats) -> Callable[[int], Floats]:
    return lambda generation: worth


def classes_of_fitness(fitness: npt.ArrayLike, wrong_fitness: npt.ArrayLike | None) -> Floats:
    """Return the fitness of class [a, b], a correct and b plastic loci: W_b if a + b = L, else V_b; (L + 1, L + 1).

    Fitness that is given for all classes is returned as it is.
    """
    W = np.asarray(fitness, dtype=np.float64)
    if W.ndim == 2 and wrong_fitness is None and W.shape[0] == W.shape[1] > 1 and np.isfinite(W).all() and W.min() >= 0:
        return W
    V = np.ones_like(W) if wrong_fitness is None else np.asarray(wrong_fitness, dtype=np.float64)
    if W.ndim != 1 or W.size < 2 or V.shape != W.shape:
        raise ValueError(f"fitness must be W_0..W_L and wrong_fitness V_0..V_L, not of shapes {W.shape} and {V.shape}")
    if not (np.all(np.isfinite(W)) and np.all(np.isfinite(V)) and W.min() >= 0.0 and V.min() >= 0.0):
        raise ValueError("every fitness must be finite and at least 0")
    worth = np.tile(V, (W.size, 1))
    b = np.arange(W.size)
    worth[W.size - 1 - b, b] = W
    return worth


def _positive(mean: float) -> float:
    if mean <= 0.0:
        raise ValueError("every founder has fitness 0, so that none can be a parent")
    return mean


def _clone(chosen: Floats) -> Floats:
    return chosen


def _recombine(chosen: Floats) -> Floats:
    """Return the children of parents drawn from `chosen`: x' = sum_k C(L, k) 2^-L (H_k * H_{L-k}).

    H_k are the classes of k loci taken at random from one parent. The two-dimensional convolution `*` is done as one
    direct one-dimensional one, rows laid end to end at stride L + 1, which no sum of plastic loci overruns. Not by
    FFT: its noise of 1e-17 lands in empty classes, and selection blows it up within five generations.
    """
    stride = chosen.shape[0]
    loci = stride - 1
    parts = [np.zeros(0)] * stride
    taken = chosen
    for k in range(loci, -1, -1):
        rows = np.zeros((k + 1, stride))
        rows[:, : k + 1] = taken
        parts[k] = rows.ravel()[: k * stride + k + 1]
        if k > 0:
            taken = _drop_one(taken)
    weights = binomial_weights(loci, 0.5, 0.5)
    children = np.zeros(stride * stride)
    for k in range(loci // 2 + 1):
        twice = 1.0 if 2 * k == loci else 2.0  # k from the mother or from the father
        pair = np.convolve(parts[loci - k], parts[k])
        children[: pair.size] += twice * weights[k] * pair
    return children.reshape(stride, stride)


def _drop_one(classes: Floats) -> Floats:
    """Return the classes of k - 1 of k loci, one removed at random; shape (k + 1, k + 1) to (k, k)."""
    k = classes.shape[0] - 1
    correct, plastic, wrong = _ways(k)
    smaller: Floats = (correct * classes[1:, :-1] + plastic * classes[:-1, 1:] + wrong * classes[:-1, :-1]) / k
    return smaller


@lru_cache(maxsize=256)
def _ways(k: int) -> tuple[Floats, Floats, Floats]:
    """Return how many of k loci could be removed: correct (k, 1), plastic (1, k), wrong (k, k)."""
    left = np.arange(k, dtype=np.float64)
    return left[:, None] + 1.0, left[None, :] + 1.0, np.maximum(k - left[:, None] - left[None, :], 0.0)


# -- mutation ----------------------------------------------------------------------------------------------------------


def _share_mutation(rate: float, plastic_alleles: bool) -> Floats:
    """Return the chances M[to, from] that an allele (correct, wrong, plastic) becomes another."""
    if not 0.0 <= rate <= 1.0:
        raise ValueError(f"mutation_rate = {rate:g} must lie in 0..1")
    if plastic_alleles:
        return np.full((3, 3), rate / 2) + np.eye(3) * (1.0 - 1.5 * rate)
    return np.array([[1.0 - rate, rate, 0.0], [rate, 1.0 - rate, 0.0], [0.0, 0.0, 1.0]])


def _class_mutation(loci: int, rate: float, plastic_alleles: bool) -> Floats:
    """Return the chances M[from, to] between classes (a, b), a + b <= L, row by row, when each locus mutates by itself.

    A class's children are the product of polynomials, one factor per locus, in s^a t^b; here as rows at stride L + 1.
    """
    stride = loci + 1
    powers = []
    for to in _share_mutation(rate, plastic_alleles).T:
        locus = np.zeros(stride + 1)
        locus[[stride, 0, 1]] = to  # correct: s; wrong: 1; plastic: t
        row = [np.ones(1)]
        for _ in range(loci):
            row.append(np.convolve(row[-1], locus))
        powers.append(row)
    a, b = np.indices((stride, stride))
    possible = a + b <= loci
    matrix = np.empty((int(possible.sum()),) * 2)
    for i, (correct, plastic) in enumerate(zip(a[possible], b[possible], strict=True)):
        product = np.convolve(powers[0][correct], powers[2][plastic])
        product = np.convolve(product, powers[1][loci - correct - plastic])
        matrix[i] = np.pad(product, (0, loci))[possible.ravel()]
    return matrix
