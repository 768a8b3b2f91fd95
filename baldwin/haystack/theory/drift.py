"""Selection against chance: why the last plastic alleles linger in a finite population.

Harvey (1993) argued that the persistent question marks of Hinton & Nowlan (1987) are genetic drift. Populations here
are haploid Wright-Fisher populations of N individuals: every generation is N draws with replacement from the one
before. Times are in generations.
"""

from __future__ import annotations

from typing import NamedTuple, Unpack

import numpy as np
import numpy.typing as npt

from baldwin.haystack.theory.composition import Floats
from baldwin.haystack.theory.lifetime import FitnessOptions, expected_fitness

__all__ = [
    "Absorption",
    "exact_absorption",
    "fixation_probability",
    "neutral_absorption_time",
    "neutral_fixation_time",
    "neutral_heterozygosity",
    "neutral_variance",
    "scaled_selection",
    "selection_coefficient",
]


def selection_coefficient(
    q: npt.ArrayLike, trials: int = 1000, bonus: float = 19.0, **options: Unpack[FitnessOptions]
) -> Floats:
    """Return s_q = W_{q-1} / W_q - 1, what a genome gains when one of its q >= 1 plastic loci becomes correct."""
    loci = np.asarray(q, dtype=np.float64)
    if np.any(loci < 1.0):
        raise ValueError("a genome needs q >= 1 plastic loci to lose one")
    fewer, now = (expected_fitness(n, trials, bonus, **options) for n in (loci - 1.0, loci))
    return fewer / now - 1.0


def scaled_selection(
    q: npt.ArrayLike, size: int, trials: int = 1000, bonus: float = 19.0, **options: Unpack[FitnessOptions]
) -> Floats:
    """Return 2 N s_q; below about 1 the change is nearly neutral, and chance decides (Kimura 1962)."""
    return 2.0 * size * selection_coefficient(q, trials, bonus, **options)


def _checked(size: int, p: npt.ArrayLike) -> Floats:
    share = np.asarray(p, dtype=np.float64)
    if size < 1 or not np.all((share >= 0.0) & (share <= 1.0)):
        raise ValueError(f"an allele's share must lie in 0..1 and the population hold at least 1, not {p!r} of {size}")
    return share


def fixation_probability(s: npt.ArrayLike, size: int, p0: npt.ArrayLike | None = None) -> Floats:
    """Return the chance (1 - e^(-2 N s p0)) / (1 - e^(-2 N s)) that an allele of relative fitness 1 + s is fixed.

    Args:      s: selection coefficient, > -1, any shape; size: N; p0: initial share, None: one copy, 1 / N.
    Reference: Kimura (1962), Genetics 47:713, eq. 8, for haploids (2 N s where diploids have 4 N s). Diffusion: for
               small s.
    """
    share = _checked(size, 1.0 / size if p0 is None else p0)
    strength = 2.0 * size * np.asarray(s, dtype=np.float64)
    magnitude = np.abs(strength)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.expm1(-magnitude * share) / np.expm1(-magnitude)
        # The same formula with s < 0, multiplied through by e^-|2Ns| so that nothing overflows.
        against = np.exp(-magnitude * (1.0 - share)) * ratio
    chance = np.where(strength > 0.0, ratio, against)
    return np.where(magnitude < 1e-12, share, chance)


def neutral_fixation_time(p: npt.ArrayLike, size: int) -> Floats:
    """Return -2N (1 - p) ln(1 - p) / p, the mean time to fixation of a neutral allele of share p that is fixed.

    About 2N generations for a new mutant (the limit p -> 0, returned for p = 0); 0 for p = 1.
    Reference: Kimura & Ohta (1969), Genetics 61:763, for haploids; a diffusion approximation.
    """
    share = _checked(size, p)
    inside = np.clip(share, 1e-300, 1.0 - 1e-16)
    time = -2.0 * size * (1.0 - inside) * np.log1p(-inside) / inside
    return np.where(share == 1.0, 0.0, time)


def neutral_absorption_time(p: npt.ArrayLike, size: int) -> Floats:
    """Return the mean time -2N [p ln p + (1 - p) ln(1 - p)] until a neutral allele of share p is fixed or lost.

    Reference: Kimura & Ohta (1969) for haploids; a diffusion approximation.
    """
    share = _checked(size, p)
    inside = np.clip(share, 1e-300, 1.0 - 1e-16)
    time = -2.0 * size * (inside * np.log(inside) + (1.0 - inside) * np.log1p(-inside))
    return np.where((share == 0.0) | (share == 1.0), 0.0, time)


def neutral_heterozygosity(p: npt.ArrayLike, size: int, generations: npt.ArrayLike) -> Floats:
    """Return 2p(1 - p)(1 - 1/N)^t, the chance that two draws (with replacement) differ after t neutral generations.

    Exact for two alleles. Reference: Wright (1931), Genetics 16:97.
    """
    share = _checked(size, p)
    kept = (1.0 - 1.0 / size) ** np.asarray(generations, dtype=np.float64)
    return np.asarray(2.0 * share * (1.0 - share) * kept)


def neutral_variance(p: npt.ArrayLike, size: int, generations: npt.ArrayLike) -> Floats:
    """Return p(1 - p)(1 - (1 - 1/N)^t), the variance among replicates of a neutral allele's share after t generations.

    Exact. Reference: Wright (1931), Genetics 16:97.
    """
    share = _checked(size, p)
    kept = (1.0 - 1.0 / size) ** np.asarray(generations, dtype=np.float64)
    return np.asarray(share * (1.0 - share) * (1.0 - kept))


class Absorption(NamedTuple):
    """How an allele ends in a finite population, exactly."""

    fixation: float  # P(it is fixed)
    time: float  # mean generations until it is fixed or lost
    fixation_time: float  # the same given that it is fixed; NaN if it cannot be


def exact_absorption(size: int, p: float, s: float = 0.0) -> Absorption:
    """Return the end of an allele that starts as p N copies, from the Wright-Fisher chain itself.

    Each generation draws Binomial(N, p') copies, p' = p (1 + s) / (1 + s p). A linear system of N - 1 equations: for
    N up to some hundreds. p N must be a whole number of copies, s > -1.
    """
    _checked(size, p)
    copies = round(p * size)
    if abs(copies - p * size) > 1e-9 * size or s <= -1.0:
        raise ValueError(f"p N = {p * size:g} must be a whole number of copies, and s = {s:g} above -1")
    if copies in (0, size):
        return Absorption(float(copies > 0), 0.0, 0.0 if copies else float("nan"))
    chain = _wright_fisher(size, s)
    inner = np.eye(size - 1) - chain[:, 1:-1]
    fixed = np.linalg.solve(inner, chain[:, -1])
    time = np.linalg.solve(inner, np.ones(size - 1))
    fixed_time = np.linalg.solve(inner, fixed)  # sum over generations of P(not yet absorbed, and fixed in the end)
    i = copies - 1
    return Absorption(float(fixed[i]), float(time[i]), float(fixed_time[i] / fixed[i]))


def _wright_fisher(size: int, s: float) -> Floats:
    """Return the chances from 1..N-1 copies to 0..N copies, shape (N - 1, N + 1)."""
    start = np.arange(1, size) / size
    chosen = (start * (1.0 + s) / (1.0 + s * start))[:, None]
    k = np.arange(size + 1)
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, size + 1)))])
    choose = logs[size] - logs - logs[::-1]
    chain: Floats = np.exp(choose + k * np.log(chosen) + (size - k) * np.log1p(-chosen))
    return chain
