"""How the genomes of a population are composed: allele shares, and the classes that independent loci fall into."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Floats", "Shares", "as_shares", "binomial_weights", "exact_share", "genome_classes"]

Floats = npt.NDArray[np.float64]


class Shares(NamedTuple):
    """Shares of the three alleles, each in 0..1, summing to 1; the defaults are those of Hinton & Nowlan (1987)."""

    correct: float = 0.25
    wrong: float = 0.25
    plastic: float = 0.5


def as_shares(shares: Sequence[float]) -> Shares:
    """Return (correct, wrong, plastic) as checked `Shares`; raises ValueError unless they are shares of one whole."""
    checked = Shares(*(float(share) for share in shares))
    if min(checked) < 0.0 or abs(sum(checked) - 1.0) > 1e-9:
        raise ValueError(f"allele shares must lie in 0..1 and sum to 1, not {tuple(checked)}")
    return checked


def _log_factorials(n: int) -> Floats:
    logs = np.zeros(n + 1)
    logs[1:] = np.cumsum(np.log(np.arange(1, n + 1)))
    return logs


def _powers(share: float, exponents: npt.NDArray[np.int64]) -> Floats:
    """Return log(share^exponents), with 0^0 = 1."""
    if share > 0.0:
        logs: Floats = exponents * np.log(share)
        return logs
    return np.where(exponents == 0, 0.0, -np.inf)


def binomial_weights(n: int, chosen: float, other: float) -> Floats:
    """Return C(n, k) chosen^k other^(n - k) for k = 0..n, shape (n + 1,).

    With chosen = plastic and other = correct it is the distribution of plastic loci over genomes of n independent loci
    without a wrong allele; it sums to (chosen + other)^n. In logarithms, so that long genomes do not overflow.
    """
    k = np.arange(n + 1)
    logs = _log_factorials(n)
    weights: Floats = np.exp(logs[n] - logs[k] - logs[n - k] + _powers(chosen, k) + _powers(other, n - k))
    return weights


def exact_share(shares: Sequence[float]) -> float:
    """Return the chance that an allele is correct which is known not to be plastic: correct / (correct + wrong)."""
    correct, wrong, _ = as_shares(shares)
    return correct / (correct + wrong) if correct + wrong > 0.0 else 0.0


def genome_classes(loci: int, shares: Sequence[float], plastic_loci: int | None = None) -> Floats:
    """Return the share x[a, b] of genomes with a correct and b plastic of `loci` independent loci.

    Shape (loci + 1, loci + 1); entries with a + b > loci are 0; the trinomial law of the founders. With `plastic_loci`,
    each has exactly so many, and the others are correct or wrong in proportion to their shares.
    """
    if plastic_loci is not None:
        x = np.zeros((loci + 1, loci + 1))
        chance = exact_share(shares)
        x[: loci - plastic_loci + 1, plastic_loci] = binomial_weights(loci - plastic_loci, chance, 1.0 - chance)
        return x
    correct, wrong, plastic = as_shares(shares)
    a, b = np.indices((loci + 1, loci + 1))
    w = loci - a - b
    possible = w >= 0
    a, b, w = a[possible], b[possible], w[possible]
    logs = _log_factorials(loci)
    x = np.zeros((loci + 1, loci + 1))
    x[possible] = np.exp(
        logs[loci] - logs[a] - logs[b] - logs[w] + _powers(correct, a) + _powers(plastic, b) + _powers(wrong, w)
    )
    return x
