"""Founders: distribution of single lives, and alleles, learners and fitness of the first generation."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np

from baldwin.claims.claim import Claim, Null
from baldwin.claims.estimates import mean_of
from baldwin.claims.hinton_nowlan.settings import SEED, populations
from baldwin.claims.populations import Setting, Trajectories
from baldwin.claims.quantity import SHARE, Measurement, Measurements, at_least, close
from baldwin.claims.sources import published, theory
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
RARE = 6.3e-5 / len(PLASTIC_LOCI)  # chance of 4 standard errors, to either side

RULES = published("Hinton & Nowlan", 1987, "the model's settings, as tabulated by Stojic (2017), Methods")
SUMMED = theory("expected fitness of a learner (R01)")
BINOMIAL = theory("independent alleles with the shares of Hinton & Nowlan (1987), derived in baldwin.haystack.theory")

FOUNDERS = populations(
    "hinton-nowlan",
    replicates=5000,
    generations=0,
    columns=("correct", "plastic", "competent", "successes", "fitness_mean"),
)


def _alike(q: int, learner: str, seed: int, hit_probability: float = 0.5) -> Setting:
    """Return the setting of founders who all have q plastic loci, and no wrong one."""
    shares = {"correct": float(q == 0), "plastic": float(q > 0), "wrong": 0.0}
    fields = {
        "population.size": LIVES, "population.replicates": 1, "population.generations": 0, "population.seed": seed,
        "task.loci": max(q, 2), **{f"encoding.{allele}": share for allele, share in shares.items()},
        "lifetime.kind": learner, "lifetime.hit_probability": hit_probability, "fitness.convention": "B",
    }  # fmt: skip
    return Setting("hinton-nowlan", tuple(f"{name}={value}" for name, value in fields.items()))


def _first_trials(q: int, learner: str, seed: int, hit_probability: float) -> Any:
    from baldwin.haystack.single_lives import first_successes

    definition: Any = _alike(q, learner, seed, hit_probability).definition
    return first_successes(definition)[0]


def _learners(of_geometric: float = 0.5) -> Measurements:
    """Return p of equal laws, and mean fitness; `of_geometric` is how often a guess of that learner is right."""
    from scipy.stats import ks_2samp

    p_values: list[float] = []
    means: dict[str, Measurement] = {}
    for q in PLASTIC_LOCI:
        # Seeds differ: both learners would otherwise read the same words, and their draws depend on each other.
        hits = {"literal": 0.5, "geometric": of_geometric}
        trials = {name: _first_trials(q, name, SEED + place, hits[name]) for place, name in enumerate(LEARNERS)}
        p_values.append(float(ks_2samp(*trials.values()).pvalue))
        for learner, drawn in trials.items():
            means[f"{learner} {q}"] = mean_of(1.0 + BONUS * np.maximum(TRIALS - drawn, 0) / TRIALS)
    note = ", ".join(f"{p:.2g}" for p in p_values)
    return {"p": Measurement(min(p_values), None, note, range=SHARE), **means}


def _founders(run: Trajectories) -> Measurements:
    """Return what the founding populations hold; the standard errors are those that theory gives."""
    expected, size, replicates = learning_founders(), run.size, run["competent"].shape[0]

    def binomial(p: float, draws: int) -> float:
        return math.sqrt(p * (1.0 - p) / draws)

    # E[f^2]: genomes without a wrong allele are learners, all others have fitness 1.
    weights = binomial_weights(run.loci, 0.5, 0.25)
    squares = 1.0 + float(weights @ (fitness_second_moment(np.arange(run.loci + 1), TRIALS, BONUS) - 1.0))
    spread = math.sqrt((squares - expected.fitness.mean**2) / (size * replicates))
    competent, successes = run["competent"][:, 0], run["successes"][:, 0]
    alleles = size * replicates * run.loci
    drawn = {"correct": 0.25, "plastic": 0.5}
    return {
        **{name: Measurement(float(run[name][:, 0].mean()), binomial(p, alleles)) for name, p in drawn.items()},
        "competent": Measurement(float(competent.mean()), size * binomial(expected.competent, size * replicates)),
        "any competent": Measurement(float((competent > 0).mean()), binomial(expected.competent_any, replicates)),
        "any success": Measurement(float((successes > 0).mean()), binomial(expected.success_any, replicates)),
        "fitness": Measurement(float(run["fitness_mean"][:, 0].mean()), spread),
    }


CLAIMS = (
    Claim(
        id="R02",
        text="Drawing every trial and drawing the first success from its geometric law are the same",
        method=f"{LIVES} lives for each q with either learner: {_alike(8, 'literal', SEED).text}",
        quantities=(
            at_least(
                "least p of Kolmogorov-Smirnov tests, literal against geometric",
                RARE,
                0.5,
                theory("equal laws give p spread evenly over 0 to 1"),
                because=f"the chance of 4 standard errors, by {len(PLASTIC_LOCI)} tests",
                of="p",
                range=SHARE,
            ),
            *(
                close(f"mean fitness, q = {q}, {learner}", float(expected_fitness(q, TRIALS, BONUS)), SUMMED, of=name)
                for q in PLASTIC_LOCI
                for learner in LEARNERS
                if (name := f"{learner} {q}")
            ),
        ),
        measure=_learners,
        quick=True,
        null=Null("guesses that are right with chance 0.49", measure=partial(_learners, 0.49)),
        remark="The fitness is computed from the trials drawn, by convention A.",
    ),
    Claim(
        id="R03",
        text="Among the founders some can learn, and few do",
        settings=(FOUNDERS,),
        quantities=(
            close("share of correct alleles", 0.25, RULES, of="correct", range=SHARE),
            close("share of plastic alleles", 0.50, RULES, of="plastic", range=SHARE),
            close("genomes without a wrong allele", 3.1712, BINOMIAL, parts={"rounding": 5e-5}, of="competent"),
            close(
                "share of populations that hold at least one",
                0.95826,
                BINOMIAL,
                parts={"rounding": 5e-6},
                of="any competent",
                range=SHARE,
            ),
            close(
                "share of populations in which someone finds the needle",
                0.42751,
                BINOMIAL,
                parts={"rounding": 5e-6},
                of="any success",
                range=SHARE,
            ),
            close("mean fitness", 1.0060323, BINOMIAL, parts={"rounding": 5e-8}, of="fitness"),
        ),
        measure=_founders,
        quick=True,
        null=Null("founders with a few more correct alleles", ("encoding.wrong=0.24", "encoding.correct=0.26")),
    ),
)
