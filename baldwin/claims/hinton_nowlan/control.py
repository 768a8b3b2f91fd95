"""The control arm: the same needle without learning."""

from __future__ import annotations

import numpy as np

from baldwin.claims.claim import Claim, Null
from baldwin.claims.estimates import difference, least_step, share_of
from baldwin.claims.hinton_nowlan.settings import APART, UNSELECTED, populations, taken_over
from baldwin.claims.populations import Setting, Trajectories
from baldwin.claims.quantity import Measurement, Measurements, above, close, close_share

__all__ = ["CLAIMS"]


def _control(*overrides: str, size: int = 1000, replicates: int = 1000, generations: int | None = None) -> Setting:
    """Return a no-learning setting that ends when the target can hardly take over any more.

    Within N generations drift fixes a given wrong allele with chance 0.23, so some of 20 with chance 0.995.
    """
    return populations(
        "no-learning",
        *overrides,
        *([f"population.size={size}"] if size != 1000 else []),
        "population.stop=fixed",
        replicates=replicates,
        generations=generations or size,
        columns=("assimilated",),
    )


ONE_POINT = _control()
UNIFORM = _control("strategy.crossover=uniform")
OTHER_SEED = ONE_POINT.but("population.seed=1988")
SMALL, LARGER = (_control(size=size, replicates=replicates) for size, replicates in ((200, 1000), (2000, 300)))
MUTANTS = _control("strategy.mutation_rate=1e-3", replicates=80, generations=20_000)
LONG_GENOME = populations(
    "long-genome", "population.stop=fixed", replicates=100, generations=10_000, columns=("wrong",)
)
LONG_CONTROL = _control("task.loci=25", replicates=600, generations=1000)


def _wins(run: Trajectories) -> Measurements:
    won = taken_over(run)
    return {"ever": share_of(won < np.inf), "soon": share_of(won <= 50)}


def _by_size(*runs: Trajectories) -> Measurements:
    shares = {f"N = {run.size}": share_of(taken_over(run) < np.inf) for run in runs}
    step = least_step(list(shares.values()))
    return {"N = 2000": shares["N = 2000"], "step": step}


def _survival(run: Trajectories) -> Measurement:
    """Return the share of runs in which the target takes over, of those in which it appears."""
    appeared = (run["assimilated"] > 0).any(axis=1)
    return share_of((taken_over(run) < np.inf)[appeared])


def _linkage(one_point: Trajectories, uniform: Trajectories) -> Measurements:
    return {"excess": difference(_survival(one_point), _survival(uniform))}


def _mutants(run: Trajectories) -> Measurements:
    return {"ever": share_of(taken_over(run) < np.inf)}


def _long_genome(learners: Trajectories, control: Trajectories) -> Measurements:
    clean, won = share_of(learners["wrong"][:, -1] == 0.0), share_of(taken_over(control) < np.inf)
    return {"lead": difference(clean, won)}


CLAIMS = (
    Claim(
        id="R13",
        text="Without learning evolution may still find the needle, though seldom within 50 generations",
        settings=(ONE_POINT,),
        quantities=(
            close_share("share of runs in which the target takes over", 345, 2000, APART, of="ever"),
            close_share("share of runs in which it does by generation 50", 67, 2000, APART, of="soon"),
        ),
        measure=_wins,
        null=UNSELECTED,
        remark="Takeover: half of all genomes are the target. No mutation: recombination alone proposes new genomes.",
    ),
    Claim(
        id="R14",
        text="The larger the population, the more often it finds the needle without learning",
        settings=(SMALL, ONE_POINT, LARGER),
        quantities=(
            close_share("share of runs in which the target takes over, N = 2000", 113, 300, APART, of="N = 2000"),
            above("least step of that share towards larger populations", 0.0, 0.15, APART, of="step"),
        ),
        measure=_by_size,
        null=UNSELECTED,
    ),
    Claim(
        id="R15",
        text="Linkage protects the needle: once found, it survives one-point crossover far better than uniform",
        settings=(ONE_POINT, UNIFORM),
        quantities=(
            close(
                "share of takeovers among runs in which it appears, one-point less uniform",
                0.495,
                APART,
                expected_error=0.035,
                of="excess",
            ),
        ),
        measure=_linkage,
        null=Null("one-point crossover twice, of two seeds", settings=(ONE_POINT, OTHER_SEED)),
        remark="Expected: 345 of 361 less 101 of 219.",
    ),
    Claim(
        id="R16",
        text="Given mutation and time, evolution without learning always finds the needle",
        settings=(MUTANTS,),
        quantities=(
            close_share("share of runs in which the target takes over by generation 20000", 40, 40, APART, of="ever"),
        ),
        measure=_mutants,
        null=UNSELECTED,
    ),
    Claim(
        id="R32",
        text="In a haystack 32 times as large learners still get rid of wrong alleles, the control hardly ever wins",
        settings=(LONG_GENOME, LONG_CONTROL),
        quantities=(
            above(
                "share of learners that end free of wrong alleles, less controls that the target takes over",
                0.0,
                0.587,
                APART,
                of="lead",
            ),
        ),
        measure=_long_genome,
        null=UNSELECTED,
    ),
)
