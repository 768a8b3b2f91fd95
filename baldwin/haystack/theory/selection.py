"""Exact chances of being a parent, where parents are drawn by rank: tournaments and truncation.

Fitness only ranks here, so that all equals have the same chance, whatever their fitness is.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt

from baldwin.haystack.theory.composition import Floats

__all__ = ["fittest_kept", "tournament_chances", "truncation_chances"]


def fittest_kept(share: float, size: int) -> int:
    """Return floor(share * size), at least 1: how many of `size` individuals may be parents under truncation.

    The share counts as the decimal number that it is written as: 0.29 of 100 are 29, though 0.29 * 100 < 29.
    """
    return max(1, int(Fraction(repr(float(share))) * size))


def tournament_chances(fitness: npt.ArrayLike, entrants: int) -> Floats:
    """Return each individual's chance to win a tournament of entrants who are drawn uniformly, with replacement.

    (F^k - (F - E)^k) / (E N^k), with k entrants, F individuals no fitter and E of the same fitness, oneself included.

    Args:      fitness: (N,), N >= 1; entrants: k >= 1.
    Returns:   chances (N,), which sum to 1.
    Reference: Goldberg & Deb (1991), Foundations of Genetic Algorithms 1, 69; with equals, derived here.
    """
    below, equal = _ranks(fitness)
    size = float(below.size)
    won: Floats = (((below + equal) / size) ** entrants - (below / size) ** entrants) / equal
    return won


def truncation_chances(fitness: npt.ArrayLike, kept: int) -> Floats:
    """Return each individual's chance to be a parent drawn uniformly among the `kept` fittest; equals are drawn.

    Args:      fitness: (N,), N >= 1; kept: 1..N.
    Returns:   chances (N,), which sum to 1.
    Reference: Muehlenbein & Schlierkamp-Voosen (1993), Evolutionary Computation 1, 25; with equals, derived here.
    """
    below, equal = _ranks(fitness)
    if not 1 <= kept <= below.size:
        raise ValueError(f"kept = {kept} must lie in 1..{below.size}")
    above = below.size - below - equal
    return np.asarray(np.clip((kept - above) / equal, 0.0, 1.0) / kept)


def _ranks(fitness: npt.ArrayLike) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return, of each individual, how many are less fit, and how many just as fit, itself included."""
    values, place, counts = np.unique(np.asarray(fitness, dtype=np.float64), return_inverse=True, return_counts=True)
    if values.size == 0 or not np.all(np.isfinite(values)):
        raise ValueError("fitness must be finite numbers, one or more")
    lower = np.cumsum(counts) - counts
    return lower[place].astype(np.int64), counts[place].astype(np.int64)
