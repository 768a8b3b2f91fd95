"""Founders: distribution of single lives, and alleles, learners and fitness of the first generation."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from baldwin.claims.claim import Claim
from baldwin.claims.estimates import mean_of
from baldwin.claims.hinton_nowlan.settings import SEED, populations
from baldwin.claims.populations import Setting, Trajectories
from baldwin.claims.quantity import Measurement, Measurements, above, close
from baldwin.claims.sources import THEORY
from baldwin.haystack.theory import (
    binomial_weights,
    expected_fitness,
    fitness_second_moment,
    learning_founders,
)

__all__ = ["CLAIMS"]

PLASTIC_LOCI = (0, 3, 6, 8, 10, 12)
LEARNERS = ("literal", "geometric")
LIVES = 20_000
TRIALS, BONUS = 1000, 19.0

FOUNDERS = populations(
    "hinton-nowlan", replicates=5000, generations=0, columns=("competent", "successes", "fitness_mean")
)


def _alike(q: int, learner: str, seed: int) -> Setting:
    """Return the setting of founders who all have q plastic loci, and no wrong one."""
    shares = {"correct": float(q == 0), "plastic": float(q > 0), "wrong": 0.0}
    fields = {
        "population.size": LIVES, "population.replicates": 1, "population.generations": 0, "population.seed": seed,
        "task.loci": max(q, 2), **{f"encoding.{allele}": share for allele, share in shares.items()},
        "lifetime.kind": learner, "fitness.convention": "B",
    }  # fmt: skip
    return Setting("hinton-nowlan", tuple(f"{name}={value}" for name, value in fields.items()))


def _first_trials(q: int, learner: str, seed: int) -> Any:
    from baldwin.haystack.single_lives import first_successes

    definition: Any = _alike(q, learner, seed).definition
    return first_successes(definition)[0]


def _learners() -> Measurements:
    from scipy.stats import ks_2samp

    p_values: list[float] = []
    means: dict[str, Measurement] = {}
    for q in PLASTIC_LOCI:
        # Seeds differ: both learners would otherwise read the same words, and their draws depend on each other.
        trials = {learner: _first_trials(q, learner, SEED + place) for place, learner in enumerate(LEARNERS)}
        p_values.append(float(ks_2samp(*trials.values()).pvalue))
        for learner, drawn in trials.items():
            means[f"{learner} {q}"] = mean_of(1.0 + BONUS * np.maximum(TRIALS - drawn, 0) / TRIALS)
    note = ", ".join(f"{p:.2g}" for p in p_values)
    return {"p": Measurement(min(p_values), None, note), **means}


def _founders(run: Trajectories) -> Measurements:
    """Return what the founding populations hold; the standard errors are those that theory gives."""
    theory, size, replicates = learning_founders(), run.size, run["competent"].shape[0]

    def binomial(p: float, draws: int) -> float:
        return math.sqrt(p * (1.0 - p) / draws)

    # E[f^2]: genomes without a wrong allele are learners, all others have fitness 1.
    weights = binomial_weights(run.loci, 0.5, 0.25)
    squares = 1.0 + float(weights @ (fitness_second_moment(np.arange(run.loci + 1), TRIALS, BONUS) - 1.0))
    spread = math.sqrt((squares - theory.fitness.mean**2) / (size * replicates))
    competent, successes = run["competent"][:, 0], run["successes"][:, 0]
    return {
        "competent": Measurement(float(competent.mean()), size * binomial(theory.competent, size * replicates)),
        "any competent": Measurement(float((competent > 0).mean()), binomial(theory.competent_any, replicates)),
        "any success": Measurement(float((successes > 0).mean()), binomial(theory.success_any, replicates)),
        "fitness": Measurement(float(run["fitness_mean"][:, 0].mean()), spread),
    }


CLAIMS = (
    Claim(
        id="R02",
        text="Drawing every trial and drawing the first success from its geometric law are the same",
        method=f"{LIVES} lives for each q with either learner: {_alike(8, 'literal', SEED).text}",
        quantities=(
            above("least p of Kolmogorov-Smirnov tests, literal against geometric", 0.001, 0.5, THEORY, of="p"),
            *(
                close(
                    f"mean fitness, q = {q}, {learner}",
                    float(expected_fitness(q, TRIALS, BONUS)),
                    THEORY,
                    of=f"{learner} {q}",
                )
                for q in PLASTIC_LOCI
                for learner in LEARNERS
            ),
        ),
        measure=_learners,
        quick=True,
        remark="The fitness is computed from the trials drawn, by convention A; equal laws give p spread over 0 .. 1.",
    ),
    Claim(
        id="R03",
        text="Among the founders some can learn, and few do",
        settings=(FOUNDERS,),
        quantities=(
            close("genomes without a wrong allele", 3.1712, THEORY, of="competent"),
            close("populations that hold at least one", 0.95826, THEORY, of="any competent"),
            close("populations in which someone finds the needle", 0.42751, THEORY, of="any success"),
            close("mean fitness", 1.0060323, THEORY, of="fitness"),
        ),
        measure=_founders,
        quick=True,
    ),
)
