"""What generation 0 holds: expectations over founders whose loci are drawn independently; and marginal fitness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Unpack

import numpy as np
import numpy.typing as npt

from baldwin.haystack.theory.composition import Floats, Shares, as_shares, binomial_weights, exact_share
from baldwin.haystack.theory.lifetime import FitnessOptions, expected_fitness, success_probability

__all__ = ["ControlFounders", "Founders", "Marginal", "control_founders", "learning_founders", "marginal_fitness"]


class Marginal(NamedTuple):
    """Mean fitness of the population, and of the carriers of each allele at one locus."""

    mean: float
    correct: float
    wrong: float
    plastic: float


@dataclass(frozen=True)
class Founders:
    """Expectations over founders who may learn; probabilities in 0..1, counts per population."""

    competent: float  # P(a genome has no wrong allele)
    competent_count: float  # expected number of them
    competent_any: float  # P(there is at least one)
    competent_plastic: float  # mean plastic loci among them; NaN if there are none
    success: float  # P(a random individual finds the needle)
    success_any: float  # P(at least one does)
    success_plastic: float  # mean plastic loci among those who do; NaN if nobody can
    fitness: Marginal


@dataclass(frozen=True)
class ControlFounders:
    """Expectations over founders without plastic alleles, who cannot learn (the control of Hinton & Nowlan 1987)."""

    target: float  # P(a genome is the target)
    target_any: float  # P(at least one founder is)
    populations: float  # founder populations that hold as many genomes as one target is expected to take


def marginal_fitness(
    shares: Sequence[float], fitness: npt.ArrayLike, wrong_fitness: npt.ArrayLike | None = None
) -> Marginal:
    """Return mean and marginal fitness of a population in linkage equilibrium.

    Args:      shares: (correct, wrong, plastic); fitness: W_0..W_L of genomes without a wrong allele, shape (L + 1,),
               L >= 1; wrong_fitness: V_0..V_L of genomes with one or more, by their plastic loci; None: 1.
    Returns:   w_a for each allele and their mean: correct w1 + plastic wq + wrong w0 = mean.
    Reference: Hinton & Nowlan (1987); derived here by conditioning on the allele of one locus.
    """
    correct, wrong, plastic = as_shares(shares)
    W = np.asarray(fitness, dtype=np.float64)
    loci = W.size - 1
    V = np.ones_like(W) if wrong_fitness is None else np.asarray(wrong_fitness, dtype=np.float64)
    if W.ndim != 1 or loci < 1 or V.shape != W.shape:
        raise ValueError(f"fitness must be W_0..W_L and wrong_fitness V_0..V_L, not of shapes {W.shape} and {V.shape}")
    rest = binomial_weights(loci - 1, plastic, correct)  # the other loci, none of them wrong
    any_rest = binomial_weights(loci - 1, plastic, correct + wrong) if wrong_fitness is not None else None
    base = 1.0 if any_rest is None else float(any_rest @ V[:-1])
    base_plastic = 1.0 if any_rest is None else float(any_rest @ V[1:])
    w1 = base + float(rest @ (W - V)[:-1])
    wq = base_plastic + float(rest @ (W - V)[1:])
    return Marginal(correct * w1 + wrong * base + plastic * wq, w1, base, wq)


def _any(probability: float, size: int) -> float:
    """Return the chance that at least one of `size` independent individuals does what each does with `probability`."""
    return 1.0 if probability >= 1.0 else float(-np.expm1(size * np.log1p(-probability)))


def _mean_plastic(weights: Floats) -> float:
    total = float(weights.sum())
    return float(weights @ np.arange(weights.size)) / total if total > 0.0 else float("nan")


def learning_founders(
    loci: int = 20,
    size: int = 1000,
    trials: int = 1000,
    bonus: float = 19.0,
    *,
    shares: Sequence[float] = Shares(),
    plastic_loci: int | None = None,
    **options: Unpack[FitnessOptions],
) -> Founders:
    """Return what to expect of `size` founders with `loci` independent loci; `options` as `expected_fitness`.

    With `plastic_loci` each founder has exactly so many plastic alleles, at loci drawn uniformly; the others are
    correct with chance correct / (correct + wrong). Genomes with a wrong allele have fitness 1.
    Source: Hinton & Nowlan (1987); derived here.
    """
    checked = as_shares(shares)
    q = np.arange(loci + 1)
    worth = expected_fitness(q, trials, bonus, **options)
    if plastic_loci is None:
        competent, fitness = binomial_weights(loci, checked.plastic, checked.correct), marginal_fitness(checked, worth)
        p_competent = (checked.correct + checked.plastic) ** loci
    else:
        p_competent = exact_share(checked) ** (loci - plastic_loci)
        competent = np.where(q == plastic_loci, p_competent, 0.0)
        fitness = _exact_marginal(loci, plastic_loci, exact_share(checked), float(worth[plastic_loci]))
    learners = competent * success_probability(q, trials, options.get("hit_probability", 0.5))
    p_success = min(float(learners.sum()), p_competent)  # the terms of the sum are rounded, one by one
    return Founders(
        competent=p_competent,
        competent_count=size * p_competent,
        competent_any=_any(p_competent, size),
        competent_plastic=_mean_plastic(competent),
        success=p_success,
        success_any=_any(p_success, size),
        success_plastic=_mean_plastic(learners),
        fitness=fitness,
    )


def _exact_marginal(loci: int, plastic: int, correct: float, worth: float) -> Marginal:
    """Return marginal fitness where q loci of each genome are plastic and each other one is correct with a chance.

    `worth` is W_q; an allele's carriers are competent where all others of its L - q loci, or of L - q - 1, are correct.
    """
    others = loci - plastic
    competent = correct**others
    carriers = correct ** (others - 1) if others > 0 else float("nan")
    share = plastic / loci
    return Marginal(
        mean=1.0 + competent * (worth - 1.0),
        correct=1.0 + carriers * (worth - 1.0),
        wrong=1.0 if share < 1.0 else float("nan"),
        plastic=1.0 + competent * (worth - 1.0) if plastic else float("nan"),
    )


def control_founders(loci: int = 20, size: int = 1000, correct: float = 0.5) -> ControlFounders:
    """Return what to expect of `size` founders without plastic alleles, each locus correct with chance `correct`."""
    target = correct**loci
    return ControlFounders(target, _any(target, size), 1.0 / (target * size) if target > 0.0 else float("inf"))
